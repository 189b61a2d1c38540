/**
 * @module
 * A conversation with an app in the terminal: one typed line after the other, with the effects of each.
 */
import { Mishaps } from '../conversation/mishaps.ts'
import { isOver, Player } from '../conversation/player.ts'
import type { Step } from '../conversation/step.ts'
import { vitestFile } from '../conversation/vitest-file.ts'
import type { SimulatorEvent } from '../simulator/events.ts'
import { simulate, type Simulator } from '../simulator/simulate.ts'
import { transcriptLines } from '../simulator/transcript.ts'
import { visible } from '../webhook/shown.ts'
import { refused } from './refused.ts'

/** The channel of the conversation. */
export type Channel = 'chat' | 'call'

/** The app, and the numbers of the conversation. */
export interface TypedConversationOptions {
  readonly channel: Channel
  /** The app's URL for messages or calls. */
  readonly url: string
  /** The origin under which Twilio knows the app, if it is a different one. */
  readonly publicUrl?: string | undefined
  readonly authToken?: string | undefined
  readonly accountSid?: string | undefined
  /** The number of the texter or caller. */
  readonly from: string
  /** The Twilio number. */
  readonly to: string
}

/** The words that can be typed, with their effects. */
export const WORDS: Readonly<Record<Channel | 'both', Readonly<Record<string, string>>>> = {
  chat: {
    'any words': 'are texted',
    '/media TYPE': 'texts a file: /media image/png, with any words after it',
    '/text WORDS': 'texts words that begin with a slash',
  },
  call: {
    'any words': 'are spoken',
    '12#': 'presses keys',
    '/say WORDS': 'speaks words that would be keys, or begin with a slash',
    '/talk 10': 'talks for 10 s, into a recording',
    '/hangup': 'hangs up',
  },
  both: {
    '/wait 90':
      'lets time pass: seconds, 5m, 2h, 3d; in a call without a time: until something happens',
    '/answer': 'picks up the phone that the app calls; /busy and /no-answer do not',
    '/bye': 'hangs up the phone that was picked up',
  },
}

export class TypedConversation {
  readonly #options: TypedConversationOptions
  readonly #settings: Parameters<typeof vitestFile>[0]['options']
  readonly #player: Player
  readonly #steps: Step[] = []
  /** The phone that was picked up last. */
  #other: string | undefined
  #seen = 0
  #advised = false
  /** Twilio's side of it. */
  readonly twilio: Simulator

