/**
 * @module
 * Calls that make a step of a flow, and calls of generators that are pieces of one.
 */
import type { CallExpression } from '@oxc-project/types'
import { type FunctionLike, keyOf } from '../read/scope.ts'
import { type Node, unwrap } from '../read/syntax.ts'
import type { Module } from './module.ts'

/** The functions of `twimlx/flow` that make a step. */
const STEPS: ReadonlySet<string> = new Set([
  'act',
  'again',
  'ask',
  'dial',
  'leave',
  'load',
  'now',
  'once',
  'part',
  'record',
  'say',
  'who',
])

/** The pieces of `twimlx/components` that are conversations. */
const PIECES: ReadonlySet<string> = new Set(['forward', 'voicemail', 'whisper'])

const FLOW = 'twimlx/flow'

/** A call of a flow: its name as written, and the function of `twimlx/flow` behind it. */
export interface FlowCall {
  readonly node: CallExpression
  readonly written: string
  /** The function of `twimlx/flow`; missing for a generator of the app or of `twimlx/components`. */
  readonly step?: string
}

const COMPONENTS = 'twimlx/components'

/** The function of `twimlx/flow` or `twimlx/components` that is called. */
export const flowFunction = (module: Module, { callee: written }: CallExpression) => {
  const callee = unwrap(written)
  const isMember = callee.type === 'MemberExpression' && !callee.computed
  const binding = module.scopes.of.get(isMember ? callee.object : callee)
  if (binding?.origin.kind !== 'import' || binding.assigned.length > 0) return undefined
  const { from, name } = binding.origin
  if (from !== FLOW && from !== COMPONENTS) return undefined
  if (!isMember) return { from, name }
  return name === '*' ? { from, name: keyOf(callee.property) } : undefined
}

/** The flow call that a call expression is, if it makes a step or calls a piece of a flow. */
export const flowCall = (module: Module, node: CallExpression): FlowCall | undefined => {
  const callee = unwrap(node.callee)
  const isMember = callee.type === 'MemberExpression' && !callee.computed
  const binding = module.scopes.of.get(isMember ? callee.object : callee)
  if (!binding || binding.assigned.length > 0) return undefined
  const written = module.textOf(callee)
  const { origin } = binding
  if (origin.kind === 'import') {
    if (origin.from === FLOW || origin.from === COMPONENTS) {
      const name = flowFunction(module, node)?.name ?? ''
      if (origin.from === FLOW) return STEPS.has(name) ? { node, written, step: name } : undefined
      return PIECES.has(name) ? { node, written } : undefined
    }
    if (isMember) return undefined
    const value = module.inference.value(callee)
    return value.kind === 'function' && isPiece(value.component.code?.node)
      ? { node, written }
      : undefined
  }
  if (isMember) return undefined
  const own =
    origin.kind === 'function'
      ? origin.node
      : origin.kind === 'variable' && origin.steps.length === 0
        ? origin.declarator.init && unwrap(origin.declarator.init)
        : undefined
  return isPiece(own) ? { node, written } : undefined
}

/** True for a synchronous generator, which does nothing when called without `yield*`. */
export const isPiece = (node: Node | null | undefined): node is FunctionLike =>
  !!node && 'generator' in node && node.generator && !node.async
