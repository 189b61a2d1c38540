/**
 * @module
 * A file among others: the values of its imports and exports.
 */
import { type Exports, readExports } from '../read/exports.ts'
import { lazy } from '../read/lazy.ts'
import { SourceFile } from '../read/source-file.ts'
import type { Syntax } from '../read/syntax.ts'
import { builtIn } from './built-ins.ts'
import * as elements from './elements.ts'
import { ExpressionReader } from './expressions.ts'
import type { Importer, Inference } from './inference.ts'
import { constantKey, isConstant } from './tests.ts'
import { type Props, UNKNOWN, type Value } from './tree.ts'

/** Follows imports to other files. */
export interface Resolver {
  /** The file that an import leads to. */
  moduleOf(from: Module, request: string): Module | undefined
  /** The value that another file exports under a name. */
  exported(from: Module, request: string, name: string, asked?: Set<string>): Value
}

/** A file among others: resolves its own imports and exports. */
export class Module extends SourceFile implements Importer {
  readonly usesOurJsx: boolean
  /** The files that read its exports. */
  readonly readers = new Set<Module>()
  /** True if an import of it was not found. */
  hasUnresolved = false
  readonly #resolver: Resolver
  #inference: Inference | undefined
  readonly #exports: () => Exports = lazy(() => readExports(this))

  constructor(
    resolver: Resolver,
    path: string,
    text: string,
    syntax: Syntax,
    jsxImportSource: string,
  ) {
    super(path, text, syntax, jsxImportSource)
    this.#resolver = resolver
    this.usesOurJsx = elements.isOurSource(this.jsxImportSource)
  }

  get inference(): Inference {
    return (this.#inference ??= new ExpressionReader(this))
  }

  /** Forgets the inferred values, because another file has changed. */
  forget(): void {
    this.#inference = undefined
  }

  /** The value of an import of this file. */
  imported(from: string, name: string, asked?: Set<string>): Value {
    if (name !== '*') {
      const table = elements.imported(from, name)
      if (table) return { kind: 'tag', table }
      const component = builtIn(from, name)
      if (component) return component
    }
    if (isTwimlx(from))
      return name === '*' ? namespace((each) => this.imported(from, each)) : UNKNOWN
    return this.#resolver.exported(this, from, name, asked)
  }

  constant(from: string, name: string, asked?: Set<string>): string | undefined {
    return isTwimlx(from)
      ? undefined
      : this.#resolver.moduleOf(this, from)?.ownConstant(name, asked)
  }

  /** One string for a constant that this file exports. */
  ownConstant(name: string, asked: Set<string> = new Set()): string | undefined {
    const question = `${name} ${this.path}`
    if (asked.has(question)) return undefined
    asked.add(question)
    const { named, stars } = this.#exports()
    const found = named.get(name)
    if (!found) {
      for (const from of stars) {
        const about = this.constant(from, name, asked)
        if (about !== undefined) return about
      }
      return undefined
    }
    if ('from' in found) return this.constant(found.from, found.name, asked)
    if (!('binding' in found)) return undefined
    const { binding } = found
    return binding.origin.kind === 'import'
      ? this.constant(binding.origin.from, binding.origin.name, asked)
      : isConstant(binding)
        ? constantKey(this.path, binding.name)
        : undefined
  }

  /** The value that this file exports under a name; `*` stands for the whole namespace. */
  exported(name: string, asked: Set<string> = new Set()): Value | undefined {
    if (name === '*') return namespace((each) => this.exported(each))
    // Files may re-export each other in circles.
    const question = `${name} ${this.path}`
    if (asked.has(question)) return undefined
    asked.add(question)
    const { named, stars } = this.#exports()
    const found = named.get(name)
    if (found) {
      if ('binding' in found) return this.inference.binding(found.binding)
      if ('expression' in found) return this.inference.value(found.expression)
      return this.imported(found.from, found.name, asked)
    }
    if (name === 'default') return undefined
    for (const from of stars) {
      const table = elements.imported(from, name)
      if (table) return { kind: 'tag', table }
      const value = this.#resolver.moduleOf(this, from)?.exported(name, asked)
      if (value) return value
    }
    return undefined
  }
}

const isTwimlx = (from: string): boolean => from === 'twimlx' || from.startsWith('twimlx/')

const namespace = (get: (name: string) => Value | undefined): Props => ({
  kind: 'object',
  get,
  written: [],
  spread: [UNKNOWN],
})
