/**
 * @module
 * Walks a flow without real effects: each turn is taken by the engine itself, and its document is rendered. For
 * `explore` of `twimlx/simulator`; apps do not load it.
 */
import { formatProblem, TwimlError } from '../render/problem.ts'
import { renderAsync } from '../render/render.ts'
import { advance, type Done, type Event, type Outcome, type Task } from './advance.ts'
import type { Answer } from './answer.ts'
import { checkedReplay } from './development.ts'
import { documentOf } from './document.ts'
import type { FlowInside } from './options.ts'
import { type Channel, placeOf, type Saved } from './saved.ts'

/** An answer or action at a place, in a test's notation and as the engine receives it. */
export interface Stimulus {
  /** Its name: `1`, `nothing`, `back`, `Dial: busy`. */
  readonly said: string
  /** The code of a test for it; empty if tests cannot do it. */
  readonly code: string
  readonly text?: string
  readonly pressed?: boolean
  readonly media?: boolean
  readonly silence?: boolean
  /** The parameters of a verb's `action`. */
  readonly params?: Readonly<Record<string, string>>
  readonly hungUp?: boolean
  /** True for commands and for input that is no answer: it is explored once. */
  readonly aside?: boolean
}

/** A question in the form that is asked, to compare versions. */
export interface Question {
  readonly kind: string
  readonly options?: readonly (readonly [key: string, value: unknown])[]
  readonly limits?: Answer<unknown>['limits']
}

/** The position of a walk after a turn. */
export interface Stand {
  readonly saved: Saved
  /** The open key without the laps of a loop: `date` for `date#2`. */
  readonly place: string | undefined
  readonly attempt: number
  readonly question?: Question | undefined
  /** The possible next inputs. */
  readonly stimuli: readonly Stimulus[]
  readonly xml: string
  readonly problems: readonly string[]
  readonly ended: readonly string[]
}

/** A task of a turn, whose result the walk decides. */
export interface Choice {
  readonly kind: 'load' | 'once'
  readonly key: string
  /** Continues with that result. */
  give(value: unknown): Promise<Stand | Choice>
  /** Continues with an error. */
  fail(message: string): Promise<Stand | Choice>
}

/** True if a turn waits for a result. */
export const isChoice = (step: Stand | Choice): step is Choice => 'give' in step

/** Input that no question accepts. */
export const NONSENSE = '???'

const CONTACT = '+14155550100'
const LINE = '+15550100200'
const START = Date.UTC(2026, 0, 1, 12)

/** Walks a flow. */
export class Explorer {
  readonly #inside: FlowInside
  #sids = 0

  constructor(inside: FlowInside) {
    this.#inside = { ...inside, run: checkedReplay }
  }

  get channels(): readonly Channel[] {
    return this.#inside.channels
  }

