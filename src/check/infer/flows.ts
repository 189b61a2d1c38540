/**
 * @module
 * Calls that make a step of a flow, and of generators that are pieces of one.
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
const PIECES: ReadonlySet<string> = new Set(['forward', 'voicemail'])

const FLOW = 'twimlx/flow'

/** A call of a flow: its name as it is written, and which function of `twimlx/flow` is called. */
export interface FlowCall {
  readonly node: CallExpression
  readonly written: string
  /** Missing where it is a generator of the app's own, or of `twimlx/components`. */
  readonly step?: string
}

/** The call that a call expression is, where it is one of a step or of a piece of a flow. */
export const flowCall = (module: Module, node: CallExpression): FlowCall | undefined => {
  const callee = unwrap(node.callee)
  const isMember = callee.type === 'MemberExpression' && !callee.computed
  const binding = module.scopes.of.get(isMember ? callee.object : callee)
  if (!binding || binding.assigned.length > 0) return undefined
  const written = module.textOf(callee)
  const { origin } = binding
  if (origin.kind === 'import') {
    const name = !isMember ? origin.name : origin.name === '*' ? keyOf(callee.property) : undefined
    if (origin.from === FLOW)
      return name !== undefined && STEPS.has(name) ? { node, written, step: name } : undefined
    if (origin.from === 'twimlx/components')
      return name !== undefined && PIECES.has(name) ? { node, written } : undefined
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

/** Whether a function is a synchronous generator: called without `yield*`, it does nothing. */
export const isPiece = (node: Node | null | undefined): node is FunctionLike =>
  !!node && 'generator' in node && node.generator && !node.async
