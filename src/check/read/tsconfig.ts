/**
 * @module
 * The settings in a file's tsconfig that affect the checker, read without TypeScript and so independent of its version.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { createFilesMatcher, parseTsconfig, type TsConfigResult } from 'get-tsconfig'

/** The settings of a tsconfig. */
export interface Settings {
  /** The import source of files without a pragma: `jsxImportSource`. */
  readonly jsxSource: string
  /** Conditions of `exports` beside the usual ones: `customConditions`. */
  readonly conditions: readonly string[]
}

const DEFAULTS: Settings = { jsxSource: 'react', conditions: [] }

interface Config extends TsConfigResult {
  readonly includes: (path: string) => boolean
}

/** Finds and reads the tsconfig of each file. */
export class Tsconfigs {
  /** The tsconfigs that could not be read, with the reason. */
  readonly broken = new Map<string, string>()
  /** False if one of them is no file, which nobody must read: a pipe is waited for. */
  isReadable = true
  readonly #configs = new Map<string, Config | undefined>()
  readonly #nearest = new Map<string, Config | undefined>()

  /** The settings of a file. */
  of(path: string): Settings {
    const config = this.#find(path)
    if (!config) return DEFAULTS
    const { jsxImportSource, customConditions } = config.config.compilerOptions ?? {}
    return {
      jsxSource: jsxImportSource ?? DEFAULTS.jsxSource,
      conditions: customConditions ?? DEFAULTS.conditions,
    }
  }

  #find(path: string): Config | undefined {
    const nearest = this.#above(dirname(path))
    // A solution's tsconfig only lists the projects to build: one of those includes the file.
    return nearest && !nearest.includes(path)
      ? (this.#referenced(nearest, path, new Set()) ?? nearest)
      : nearest
  }

  #referenced(config: Config, path: string, seen: Set<string>): Config | undefined {
    for (const { path: reference } of config.config.references ?? []) {
      const at = resolve(dirname(config.path), reference)
      const file = at.endsWith('.json') ? at : join(at, 'tsconfig.json')
      if (seen.has(file)) continue
      seen.add(file)
      const referenced = this.#read(file)
      if (!referenced) continue
      if (referenced.includes(path)) return referenced
      const further = this.#referenced(referenced, path, seen)
      if (further) return further
    }
    return undefined
  }

  #above(directory: string): Config | undefined {
    if (this.#nearest.has(directory)) return this.#nearest.get(directory)
    const file = join(directory, 'tsconfig.json')
    const outer = dirname(directory)
    const config = existsSync(file)
      ? this.#read(file)
      : outer === directory
        ? undefined
        : this.#above(outer)
    this.#nearest.set(directory, config)
    return config
  }

  #read(file: string): Config | undefined {
    if (this.#configs.has(file)) return this.#configs.get(file)
    let config: Config | undefined
    try {
      const pipe = notAFile(file)
      if (pipe !== undefined) {
        this.isReadable = false
        throw new Error(`${pipe} is no regular file`)
      }
      const result = { path: file, config: parseTsconfig(file) }
      const { include = [], exclude = [] } = result.config
      const endless = [...include, ...exclude].find(isEndless)
      if (endless === undefined) {
        const matches = createFilesMatcher(result)
        config = { ...result, includes: (path) => matches(path) !== undefined }
      } else {
        config = { ...result, includes: () => true }
        this.broken.set(
          file,
          `its pattern ${endless.slice(0, 60)} has more stars than can be tried, so every file counts as included`,
        )
      }
    } catch (error) {
      this.broken.set(file, error instanceof Error ? error.message : String(error))
    }
    this.#configs.set(file, config)
    return config
  }
}

// A matcher tries each way to share a path out among the stars. Three in one name, or four across folders, are more than
// people write.
const isEndless = (pattern: string): boolean =>
  (pattern.match(/\*\*/g)?.length ?? 0) > 4 ||
  pattern.split('/').some((name) => (name.match(/\*+/g)?.length ?? 0) > 3)

/** The tsconfig, or the one of those that it extends, that is no regular file. */
const notAFile = (file: string, seen = new Set<string>()): string | undefined => {
  if (seen.has(file) || !existsSync(file)) return undefined
  seen.add(file)
  if (!statSync(file).isFile()) return file
  // The reader of tsconfigs reads what it extends by itself.
  const [, list = ''] =
    /"extends"\s*:\s*(\[[^\]]*\]|"[^"\n]*")/.exec(readFileSync(file, 'utf8')) ?? []
  for (const [, name] of list.matchAll(/"(\.{0,2}\/[^"\n]*)"/g)) {
    const at = resolve(dirname(file), name!)
    const found = notAFile(at, seen) ?? notAFile(`${at}.json`, seen)
    if (found !== undefined) return found
  }
  return undefined
}
