/**
 * @module
 * The engine: what is kept of a conversation and what came in, to what is kept then and what comes next. It knows no
 * HTTP, no clock and no channel's documents; whatever takes time it hands back as something to do.
 */
import type { Children } from '../vocabulary/children.ts'
import type { Heard } from './answer.ts'
import { mistake } from './error.ts'
import { keep } from './kept.ts'
import { type Definition, type Incoming, replay, type Stop } from './replay.ts'
import {
  type Fact,
  hash,
  type How,
  isFinal,
  type Open,
  type Saved,
  type Who,
  type Why,
} from './saved.ts'
import type { ActResult, Instruction, OnceContext, Prompt } from './step.ts'

/** What comes in. */
export type Event =
  | {
      readonly type: 'webhook'
      /** Milliseconds since 1970. */
      readonly at: number
      /** SID of the call or the message. */
      readonly sid: string
      readonly who: Who
      /** What a conversation that begins is given. */
      readonly input?: unknown
      /** Of a call: the place in the conversation that its URL names. */
      readonly place?: Place | undefined
      /** Of a call without a place: whether it has been answered already. */
      readonly live?: boolean
      readonly hungUp?: boolean
      /** Nothing where it was silence. */
      readonly heard?: Heard | undefined
      readonly acted?: ActResult | undefined
      /** It is no webhook: the conversation begins from your side, and one that is open ends. */
      readonly fresh?: boolean
      /** It had to wait for another one: it answers a question that it did not see. */
      readonly late?: boolean
    }
  /** Nothing has come for a while; they want no more messages; they have hung up; it is too long ago. */
  | { readonly type: 'silence' | 'stop' | 'gone' | 'expired'; readonly at: number }
  /** The turn came to nothing for a reason of the outside, such as no room for what is kept. */
  | { readonly type: 'failed'; readonly at: number; readonly error: unknown }
  /** What was to be done is done. */
  | {
      readonly type: 'did'
      readonly at: number
      readonly task: Task
      readonly value?: unknown
      readonly error?: unknown
      readonly threw?: boolean
    }

type Webhook = Extract<Event, { type: 'webhook' }>

/** A place in a conversation: a question or a verb, the turn and the round. */
export interface Place {
  readonly at: string
  readonly n: number
  readonly r: number
}

/** Something to do before the conversation goes on. Hand its result back in an event `did`. */
export interface Task {
  readonly kind: 'load' | 'once' | 'read'
  readonly key: string
  readonly run: (context: OnceContext) => unknown
  readonly idempotencyKey: string
  /** The turn that it belongs to. */
  readonly turn: Running
}

/** A turn that is not over. */
interface Running {
  /** What was kept before it. */
  readonly before: Saved
  readonly incoming: Incoming
  /** Whether it has done something final. */
  readonly did: boolean
}

/** What is said and asked at the end of a turn. */
type Show =
  | {
      readonly show: 'ask'
      readonly key: string
      readonly step: Extract<Instruction, { do: 'ask' }>
    }
  | {
      readonly show: 'act'
      readonly key: string
      readonly step: Extract<Instruction, { do: 'act' }>
    }
  | { readonly show: 'leave'; readonly element: Children }
  /** `go on`: after an error the conversation goes on by itself, or at the next text; `next`: without one. */
  | { readonly show: 'end' | 'nothing' | 'give up' | 'go on' | 'next' }

/** How a conversation ended, for `onEnd`. */
interface Ending {
  readonly how: How
  readonly output?: unknown
  readonly saved: Saved
}

/** What comes of an event: what is kept, and a task or what is shown. */
export interface Outcome {
  readonly saved: Saved
  /** Something to do first. */
  readonly task?: Task | undefined
  /** What the other side gets. */
  readonly show: Show
  /** What is said before it. */
  readonly said: readonly Prompt[]
  /** Conversations that ended in this turn: one that was moved, and the one at hand. */
  readonly ended: readonly Ending[]
  /** Errors, for whoever keeps the app. */
  readonly errors: readonly unknown[]
  /** An answer whose question is not reached any more. */
  readonly stale?: { readonly key: string; readonly heard: Heard } | undefined
}

