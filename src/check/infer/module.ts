/**
 * @module
 * One file: its text, its names, what it imports and exports.
 */
import type { Project } from './project.ts'
import { Inference } from './infer.ts'
import * as model from './elements.ts'
import { own } from './built-ins.ts'
import { type Binding, keyOf, readScopes, type Scopes } from '../read/scope.ts'
import type { Comment, Node, Syntax } from '../read/syntax.ts'
import { lazy, type Props, UNKNOWN, type Value } from './tree.ts'

/** Where an export of a file comes from: a binding or expression of its own, or another file. */
type Export =
  | { readonly binding: Binding }
  | { readonly expression: Node }
  | { readonly from: string; readonly name: string }

/** A file that was parsed. */
export class Module {
  readonly path: string
  readonly text: string
  readonly comments: readonly Comment[]
  readonly syntax: Syntax
  /** Whether its lower-case tags are SSML. */
  readonly isOurs: boolean
  /** The files that read its exports. */
  readonly readers = new Set<Module>()
  /** Whether an import of it was not found. */
  hasUnresolved = false
  readonly #project: Project
  readonly #scopes: () => Scopes
  #inference: Inference | undefined
  readonly #exports = lazy(() => readExports(this))
  #lines: number[] | undefined

  constructor(project: Project, path: string, text: string, syntax: Syntax, jsxSource: string) {
    this.#project = project
    this.path = path
    this.text = text
    this.syntax = syntax
    this.comments = syntax.comments
    const pragma = syntax.comments.find(({ value }) => PRAGMA.test(value))
    this.isOurs = model.isOurSource(
      (pragma && PRAGMA.exec(pragma.value)?.[1]) ?? runtimeOf(syntax) ?? jsxSource,
    )
    this.#scopes = lazy(() => readScopes(syntax.program))
  }

  get scopes(): Scopes {
    return this.#scopes()
  }

  get inference(): Inference {
    return (this.#inference ??= new Inference(this))
  }

  /** Forgets what was inferred, because another file has changed. */
  forget(): void {
    this.#inference = undefined
  }

  /** The source text of a node. */
  textOf(node: Node): string {
    return this.text.slice(node.start, node.end)
  }

  /** The line and column of an offset, both from 1. */
  positionOf(offset: number): { line: number; column: number } {
    const lines = (this.#lines ??= lineStarts(this.text))
    let low = 0
    let high = lines.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (lines[middle]! <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - lines[low]! + 1 }
  }

  /** The comment that ends right before the statement around a node. */
  commentBefore(node: Node): string {
    let statement = node
    while (statement.parent && statement.parent.type !== 'Program') statement = statement.parent
    const comment = this.comments.findLast(({ end }) => end <= statement.start)
    return comment && this.text.slice(comment.end, statement.start).trim() === ''
      ? comment.value
      : ''
  }

  /** What an import of this file is. */
  imported(from: string, name: string, asked?: Set<string>): Value {
    if (name !== '*') {
      const table = model.imported(from, name)
      if (table) return { kind: 'tag', table }
      const component = own(from, name)
      if (component) return component
    }
    if (isTwimlx(from))
      return name === '*' ? namespace((each) => this.imported(from, each)) : UNKNOWN
    return this.#project.exported(this, from, name, asked)
  }

  /** What this file exports under a name; `*` is all of it. */
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
      const table = model.imported(from, name)
      if (table) return { kind: 'tag', table }
      const value = this.#project.moduleOf(this, from)?.exported(name, asked)
      if (value) return value
    }
    return undefined
  }

  /** The package that a call of `require` asks for. */
  required(node: Node): string | undefined {
    if (
      node.type !== 'CallExpression' ||
      node.callee.type !== 'Identifier' ||
      node.callee.name !== 'require' ||
      this.scopes.of.has(node.callee)
    )
      return undefined
    const [from] = node.arguments
    return from?.type === 'Literal' && typeof from.value === 'string' ? from.value : undefined
  }
}

const PRAGMA = /@jsxImportSource\s+(\S+)/

const isTwimlx = (from: string): boolean => from === 'twimlx' || from.startsWith('twimlx/')

/** The import source of compiled JSX. */
const runtimeOf = ({ program }: Syntax): string | undefined => {
  for (const node of program.body)
    if (node.type === 'ImportDeclaration') {
      const source = /^(.+)\/jsx(-dev)?-runtime$/.exec(node.source.value)?.[1]
      if (source) return source
    }
  return undefined
}

const namespace = (get: (name: string) => Value | undefined): Props => ({
  kind: 'object',
  get,
  written: [],
  spread: [UNKNOWN],
})

const lineStarts = (text: string): number[] => {
  const starts = [0]
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
  return starts
}

const readExports = ({
  syntax,
  scopes,
}: Module): { named: Map<string, Export>; stars: string[] } => {
  const named = new Map<string, Export>()
  const stars: string[] = []
  const local = (name: string, as: string) => {
    const binding = scopes.top.get(name)
    if (binding) named.set(as, { binding })
  }
  for (const node of syntax.program.body)
    switch (node.type) {
      case 'ExportNamedDeclaration':
        if (node.declaration) for (const name of declaredNames(node.declaration)) local(name, name)
        for (const { local: from, exported } of node.specifiers) {
          const name = keyOf(from) ?? ''
          const as = keyOf(exported) ?? ''
          if (node.source) named.set(as, { from: node.source.value, name })
          else local(name, as)
        }
        break
      case 'ExportDefaultDeclaration': {
        const { declaration } = node
        if (
          'id' in declaration &&
          declaration.id?.type === 'Identifier' &&
          declaration.type.endsWith('Declaration')
        )
          local(declaration.id.name, 'default')
        else named.set('default', { expression: declaration })
        break
      }
      case 'ExportAllDeclaration':
        if (node.exported)
          named.set(keyOf(node.exported) ?? '', { from: node.source.value, name: '*' })
        else stars.push(node.source.value)
        break
      case 'ExpressionStatement':
        readCommonJs(node.expression, named)
    }
  return { named, stars }
}

/** `exports.Card = Card`, as compilers write it, also in a chain. */
const readCommonJs = (node: Node, named: Map<string, Export>): void => {
  if (node.type !== 'AssignmentExpression') return
  const { left, right } = node
  if (
    left.type === 'MemberExpression' &&
    left.object.type === 'Identifier' &&
    left.object.name === 'exports' &&
    !left.computed
  ) {
    const name = keyOf(left.property)
    // `exports.Card = void 0` comes first.
    if (name && right.type !== 'UnaryExpression' && right.type !== 'AssignmentExpression')
      named.set(name, { expression: right })
  }
  readCommonJs(right, named)
}

const declaredNames = (node: Node): string[] => {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap(({ id }) => namesIn(id))
  return 'id' in node && node.id && node.id.type === 'Identifier' ? [node.id.name] : []
}

const namesIn = (pattern: Node): string[] => {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'RestElement' ? property.argument : property.value),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []))
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'RestElement':
      return namesIn(pattern.argument)
    default:
      return []
  }
}
