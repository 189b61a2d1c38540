/**
 * @module
 * One run of a conversation: from its start, over the known facts, to the first missing one.
 */
import type { Children } from '../vocabulary/children.ts'
import type { Answer, Heard } from './answer.ts'
import { type Command, commandIn, type Commands } from './commands.ts'
import { assertBody, assertPossible, assertYielded } from './definition.ts'
import { mistake } from './error.ts'
import { keep } from './kept.ts'
import { type Fact, type FactKind, hash, isFinal, isVain, type Saved } from './saved.ts'
import type { Conversation, Instruction, OnceContext, Prompt, Step } from './step.ts'

/** A flow as the engine sees it. */
export interface Definition {
  readonly name: string
  readonly body: (input: unknown) => Conversation<unknown>
  readonly otherwise?: ((why: 'tries' | 'asked' | 'errors') => Conversation<unknown>) | undefined
  readonly commands: Commands
  /** Runs it, with the development checks if they are loaded. Default: {@link replay}. */
  run?: typeof replay | undefined
}

/** The input of a turn for a run. */
export interface Incoming {
  /** Seconds since the conversation began. */
  at: number
  hungUp?: boolean | undefined
  /** The input that answers the open question; absent if nothing came. */
  heard?: Heard | 'silence' | false | undefined
  /** The parameters of the open verb's `action`. */
  acted?: Readonly<Record<string, string>> | undefined
  /** The result of the task that was just run. */
  result?: Result
  /** The error of the turn, if it has failed whatever the run does. */
  failure?: Error | undefined
}

/** The result of a task, and the fact that it is for. */
interface Result {
  readonly id: string
  readonly value?: unknown
  /** The error, if the task threw one. */
  readonly error?: unknown
}

type Asks = Extract<Instruction, { do: 'ask' }>
type Verb = Extract<Instruction, { do: 'verb' }>

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
  | { readonly stop: 'verb'; readonly key: string; readonly step: Verb; readonly offer: string }
  /** A task to do before the run can continue. */
  | {
      readonly stop: 'load' | 'once' | 'read'
      readonly key: string
      /** The fact that its result becomes. */
      readonly id: string
      readonly step: Instruction
      readonly run: (context: OnceContext) => unknown
    }
  | { readonly stop: 'end'; readonly output?: unknown; readonly element?: Children }
  | { readonly stop: 'again'; readonly input: unknown }
  /** The body threw, or the kept state is unusable. */
  | { readonly stop: 'threw'; readonly error: unknown }
)

/** Verbs that connect the call elsewhere. */
const AWAY = /^(Dial|Enqueue|Connect|Refer)$/

/** A hash of the possible answers: if it differs, "1" means something else. */
const offerOf = ({ kind, keys, options }: Answer<unknown>): string =>
  hash(JSON.stringify([kind, keys, options?.map(({ key, value }) => [key, value])]))