const MOST_ROUNDS = 20
const SEEN = 4

/**
 * Takes a conversation one turn on.
 *
 * @param definition - The flow.
 * @param saved - What was kept of it; nothing for a conversation that begins.
 * @param event - What came in.
 * @returns What is to be kept, and what comes next.
 */
export const advance = (definition: Definition, saved: Saved | undefined, event: Event): Outcome =>
  new Turn(definition).take(saved, event)

/** The facts that a run needs to come where it is: the ones to keep where there is no room for all. */
export const usedFacts = (definition: Definition, saved: Saved): readonly Fact[] =>
  replay(definition, saved, { at: saved.last }).used

const NOTHING = { said: [], show: { show: 'nothing' } } as const
const GIVE_UP = { said: [], show: { show: 'give up' } } as const
const NEXT = { said: [], show: { show: 'next' } } as const
const GO_ON = { said: [], show: { show: 'go on' } } as const

class Turn {
  readonly #definition: Definition
  readonly #ended: Ending[] = []
  readonly #errors: unknown[] = []
  #stale: Outcome['stale']
  #rounds = 0

  constructor(definition: Definition) {
    this.#definition = definition
  }

  take(saved: Saved | undefined, event: Event): Outcome {
    if (event.type === 'webhook') return this.#webhook(saved, event)
    if (event.type === 'did') return this.#did(saved!, event)
    if (!saved || saved.done) return this.#outcome(saved!, NOTHING)
    const at = secondsSince(saved, event.at)
    if (event.type === 'failed')
      return this.#failed(saved, { before: saved, incoming: { at }, did: false }, event.error)
    if (event.type === 'silence')
      return saved.open ? this.#run(saved, { at, heard: 'silence' }) : this.#outcome(saved, NOTHING)
    return this.#end(
      saved,
      event.type === 'stop' ? 'opted out' : event.type === 'gone' ? 'hung up' : 'expired',
      NOTHING,
    )
  }

  #webhook(saved: Saved | undefined, event: Webhook): Outcome {
    const { who, sid, place, heard, acted, hungUp } = event
    const isCall = who.channel === 'call'
    const mark = markOf(event)
    // Ended conversations stay until another webhook begins one.
    if (!saved || (isCall ? saved.id !== sid : saved.done && !saved.seen.includes(mark)))
      return this.#begin(event, 0, event.input)

    if (event.fresh) {
      if (!saved.done) this.#ended.push({ how: 'moved', saved: { ...saved, done: 'moved' } })
      return this.#begin(event, 0, event.input)
    }

    const at = secondsSince(saved, event.at)
    if (isCall) {
      if (!place) {
        // The same webhook once more, unless the call has moved on since: then somebody has sent it back here.
        if (saved.n < 2 && saved.seen.includes(mark)) return this.#again(saved, at)
        if (!saved.done) this.#ended.push({ how: 'moved', saved: { ...saved, done: 'moved' } })
        return this.#begin(event, saved.round + 1, event.input ?? saved.input)
      }
      const isNow = place.r === saved.round && place.n === saved.n && !saved.done
      if (!isNow) return this.#again(saved, at)
      if (!saved.open) return this.#run(saved, { at, hungUp })
      if (place.at !== saved.open.key) return this.#again(saved, at)
      return this.#run(saved, { at, hungUp, acted, heard: heard ?? 'silence' })
    }
    if (saved.seen.includes(mark)) return this.#again(saved, at)
    const seen = [...saved.seen, mark].slice(-SEEN)
    if (event.late) return this.#again({ ...saved, seen }, at)
    return this.#run({ ...saved, seen }, { at, heard: saved.open && heard })
  }

  #begin(event: Webhook, round: number, input: unknown): Outcome {
    const { who, sid, at, hungUp } = event
    const saved: Saved = {
      v: 1,
      id: sid,
      began: at,
      last: 0,
      round,
      n: 0,
      ...(input !== undefined && { input: keep(input, 'The input') }),
      who,
      facts: [],
      errors: 0,
      seen: [markOf(event)],
    }
    return this.#run(saved, { at: 0, hungUp })
  }

  /** The same document once more, for a webhook that came before or comes too late. */
  #again(saved: Saved, at: number): Outcome {
    if (saved.done === 'gave up') return this.#outcome(saved, GIVE_UP)
    if (saved.done && saved.done !== 'done') return this.#outcome(saved, NOTHING)
    const stop = this.#replay(saved, { at })
    if (saved.done)
      return this.#outcome(
        saved,
        stop.stop === 'end' || stop.stop === 'leave'
          ? { said: stop.said, show: shown(stop) }
          : NOTHING,
      )
    if (stop.stop === 'ask' || stop.stop === 'act') {
      if (saved.open?.key === stop.key && saved.open.offer === stop.offer)
        return this.#outcome(saved, { said: spoken(saved.open, stop.said), show: shown(stop) })
    } else if (!saved.open && saved.n > 0)
      // It waits to be gone on with.
      return this.#outcome(saved, {
        said: [],
        show: { show: saved.errors > 0 ? 'go on' : 'next' },
      })
    return this.#settle(saved, { before: saved, incoming: { at }, did: false }, stop)
  }

  #replay(saved: Saved, incoming: Incoming): Stop {
    const { checks } = this.#definition
    return checks
      ? checks(replay, this.#definition, saved, incoming)
      : replay(this.#definition, saved, incoming)
  }

  #run(saved: Saved, incoming: Incoming, before = saved, did = false): Outcome {
    return this.#settle(saved, { before, incoming, did }, this.#replay(saved, incoming))
  }

  #did(saved: Saved, { at, task, value, error, threw }: Extract<Event, { type: 'did' }>): Outcome {
    const { kind, key, turn } = task
    const incoming = { ...turn.incoming, at: secondsSince(saved, at) }
    if (kind === 'read')
      return threw
        ? this.#failed(saved, turn, error)
        : this.#run(saved, { ...incoming, reading: { value } }, turn.before, turn.did)
    if (threw) {
      const failing = { ...incoming, threw: { of: `${kind} ${key}`, error } }
      const stop = this.#replay(saved, failing)
      // What the body has caught is known from then on, whatever it throws afterwards.
      const caught = stop.stop !== 'threw' || (stop.error as Error | undefined)?.cause !== error
      return this.#settle(
        caught && stop.stop === 'threw' ? { ...saved, facts: stop.facts } : saved,
        { ...turn, incoming: failing, did: turn.did || (caught && kind === 'once') },
        stop,
      )
    }
    const did = turn.did || kind === 'once'
    let fact: Fact
    try {
      const kept = keep(value, `${kind}("${key}")`)
      const letter = kind === 'once' ? 'o' : 'l'
      fact = kept === undefined ? [key, letter, incoming.at] : [key, letter, incoming.at, kept]
    } catch (error) {
      // It is done, and must not be done again.
      fact = [key, kind === 'once' ? 'x' : 'f', incoming.at, (error as Error).message]
    }
    return this.#run(
      { ...saved, facts: [...saved.facts, fact] },
      // The answer is a fact by now.
      incoming,
      turn.before,
      did,
    )
  }

  #settle(saved: Saved, turn: Running, stop: Stop): Outcome {
    const { incoming, before, did } = turn
    const { hungUp, at } = incoming
    const { open } = saved
    const { facts, said } = stop
    const next: Saved = { ...saved, facts, last: at, errors: 0, n: before.n + 1 }

    if (stop.stop === 'threw') return this.#failed(saved, turn, stop.error)
    // A call that is moved out of a <Dial> asks for its action all the same, and ignores the answer. Only who follows the
    // answer has come back, so nothing final is done before that.
    if (stop.back && !hungUp && (stop.stop === 'once' || stop.stop === 'end')) {
      const { open: _, ...rest } = saved
      const next = { ...rest, facts, last: at, errors: 0, n: before.n + 1 }
      return this.#outcome(next, NEXT)
    }
    if (stop.stop === 'load' || stop.stop === 'once' || stop.stop === 'read') {
      const { stop: kind, key, run } = stop
      const idempotencyKey = [this.#definition.name, saved.id, saved.round, key].join(':')
      const task = { kind, key, run, idempotencyKey, turn }
      return this.#outcome({ ...saved, facts }, { ...NOTHING, task })
    }
    // An answer to a question that today's code does not come to.
    if (open && typeof stop.unread === 'object' && !isKnown(facts, open.key))
      this.#stale = { key: open.key, heard: stop.unread }

    switch (stop.stop) {
      case 'again':
        return this.#restart(next, incoming, keep(stop.input, 'again(…)'))

      case 'end':
      case 'leave':
        return this.#end(
          next,
          'done',
          { said, show: shown(stop) },
          stop.stop === 'end' ? stop.output : undefined,
        )

      case 'act':
        if (hungUp) return this.#end(next, 'hung up', NOTHING)
        if (saved.who.channel === 'message') {
          this.#errors.push(mistake('act: by text', stop.step.key, stop.step.verb))
          return this.#end(next, 'gave up', GIVE_UP)
        }
        return this.#outcome(
          { ...next, open: { key: stop.key, attempt: 1, offer: stop.offer } },
          { said, show: shown(stop) },
        )

      case 'ask': {
        if (hungUp) return this.#end(next, 'hung up', NOTHING)
        const { key, offer, vain, step } = stop
        const isOpen = open?.key === key
        const attempt = isOpen ? open.attempt : 1
        const wait = (attempt: number, why?: Why, words = said) =>
          this.#outcome(
            { ...next, open: { key, attempt, ...(why && { why }), offer } },
            { said: words, show: shown(stop) },
          )
        switch (vain) {
          case undefined:
            return wait(1)
          case 'changed':
          case 'help':
            return wait(attempt, vain, [])
          case 'repeat':
            return wait(attempt, vain)
          case 'back':
            return this.#back(next, turn, stop, wait)
          case 'restart':
            return this.#restart(next, incoming, saved.input)
          case 'person':
            // There is no further person to ask for.
            return saved.turned ? wait(attempt, 'repeat') : this.#turn(next, at, 'asked')
          default:
            if (attempt < (step.options.tries ?? 3)) return wait(attempt + 1, vain, [])
            if ('otherwise' in step.options)
              return this.#run(
                { ...saved, facts: [...facts, [key, 'v', at]] },
                { at, hungUp },
                before,
                did,
              )
            return this.#turn(next, at, 'tries')
        }
      }
    }
  }

  /** Takes back the last answer and all that was found out after it, where nothing final stands between. */
  #back(
    saved: Saved,
    { before, incoming, did }: Running,
    { used, key }: Stop & { key: string },
    wait: (attempt: number, why?: Why, words?: readonly Prompt[]) => Outcome,
  ): Outcome {
    const inTime = saved.facts.filter((fact) => used.includes(fact))
    const last = inTime.findLast(([, kind]) => kind === 'a' || kind === 'v')
    const after = last ? inTime.slice(inTime.indexOf(last)) : []
    if (!last || after.some(isFinal))
      return wait(saved.open?.key === key ? saved.open.attempt : 1, 'kept', [])
    // What was read after it in the run may depend on it, even where a newer version asks it later.
    const read = used.slice(used.indexOf(last)).filter(([, kind]) => kind === 'l' || kind === 'f')
    const gone = new Set([...after, ...read])
    return this.#run(
      {
        ...saved,
        facts: saved.facts.filter((fact) => !gone.has(fact)),
        open: undefined,
        n: before.n,
      },
      { at: incoming.at },
      before,
      did,
    )
  }

  #restart(saved: Saved, { at, hungUp }: Incoming, input: unknown): Outcome {
    if (++this.#rounds > MOST_ROUNDS)
      return this.#failed(
        saved,
        { before: saved, incoming: { at }, did: false },
        mistake('body: endless again', this.#definition.name),
      )
    const { turned: _, open: __, input: ___, ...rest } = saved
    const anew: Saved = {
      ...rest,
      ...(input !== undefined && { input }),
      began: saved.began + at * 1000,
      last: 0,
      round: saved.round + 1,
      n: saved.n - 1,
      facts: [],
    }
    return this.#run(anew, { at: 0, hungUp })
  }

  /** Lets the other conversation take over, or gives up. */
  #turn(saved: Saved, at: number, why: 'tries' | 'asked' | 'errors'): Outcome {
    if (!this.#definition.otherwise || saved.turned) return this.#end(saved, 'gave up', GIVE_UP)
    const { open: _, ...rest } = saved
    return this.#run({ ...rest, turned: [why, at], n: saved.n - 1 }, { at })
  }

  /** A turn that threw: what was finally done is kept, and else it is as if the answer had not come. */
  #failed(saved: Saved, { before, incoming, did }: Running, error: unknown): Outcome {
    this.#errors.push(error)
    const { at } = incoming
    const errors = before.errors + 1
    const { open, ...kept } = did ? saved : { ...before, seen: saved.seen }
    const next: Saved = { ...kept, last: at, errors, n: before.n + 1 }
    if (incoming.hungUp) return this.#end(next, 'hung up', NOTHING)
    if (errors > 1) {
      if (this.#definition.otherwise && !saved.turned)
        return this.#turn({ ...next, errors: 0 }, at, 'errors')
      return this.#end(next, 'gave up', GIVE_UP)
    }
    if (!did && open) {
      const stop = this.#replay(before, { at })
      if ((stop.stop === 'ask' || stop.stop === 'act') && stop.key === open.key)
        return this.#outcome(
          { ...next, open: { ...open, why: 'error' } },
          { said: [], show: shown(stop) },
        )
    }
    return this.#outcome(next, GO_ON)
  }

  #end(saved: Saved, how: How, rest: Pick<Outcome, 'said' | 'show'>, output?: unknown): Outcome {
    const { open: _, ...kept } = saved
    const done: Saved = { ...kept, done: how }
    this.#ended.push({ how, output, saved: done })
    return this.#outcome(done, rest)
  }

  #outcome(saved: Saved, rest: Pick<Outcome, 'said' | 'show' | 'task'>): Outcome {
    return { saved, ...rest, ended: this.#ended, errors: this.#errors, stale: this.#stale }
  }
}

/** What tells one webhook from another: a call that is sent back here has been answered since. */
const markOf = ({ sid, live = false }: Webhook): string => hash(live ? `${sid} live` : sid)

const isKnown = (facts: readonly Fact[], key: string): boolean =>
  facts.some(([name]) => name === key)

const secondsSince = ({ began, last }: Saved, at: number): number =>
  // Time does not run backwards, whatever the clocks of several machines say.
  Math.max(last, Math.floor((at - began) / 1000))

/** What is said before a question that is open: all since the last answer, unless it is asked anew. */
const spoken = ({ why }: Open, said: readonly Prompt[]): readonly Prompt[] =>
  why === undefined || why === 'repeat' ? said : []

const shown = (stop: Stop): Show =>
  stop.stop === 'ask' || stop.stop === 'act'
    ? { show: stop.stop, key: stop.key, step: stop.step as never }
    : stop.stop === 'leave'
      ? { show: 'leave', element: stop.element }
      : { show: 'end' }
