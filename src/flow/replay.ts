/**
 * @module
 * One run of a conversation: from its start, over the facts known so far, to the first that is missing.
 */
import type { Children } from '../vocabulary/children.ts'
import { type Answer, type Heard } from './answer.ts'
import { type Command, commandIn, type CommandTable } from './commands.ts'
import { mistake } from './error.ts'
import { keep } from './kept.ts'
import { type Fact, type FactKind, hash, isFinal, type Saved } from './saved.ts'
import {
  type ActResult,
  type Conversation,
  type Instruction,
  named,
  type OnceContext,
  type Prompt,
  type Step,
} from './step.ts'

/** A flow, for the engine. */
export interface Definition {
  readonly name: string
  readonly body: (input: unknown) => Conversation<unknown>
  readonly otherwise?: ((why: 'tries' | 'asked' | 'errors') => Conversation<unknown>) | undefined
  readonly commands: CommandTable
  /** The development checks, where they are loaded: they run a run. */
  checks?: ((run: typeof replay, ...args: Parameters<typeof replay>) => Stop) | undefined
}

/** What a turn brings to a run. */
export interface Incoming {
  /** Seconds since the conversation began. */
  readonly at: number
  readonly hungUp?: boolean
  /** What came in answer to the open question; nothing where it was silence. */
  readonly heard?: Heard | 'silence' | undefined
  /** What an asynchronous reading made of it. */
  readonly reading?: { readonly value: unknown } | undefined
  /** How the open verb ended. */
  readonly acted?: ActResult | undefined
  /** The error of the `load` or `once` that was just run: of which step and key. */
  readonly threw?: { readonly of: string; readonly error: unknown } | undefined
}

type Asks = Extract<Instruction, { do: 'ask' }>
type Acts = Extract<Instruction, { do: 'act' }>

/** Where a run stops. */
export type Stop = {
  /** The facts, those of this run among them. */
  readonly facts: readonly Fact[]
  /** The facts that the run has used, in its order. */
  readonly used: readonly Fact[]
  /** What is said before whatever comes next. */
  readonly said: readonly Prompt[]
  /** The time of the last fact that it has used. */
  readonly at: number
  /** What came in, where no question has taken it. */
  readonly unread: Incoming['heard']
  /** Whether the other side comes back from elsewhere in this run. */
  readonly back: boolean
} & (
  | {
      readonly stop: 'ask'
      readonly key: string
      readonly step: Asks
      readonly offer: string
      /** What came, where it was no answer. */
      readonly vain?: 'silence' | 'invalid' | 'media' | 'changed' | Command | undefined
    }
  | { readonly stop: 'act'; readonly key: string; readonly step: Acts; readonly offer: string }
  /** Something to do before the run can go on. */
  | {
      readonly stop: 'load' | 'once' | 'read'
      readonly key: string
      readonly run: (context: OnceContext) => unknown
    }
  | { readonly stop: 'end'; readonly output: unknown }
  | { readonly stop: 'leave'; readonly element: Children }
  | { readonly stop: 'again'; readonly input: unknown }
  /** The body threw, or what is kept cannot be used: `key` is the fact that is refused. */
  | { readonly stop: 'threw'; readonly error: unknown; readonly key?: string }
)

// What a step finds its facts under: `ask('book')` and `once('book')` are two.
const STEPS = { a: 'ask', v: 'ask', l: 'load', f: 'load', o: 'once', x: 'once', t: 'act' } as const

/** Verbs that connect the call with somebody or something else. */
const AWAY = ['Dial', 'Enqueue', 'Connect', 'Refer']

/** More steps than any conversation has: a loop that says something for ever. */
const MOST_STEPS = 10_000

/** What is offered to answer a question: where it differs, "1" means something else. */
const offerOf = ({ kind, keys, options }: Answer<unknown>): string =>
  hash(JSON.stringify([kind, keys, options?.map(({ key, value }) => [key, value])]))

