/**
 * @module
 * The files that belong together. Each is read once, when it is checked or when a value that it exports is needed.
 */
import { readFileSync, statSync } from 'node:fs'
import type { ResolverFactory } from 'oxc-resolver'
import type * as Resolver from 'oxc-resolver'
import { Module } from './module.ts'
import { CHECKER_PEERS, peer } from '../read/peers.ts'
import { overflowsParser } from '../read/nesting.ts'
import { isSource, MAX_BYTES, parse } from '../read/syntax.ts'
import { type Value, UNKNOWN } from './tree.ts'
import { Tsconfigs } from '../read/tsconfig.ts'

/** The reason why a file is not checked. */
export type Skipped = 'missing' | 'too large' | 'too deep' | 'syntax error' | 'not a source file'

interface Loaded {
  readonly module: Module | Skipped
  readonly mtime: number
}

/** A set of files, with their modules and how imports resolve. */
export class Project {
  readonly tsconfigs = new Tsconfigs()
  /** True if a file was read that may give elements attributes from above, by `<Defaults>`. */
  hasDefaults = false
  /** The number of characters in the files that are kept. */
  size = 0
  readonly #loaded = new Map<string, Loaded>()
  readonly #resolved = new Map<string, string | undefined>()
  readonly #resolvers = new Map<string, ResolverFactory>()

  /**
   * A file as a module.
   *
   * @param path - Its absolute path.
   * @param text - Its text, if that differs from the file on disk.
   */
  load(path: string, text?: string): Module | Skipped {
    const known = this.#loaded.get(path)
    if (known && !this.isOutdated(path, text)) return known.module
    if (known) this.changed(path)
    const module = this.#read(path, text)
    // An editor's unsaved text holds until the file on disk changes.
    this.#loaded.set(path, { module, mtime: mtimeOf(path) })
    return module
  }

  /** The text of a file. */
  textOf(path: string): string | undefined {
    const module = this.#loaded.get(path)?.module
    if (module && typeof module !== 'string') return module.text
    // A finding was made in it, so it is a source file of bounded size.
    try {
      return withoutMark(readFileSync(path, 'utf8'))
    } catch {
      return undefined
    }
  }

  /** True if a file was read with a text other than this one. */
  isOutdated(path: string, text: string | undefined): boolean {
    const known = this.#loaded.get(path)
    return (
      known !== undefined &&
      text !== undefined &&
      (typeof known.module === 'string' || known.module.text !== text)
    )
  }

  /** Forgets a file that has changed, and all that others have inferred from it. */
  changed(path: string): ReadonlySet<string> {
    const known = this.#loaded.get(path)
    this.#loaded.delete(path)
    const affected = new Set([path])
    if (known && typeof known.module !== 'string') this.#forget(known.module, affected)
    else this.#forgetUnresolved(affected)
    return affected
  }

  /** Forgets all files. */
  clear(): void {
    this.#loaded.clear()
    this.#resolved.clear()
    // A resolver remembers every file that it has looked for.
    this.#resolvers.clear()
    this.size = 0
  }

  /** Forgets the files that have changed on disk since they were read; true if there were any. */
  refresh(except?: string): boolean {
    let changed = false
    for (const [path, { mtime }] of this.#loaded)
      // Deleting from a map while walking it is safe.
      if (path !== except && mtimeOf(path) !== mtime) {
        this.changed(path)
        changed = true
      }
    return changed
  }

  /** The file that an import leads to. */
  moduleOf(from: Module, request: string): Module | undefined {
    return this.#follow(from, this.#resolve(from, request, false))
  }

  /** The value that another file exports: inferred from its code, or else from its declarations. */
  exported(from: Module, request: string, name: string, asked?: Set<string>): Value {
    const code = this.moduleOf(from, request)?.exported(name, asked)
    if (code && code.kind !== 'unknown') return code
    const types = this.#follow(from, this.#resolve(from, request, true))
    return types?.exported(name, asked) ?? code ?? UNKNOWN
  }

  #follow(from: Module, path: string | undefined): Module | undefined {
    const module = path === undefined || !isSource(path) ? undefined : this.load(path)
    if (module === undefined || typeof module === 'string') {
      from.hasUnresolved = true
      return undefined
    }
    module.readers.add(from)
    return module
  }

