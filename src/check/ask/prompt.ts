/**
 * @module
 * The documents around JSX in the prompts and layouts of a flow, by channel.
 */
import type { CallExpression } from '@oxc-project/types'
import { flowFunction } from '../infer/flows.ts'
import type { Module } from '../infer/module.ts'
import { keyOf } from '../read/scope.ts'
import { functionAround, isWrapper, type Node, unwrap } from '../read/syntax.ts'
import { dialects } from '../../vocabulary/dialects.ts'
import type { Parent } from './walk.ts'

type Channel = 'call' | 'message'

/** The elements around a prompt, by channel: verbs stand in the document, text in a verb. */
const WORDS = {
  call: [dialects.voice.get('Response')!, dialects.voice.get('Say')!],
  message: [dialects.messaging.get('Response')!, dialects.messaging.get('Message')!],
}

/**
 * The arguments that take JSX: the function, the index of the argument, and the property if it is an object. `words` are
 * prompts, which may be text; `verbs` stand in the document itself.
 */
const PLACES: Readonly<Record<string, { as: 'words' | 'verbs'; only?: 'call' }>> = {
  'say 0': { as: 'words' },
  'ask 1': { as: 'words' },
  'ask 3 retry': { as: 'words' },
  'ask 3 help': { as: 'words' },
  'leave 0': { as: 'verbs' },
  'act 2': { as: 'verbs', only: 'call' },
  'flow 2 retry': { as: 'words' },
  'flow 2 help': { as: 'words' },
  'flow 2 giveUp': { as: 'words' },
  'flow 2 sorry': { as: 'words' },
  'flow 2 noBack': { as: 'words' },
  'flow 2 layout': { as: 'verbs' },
  'voicemail 0 greeting': { as: 'words', only: 'call' },
  'voicemail 0 thanks': { as: 'words', only: 'call' },
  'voicemail 0 nothing': { as: 'words', only: 'call' },
  'forward 1 greeting': { as: 'words', only: 'call' },
  'forward 1 voicemail greeting': { as: 'words', only: 'call' },
  'forward 1 voicemail thanks': { as: 'words', only: 'call' },
  'forward 1 voicemail nothing': { as: 'words', only: 'call' },
  'whisper 0': { as: 'words', only: 'call' },
}

/** The possible parents of JSX in a flow: one group, or none. */
export const aroundPrompt = (module: Module, jsx: Node): readonly (readonly Parent[])[] => {
  const found = argumentOf(jsx)
  const name = found && flowFunction(module, found.call)?.name
  if (!found || name === undefined) return []
  const { call, index, path } = found
  const placeOf = (names: readonly string[]) => PLACES[[name, index, ...names].join(' ')]
  const whole = placeOf(path)
  // The innermost name may be the channel: `{ call: …, message: … }`.
  const half = path.at(-1) as Channel
  const place = whole ?? (half in WORDS ? placeOf(path.slice(0, -1)) : undefined)
  if (!place || (!whole && place.as === 'verbs')) return []
  const { as, only } = place
  const channels: readonly Channel[] = whole
    ? only
      ? [only]
      : (channelsAround(module, call) ?? ['call', 'message'])
    : [half]
  const tables = channels.flatMap((each) =>
    as === 'words' ? WORDS[each] : WORDS[each].slice(0, 1),
  )
  return [tables.map((table) => ({ table }))]
}

/** The channels of the flow that is defined around a call, or by it, if they are written there. */
const channelsAround = (module: Module, call: CallExpression): Channel[] | undefined => {
  for (let at: Node | undefined = call; at; at = at.parent ?? undefined) {
    if (at.type !== 'CallExpression' || flowFunction(module, at)?.name !== 'flow') continue
    const options = at.arguments[2] && unwrap(at.arguments[2])
    if (options?.type !== 'ObjectExpression') return undefined
    for (const property of options.properties) {
      // A spread object may have others.
      if (property.type !== 'Property') return undefined
      if (property.computed || keyOf(property.key) !== 'channels') continue
      const list = unwrap(property.value)
      const names =
        list.type === 'ArrayExpression'
          ? list.elements.map((each) => each?.type === 'Literal' && each.value)
          : []
      const isKnown = names.every((each) => each === 'call' || each === 'message')
      return isKnown && names.length > 0 ? (names as Channel[]) : undefined
    }
    return undefined
  }
  return undefined
}

/**
 * The call of which an expression is an argument: directly, in a list, returned by a function, or as a property of an
 * object, whose names are the path from the argument to it.
 */
const argumentOf = (
  jsx: Node,
): { call: CallExpression; index: number; path: readonly string[] } | undefined => {
  const path: string[] = []
  for (
    let at = jsx, parent: Node | undefined = jsx.parent ?? undefined;
    parent;
    at = parent, parent = parent.parent ?? undefined
  ) {
    if (isWrapper(parent)) continue
    switch (parent.type) {
      case 'ArrayExpression':
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'ObjectExpression':
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        continue
      case 'ReturnStatement': {
        const around = functionAround(parent)
        if (!around || ('generator' in around && around.generator)) return undefined
        parent = around
        continue
      }
      case 'Property': {
        const name = parent.computed ? undefined : keyOf(parent.key)
        if (name === undefined) return undefined
        path.unshift(name)
        continue
      }
      case 'CallExpression': {
        const index = parent.arguments.indexOf(at as never)
        return index < 0 ? undefined : { call: parent, index, path }
      }
      default:
        return undefined
    }
  }
  return undefined
}