/** Runs a conversation from its start to the first fact that is missing. */
export const replay = (definition: Definition, saved: Saved, incoming: Incoming): Stop => {
  const { open } = saved
  const facts = [...saved.facts]
  const used: Fact[] = []
  const met = new Map<string, number>()
  const scopes: string[] = []
  let said: Prompt[] = []
  let at = saved.turned?.[1] ?? 0
  let unread = incoming.heard
  let { acted, threw } = incoming
  let back = false
  const rest = () => ({ facts, used, said, at, unread, back })

  const keyOf = (step: string, key: string): string => {
    const scoped = [...scopes, key].join('/')
    const count = (met.get(`${step} ${scoped}`) ?? 0) + 1
    met.set(`${step} ${scoped}`, count)
    return count > 1 ? `${scoped}#${count}` : scoped
  }
  const known = new Map(facts.map((fact) => [`${STEPS[fact[1]]} ${fact[0]}`, fact]))
  const use = (fact: Fact): unknown => {
    used.push(fact)
    at = fact[2]
    return fact[3]
  }
  const add = (...fact: [string, FactKind, unknown]): unknown => {
    const [key, kind, value] = fact
    const whole: Fact =
      value === undefined ? [key, kind, incoming.at] : [key, kind, incoming.at, value]
    facts.push(whole)
    return use(whole)
  }

  let resume: { value?: unknown; error?: unknown } = {}
  try {
    const body: Conversation<unknown> = saved.turned
      ? definition.otherwise!(saved.turned[0])
      : definition.body(saved.input)
    if (typeof body?.next !== 'function' || Symbol.asyncIterator in body)
      throw mistake('body: no generator', definition.name)
    for (let steps = 0; ; steps++) {
      const { value: given, done } =
        'error' in resume ? body.throw(resume.error) : body.next(resume.value)
      resume = {}
      if (done) return { stop: 'end', output: given, ...rest() }
      const step = (given as Step<unknown> | undefined)?.does
      if (!step)
        throw mistake(
          'body: yields no step',
          definition.name,
          typeof given === 'object' ? 'an object' : String(given),
        )
      if (steps > MOST_STEPS) throw mistake('body: endless', definition.name, MOST_STEPS)

      switch (step.do) {
        case 'say':
          if (!incoming.hungUp) said.push(step.prompt)
          break
        case 'who':
          resume.value = saved.who
          break
        case 'now':
          resume.value = new Date(saved.began + at * 1000)
          break
        case 'enter':
          scopes.push(keyOf('part', step.key).split('/').at(-1)!)
          break
        case 'exit':
          scopes.pop()
          break
        case 'again':
          return { stop: 'again', input: step.input, ...rest() }
        case 'leave':
          return { stop: 'leave', element: step.element, ...rest() }

        case 'load':
        case 'once': {
          const key = keyOf(step.do, step.key)
          const found = known.get(`${step.do} ${key}`)
          const fresh = found ? undefined : threw?.of === `${step.do} ${key}` ? threw : undefined
          if (!found && !fresh) return { stop: step.do, key, run: step.run, ...rest() }
          // It is known only if the body catches it: what it throws on ends the turn before anything is kept.
          const kind = step.do === 'once' ? 'x' : 'f'
          const value = found ? use(found) : add(key, kind, messageOf(fresh!.error))
          if (fresh || found?.[1] === kind) {
            resume.error = new Error(String(value), fresh && { cause: fresh.error })
            if (fresh) threw = undefined
          } else resume.value = value
          break
        }

        case 'act': {
          const key = keyOf('act', named(step.key, 'act'))
          const offer = hash(step.verb)
          const fact = known.get(`act ${key}`)
          if (fact) resume.value = use(fact)
          else if (acted && open?.key === key && open.offer === offer) {
            resume.value = add(key, 't', keep(step.read(acted), `act("${step.key}")`))
            acted = unread = undefined
            back = AWAY.includes(step.verb)
          } else return { stop: 'act', key, step, offer, ...rest() }
          said = []
          break
        }

        case 'ask': {
          const key = keyOf('ask', step.key)
          const { answer, options } = step
          const stop = (vain?: Extract<Stop, { stop: 'ask' }>['vain']): Stop => ({
            stop: 'ask',
            key,
            step,
            offer: offerOf(answer),
            vain,
            ...rest(),
          })
          const fact = known.get(`ask ${key}`)
          if (fact) {
            const isToday =
              fact[1] === 'v' ? 'otherwise' in options : answer.is?.(fact[3]) !== false
            if (!isToday) {
              // Whatever was found out after it may depend on it.
              const after = facts.splice(facts.indexOf(fact))
              if (after.some(isFinal))
                return {
                  stop: 'threw',
                  key,
                  error: mistake('ask: kept answer refused', key),
                  ...rest(),
                }
              return stop()
            }
            const value = use(fact)
            resume.value = fact[1] === 'v' ? options.otherwise : value
          } else {
            if (answer.written && saved.who.channel === 'call')
              throw mistake('ask: not in a call', step.key, answer.kind)
            if (unread === undefined || open?.key !== key) return stop()
            const heard = unread
            unread = undefined
            if (open.offer !== offerOf(answer)) return stop('changed')
            if (heard === 'silence') return stop('silence')
            const command = commandIn(heard, definition.commands)
            const first = answer.listed || (heard.pressed && heard.text.length === answer.keys)
            if (command && !first) return stop(command)
            const reading = incoming.reading ? incoming.reading.value : answer.read(heard)
            if (typeof (reading as PromiseLike<unknown> | null | undefined)?.then === 'function')
              return { stop: 'read', key, run: () => reading, ...rest() }
            if (reading === undefined || reading === null)
              return stop(command ?? (heard.media.length > 0 ? 'media' : 'invalid'))
            resume.value = add(key, 'a', keep(reading, `ask("${step.key}")`))
            acted = undefined
          }
          said = []
        }
      }
    }
  } catch (error) {
    return { stop: 'threw', error, ...rest() }
  }
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 200)