  /** The first webhook. */
  begin(channel: Channel, input: unknown): Promise<Stand | Choice> {
    return this.#take(undefined, {
      type: 'webhook',
      at: START,
      sid: this.#sid(),
      who: { channel, contact: CONTACT, line: LINE, ...(channel === 'message' && { text: 'hi' }) },
      input,
    })
  }

  /** The next webhook. */
  next(saved: Saved, stimulus: Stimulus): Promise<Stand | Choice> {
    const { who, id } = saved
    const { channel } = who
    const isCall = channel === 'call'
    const { text = '', pressed = false, media = false, hungUp = false } = stimulus
    const at = saved.began + (saved.last + 10) * 1000
    if (stimulus.silence && !isCall) return this.#take(saved, { type: 'silence', at })
    return this.#take(saved, {
      type: 'webhook',
      at,
      sid: isCall ? id : this.#sid(),
      who,
      ...(isCall && { place: placeOf(saved) }),
      hungUp,
      heard:
        text || media
          ? {
              channel,
              text,
              pressed,
              media: media ? [{ url: 'https://example.com/1.jpg', contentType: 'image/jpeg' }] : [],
            }
          : undefined,
      ...(isCall && { acted: stimulus.params }),
    })
  }

  #sid(): string {
    return `explore${++this.#sids}`
  }

  /**
   * Takes a turn with the task results known so far. An engine cannot be at two tasks at once: to try another result,
   * the turn is taken again with the earlier ones.
   */
  async #take(
    saved: Saved | undefined,
    event: Event,
    results: readonly Done[] = [],
  ): Promise<Stand | Choice> {
    const turn = advance(this.#inside, saved, event)
    let step = turn.next()
    for (const result of results) step = turn.next(result)
    if (step.done) {
      const { show, saved } = step.value
      return show.stop === 'next'
        ? this.next(saved, { said: '', code: '' })
        : this.#stand(step.value)
    }
    const task = step.value
    const at = task.saved.began + task.saved.last * 1000
    const done = (result: Omit<Done, 'at'>) =>
      this.#take(saved, event, [...results, { at, ...result }])
    const { stop: kind, key } = task
    if (kind === 'read') return done(await readFor(task))
    return {
      kind,
      key,
      give: (value) => done({ value }),
      // A failure that the walk made up is not worth reporting.
      fail: (message) => done({ error: new Failure(message) }),
    }
  }

  async #stand(outcome: Outcome): Promise<Stand> {
    const { saved, show, ended, errors } = outcome
    const { open } = saved
    const problems = errors.flatMap((error) => (isMadeUp(error) ? [] : [messageOf(error)]))
    let xml = ''
    try {
      const document = documentOf(
        this.#inside,
        outcome,
        ({ n, round }, key) =>
          `?${new URLSearchParams({ at: key, n: String(n), r: String(round) })}`,
      )
      xml = await renderAsync(document, { problems: 'throw' })
    } catch (error) {
      problems.push(
        ...(error instanceof TwimlError ? error.problems.map(formatProblem) : [messageOf(error)]),
      )
    }
    const question = show.stop === 'ask' ? questionOf(show.step.answer) : undefined
    return {
      saved,
      place: saved.done ? undefined : lapless(open?.key ?? '(after an error)'),
      attempt: open?.attempt ?? 1,
      question,
      stimuli: saved.done ? [] : stimuliOf(outcome, this.#inside),
      xml,
      problems,
      ended: ended.map(({ done }) => done!),
    }
  }
}

class Failure extends Error {}

const isMadeUp = (error: unknown): boolean =>
  error instanceof Failure || (error instanceof Error && error.cause instanceof Failure)

const messageOf = (error: unknown): string =>
  error instanceof Error
    ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}`
    : String(error)

/** The key of a place, the same in each lap of a loop. */
export const lapless = (key: string): string => key.replace(/#\d+/g, '')

const readFor = async ({ run, idempotencyKey }: Task) => {
  try {
    return { value: await run({ idempotencyKey, signal: new AbortController().signal }) }
  } catch (error) {
    return { error }
  }
}

const questionOf = ({ kind, options, limits }: Answer<unknown>): Question => ({
  kind,
  ...(options && { options: options.map(({ key, value }) => [key, value] as const) }),
  ...(limits && { limits: finite(limits) }),
})

/** The limits without an infinite one, which JSON cannot keep. */
const finite = ({ min, max = Infinity }: NonNullable<Answer<unknown>['limits']>) => ({
  ...(min !== undefined && { min }),
  ...(max < Infinity && { max }),
})

/** The inputs that an answer accepts. */
const examplesOf = ({ kind, options, limits, examples = [] }: Answer<unknown>): string[] => {
  if (options) return options.map(({ key }) => key)
  const { min = 0, max = Infinity } = limits ?? {}
  switch (kind) {
    case 'text':
      return ['some words'.slice(0, max)]
    case 'number':
      return [...new Set([min, max < Infinity ? max : min + 1])].map(String)
    default:
      return [...examples]
  }
}

const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`

