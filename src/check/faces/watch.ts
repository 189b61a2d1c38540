/**
 * @module
 * Watch mode: a change of a file checks it again, and all files whose findings may depend on it.
 */
import { existsSync, statSync, watch as watchPath, type FSWatcher } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Checker } from '../rules/checker.ts'
import { belongs, filesIn } from '../read/files.ts'
import type { Finding } from '../rules/finding.ts'
import type { Skipped } from '../infer/project.ts'
import { isSource } from '../read/syntax.ts'

/** The options of watch mode. */
export interface WatchOptions {
  readonly paths: readonly string[]
  readonly cwd: string
  readonly checker: Checker
  print(findings: readonly Finding[]): void
  tell(file: string, why: Skipped): void
  say(text: string): void
  readonly signal?: AbortSignal | undefined
}

/** The findings of a set of files, kept up to date. */
export class Watched {
  readonly #found = new Map<string, readonly Finding[] | Skipped>()
  readonly #checker: Checker

  constructor(checker: Checker, files: readonly string[]) {
    this.#checker = checker
    checker.prepare(files)
    for (const file of files) this.#found.set(file, checker.check(file))
  }

  /** All findings. */
  get findings(): Finding[] {
    return [...this.#found.values()].flatMap((found) => (typeof found === 'string' ? [] : found))
  }

  /** The files that were not checked. */
  get skipped(): (readonly [file: string, why: Skipped])[] {
    return [...this.#found].flatMap(([file, found]) =>
      typeof found === 'string' ? [[file, found] as const] : [],
    )
  }

  /**
   * Checks again the files that have changed or appeared, and those they affect; drops those that are gone. Returns the
   * number of files checked.
   */
  update(changed: Iterable<string>, isWanted: (file: string) => boolean): number {
    const affected = new Set<string>()
    for (const file of changed) {
      if (existsSync(file)) {
        if (isWanted(file)) this.#found.set(file, [])
      } else this.#found.delete(file)
      for (const each of this.#checker.changed(file)) affected.add(each)
    }
    let count = 0
    for (const file of affected)
      if (this.#found.has(file)) {
        this.#found.set(file, this.#checker.check(file))
        count++
      }
    return count
  }
}

/** Checks, and checks again, until the signal aborts. Returns the exit status. */
export const watch = async (options: WatchOptions): Promise<number> => {
  const { paths, cwd, checker, signal } = options
  const begin = performance.now()
  const files = filesIn(paths, cwd)
  const watched = new Watched(checker, files)
  const show = (count: number, milliseconds: number): void => {
    options.print(watched.findings)
    for (const [file, why] of watched.skipped) options.tell(file, why)
    const errors = watched.findings.length
    options.say(
      `${errors === 0 ? 'Nothing found' : `${errors} found`}; ${count} ${count === 1 ? 'file' : 'files'} checked in ${milliseconds.toFixed(0)} ms. Watching for changes.`,
    )
  }
  show(files.length, performance.now() - begin)

  const changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const update = (): void => {
    const start = performance.now()
    const files = [...changed]
    changed.clear()
    const count = watched.update(files, (file) => belongs(file, paths, cwd))
    if (count > 0) show(count, performance.now() - start)
  }
  const watchers: FSWatcher[] = []
  return new Promise((end) => {
    for (const path of paths) {
      const at = resolve(cwd, path)
      const isDirectory = statSync(at).isDirectory()
      const directory = isDirectory ? at : dirname(at)
      watchers.push(
        watchPath(directory, { recursive: isDirectory }, (_, name) => {
          if (!name || !isSource(name) || name.includes('node_modules')) return
          changed.add(join(directory, name))
          // Editors write in several steps.
          clearTimeout(timer)
          timer = setTimeout(update, 20)
        }),
      )
    }
    const stop = (): void => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
      end(watched.findings.some(({ level }) => level === 'error') ? 1 : 0)
    }
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
