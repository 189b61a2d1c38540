/**
 * @module
 * The engine: what is kept of a conversation and what came in, to what is kept then and what comes next. It knows no
 * HTTP, no clock and no channel's documents; whatever takes time it hands out as something to do.
 */
import type { Heard } from './answer.ts'
import { mistake } from './error.ts'
import { keep } from './kept.ts'
import { type Definition, type Incoming, replay, type Stop } from './replay.ts'
import {
  type Fact,
  factOf,
  hash,
  type How,
  isFinal,
  isRetry,
  type Saved,
  type Who,
  type Why,
} from './saved.ts'
import type { ActResult, OnceContext, Prompt } from './step.ts'

/** An event for a conversation. */
export type Event =
  | {
      readonly type: 'webhook'
      /** Milliseconds since 1970. */
      readonly at: number
      /** The SID of the call or the message. */
      readonly sid: string
      readonly who: Who
      /** The input of a conversation that begins. */
      readonly input?: unknown
      /** For a call: the place in the conversation that its URL names. */
      readonly place?: Place | undefined
      /** For a call without a place: true if it has been answered already. */
      readonly live?: boolean
      readonly hungUp?: boolean
      /** Missing for silence. */
      readonly heard?: Heard | undefined
      readonly acted?: ActResult | undefined
      /** True if it is no webhook: the conversation begins from your side, and an open one ends. */
      readonly fresh?: boolean
      /** True if it had to wait for another event, and so answers a question that its sender did not see. */
      readonly late?: boolean
    }
  /** Nothing has come for a while. */
  | { readonly type: 'silence'; readonly at: number }
  /** It is over for a reason of the outside. */
  | { readonly type: 'over'; readonly at: number; readonly how: How }
  /** The turn came to nothing for a reason of the outside, such as no room for what is kept. */
  | { readonly type: 'failed'; readonly at: number; readonly error: unknown }

/** A place in a conversation: a question or a verb, the turn and the round. */
export interface Place {
  readonly at: string
  readonly n: number
  readonly r: number
}

/** Something to do before the conversation goes on. */
export interface Task {
  readonly kind: 'load' | 'once' | 'read'
  readonly key: string
  readonly run: (context: OnceContext) => unknown
  readonly idempotencyKey: string
  /** What is known by then: what a turn goes on with that finds this one dead. */
  readonly saved: Saved
}

/** What came of a task. */
export interface Done {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly value?: unknown
  /** What it threw, where it did. */
  readonly error?: unknown
}

type Marker = 'nothing' | 'give up' | 'go on' | 'next'

/**
 * What the other side gets at the end of a turn: a question, a verb, the end; or a marker. `go on`: after an error the
 * conversation goes on by itself, or at the next text; `next`: it does so without one.
 */
export type Show =
  Extract<Stop, { stop: 'ask' | 'act' | 'leave' | 'end' }> | { readonly stop: Marker }

/** The end of a conversation, for `onEnd`. */
interface Ending {
  readonly how: How
  readonly output?: unknown
  readonly saved: Saved
}

/** What comes of an event. */
export interface Outcome {
  readonly saved: Saved
  readonly show: Show
  /** The words before the output. */
  readonly said: readonly Prompt[]
  /** Conversations that ended in this turn: one that was replaced, and the current one. */
  readonly ended: readonly Ending[]
  /** Errors to report to the app. */
  readonly errors: readonly unknown[]
  /** An answer whose question is not reached any more. */
  readonly stale?: { readonly key: string; readonly heard: Heard } | undefined
}

const MAX_ROUNDS = 20
const SEEN = 4

/**
 * Takes a conversation one turn on. It yields each task of the turn, and goes on with what came of it.
 *
 * @param definition - The flow.
 * @param saved - The saved state; `undefined` for a conversation that begins.
 * @param event - The event.
 * @returns The state to keep, and what comes next.
 */
