/**
 * @module
 * What is around the JSX that a step of a flow is given: the documents of the channels that it is for.
 */
import type { CallExpression } from '@oxc-project/types'
import { flowCall } from '../infer/flows.ts'
import type { Module } from '../infer/module.ts'
import { keyOf } from '../read/scope.ts'
import { isWrapper, type Node } from '../read/syntax.ts'
import { dialects } from '../../vocabulary/dialects.ts'
import type { Parent } from './walk.ts'

type Channel = 'call' | 'message'

/** By channel, what a prompt may end up in: verbs in the document, running text in a verb around it. */
const WORDS = {
  call: [dialects.voice.get('Response')!, dialects.voice.get('Say')!],
  message: [dialects.messaging.get('Response')!, dialects.messaging.get('Message')!],
}

/** The arguments that are prompts, and the arguments that are verbs, of each step that takes some. */
const ARGUMENTS: Readonly<Record<string, { readonly words?: number; readonly verbs?: number }>> = {
  say: { words: 0 },
  ask: { words: 1 },
  leave: { verbs: 0 },
  act: { verbs: 2 },
}

/** What may be around JSX, where it is written in a step of a flow: one group of parents, or none. */
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

/** The call of which an expression is an argument: as it is, as one half of `{ call, message }`, or given by a function. */
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
