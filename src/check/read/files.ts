/**
 * @module
 * The files to check: those with JSX and those with flows, except what Git ignores.
 */
import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import ignore, { type Ignore } from 'ignore'
import { FLOW, isDeclaration, isSource, MAX_BYTES } from './syntax.ts'

/** Thrown for a path that does not exist. */
export class NoSuchPathError extends Error {
  override readonly name = 'NoSuchPathError'
}

/** The rules of one .gitignore and the directory for which they hold. */
interface Ignored {
  readonly directory: string
  readonly rules: Ignore
}

/**
 * True for a file with JSX, by its name, or with a flow, by its text. Files that the user names are checked in any
 * case.
 */
const isChecked = (path: string): boolean => {
  if (/\.[jt]sx$/i.test(path)) return true
  return isSource(path) && !isDeclaration(path) && mentions(path, FLOW)
}

/** True for a file that can be read and has a word in it. */
export const mentions = (path: string, word: string): boolean => {
  try {
    const stats = statSync(path)
    // A pipe would be waited for.
    return stats.isFile() && stats.size <= MAX_BYTES && readFileSync(path).includes(word)
  } catch {
    return false
  }
}

/**
 * The files to check.
 *
 * @param paths - Files and directories. A file that is named is taken even if Git ignores it.
 * @param cwd - The directory to which paths are relative.
 * @returns Absolute paths in a fixed order, each once.
 * @throws {NoSuchPathError} For a path that does not exist.
 */
export const filesIn = (paths: readonly string[], cwd: string): string[] => {
  const files = new Set<string>()
  for (const path of paths) {
    const at = resolve(cwd, path)
    if (!existsSync(at)) throw new NoSuchPathError(`There is no file or directory ${path}.`)
    if (statSync(at).isDirectory()) collect(at, ignoredAround(at), files)
    else if (isSource(at)) files.add(at)
    else
      throw new NoSuchPathError(
        `${path} is no source file: name a .tsx or .jsx file, or a directory.`,
      )
  }
  return [...files]
}

/** True if a file that has just appeared is one of those to check. */
export const belongs = (file: string, paths: readonly string[], cwd: string): boolean =>
  paths.some((path) => {
    const at = resolve(cwd, path)
    if (at === file) return true
    if (!isChecked(file) || !file.startsWith(at.endsWith(sep) ? at : at + sep)) return false
    const inside = relative(at, file).split(sep)
    if (inside.some((name) => name === 'node_modules' || name === '.git')) return false
    return !isIgnored(file, ignoredAround(dirname(file)), false)
  })

const collect = (directory: string, around: readonly Ignored[], files: Set<string>): void => {
  let entries: Dirent[]
  try {
    entries = readdirSync(directory, { withFileTypes: true })
  } catch {
    // A directory that cannot be read has no files to check.
    return
  }
  const ignored = entries.some(({ name }) => name === '.gitignore')
    ? [...around, ...rulesOf(directory)]
    : around
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) {
      if (entry.name === 'node_modules' || entry.name === '.git') continue
      if (!isIgnored(path, ignored, true)) collect(path, ignored, files)
    } else if (entry.isFile() && !isIgnored(path, ignored, false) && isChecked(path))
      files.add(path)
  }
}

const isIgnored = (path: string, ignored: readonly Ignored[], isDirectory: boolean): boolean => {
  // The rules of the innermost file that has an opinion win, as in Git.
  for (const { directory, rules } of ignored.toReversed()) {
    const name = relative(directory, path).split(sep).join('/') + (isDirectory ? '/' : '')
    const { ignored: yes, unignored: no } = rules.test(name)
    if (yes || no) return yes
  }
  return false
}

/**
 * The rules from the repository's root down to this directory; `.gitignore` files outside the repository do not count.
 */
const ignoredAround = (directory: string): Ignored[] => {
  const outer = dirname(directory)
  const above =
    outer === directory || existsSync(join(directory, '.git')) ? [] : ignoredAround(outer)
  return [...above, ...rulesOf(directory)]
}

const rulesOf = (directory: string): Ignored[] => {
  const file = join(directory, '.gitignore')
  try {
    if (!statSync(file).isFile()) return []
    return [{ directory, rules: ignore().add(readFileSync(file, 'utf8')) }]
  } catch {
    return []
  }
}