export const advance = function* (
  definition: Definition,
  saved: Saved | undefined,
  event: Event,
): Generator<Task, Outcome, Done> {
  const ended: Ending[] = []
  const errors: unknown[] = []
  let stale: Outcome['stale']
  // What a turn that fails goes back to, and what is known by now.
  let before = saved!
  let now = saved!
  let incoming: Incoming = { at: saved ? secondsSince(saved, event.at) : 0 }
  /** The facts at the last final one of this turn. */
  let did: readonly Fact[] | undefined
  /** A stop that no run has come to. */
  let given: Stop | undefined
  /** Whether the same document is asked for once more, by a webhook that came before or comes too late. */
  let isSame = false
  let rounds = 0

  const run = (saved: Saved, incoming: Incoming): Stop =>
    definition.checks
      ? definition.checks(replay, definition, saved, incoming)
      : replay(definition, saved, incoming)
  const give = (show: Show | Marker, said: readonly Prompt[] = []): Outcome => ({
    saved: now,
    show: typeof show === 'string' ? { stop: show } : show,
    said,
    ended,
    errors,
    stale,
  })
  /** The turn is over, and waits for the other side. */
  const wait = (
    show: Show | Marker,
    said?: readonly Prompt[],
    open?: Saved['open'],
    errors = 0,
  ): Outcome => {
    now = { ...now, open, errors, last: incoming.at, n: before.n + 1 }
    return give(show, said)
  }
  const end = (how: How, show: Show | Marker = 'nothing', stop?: Stop): Outcome => {
    now = { ...now, done: how }
    const outcome = wait(show, stop?.said)
    ended.push({ how, output: stop?.stop === 'end' ? stop.output : undefined, saved: now })
    return outcome
  }
  /** Goes on from another state than the one that was kept. */
  const goFrom = (state: Partial<Saved>, next: Incoming): void => {
    before = now = { ...now, open: undefined, errors: 0, ...state }
    incoming = next
    did = undefined
  }
  const restart = (input: unknown): void => {
    const { hungUp, at } = incoming
    if (++rounds > MAX_ROUNDS) given = threw(mistake('body: endless again', definition.name))
    else
      goFrom(
        {
          input,
          turned: undefined,
          began: now.began + at * 1000,
          last: 0,
          round: now.round + 1,
          facts: [],
        },
        { at: 0, hungUp },
      )
  }
  /** Lets the other conversation take over; not where there is none, or it is at it already. */
  const turnTo = (why: 'tries' | 'asked' | 'errors'): boolean => {
    const { at } = incoming
    const isPossible = definition.otherwise && !now.turned
    if (isPossible) goFrom({ turned: [why, at] }, { at })
    return !!isPossible
  }

  if (event.type === 'webhook') {
    const { who, sid, place, heard, hungUp, fresh, input } = event
    const isCall = who.channel === 'call'
    const mark = hash(event.live ? `${sid} live` : sid)
    const seen = !!saved?.seen.includes(mark)
    // Ended conversations stay until another webhook begins one.
    const isOther = !saved || (isCall ? saved.id !== sid : !!saved.done && !seen)
    // A call that comes without a place once more has been sent back here, unless it has not moved on since.
    if (isOther || fresh || (isCall && !place && !(seen && saved.n < 2))) {
      if (!isOther && !saved.done) ended.push({ how: 'moved', saved: { ...saved, done: 'moved' } })
      const isNew = isOther || fresh
      before = now = {
        v: 1,
        id: sid,
        began: event.at,
        last: 0,
        round: isNew ? 0 : saved.round + 1,
        n: 0,
        input: keep(isNew ? input : (input ?? saved.input), 'The input'),
        who,
        facts: [],
        errors: 0,
        seen: [mark],
      }
      incoming = { at: 0, hungUp }
    } else {
      const { open, round, n, done } = saved
      isSame = isCall
        ? !place ||
          place.r !== round ||
          place.n !== n ||
          !!done ||
          (!!open && place.at !== open.key)
        : seen || !!event.late
      if (!isCall && !seen) before = now = { ...saved, seen: [...saved.seen, mark].slice(-SEEN) }
      if (!isSame) {
        const { acted } = event
        incoming = { ...incoming, hungUp, acted, heard: open && (heard ?? (isCall && 'silence')) }
      }
      if (isSame && done !== 'done') {
        if (done) return give(done === 'gave up' ? 'give up' : 'nothing')
        // It waits to be gone on with.
        if (!open && n > 0) return give(saved.errors > 0 ? 'go on' : 'next')
      }
    }
  } else if (!saved || saved.done) return give('nothing')
  else if (event.type === 'over') return end(event.how)
  else if (event.type === 'failed') given = threw(event.error)
  else if (saved.open) incoming.heard = 'silence'
  else return give('nothing')

  for (;;) {
    const stop = given ?? run(now, incoming)
    given = undefined
    const { at, hungUp, threw: thrown } = incoming
    const { open } = now
    const { facts, said } = stop
    const isEnd = stop.stop === 'end' || stop.stop === 'leave'

    // What the body has caught is known from then on, whatever it throws afterwards.
    if (
      thrown?.key[0] === 'o' &&
      !(stop.stop === 'threw' && (stop.error as Error | undefined)?.cause === thrown.error)
    )
      did = facts
    incoming.threw = undefined

    // What was finally done is kept, and else it is as if the answer had not come.
    if (stop.stop === 'threw') {
      errors.push(stop.error)
      const asked = did ? undefined : before.open
      const count = before.errors + 1
      now = did ? { ...now, facts: did } : before
      if (hungUp) return end('hung up')
      if (count > 1) {
        if (turnTo('errors')) continue
        return end('gave up', 'give up')
      }
      const again = asked && run(before, { at })
      return again && isQuestion(again) && again.key === asked.key
        ? wait(again, [], { ...asked, why: 'error' }, count)
        : wait('go on', [], undefined, count)
    }

    if (isSame) {
      if (now.done) return isEnd ? give(stop, said) : give('nothing')
      if (isQuestion(stop) && open?.key === stop.key && open.offer === stop.offer)
        return give(stop, isAnew(open.why) ? [] : said)
      isSame = false
    }

    now = { ...now, facts }
    // A call that is moved out of a <Dial> asks for its action all the same, and ignores the answer. Only who follows the
    // answer has come back, so nothing final is done before that.
    if (stop.back && !hungUp && (stop.stop === 'once' || stop.stop === 'end')) return wait('next')

    if ('run' in stop) {
      const { stop: kind, key } = stop
      const idempotencyKey = [definition.name, now.id, now.round, key].join(':')
      const done = yield { kind, key, run: stop.run, idempotencyKey, saved: now }
      incoming.at = secondsSince(now, done.at)
      const letter = kind === 'once' ? 'o' : 'l'
      if (kind === 'read')
        if ('error' in done) given = threw(done.error)
        else incoming.reading = done
      else if ('error' in done) incoming.threw = { key: letter + key, error: done.error }
      else {
        let fact: Fact
        try {
          fact = factOf(key, letter, incoming.at, keep(done.value, `${kind}("${key}")`))
        } catch (error) {
          // It is done, and must not be done again.
          fact = factOf(key, kind === 'once' ? 'O' : 'L', incoming.at, (error as Error).message)
        }
        now = { ...now, facts: [...facts, fact] }
        if (kind === 'once') did = now.facts
      }
      continue
    }

    // An answer to a question that today's code does not come to.
    if (open && typeof stop.unread === 'object' && !facts.some(([key]) => key === open.key))
      stale = { key: open.key, heard: stop.unread }

    if (stop.stop === 'again') {
      restart(stop.input)
      continue
    }
    if (isEnd) return end('done', stop, stop)
    if (hungUp) return end('hung up')
    const { key, offer } = stop
    if (stop.stop === 'act') {
      if (now.who.channel === 'call') return wait(stop, said, { key, attempt: 1, offer })
      errors.push(mistake('act: by text', stop.step.key, stop.step.verb))
      return end('gave up', 'give up')
    }

    const { vain } = stop
    const { options } = stop.step
    let attempt = vain && open?.key === key ? open.attempt : 1
    let why: Why | undefined
    if (vain === 'restart') {
      restart(now.input)
      continue
    }
    if (vain === 'person') {
      if (turnTo('asked')) continue
      // There is no further person to ask for.
      why = 'repeat'
    } else if (vain === 'back') {
      const left = withoutLast(facts, stop.used)
      if (left) {
        now = { ...now, facts: left, open: undefined }
        incoming = { at }
        continue
      }
      why = 'kept'
    } else {
      why = vain
      if (isRetry(vain) && attempt++ >= (options.tries ?? 3)) {
        if ('otherwise' in options) {
          now = { ...now, facts: [...facts, [key, 'A', at]] }
          incoming = { at, hungUp }
          continue
        }
        if (turnTo('tries')) continue
        return end('gave up', 'give up')
      }
    }
    return wait(stop, isAnew(why) ? [] : said, { key, attempt, why, offer })
  }
}

