/**
 * @module
 * Mistakes in how a flow is written. They show when its file is loaded, or at its first run, so a bundle for production,
 * which was tested by then, leaves them out.
 */
import { plain } from './answer.ts'
import { HELP_WORDS, STOP_WORDS } from '../vocabulary/messaging/opt-out.ts'
import { COMMANDS, type Commands } from './commands.ts'
import { FlowError, mistake } from './error.ts'

/**
 * Asserts that the definition of a flow is valid.
 *
 * @throws {FlowError} For an invalid name, a body that is no generator function, an empty list of channels, both
 * `giveUp` and `otherwise`, an unknown command, or a command that never reaches the flow.
 */
export const assertFlow = (
  name: string,
  body: unknown,
  {
    giveUp,
    otherwise,
    channels,
    commands = {},
  }: {
    readonly giveUp?: unknown
    readonly otherwise?: unknown
    readonly channels?: readonly unknown[]
    readonly commands?: Commands
  },
): void => {
  if (typeof name !== 'string' || !/^[a-z][\w-]{0,63}$/i.test(name))
    throw mistake('flow: bad name', name)
  if (typeof body !== 'function') throw mistake('flow: no generator function', name)
  if (giveUp !== undefined && otherwise) throw mistake('flow: giveUp and otherwise', name)
  if (channels?.length === 0) throw mistake('flow: no channel', name)
  for (const [command, words] of Object.entries(commands)) {
    if (!Object.hasOwn(COMMANDS, command))
      throw mistake('flow: no such command', command, Object.keys(COMMANDS).join(', '))
    const taken = words && words.find((word) => TAKEN.includes(plain(word).toUpperCase()))
    if (taken) throw mistake('flow: taken command word', command, taken)
  }
}

/** A step, as far as its name goes. */
interface Written {
  readonly do: string
  readonly key?: unknown
  readonly verb?: string
}

/** The function that makes a step. */
export const nameOf = (step: Written): string =>
  step.do === 'enter'
    ? 'part'
    : step.do === 'verb'
      ? (/^(Dial|Record)$/.exec(step.verb ?? '')?.[0].toLowerCase() ?? 'act')
      : step.do

/** A step in the form in which it is written. */
export const writtenOf = (step: Written): string =>
  `${nameOf(step)}(${'key' in step ? JSON.stringify(step.key) : '…'})`

const TAKEN = [...STOP_WORDS, ...HELP_WORDS]

/** @throws {FlowError} If the key of a step is empty, too long, or has characters that the engine reserves. */
export const assertStep = (step: Written): void => {
  const { key } = step
  if (!('key' in step) || (typeof key === 'string' && /^[\p{L}\p{N}_.:-]{1,64}$/u.test(key))) return
  throw mistake('step: bad key', nameOf(step), key)
}

/** @throws {FlowError} If the body has returned something else than a synchronous generator. */
export const assertBody = (flow: string, body: unknown): void => {
  const { next } = Object(body) as { next?: unknown }
  if (!next || Symbol.asyncIterator in Object(body)) throw mistake('body: no generator', flow)
}

/** @throws {FlowError} If the body has yielded something else than a step. */
export const assertYielded = (flow: string, given: unknown): void => {
  if (!(Object(given) as { does?: unknown }).does)
    throw mistake(
      'body: yields no step',
      flow,
      typeof given === 'object' ? 'an object' : String(given),
    )
}

/** @throws {FlowError} If a question that only a message can answer is asked in a call. */
export const assertPossible = (
  { key, answer }: { readonly key: string; readonly answer: { kind: string; written?: boolean } },
  channel: string,
): void => {
  if (answer.written && channel === 'call') throw mistake('ask: not in a call', key, answer.kind)
}

/** @throws {FlowError} If there are no options. */
export const assertSome = (options: readonly unknown[]): void => {
  if (options.length === 0) throw mistake('choice: no options')
}

/** @throws {FlowError} If the element is another verb, or several. */
export const assertVerb = (
  verb: string,
  key: string,
  nodes: readonly unknown[],
  given: string | undefined,
): void => {
  if (nodes.length === 1 && given === verb) return
  throw mistake('act: another element', key, verb, given ? `a <${given}>` : 'something else')
}

/** @throws {FlowError} For an invalid `ttl`, and for endings that only a store can report. */
export const assertHost = (
  name: string,
  { onEnd }: { readonly onEnd?: unknown },
  { store, ttl = 1 }: { readonly store?: unknown; readonly ttl?: number },
): void => {
  if (!(ttl > 0)) throw mistake('host: ttl', ttl)
  if (store || typeof onEnd !== 'object') return
  for (const how of ['hung up', 'expired'])
    if (onEnd && how in onEnd) throw mistake('host: onEnd without a store', name, how)
}

/** @throws {FlowError} If the URL of a call that the app begins is missing, or has a query. */
export const assertUrl = (flow: string, url: string | undefined): void => {
  if (!/^https?:\/\/[^?#]+$/.test(url ?? '')) throw mistake('host: no url', flow)
}

// Objects that JSON reduces to an empty one.
const LOSSY = /^\[object (Map|Set|WeakMap|WeakSet|Promise|RegExp|Error)\]$/

/**
 * Asserts that JSON keeps a value.
 *
 * @param value - Anything.
 * @param step - The step that gave it; the input of the flow if it is missing.
 * @throws {FlowError} Where JSON would lose something that is no function: a `Map`, a `NaN`, a circle.
 */
export const assertKept = (value: unknown, step?: Written): void => {
  if (value === undefined) return
  const name = step ? writtenOf(step) : 'The input'
  const lost = (what: string) => mistake('keep: JSON loses it', name, what)
  let json: string | undefined
  try {
    json = JSON.stringify(value, (_, part: unknown) => {
      if (typeof part === 'number' && !Number.isFinite(part)) throw lost(String(part))
      if (typeof part === 'bigint') throw lost('a BigInt')
      const [, kind] = LOSSY.exec({}.toString.call(part)) ?? []
      if (kind) throw lost(`a ${kind}`)
      return part
    })
  } catch (error) {
    throw error instanceof FlowError ? error : lost('a value that holds itself')
  }
  if (json === undefined) throw lost(`a ${typeof value}`)
}
