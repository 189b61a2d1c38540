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
      /** For a call without a place: true if it has already been answered. */
      readonly live?: boolean
      readonly hungUp?: boolean
      /** Missing for silence. */
      readonly heard?: Heard | undefined
      readonly acted?: ActResult | undefined
      /** True if it is no webhook: the conversation begins from your side, and an open one ends. */
      readonly fresh?: boolean
      /** True if it waited for another event, so that it answers a question its sender did not see. */
      readonly late?: boolean
    }
  /** Nothing has come for a while. */
  | { readonly type: 'silence'; readonly at: number }
  /** The conversation ended for an external reason. */
  | { readonly type: 'over'; readonly at: number; readonly how: How }
  /** The turn failed for an external reason, such as a state too large to keep. */
  | { readonly type: 'failed'; readonly at: number; readonly error: unknown }

/** A place in a conversation: a question or a verb, the turn and the round. */
export interface Place {
  readonly at: string
  readonly n: number
  readonly r: number
}

/** A task to do before the conversation continues. */
export interface Task {
  readonly kind: 'load' | 'once' | 'read'
  readonly key: string
  readonly run: (context: OnceContext) => unknown
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

type Marker = 'nothing' | 'give up' | 'go on' | 'next'

/**
 * The output at the end of a turn: a question, a verb, the end, or a marker. After `go on` the conversation continues
 * by itself or at the next text, having had an error; after `next` it had none.
 */
export type Show =
  Extract<Stop, { stop: 'ask' | 'act' | 'leave' | 'end' }> | { readonly stop: Marker }

/** The end of a conversation, for `onEnd`. */
interface Ending {
  readonly how: How
  readonly output?: unknown
  readonly saved: Saved
}

/** The outcome of an event. */
export interface Outcome {
  readonly saved: Saved
  readonly show: Show
  /** The words before the output. */
  readonly said: readonly Prompt[]
  /** Conversations that ended in this turn: one that was replaced, and the current one. */
  readonly ended: readonly Ending[]
  /** Errors to report to the app. */
  readonly errors: readonly unknown[]
  /** An answer to a question that the current code no longer reaches. */
  readonly stale?: { readonly key: string; readonly heard: Heard } | undefined
}

const MAX_ROUNDS = 20
const SEEN = 4

/**
 * Advances a conversation by one turn. Yields each task of the turn, and resumes with its result.
 *
 * @param definition - The flow.
 * @param saved - The saved state; `undefined` for a conversation that begins.
 * @param event - The event.
 * @returns The state to keep, and the output.
 */
export const advance = function* (
  definition: Definition,
  saved: Saved | undefined,
  event: Event,
): Generator<Task, Outcome, Done> {
  const ended: Ending[] = []
  const errors: unknown[] = []
  let stale: Outcome['stale']
  // The state that a failed turn returns to, and the current one.
  let before = saved!
  let now = saved!
  let incoming: Incoming = { at: saved ? secondsSince(saved, event.at) : 0 }
  /** The facts as of this turn's last final one; undefined if there is none. */
  let did: readonly Fact[] | undefined
  /** A stop to use instead of running the body. */
  let given: Stop | undefined
  /** True if the webhook is a repetition or late, and gets the same document again. */
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
  /** Ends the turn, to wait for the other party. */
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
  /** Continues from another state than the kept one. */
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
  /** Lets the other conversation (`otherwise`) take over; false if there is none or it already has. */
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
    // A call without a place has been redirected back here, unless it has not moved on since its first webhook.
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
        // The conversation waits to be continued.
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

    // An error that the body has caught is a fact, even if the body throws another one later.
    if (
      thrown?.key[0] === 'o' &&
      !(stop.stop === 'threw' && (stop.error as Error | undefined)?.cause === thrown.error)
    )
      did = facts
    incoming.threw = undefined

    // After an error only final facts are kept; otherwise the answer is discarded.
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
    // A call that is moved out of a <Dial> still requests its `action`, but ignores the response. Only a request that
    // follows the response proves that the caller is back, so nothing final is done before it.
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
          // The task was done and must not be repeated.
          fact = factOf(key, kind === 'once' ? 'O' : 'L', incoming.at, (error as Error).message)
        }
        now = { ...now, facts: [...facts, fact] }
        if (kind === 'once') did = now.facts
      }
      continue
    }

    // The current code does not reach the question that was answered.
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

/** Removes the last answer and all facts that were found out after it; undefined if one of them is final. */
const withoutLast = (facts: readonly Fact[], used: readonly Fact[]): Fact[] | undefined => {
  const last = facts.findLast((fact) => /a/i.test(fact[1]) && used.includes(fact))
  if (!last) return undefined
  // Values that the run reads after the answer may depend on it, even if a newer version asks it later.
  const later = used.slice(used.indexOf(last))
  const gone = facts.filter(
    (fact, i) =>
      used.includes(fact) &&
      (i >= facts.indexOf(last) || (/l/i.test(fact[1]) && later.includes(fact))),
  )
  return gone.some(isFinal) ? undefined : facts.filter((fact) => !gone.includes(fact))
}

/** A stop for an error that no run has thrown: its other properties are never read. */
const threw = (error: unknown): Stop => ({ stop: 'threw', error }) as Stop

const isQuestion = (stop: Stop): stop is Extract<Stop, { offer: unknown }> => 'offer' in stop

const secondsSince = ({ began, last }: Saved, at: number): number =>
  // Time never goes backwards, even if the clocks of several machines differ.
  Math.max(last, Math.floor((at - began) / 1000))

/** True if a question is asked again without the words before it. */
const isAnew = (why: Why | undefined): boolean => why !== undefined && why !== 'repeat'
