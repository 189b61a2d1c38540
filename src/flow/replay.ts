/**
 * @module
 * One run of a conversation: from its start, over the known facts, to the first missing one.
 */
import type { Children } from '../vocabulary/children.ts'
import type { Answer, Heard } from './answer.ts'
import { type Command, commandIn, type Commands } from './commands.ts'
import { mistake } from './error.ts'
import { keep } from './kept.ts'
import { type Fact, type FactKind, factOf, hash, isFinal, isVain, type Saved } from './saved.ts'
import type { ActResult, Conversation, Instruction, OnceContext, Prompt, Step } from './step.ts'

/** A flow as the engine sees it. */
export interface Definition {
  readonly name: string
  readonly body: (input: unknown) => Conversation<unknown>
  readonly otherwise?: ((why: 'tries' | 'asked' | 'errors') => Conversation<unknown>) | undefined
  readonly commands: Commands
  /** The development checks, if they are loaded: they wrap each run. */
  checks?: ((run: Run, ...args: Parameters<Run>) => Stop) | undefined
}

/** The input of a turn for a run. */
export interface Incoming {
  /** Seconds since the conversation began. */
  at: number
  readonly hungUp?: boolean | undefined
  /** The input that answers the open question; absent if nothing came. */
  heard?: Heard | 'silence' | false | undefined
  /** The result of an asynchronous `read` of that input. */
  reading?: { readonly value?: unknown } | undefined
  /** The result of the open verb. */
  readonly acted?: ActResult | undefined
  /** The error of the `load` or `once` that was just run. */
  threw?: { readonly key: string; readonly error?: unknown } | undefined
}

type Run = typeof replay

type Asks = Extract<Instruction, { do: 'ask' }>
type Acts = Extract<Instruction, { do: 'act' }>

/** The place at which a run stops. */
export type Stop = {
  /** The facts, including those of this run. */
  readonly facts: readonly Fact[]
  /** The facts that the run has used, in the order of use. */
  readonly used: readonly Fact[]
  /** The words before the next output. */
  readonly said: readonly Prompt[]
  /** The input, if no question has taken it. */
  readonly unread: Incoming['heard']
  /** True if the other party returns from elsewhere in this run. */
  readonly back: boolean
} & (
  | {
      readonly stop: 'ask'
      readonly key: string
      readonly step: Asks
      readonly offer: string
      /** The kind of input, if it was no answer. */
      readonly vain?: 'silence' | 'invalid' | 'media' | 'changed' | Command | undefined
    }
  | { readonly stop: 'act'; readonly key: string; readonly step: Acts; readonly offer: string }
  /** A task to do before the run can continue. */
  | {
      readonly stop: 'load' | 'once' | 'read'
      readonly key: string
      readonly run: (context: OnceContext) => unknown
    }
  | { readonly stop: 'end'; readonly output: unknown }
  | { readonly stop: 'leave'; readonly element: Children }
  | { readonly stop: 'again'; readonly input: unknown }
  /** The body threw, or the kept state is unusable. */
  | { readonly stop: 'threw'; readonly error: unknown }
)

/** A `Stop` without the properties of every run. */
type Own<S = Stop> = S extends Stop ? Omit<S, 'facts' | 'used' | 'said' | 'unread' | 'back'> : never

/** Verbs that connect the call elsewhere. */
const AWAY = /^(Dial|Enqueue|Connect|Refer)$/

/** More steps than any conversation has: beyond it is an endless loop of `say`. */
const MAX_STEPS = 10_000

/** A hash of the possible answers: if it differs, "1" means something else. */
const offerOf = ({ kind, keys, options }: Answer<unknown>): string =>
  hash(JSON.stringify([kind, keys, options?.map(({ key, value }) => [key, value])]))