  #forget(module: Module, affected: Set<string>): void {
    module.forget()
    affected.add(module.path)
    const readers = [...module.readers]
    module.readers.clear()
    for (const reader of readers) if (!affected.has(reader.path)) this.#forget(reader, affected)
  }

  /** The file may be one that an import did not find before. */
  #forgetUnresolved(affected: Set<string>): void {
    this.#resolved.clear()
    for (const resolver of this.#resolvers.values()) resolver.clearCache()
    for (const { module } of this.#loaded.values())
      if (typeof module !== 'string' && module.hasUnresolved) {
        module.hasUnresolved = false
        this.#forget(module, affected)
      }
  }

  #read(path: string, given: string | undefined): Module | Skipped {
    if (!isSource(path)) return 'not a source file'
    let text = given
    try {
      if (text === undefined) {
        const stats = statSync(path)
        // A pipe would be waited for.
        if (!stats.isFile()) return 'missing'
        if (stats.size > MAX_BYTES) return 'too large'
        text = readFileSync(path, 'utf8')
      }
    } catch {
      return 'missing'
    }
    if (text.length > MAX_BYTES) return 'too large'
    if (given === undefined) text = withoutMark(text)
    this.hasDefaults ||= text.includes('Defaults')
    if (overflowsParser(path, text)) return 'too deep'
    this.size += text.length
    const syntax = parse(path, text)
    return syntax
      ? new Module(this, path, text, syntax, this.tsconfigs.of(path).jsxSource)
      : 'syntax error'
  }

  #resolve(from: Module, request: string, types: boolean): string | undefined {
    const key = `${types ? 'types' : 'code'}\0${from.path}\0${request}`
    if (this.#resolved.has(key)) return this.#resolved.get(key)
    const { conditions } = this.tsconfigs.of(from.path)
    const path =
      (this.tsconfigs.isReadable
        ? this.#find(this.#resolver(conditions, true), from.path, request, types)
        : undefined) ??
      // An import is resolved even if a tsconfig cannot be read.
      this.#find(this.#resolver(conditions, false), from.path, request, types)
    this.#resolved.set(key, path)
    return path
  }

  #find(
    resolver: ResolverFactory,
    from: string,
    request: string,
    types: boolean,
  ): string | undefined {
    try {
      return (
        types ? resolver.resolveDtsSync(from, request) : resolver.resolveFileSync(from, request)
      ).path
    } catch {
      return undefined
    }
  }

  #resolver(conditions: readonly string[], withTsconfig: boolean): ResolverFactory {
    const key = `${withTsconfig}\0${conditions.join('\0')}`
    let resolver = this.#resolvers.get(key)
    if (!resolver) {
      const { ResolverFactory } = peer<typeof Resolver>('oxc-resolver', CHECKER_PEERS)
      resolver = new ResolverFactory({
        ...(withTsconfig && { tsconfig: 'auto' as const }),
        conditionNames: [...conditions, 'import', 'module', 'node', 'default'],
        mainFields: ['module', 'main'],
        extensions: ['.tsx', '.ts', '.jsx', '.mts', '.js', '.mjs', '.cts', '.cjs'],
        extensionAlias: {
          '.js': ['.ts', '.tsx', '.js', '.jsx'],
          '.jsx': ['.tsx', '.jsx'],
          '.mjs': ['.mts', '.mjs'],
          '.cjs': ['.cts', '.cjs'],
        },
      })
      this.#resolvers.set(key, resolver)
    }
    return resolver
  }
}

/** A byte order mark does not belong to the first line. */
const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)

const mtimeOf = (path: string): number => {
  try {
    return statSync(path).mtimeMs
  } catch {
    return 0
  }
}
