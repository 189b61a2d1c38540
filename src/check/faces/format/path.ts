import { relative, sep } from 'node:path'
import { oneLine } from '../../../vocabulary/verdict.ts'

/** A path for a program: relative, with slashes on every system. */
export const relativePath = (file: string, cwd: string): string =>
  (relative(cwd, file) || file).split(sep).join('/')

/** The same for people: what would steer a terminal or begin a line is shown as an escape. */
export const shownPath = (file: string, cwd: string): string => oneLine(relativePath(file, cwd))
