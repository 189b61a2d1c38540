/**
 * @module
 * The settings in a file's tsconfig that affect the checker, read without TypeScript and so independent of its version.
 */
import { existsSync } from 'node:fs'
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
      const result = { path: file, config: parseTsconfig(file) }
      const matches = createFilesMatcher(result)
      config = { ...result, includes: (path) => matches(path) !== undefined }
    } catch (error) {
      this.broken.set(file, error instanceof Error ? error.message : String(error))
    }
    this.#configs.set(file, config)
    return config
  }
}
