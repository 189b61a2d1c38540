/**
 * @module
 * Tells of saved source files, in whatever language.
 */
import { statSync, watch } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'

/** The extensions of sources, not of files that apps write while they run. */
const SOURCE =
  /\.([cm]?[jt]sx?|py|rb|php|go|java|kts?|cs|fs|exs?|rs|scala|clj|ex|heex|erb|ejs|hbs|jinja2?|html|twig|twiml|xml|ya?ml|toml)$/i
const IGNORED = /^(node_modules|dist|build|out|target|vendor|coverage|__pycache__|venv|\..+)$/

/** Editors write in several steps. */
const QUIET_MS = 80

/**
 * Watches.
 *
 * @param paths - Files and folders; of folders all that is below.
 * @param tell - Told of the files that were saved.
 * @returns Ends it.
 */
export const watchSources = (
  paths: readonly string[],
  tell: (files: string[]) => void,
): (() => void) => {
  const changed = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const watchers = paths.map((path) => {
    const at = resolve(path)
    const isFolder = statSync(at).isDirectory()
    const folder = isFolder ? at : dirname(at)
    return watch(folder, { recursive: isFolder }, (_, name) => {
      if (!name || (isFolder ? !isSource(name) : join(folder, name) !== at)) return
      changed.add(basename(name))
      clearTimeout(timer)
      timer = setTimeout(() => {
        tell([...changed])
        changed.clear()
      }, QUIET_MS)
    })
  })
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

const isSource = (path: string): boolean =>
  SOURCE.test(path) && !path.split(sep).some((part) => IGNORED.test(part))