  constructor(options: TypedConversationOptions) {
    const { channel, url, to, authToken, accountSid, publicUrl } = options
    this.#options = options
    this.#settings = {
      [channel === 'chat' ? 'messageUrl' : 'voiceUrl']: pathOf(url),
      publicUrl,
      accountSid,
      twilioNumber: to,
      sockets: 'real',
    }
    const mishaps = new Mishaps()
    this.twilio = simulate(new URL(url).origin, {
      ...this.#settings,
      ...mishaps.options,
      authToken,
      // As long as Twilio has.
      patience: 15_000,
    })
    this.#player = new Player(this.twilio, mishaps)
  }

  /** Begins the conversation: makes the call; a chat waits for input. */
  async begin(): Promise<void> {
    if (this.#options.channel === 'call') await this.#do({ does: 'call', by: this.#options.from })
  }

  /** True if the conversation cannot continue. */
  get over(): boolean {
    const call = this.#player.calls.get(this.#options.from)
    return call !== undefined && isOver(call)
  }

  /** True if Twilio reported an error. */
  get failed(): boolean {
    return this.twilio.problems.some(({ type }) => type !== 'warning')
  }

  /**
   * Executes a typed line.
   * @throws {Error} If that is impossible; the message is a sentence.
   */
  async take(line: string): Promise<void> {
    await this.#do(this.#stepOf(line))
  }

  /** Ends the conversation: the caller hangs up. */
  async end(): Promise<void> {
    if (this.#options.channel === 'call' && this.#steps.length > 0 && !this.over)
      await this.take('/hangup')
  }

  /** The conversation so far, as a test for Vitest. */
  test(): string {
    return vitestFile({
      app: new URL(this.#options.url).origin,
      options: this.#settings,
      steps: this.#steps,
      transcript: this.twilio.transcript(),
    })
  }

  /** The events since the last call of this, line by line, with advice. */
  news(): string[] {
    const { events } = this.twilio
    const from = this.#seen
    this.#seen = events.length
    const told = events.filter((event, i) => i < from || isNews(event))
    return [
      ...transcriptLines(told, { requests: true, from }).flatMap(printed),
      ...this.#rings(events.slice(from)),
      ...this.#advice(events.slice(from)),
    ]
  }

  async #do(step: Step): Promise<void> {
    await this.#player.play(step)
    this.#steps.push(step)
    if (step.does === 'answer') this.#other = step.by
  }

  #stepOf(line: string): Step {
    const { channel, from: by } = this.#options
    const isCall = channel === 'call'
    const [, command, rest = ''] = /^\/([\w-]*)\s*(.*)$/s.exec(line.trimEnd()) ?? []
    if (isCall && command === undefined && /^[\d*#]+$/.test(line))
      return { does: 'press', by, keys: line }
    switch (command ?? (isCall ? 'say' : 'text')) {
      case 'text':
        return { does: 'text', by, body: command === undefined ? line : rest }
      case 'media': {
        const [type = '', ...words] = rest.split(/\s+/)
        if (!/^[\w-]+\/[\w.+-]+$/.test(type))
          throw new Error(
            'The type of the file is missing: write /media image/png, and any words after it.',
          )
        return { does: 'text', by, body: words.join(' '), media: [type] }
      }
      case 'wait':
        if (isCall && !this.over)
          return { does: 'silence', by, ...(rest !== '' && { seconds: secondsOf(rest) }) }
        if (rest === '')
          throw new Error('The time is missing: write /wait 90, /wait 5m or /wait 2h.')
        return { does: 'wait', seconds: secondsOf(rest) }
      case 'answer':
        return { does: 'answer', by: this.#ringing() }
      case 'busy':
      case 'no-answer':
        return { does: 'decline', by: this.#ringing(), how: command as 'busy' }
      case 'bye': {
        const other = this.#other === undefined ? undefined : this.#player.calls.get(this.#other)
        if (!other || isOver(other)) throw new Error('No other party is on the line.')
        return { does: 'hangup', by: this.#other! }
      }
      case 'say':
      case 'talk':
      case 'hangup':
        if (!isCall) throw new Error('This is a chat, not a call: npx twimlx call makes a call.')
        return command === 'talk'
          ? { does: 'talk', by, seconds: secondsOf(rest || '5') }
          : command === 'hangup'
            ? { does: 'hangup', by }
            : { does: 'say', by, words: command === undefined ? line : rest }
      default:
        throw new Error(
          `There is no /${command}. Type /help for what there is, and ${isCall ? '/say' : '/text'} before words that begin with a slash.`,
        )
    }
  }

  #ringing(): string {
    const to = this.twilio.events.flatMap(dialled).findLast((to) => this.twilio.phone(to).rings)
    if (to !== undefined) return to
    throw new Error('No phone rings.')
  }

  /** The phones that ring now, and did not before. */
  #rings(events: readonly SimulatorEvent[]): string[] {
    return events
      .flatMap(dialled)
      .filter((to) => this.twilio.phone(to).rings)
      .map((to) => `[${to} rings: /answer, /busy or /no-answer]`)
  }

  /** Advice for a failure of the first request. */
  #advice(events: readonly SimulatorEvent[]): string[] {
    const first = events.find((event) => event.type === 'request')
    if (this.#advised || !first) return []
    this.#advised = true
    const { url, authToken } = this.#options
    const { origin, pathname } = new URL(url)
    switch (first.status) {
      case undefined:
        return events.some((event) => event.type === 'error' && event.code === UNREACHABLE)
          ? [`! Nothing answers at ${origin}: is the app started, and the port right?`]
          : []
      case 403:
        return [
          `! ${refused(first.signedUrl)}${authToken ? '' : ' TWILIO_AUTH_TOKEN is not set here.'}`,
        ]
      case 404:
        return [`! The app has no route for POST ${pathname}: is the path right?`]
      default:
        return []
    }
  }
}

/** The path of a webhook, with its query. */
const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url)
  return pathname + search
}

/**
 * True for an event to show: the typed line is visible already, the delivery of messages is expected, and the messages
 * of a socket are heard as speech.
 */
const isNews = (event: SimulatorEvent): boolean =>
  event.type !== 'stimulus' &&
  event.type !== 'wsMessage' &&
  (event.type !== 'delivery' || event.errorCode !== undefined)

/** The addresses that an event calls. */
const dialled = (event: SimulatorEvent): readonly string[] =>
  event.type === 'outbound' ? [event.to] : event.type === 'dial' ? (event.to ?? []) : []

/** Twilio's code for an app that cannot be reached, or does not answer. */
const UNREACHABLE = 11205

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** Seconds of `90`, `5m`, `2h`. */
const secondsOf = (time: string): number => {
  const [, number, unit = 's'] = /^(\d{1,6}(?:\.\d+)?) ?([smhd])?$/.exec(time) ?? []
  if (number !== undefined) return Number(number) * UNITS[unit]!
  throw new Error(`${JSON.stringify(time)} is not a time: write 90, 5m, 2h or 3d.`)
}

/** An event's line as it is printed: safe for a terminal, its further lines marked, SIDs short. */
const printed = (line: string): string[] =>
  line
    .replace(/\b([A-Z]{2})[\da-f]{32}\b/g, '$1…')
    .split(/\r?\n/)
    .map((part, i) => (i > 0 ? '  | ' : '') + visible(part))