/** The facts that a run needs to reach its place: those to keep if there is no room for all. */
export const usedFacts = (definition: Definition, saved: Saved): readonly Fact[] =>
  replay(definition, saved, { at: saved.last }).used

/** The facts without the last answer and all that was found out after it; nothing where that cannot be taken back. */
const withoutLast = (facts: readonly Fact[], used: readonly Fact[]): Fact[] | undefined => {
  const last = facts.findLast((fact) => /a/i.test(fact[1]) && used.includes(fact))
  if (!last) return undefined
  // What was read after it in the run may depend on it, even where a newer version asks it later.
  const later = used.slice(used.indexOf(last))
  const gone = facts.filter(
    (fact, i) =>
      used.includes(fact) &&
      (i >= facts.indexOf(last) || (/l/i.test(fact[1]) && later.includes(fact))),
  )
  return gone.some(isFinal) ? undefined : facts.filter((fact) => !gone.includes(fact))
}

/** A stop that no run has come to: nothing else of it is looked at. */
const threw = (error: unknown): Stop => ({ stop: 'threw', error }) as Stop

const isQuestion = (stop: Stop): stop is Extract<Stop, { offer: unknown }> => 'offer' in stop

const secondsSince = ({ began, last }: Saved, at: number): number =>
  // Time never goes backwards, even if the clocks of several machines differ.
  Math.max(last, Math.floor((at - began) / 1000))

/** Whether a question is asked anew, without what was said before it. */
const isAnew = (why: Why | undefined): boolean => why !== undefined && why !== 'repeat'
