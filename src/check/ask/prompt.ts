/**
 * @module
 * The documents around JSX in the steps of a flow, by channel.
 */
import type { CallExpression } from '@oxc-project/types'
import { flowCall } from '../infer/flows.ts'
import type { Module } from '../infer/module.ts'
import { keyOf } from '../read/scope.ts'
import { isWrapper, type Node } from '../read/syntax.ts'
import { dialects } from '../../vocabulary/dialects.ts'
import type { Parent } from './walk.ts'

type Channel = 'call' | 'message'

/** The elements around a prompt, by channel: verbs stand in the document, text in a verb. */
const WORDS = {
  call: [dialects.voice.get('Response')!, dialects.voice.get('Say')!],
  message: [dialects.messaging.get('Response')!, dialects.messaging.get('Message')!],
}

/** For each step that takes JSX, the index of its argument for prompts and of its argument for verbs. */
const ARGUMENTS: Readonly<Record<string, { readonly words?: number; readonly verbs?: number }>> = {
  say: { words: 0 },
  ask: { words: 1 },
  leave: { verbs: 0 },
  act: { verbs: 2 },
}

/** The possible parents of JSX in a step of a flow: one group, or none. */
export const aroundPrompt = (module: Module, jsx: Node): readonly (readonly Parent[])[] => {
  const found = argumentOf(jsx)
  const step = found && flowCall(module, found.call)?.step
  const { words, verbs } = (step && ARGUMENTS[step]) || {}
  if (!found) return []
  const { index, half } = found
  const channels: readonly Channel[] =
    step === 'act' ? ['call'] : half ? [half] : ['call', 'message']
  if (index === words) return [channels.flatMap((each) => WORDS[each].map((table) => ({ table })))]
  return index === verbs && !half ? [channels.map((each) => ({ table: WORDS[each][0]! }))] : []
}

/**
 * The call of which an expression is an argument: directly, in one half of `{ call, message }`, or returned by a
 * function.
 */
const argumentOf = (
  jsx: Node,
): { call: CallExpression; index: number; half: Channel | undefined } | undefined => {
  let half: Channel | undefined
  for (
    let at = jsx, parent = jsx.parent;
    parent;
    at = parent, parent = parent.parent ?? undefined
  ) {
    if (isWrapper(parent)) continue
    switch (parent.type) {
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'ObjectExpression':
      case 'ArrowFunctionExpression':
        continue
      case 'Property': {
        const name = parent.computed ? undefined : keyOf(parent.key)
        if (half || (name !== 'call' && name !== 'message')) return undefined
        half = name
        continue
      }
      case 'CallExpression': {
        const index = parent.arguments.indexOf(at as never)
        return index < 0 ? undefined : { call: parent, index, half }
      }
      default:
        return undefined
    }
  }
  return undefined
}