/** The possible inputs at a place: every answer, some that are invalid, and the commands. */
const stimuliOf = ({ saved, show }: Outcome, { commands }: FlowInside): Stimulus[] => {
  const isCall = saved.who.channel === 'call'
  const tell = (text: string, aside = false): Stimulus => {
    const pressed = isCall && /^[\d*#]+$/.test(text)
    return {
      said: text,
      code: pressed
        ? `await call.press(${quoted(text)})`
        : isCall
          ? `await call.say(${quoted(text)})`
          : `await alice.text(${quoted(text)})`,
      text,
      pressed,
      aside,
    }
  }
  if (show.stop === 'verb') return outcomesOf(show.step.verb)
  if (show.stop !== 'ask') return isCall ? [{ said: 'go on', code: '' }] : [tell('hi')]
  const { answer } = show.step
  const photo: Stimulus = {
    said: 'a photo',
    code: `await alice.text('', { media: [{ contentType: 'image/jpeg' }] })`,
    media: true,
    aside: !answer.written,
  }
  return [
    ...(answer.written ? [photo] : examplesOf(answer).map((example) => tell(example))),
    tell(NONSENSE, true),
    isCall
      ? { said: 'nothing', code: 'await call.silence()', silence: true, aside: true }
      : answer.written
        ? tell('no photo', true)
        : photo,
    ...Object.values(commands).flatMap((words) =>
      words && words[0] ? [tell(words[0], true)] : [],
    ),
  ]
}

/** The possible ends of each verb. */
const VERBS: Record<
  string,
  readonly [name: string, code: string, params: Record<string, string>, hungUp?: boolean][]
> = {
  Dial: [
    [
      'completed',
      'await twilio.phone(number).answer()',
      { DialCallStatus: 'completed', DialCallDuration: '30' },
    ],
    ['busy', `await twilio.phone(number).decline('busy')`, { DialCallStatus: 'busy' }],
    [
      'no-answer',
      `await twilio.phone(number).decline('no-answer')`,
      { DialCallStatus: 'no-answer' },
    ],
    ['failed', `await twilio.phone(number).decline('fail')`, { DialCallStatus: 'failed' }],
    ['hung up', 'await call.hangup()', { DialCallStatus: 'completed' }, true],
  ],
  Record: [
    [
      'a message',
      `await call.talk(5); await call.press('#')`,
      { RecordingUrl: 'https://api.twilio.com/RE1', RecordingSid: 'RE1', RecordingDuration: '5' },
    ],
    ['nothing', 'await call.silence()', {}],
    [
      'hung up',
      'await call.talk(5); await call.hangup()',
      {
        RecordingUrl: 'https://api.twilio.com/RE1',
        RecordingSid: 'RE1',
        RecordingDuration: '5',
        Digits: 'hangup',
      },
      true,
    ],
  ],
  Enqueue: [
    ['bridged', '', { QueueResult: 'bridged' }],
    ['leave', '', { QueueResult: 'leave' }],
    ['queue-full', '', { QueueResult: 'queue-full' }],
    ['hung up', 'await call.hangup()', { QueueResult: 'hangup' }, true],
  ],
  Pay: [
    ['success', '', { Result: 'success', PaymentToken: 'tok' }],
    ['too-many-failed-attempts', '', { Result: 'too-many-failed-attempts' }],
    ['caller-interrupted-with-star', '', { Result: 'caller-interrupted-with-star' }],
    ['payment-connector-error', '', { Result: 'payment-connector-error' }],
    ['hung up', 'await call.hangup()', { Result: 'caller-hung-up' }, true],
  ],
  Gather: [
    ['keys', `await call.press('1')`, { Digits: '1' }],
    ['speech', `await call.say('hello')`, { SpeechResult: 'hello', Confidence: '0.9' }],
    ['nothing', 'await call.silence()', {}],
  ],
  Connect: [
    ['ended', '', { SessionStatus: 'ended', HandoffData: '{}' }],
    ['failed', '', { SessionStatus: 'failed', ErrorCode: '64105', ErrorMessage: 'failed' }],
    ['hung up', 'await call.hangup()', { SessionStatus: 'completed' }, true],
  ],
  Refer: [
    ['accepted', '', { ReferCallStatus: 'completed', ReferSipResponseCode: '202' }],
    ['refused', '', { ReferCallStatus: 'failed', ReferSipResponseCode: '603' }],
  ],
  Sms: [
    ['sent', '', { SmsSid: 'SM1', SmsStatus: 'sending' }],
    ['invalid', '', { SmsStatus: 'invalid' }],
  ],
}

const outcomesOf = (verb: string): Stimulus[] =>
  (VERBS[verb] ?? []).map(([name, code, params, hungUp = false]) => ({
    said: `${verb}: ${name}`,
    code: code || `// <${verb}> ends: ${name}`,
    params,
    hungUp,
  }))