/** Runs a conversation from its start to the first missing fact. */
export const replay = (definition: Definition, saved: Saved, incoming: Incoming): Stop => {
  const { open, turned, who } = saved
  const { threw } = incoming
  const facts = [...saved.facts]
  const used: Fact[] = []
  const met = new Map<string, number>()
  const outer: string[] = []
  let scope = ''
  let said: Prompt[] = []
  let at = turned?.[1] ?? 0
  let unread = incoming.heard
  let { acted } = incoming
  let back = false
  // The facts by kind and key: `ask('book')` and `once('book')` are two.
  const known = new Map(facts.map((fact) => [fact[1].toLowerCase() + fact[0], fact]))

  const stop = (own: Own): Stop => ({ facts, used, said, unread, back, ...own }) as Stop
  const nameOf = (kind: string, key: string): string => {
    const name = scope + key
    const count = (met.get(kind + name) ?? 0) + 1
    met.set(kind + name, count)
    return count > 1 ? `${name}#${count}` : name
  }
  const use = (fact: Fact): unknown => {
    used.push(fact)
    at = fact[2]
    return fact[3]
  }
  const add = (key: string, kind: FactKind, value: unknown): unknown => {
    const fact = factOf(key, kind, incoming.at, value)
    facts.push(fact)
    return use(fact)
  }

  try {
    const body = turned ? definition.otherwise!(turned[0]) : definition.body(saved.input)
    if (!body?.next || Symbol.asyncIterator in body)
      throw mistake('body: no generator', definition.name)
    let value: unknown
    let error: Error | undefined
    for (let steps = 0; ; steps++) {
      const { value: given, done } = error ? body.throw(error) : body.next(value)
      value = error = undefined
      if (done) return stop({ stop: 'end', output: given })
      const step = (given as Step<unknown> | undefined)?.does
      if (!step)
        throw mistake(
          'body: yields no step',
          definition.name,
          typeof given === 'object' ? 'an object' : String(given),
        )
      if (steps > MAX_STEPS) throw mistake('body: endless', definition.name, MAX_STEPS)

      switch (step.do) {
        case 'say':
          if (!incoming.hungUp) said.push(step.prompt)
          continue
        case 'who':
          value = who
          continue
        case 'now':
          value = new Date(saved.began + at * 1000)
          continue
        case 'enter':
          outer.push(scope)
          scope = `${nameOf('p', step.key)}/`
          continue
        case 'exit':
          scope = outer.pop()!
          continue
        case 'again':
          return stop({ stop: 'again', input: keep(step.input, 'again(…)') })
        case 'leave':
          return stop({ stop: 'leave', element: step.element })
      }

      // The letter of the step's facts; `act` has the remaining one, `t`.
      const kind = step.do === 'act' ? 't' : (step.do[0] as 'a' | 'l' | 'o')
      const key = nameOf(kind, step.key)
      const fact = known.get(kind + key)
      const written = `${step.do}("${step.key}")`

      if (step.do === 'load' || step.do === 'once') {
        const fresh = fact || threw?.key !== kind + key ? undefined : threw
        if (!fact && !fresh) return stop({ stop: step.do, key, run: step.run })
        // The error is a fact only if the body catches it: an error that it throws on ends the turn before anything is
        // kept.
        value = fact ? use(fact) : add(key, kind.toUpperCase() as 'L', messageOf(fresh!.error))
        if (fresh || isVain(fact!))
          error = new Error(String(value), fresh && { cause: fresh.error })
        continue
      }

      const isOpen = open?.key === key
      if (step.do === 'act') {
        const offer = step.verb
        if (fact) value = use(fact)
        else if (acted && isOpen && open.offer === offer) {
          value = add(key, kind, keep(step.read(acted), written))
          acted = unread = undefined
          back = AWAY.test(offer)
        } else return stop({ stop: 'act', key, step, offer })
      } else {
        const { answer, options } = step
        const asked = (vain?: Extract<Stop, { stop: 'ask' }>['vain']): Stop =>
          stop({ stop: 'ask', key, step, offer: offerOf(answer), vain })
        if (fact) {
          const inVain = isVain(fact)
          if (inVain ? !('otherwise' in options) : answer.is?.(fact[3]) === false) {
            // Facts found out after it may depend on it.
            if (facts.splice(facts.indexOf(fact)).some(isFinal))
              throw mistake('ask: kept answer refused', key)
            return asked()
          }
          value = use(fact)
          if (inVain) value = options.otherwise
        } else {
          if (answer.written && who.channel === 'call')
            throw mistake('ask: not in a call', step.key, answer.kind)
          if (!unread || !isOpen) return asked()
          const heard = unread
          unread = undefined
          if (open.offer !== offerOf(answer)) return asked('changed')
          if (heard === 'silence') return asked('silence')
          const command = commandIn(heard, definition.commands)
          if (command && !answer.listed && !(heard.pressed && heard.text.length === answer.keys))
            return asked(command)
          const reading = incoming.reading ? incoming.reading.value : answer.read(heard)
          if (typeof (reading as PromiseLike<unknown> | null | undefined)?.then === 'function')
            return stop({ stop: 'read', key, run: () => reading })
          if (reading === undefined || reading === null)
            return asked(command ?? (heard.media.length > 0 ? 'media' : 'invalid'))
          value = add(key, kind, keep(reading, written))
          acted = undefined
        }
      }
      said = []
    }
  } catch (error) {
    return stop({ stop: 'threw', error })
  }
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 200)
