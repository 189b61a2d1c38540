/**
 * @module
 * Source text as a syntax tree.
 */
import type { Node, Program } from '@oxc-project/types'
import type * as Parser from 'oxc-parser'
import type { Comment } from 'oxc-parser'
import { CHECKER_PEERS, peer } from './peers.ts'

export type { Comment, Node }

/** A parsed file. */
export interface Syntax {
  readonly program: Program
  readonly comments: readonly Comment[]
}

let parser: typeof Parser | undefined

const load = (): typeof Parser => (parser ??= peer<typeof Parser>('oxc-parser', CHECKER_PEERS))

/** The nodes in a node, by the keys that hold them. */
export type Children = Readonly<Record<string, Node | readonly (Node | null)[] | null | undefined>>

/** The keys that hold nodes, in the order of the text. */
export const keysOf = (node: Node): readonly string[] => load().visitorKeys[node.type] ?? []

/** A node around an expression that does not change its value: TypeScript's own, and those the parser adds. */
export type Wrapper = Extract<
  Node,
  { type: typeof WRAPPERS extends Set<infer Type> ? Type : never }
>

const WRAPPERS = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'ParenthesizedExpression',
  'ChainExpression',
] as const)

/** True for a node that does not change the value of its expression. */
export const isWrapper = (node: Node): node is Wrapper =>
  (WRAPPERS as ReadonlySet<string>).has(node.type)

/** The expression inside all nodes that do not change its value. */
export const unwrap = (node: Node): Node => {
  if (isWrapper(node)) return unwrap(node.expression)
  // Compiled code calls `(0, runtime.jsx)(…)`.
  return node.type === 'SequenceExpression' ? unwrap(node.expressions.at(-1)!) : node
}

/** Every node on the way up from a node, each with its parent. Loops that run for each tag do without: it is slower. */
export const upwards = function* (node: Node): Generator<readonly [node: Node, parent: Node]> {
  for (let at = node; at.parent; at = at.parent) yield [at, at.parent]
}

/** The function around a node. */
export const functionAround = (node: Node): Node | undefined => {
  for (let at = node.parent; at; at = at.parent ?? undefined)
    if (/Function/.test(at.type)) return at
  return undefined
}

const LANGUAGES: Record<string, 'ts' | 'tsx' | 'jsx' | 'dts'> = {
  tsx: 'tsx',
  ts: 'ts',
  mts: 'ts',
  cts: 'ts',
  // JSX is common in plain .js files.
  jsx: 'jsx',
  js: 'jsx',
  mjs: 'jsx',
  cjs: 'jsx',
}

/** True for a file that the parser can read, by its extension. */
export const isSource = (path: string): boolean => extension(path) in LANGUAGES

const extension = (path: string): string => path.slice(path.lastIndexOf('.') + 1).toLowerCase()

// A larger file is a bundle, or no source at all: people do not write 2 MB by hand.
export const MAX_BYTES = 2 * 1024 * 1024

/** What a file with a flow imports. */
export const FLOW = 'twimlx/flow'

/** True if a text may hold a flow; only such files are read for flows. */
export const mentionsFlow = (text: string): boolean => text.includes(FLOW)

/** True for a file that declares types only. */
export const isDeclaration = (path: string): boolean => /\.d\.[cm]?ts$/.test(path)

/** How the parser reads a text. */
export const optionsOf = (path: string, text: string): Parser.ParserOptions => ({
  lang: isDeclaration(path) ? 'dts' : (LANGUAGES[extension(path)] ?? 'tsx'),
  sourceType: 'unambiguous',
  // Types are read only if they may say what is rendered: parsing without them takes a fifth less time.
  astType: isDeclaration(path) || text.includes('Renders<') ? 'ts' : 'js',
  preserveParens: false,
})

/**
 * Parses a file.
 *
 * @param path - The file's path: its extension tells the language.
 * @param text - Its text.
 * @returns The syntax tree, or `undefined` if the text has a syntax error.
 */
export const parse = (path: string, text: string): Syntax | undefined => {
  const result = load().parseSync(path, text, optionsOf(path, text))
  if (result.errors.some(({ severity }) => severity === 'Error')) return undefined
  return { program: result.program, comments: result.comments }
}
