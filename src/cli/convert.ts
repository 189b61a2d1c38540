/**
 * @module
 * `twimlx convert`: TwiML that stands somewhere as TSX.
 */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { XmlError } from '../simulator/xml.ts'
import { type Dialect, dialects } from '../vocabulary/dialects.ts'
import { visible } from '../webhook/shown.ts'
import { command } from './arguments.ts'
import { tsxOf } from './tsx.ts'

const usage = `Usage: twimlx convert FILE… [options]

Writes TwiML as TSX: typed components, with imports. A mistake in a document is kept as <Custom>, with a comment that
explains it, so that nothing is lost; comments stay. One document is printed; several are written beside their files.

  twimlx convert menu.xml > menu.tsx
  curl -s https://example.com/menu.xml | twimlx convert -
  twimlx convert twiml/*.xml --write

Options:
  --write                write menu.tsx beside menu.xml; an existing file is not replaced
  --dialect <name>       messaging, voice or fax; default: that of the verbs
  --help                 print this

Exit status: 0 all is right, 1 a document has a mistake or is not TwiML, 2 the command is called wrongly.`

/** Longest file that is read. */
const MAX_BYTES = 16 * 1024 * 1024

/** Converts files, or the standard input. */
export const convert = command({
  usage,
  options: { write: { type: 'boolean' }, dialect: { type: 'string' } },
  read({ values: { write = false, dialect }, positionals: files }) {
    if (files.length === 0) return 'Which file? Name it, or write - for the standard input.'
    if (files.length > 1 && !write)
      return 'Several documents are not printed into one file: add --write, and each is written beside its file.'
    if (write && files.includes('-'))
      return 'The standard input is not a file, so --write cannot write beside it.'
    if (dialect !== undefined && !isDialect(dialect))
      return `--dialect is one of ${Object.keys(dialects).join(', ')}, not ${dialect}.`
    return { files, write, dialect }
  },
  async run({ files, write, dialect }, { out, error, cwd = process.cwd(), input = process.stdin }) {
    let code = 0
    for (const file of files) {
      const complain = (sentence: string) => {
        code = 1
        error(`${visible(file)}: ${sentence}`)
      }
      const path = resolve(cwd, file)
      const target = path.replace(/\.(xml|twiml)$/i, '') + '.tsx'
      if (write && existsSync(target)) {
        complain(`${visible(target)} is there already: delete it first.`)
        continue
      }
      const bytes = file === '-' ? await buffer(input) : readFile(path)
      if (typeof bytes === 'string') {
        complain(bytes)
        continue
      }
      try {
        const name = file === '-' ? 'Document' : componentOf(file)
        const { source, faults } = tsxOf(new TextDecoder().decode(bytes), name, dialect)
        if (faults > 0)
          complain(
            `${faults} ${faults === 1 ? 'thing is' : 'things are'} wrong in it: see the comments.`,
          )
        if (write) writeFileSync(target, source)
        else out(source.trimEnd())
      } catch (cause) {
        if (!(cause instanceof XmlError)) throw cause
        complain(`${cause.line}:${cause.column}: ${visible(cause.message)}`)
      }
    }
    return code
  },
})

/** A file's content, or a sentence that says why there is none. */
const readFile = (path: string): Uint8Array | string => {
  try {
    const { size } = statSync(path)
    return size > MAX_BYTES
      ? `It has ${size} bytes, and TwiML at most 65536: is it another file?`
      : readFileSync(path)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    return code === 'ENOENT'
      ? 'There is no such file.'
      : code === 'EISDIR'
        ? 'That is a folder: name the files in it.'
        : message
  }
}

const isDialect = (name: string): name is Dialect => Object.hasOwn(dialects, name)

/** The name of a component after a file's: `MainMenu` for `main-menu.xml`. */
const componentOf = (file: string): string => {
  const name = basename(file)
    .replace(/\.[^.]*$/, '')
    .split(/[^A-Za-z\d]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
  return /^[A-Z]/.test(name) ? name : `Document${name}`
}
