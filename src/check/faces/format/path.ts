import { relative, sep } from 'node:path'

/** A path as it is shown: relative, with slashes on every system. */
export const shownPath = (file: string, cwd: string): string =>
  (relative(cwd, file) || file).split(sep).join('/')
