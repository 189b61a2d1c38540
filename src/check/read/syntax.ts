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

/** The nodes in a node, in the order of the text. */
export const childrenOf = (node: Node): Node[] =>
  (load().visitorKeys[node.type] ?? []).flatMap((key) => {
    // The keys are those of the parser for this type of node.
    const child = (node as unknown as Record<string, Node | (Node | null)[] | null | undefined>)[
      key
    ]
    return Array.isArray(child) ? child.filter((each) => each !== null) : (child ?? [])
  })

/** What stands around an expression and leaves its value as it is: TypeScript's own, and what the parser adds. */
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

/** Whether a node leaves the value of its expression as it is. */
export const isWrapper = (node: Node): node is Wrapper =>
  (WRAPPERS as ReadonlySet<string>).has(node.type)

/** An expression without what is around it that leaves its value as it is. */
export const unwrap = (node: Node): Node => {
  if (isWrapper(node)) return unwrap(node.expression)
  // Compiled code calls `(0, runtime.jsx)(…)`.
  return node.type === 'SequenceExpression' ? unwrap(node.expressions.at(-1)!) : node
}

/** The function that a node stands in. */
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

/** The files that can be read. */
export const isSource = (path: string): boolean => extension(path) in LANGUAGES

const extension = (path: string): string => path.slice(path.lastIndexOf('.') + 1).toLowerCase()

// Nobody writes 2 MB by hand: it is a bundle, or no source at all.
export const MAX_BYTES = 2 * 1024 * 1024

/** Whether a text may hold a flow: no other is read for one. */
export const mentionsFlow = (text: string): boolean => text.includes('twimlx/flow')

/** Whether a file declares types only. */
export const isDeclaration = (path: string): boolean => /\.d\.[cm]?ts$/.test(path)

/**
 * Parses a file.
 *
 * @param path - Its name: the extension tells the language.
 * @param text - Its text.
 * @returns The syntax tree, or nothing where the text has a syntax error.
 */
export const parse = (path: string, text: string): Syntax | undefined => {
  const result = load().parseSync(path, text, {
    lang: isDeclaration(path) ? 'dts' : (LANGUAGES[extension(path)] ?? 'tsx'),
    sourceType: 'unambiguous',
    // Types are read where they may say what is rendered; without them parsing takes a fifth less time.
    astType: isDeclaration(path) || text.includes('Renders<') ? 'ts' : 'js',
    preserveParens: false,
  })
  if (result.errors.some(({ severity }) => severity === 'Error')) return undefined
  return { program: result.program, comments: result.comments }
}
