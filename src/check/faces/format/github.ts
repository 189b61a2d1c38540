import { oneLine } from '../../../vocabulary/verdict.ts'
import type { Format } from './format.ts'
import { relativePath } from './path.ts'

/**
 * Workflow commands, which GitHub shows beside the changed lines.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export const github: Format = (findings, { cwd }) =>
  findings
    .map(
      ({ file, line, column, rule, level, message }) =>
        `::${level} file=${property(relativePath(file, cwd))},line=${line},col=${column},title=${property(`twimlx ${rule}`)}::${data(message)}`,
    )
    .join('\n')

const data = (text: string): string =>
  // Logs are read in terminals, too.
  oneLine(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'))

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
