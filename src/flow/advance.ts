/**
 * @module
 * The engine: maps the saved state and an event to the next state and the next output. It knows no HTTP, no clock and
 * no documents; whatever takes time is yielded as a task.
 */
import type { Heard } from './answer.ts'
import { mistake } from './error.ts'
import { keep } from './kept.ts'
import { type Definition, type Incoming, replay, type Stop } from './replay.ts'
import {
  type Fact,
  hash,
  type How,
  isFinal,
  isRetry,
  placeOf,
  type Saved,
  type Who,
  type Why,
} from './saved.ts'

/** An event for a conversation, and the time at which it is handled. */
export type Event = Happening & {
  /** Milliseconds since 1970. */
  readonly at: number
  /** True if it waited for another event, so that it answers a question its sender did not see. */
  readonly late?: boolean
}

/** What happens to a conversation. */
export type Happening = {
  readonly hungUp?: boolean
  /** The turn failed before for an external reason, such as a state too large to keep. */
  readonly failure?: Error
} & (
  | {
      readonly type: 'webhook'
      /** The SID of the call or the message. */
      readonly sid: string
      readonly who: Who
      /** The input of a conversation that begins. */
      readonly input?: unknown
      /** For a call: the place in the conversation that its URL names, as {@link placeOf} makes it. */
      readonly place?: string | undefined
      /** The status of a call: one that is moved has been answered, unlike most that begin. */
      readonly status?: string
      /** Missing for silence. */
      readonly heard?: Heard | undefined
      /** The parameters of a verb's `action`. */
      readonly acted?: Readonly<Record<string, string>> | undefined
      /** True if it is no webhook: the conversation begins from your side, and an open one ends. */
      readonly fresh?: boolean
    }
  /** Nothing has come for a while: only for a conversation with an open question. */
  | { readonly type: 'silence' }
  /** The conversation ended for an external reason: only for one that has begun. */
  | { readonly type: 'over'; readonly how: How }
)

/** A task to do before the conversation continues. */
export type Task = Extract<Stop, { run: unknown }> & {
  readonly idempotencyKey: string
  /** The state so far: if the process dies, the next turn continues from it. */
  readonly saved: Saved
}

/** The result of a task. */
export interface Done {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly value?: unknown
  /** The error, if the task threw one. */
  readonly error?: unknown
}

type Marker = 'nothing' | 'give up' | 'go on' | 'next' | 'busy'

/**
 * The output at the end of a turn: a question, a verb, the end, or a marker. After `go on` the conversation continues
 * by itself or at the next text, having had an error; after `next` it had none. `busy` waits for another turn.
 */
type Show =
  | Extract<Stop, { stop: 'ask' | 'verb' | 'end' }>
  | { readonly stop: Marker; readonly said?: undefined; readonly used?: readonly Fact[] }

/** The last state of a conversation that has ended in the way that is its `done`, and the return value of its body. */
export type Ending = Saved & { readonly output?: unknown }

/** The outcome of an event. */
export interface Outcome {
  readonly saved: Saved
  readonly show: Show
  /** Conversations that ended in this turn: one that was replaced, and the current one. */
  readonly ended: readonly Ending[]
  /** Errors to report to the app. */
  readonly errors: readonly unknown[]
  /** An answer to a question that the current code no longer reaches. */
  readonly stale?: { readonly key: string; readonly text: string } | undefined
}

/**
 * Advances a conversation by one turn. Yields each task of the turn, and resumes with its result.
 *
 * @param definition - The flow.
 * @param saved - The saved state; `undefined` for a conversation that begins.
 * @param event - The event.
 * @param ended - Conversations that have ended before it: those of this turn are added.
 * @returns The state to keep, and the output.
 */
