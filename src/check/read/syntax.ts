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

/** The properties of a node that hold further nodes. */
export const childKeys = (node: Node): readonly string[] => load().visitorKeys[node.type] ?? []

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
