import type { RuleName } from '../../rules/finding.ts'
import { oneLine } from '../../../vocabulary/verdict.ts'
import type { Format } from './format.ts'
import { shownPath } from './path.ts'

// Problem matchers of editors and CI want `TS` and digits. TypeScript's own codes end far below.
const CODES: Record<RuleName, string> = {
  nesting: 'TS99001',
  text: 'TS99002',
  unreachable: 'TS99003',
  'unused-disable': 'TS99004',
  'yield-star': 'TS99005',
  value: 'TS99006',
}

/** One line each, as `tsc` prints them. */
export const tsc: Format = (findings, { cwd }) =>
  findings
    .map(
      ({ file, line, column, rule, level, message }) =>
        `${shownPath(file, cwd)}(${line},${column}): ${level} ${CODES[rule]}: ${oneLine(message)}`,
    )
    .join('\n')