export const advance = function* (
  definition: Definition,
  saved: Saved | undefined,
  event: Event,
  ended: Ending[] = [],
): Generator<Task, Outcome, Done> {
  const errors: unknown[] = []
  // More runs than any turn has: beyond it is an endless loop of `again`.
  const MAX_RUNS = 10_000
  const SEEN = 4
  let stale: Outcome['stale']
  // The state that a failed turn returns to, and the current one.
  let before = saved!
  let now = saved!
  const { hungUp, failure } = event
  let incoming: Incoming = { at: saved ? secondsSince(saved, event.at) : 0, hungUp, failure }
  /** True if the webhook is a repetition or late, and gets the same document again. */
  let isSame = false

  const run = (saved: Saved, incoming: Incoming): Stop =>
    (definition.run ?? replay)(definition, saved, incoming)
  /** What is shown follows from the state, and from the run that led there. */
  const give = (stop?: Stop): Outcome => {
    const { done, open } = now
    const marker = done
      ? done === 'gave up'
        ? 'give up'
        : stop?.stop !== 'end' && 'nothing'
      : !open && (now.errors ? 'go on' : 'next')
    return {
      saved: now,
      show: marker ? { stop: marker, used: stop?.used } : (stop as Show),
      ended,
      errors,
      stale,
    }
  }
  /** Ends the turn, to wait for the other party. */
  const wait = (stop?: Stop, open?: Saved['open'], errors = 0): Outcome => {
    now = { ...now, open, errors, last: incoming.at, n: before.n + 1 }
    return give(stop)
  }
  const end = (how: How, stop?: Extract<Stop, { stop: 'end' }>): Outcome => {
    now = { ...now, done: how }
    const outcome = wait(stop)
    ended.push({ ...now, output: stop?.output })
    return outcome
  }
  /** Begins without facts. */
  const begin = (state: Omit<Saved, 'last' | 'facts' | 'errors'>): void => {
    before = now = {
      ...state,
      last: 0,
      facts: [],
      open: undefined,
      errors: 0,
      turned: undefined,
    }
    incoming = { at: 0, hungUp, failure }
  }
  const restart = (input: unknown): void =>
    begin({ ...now, began: now.began + incoming.at * 1000, round: now.round + 1, input })
  /** Lets the other conversation (`otherwise`) take over; false if there is none or it already has. */
  const turnTo = (why: 'tries' | 'asked' | 'errors'): boolean => {
    const { at } = incoming
    if (!definition.otherwise || now.turned) return false
    before = now = { ...now, open: undefined, errors: 0, turned: [why, at] }
    incoming = { at }
    return true
  }

  if (event.type === 'webhook') {
    const { who, sid, place, fresh, input } = event
    const isCall = who.channel === 'call'
    const mark = hash(`${sid} ${event.status}`)
    const seen = saved?.seen.includes(mark)
    // Ended conversations stay until another webhook begins one.
    const isOther = !saved || (isCall ? saved.id !== sid : saved.done && !seen)
    // A call without a place has been redirected back here, unless it has not moved on since its first webhook.
    if (isOther || fresh || (isCall && !place && !(seen && saved.n < 2))) {
      if (!isOther && !saved.done) ended.push({ ...saved, done: 'moved' })
      const isNew = isOther || fresh
      begin({
        v: 1,
        id: sid,
        began: event.at,
        round: isNew ? 0 : saved.round + 1,
        n: 0,
        input: keep(isNew ? input : (input ?? saved.input)),
        who,
        seen: [mark],
      })
    } else {
      const { open, n, done } = saved
      isSame = isCall ? place !== placeOf(saved) || !!done : seen || !!event.late
      if (!isCall && !seen) before = now = { ...saved, seen: [...saved.seen, mark].slice(-SEEN) }
      if (isSame) {
        // It has ended otherwise than with its last words, or waits to be continued.
        if (done ? done !== 'done' : !open && n > 0) return give()
      } else {
        incoming.acted = event.acted
        incoming.heard = open && (event.heard ?? (isCall && 'silence'))
      }
    }
  } else if (event.type === 'over') return end(event.how)
  else incoming.heard = 'silence'

  for (let runs = 0; ; runs++) {
    if (runs > MAX_RUNS) incoming.failure = mistake('endless body', definition.name)
    const stop = run(now, incoming)
    const { at } = incoming
    const { open } = now
    const { facts } = stop

    if (stop.stop === 'threw') {
      errors.push(stop.error)
      // The facts of this turn are kept if one of them is final; otherwise they are discarded.
      const did = facts.some((fact) => isFinal(fact) && !before.facts.includes(fact))
      const asked = !did && before.open
      const count = before.errors + 1
      now = did ? { ...now, facts } : before
      if (hungUp) return end('hung up')
      if (count > 1) {
        if (turnTo('errors')) continue
        return end('gave up')
      }
      const again = asked && run(before, { at })
      return again && isAt(again, asked)
        ? wait(again, { ...asked, why: 'error' }, count)
        : wait(stop, undefined, count)
    }

    if (isSame) {
      if (now.done || isAt(stop, open)) return give(stop)
      isSame = false
    }

    now = { ...now, facts }
    // A call that is moved out of a <Dial> still requests its `action`, but ignores the response. Only a request that
    // follows the response proves that the caller is back, so nothing final is done before it.
    if (stop.back && !hungUp && (stop.stop === 'once' || stop.stop === 'end')) return wait(stop)

    if ('run' in stop) {
      const { key, id } = stop
      const idempotencyKey = [definition.name, now.id, now.round, key].join(':')
      const done = yield { ...stop, idempotencyKey, saved: now }
      incoming.at = secondsSince(now, done.at)
      incoming.result = { ...done, id }
      continue
    }

    // The current code does not reach the question that was answered.
    if (open && typeof stop.unread === 'object' && !facts.some(([key]) => key === open.key))
      stale = { key: open.key, text: stop.unread.text }

    if (stop.stop === 'again') {
      restart(stop.input)
      continue
    }
    if (stop.stop === 'end') return end('done', stop)
    if (hungUp) return end('hung up')
    const { key, offer } = stop
    if (stop.stop === 'verb') {
      if (now.who.channel === 'call') return wait(stop, { key, attempt: 1, offer })
      errors.push(mistake('verb by text', stop.step.key, stop.step.verb))
      return end('gave up')
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
          incoming = { at }
          continue
        }
        if (turnTo('tries')) continue
        return end('gave up')
      }
    }
    return wait(stop, { key, attempt, why, offer })
  }
}

/** Removes the last answer and all facts that were found out after it; undefined if one of them is final. */
const withoutLast = (facts: readonly Fact[], used: readonly Fact[]): Fact[] | undefined => {
  const last = facts.findLast((fact) => /a/i.test(fact[1]) && used.includes(fact))
  if (!last) return undefined
  const gone = used.filter(
    (fact, i) =>
      facts.indexOf(fact) >= facts.indexOf(last) ||
      // A value that the run reads after the answer may depend on it, even if a newer version asks it later.
      (/l/i.test(fact[1]) && i > used.indexOf(last)),
  )
  return gone.some(isFinal) ? undefined : facts.filter((fact) => !gone.includes(fact))
}

/** True if a run stops where the conversation stands, and offers the same. */
const isAt = (stop: Stop, open: Saved['open']): stop is Extract<Stop, { offer: unknown }> =>
  'offer' in stop && stop.offer === open?.offer && stop.key === open.key

const secondsSince = ({ began, last }: Saved, at: number): number =>
  // Time never goes backwards, even if the clocks of several machines differ.
  Math.max(last, Math.floor((at - began) / 1000))