/** Runs a conversation from its start to the first missing fact. */
export const replay = (definition: Definition, saved: Saved, incoming: Incoming): Stop => {
  const { open, turned } = saved
  const { result, hungUp } = incoming
  // More steps than any conversation has: beyond it is an endless loop of `say`.
  const MAX_STEPS = 10_000
  const facts = [...saved.facts]
  const used: Fact[] = []
  const met: Record<string, number> = {}
  const outer: string[] = []
  let scope = ''
  let said: Prompt[] = []
  let at = turned?.[1] ?? 0
  let unread = incoming.heard
  let { acted } = incoming
  let back = false
  let step: Instruction | undefined
  let key: string | undefined
  // The facts by kind and key: `ask('book')` and `once('book')` are two.
  const known = new Map(facts.map((fact) => [fact[1].toLowerCase() + fact[0], fact]))

  /** A stop has more than its kind needs; each kind names what it has for sure. */
  const stop = (stop: Stop['stop'], own?: object): Stop =>
    ({ stop, key, step, facts, used, said, unread, back, ...own }) as unknown as Stop
  const nameOf = ({ do: kind, key }: Extract<Instruction, { key: string }>): string => {
    const name = scope + key
    const count = (met[kind + name] = (met[kind + name] ?? 0) + 1)
    return count > 1 ? `${name}#${count}` : name
  }

  /** The error to throw into the body, and the fact that it becomes once the body has caught it. */
  let error: Error | undefined
  let uncaught: Fact | undefined

  try {
    if (incoming.failure) throw incoming.failure
    const body = turned ? definition.otherwise!(turned[0]) : definition.body(saved.input)
    if (typeof process === 'object' && process.env.NODE_ENV !== 'production')
      assertBody(definition.name, body)
    let value: unknown
    for (let steps = 0; ; steps++) {
      const { value: given, done } = error ? body.throw(error) : body.next(value)
      if (uncaught) facts.push(uncaught)
      value = error = uncaught = undefined
      if (done) return stop('end', { output: given })
      if (typeof process === 'object' && process.env.NODE_ENV !== 'production')
        assertYielded(definition.name, given)
      if (steps > MAX_STEPS) throw mistake('endless body', definition.name)
      step = (given as Step<unknown>).does

      switch (step.do) {
        case 'say':
          if (!hungUp) said.push(step.prompt)
          continue
        case 'who':
          value = saved.who
          continue
        case 'now':
          value = new Date(saved.began + at * 1000)
          continue
        case 'enter':
          outer.push(scope)
          scope = `${nameOf(step)}/`
          continue
        case 'exit':
          scope = outer.pop()!
          continue
        case 'again':
          return stop('again', { input: keep(step.input, step) })
        case 'leave':
          return stop('end', { element: step.element })
      }

      // The letter of the step's facts.
      const kind = step.do[0] as 'a' | 'l' | 'o' | 'v'
      key = nameOf(step)
      const id = kind + key
      const fresh = result?.id === id ? result : undefined
      let fact = known.get(id)
      // Without a value where that is `undefined`, of which JSON would make `null`.
      const make = (value: unknown, as: FactKind = kind): Fact =>
        (fact = value === undefined ? [key!, as, incoming.at] : [key!, as, incoming.at, value])
      const fail = (error: unknown): Fact =>
        make(
          String((error as Error | undefined)?.message ?? error).slice(0, 200),
          kind.toUpperCase() as 'L',
        )

      if (step.do === 'verb') {
        const { verb: offer } = step
        if (!fact) {
          if (!acted || open?.key !== key || open.offer !== offer) return stop('verb', { offer })
          facts.push(make(keep(step.read(acted, !!hungUp), step)))
          acted = unread = undefined
          back = AWAY.test(offer)
        }
        said = []
      } else if (step.do === 'ask') {
        const { answer, options } = step
        const asked = (vain?: Extract<Stop, { stop: 'ask' }>['vain']): Stop =>
          stop('ask', { offer: offerOf(answer), vain })
        if (!fact) {
          if (typeof process === 'object' && process.env.NODE_ENV !== 'production')
            assertPossible(step, saved.who.channel)
          if (!unread || open?.key !== key) return asked()
          const heard = unread
          unread = undefined
          if (open.offer !== offerOf(answer)) return asked('changed')
          if (heard === 'silence') return asked('silence')
          const command = commandIn(heard, definition.commands)
          if (command && !answer.listed && !(heard.pressed && heard.text.length === answer.keys))
            return asked(command)
          if (fresh?.error) throw fresh.error
          const reading = fresh ? fresh.value : answer.read(heard)
          if ((reading as Partial<PromiseLike<unknown>> | null | undefined)?.then)
            return stop('read', { id, run: () => reading })
          if (reading === undefined || reading === null)
            return asked(command ?? (heard.media[0] ? 'media' : 'invalid'))
          facts.push(make(keep(reading, step)))
          acted = undefined
        } else if (isVain(fact) ? !('otherwise' in options) : answer.is?.(fact[3]) === false) {
          // Facts found out after it may depend on it.
          if (facts.splice(facts.indexOf(fact)).some(isFinal))
            throw mistake('kept answer refused', key)
          return asked()
        }
        said = []
      } else if (!fact) {
        if (!fresh) return stop(step.do, { id, run: step.run })
        if ('error' in fresh) uncaught = fail(fresh.error)
        else
          try {
            facts.push(make(keep(fresh.value, step)))
          } catch (error) {
            // The task was done and must not be repeated.
            facts.push(fail(error))
          }
      }

      used.push(fact!)
      at = fact![2]
      value = fact![3]
      if (isVain(fact!))
        if (step.do === 'ask') value = step.options.otherwise
        else error = new Error(value as string, fresh && { cause: fresh.error })
    }
  } catch (thrown) {
    if (uncaught && thrown !== error) facts.push(uncaught)
    return stop('threw', { error: thrown })
  }
}
