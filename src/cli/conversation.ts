/**
 * @module
 * A conversation with an app as somebody types it: one line after the other, with what each sets off.
 */
import type { Call } from '../simulator/call.ts'
import type { SimulatorEvent } from '../simulator/events.ts'
import type { Phone } from '../simulator/phone.ts'
import { simulate, type Simulator } from '../simulator/simulate.ts'
import { transcriptLines } from '../simulator/transcript.ts'
import { visible } from '../webhook/shown.ts'
import { refused } from './refused.ts'

/** How somebody talks to the app. */
export type Channel = 'chat' | 'call'

/** With which app, and as whom. */
export interface ConversationOptions {
  readonly channel: Channel
  /** Where the app listens for messages or calls. */
  readonly url: string
  /** Origin under which Twilio knows the app, where that is another. */
  readonly publicUrl?: string | undefined
  readonly authToken?: string | undefined
  readonly accountSid?: string | undefined
  /** The number that texts or calls. */
  readonly from: string
  /** The number that is texted or called. */
  readonly to: string
}

/** Something that was done, as a test does it, and what came of it. */
export interface Done {
  readonly code: string
  /** What was heard since the one before. */
  readonly heard: readonly string[]
  /** The messages that came since the one before. */
  readonly texts: readonly string[]
}

/** What can be typed, and what it does. */
export const WORDS: Readonly<Record<Channel | 'both', Readonly<Record<string, string>>>> = {
  chat: {
    'any words': 'are texted',
    '/media URL': 'sends a picture or another file',
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

/** What a simulation is told beside its addresses, in the test that is written of a conversation too. */
export const SETTINGS = {
  delivery: 'delivered',
  sockets: 'real',
  // As long as Twilio has.
  patience: 15_000,
} as const

export class Conversation {
  readonly #options: ConversationOptions
  readonly #phone: Phone
  #call: Call | undefined
  #other: Call | undefined
  #seen = 0
  #advised = false
  /** What was done so far. */
  readonly done: Done[] = []
  /** Twilio's side of it. */
  readonly twilio: Simulator

  constructor(options: ConversationOptions) {
    const { channel, url, from, to, authToken, accountSid, publicUrl } = options
    this.#options = options
    this.twilio = simulate(new URL(url).origin, {
      ...SETTINGS,
      [channel === 'chat' ? 'messageUrl' : 'voiceUrl']: pathOf(url),
      publicUrl,
      authToken,
      accountSid,
      twilioNumber: to,
    })
    this.#phone = this.twilio.phone(from)
  }

  /** Begins: a call is made, a chat waits for words. */
  async begin(): Promise<void> {
    if (this.#options.channel === 'chat') return
    this.#call = await this.#phone.call()
    this.#did('const call = await phone.call()')
  }

  /** Whether nothing more can be said. */
  get over(): boolean {
    return this.#call !== undefined && isOver(this.#call)
  }

  /** Whether Twilio reported an error. */
  get failed(): boolean {
    return this.twilio.problems.some(({ type }) => type !== 'warning')
  }

  /**
   * Does what a line says.
   * @throws {Error} in a sentence, where that cannot be done
   */
  async take(line: string): Promise<void> {
    const [, command, rest = ''] = /^\/([\w-]*)\s*(.*)$/s.exec(line) ?? []
    if (command === undefined) return this.#plain(line)
    const act = Object.hasOwn(this.#acts, command) ? this.#acts[command] : undefined
    if (act) return act(rest.trim())
    throw new Error(
      `There is no /${command}. Type /help for what there is, and ${this.#call ? '/say' : '/text'} before words that begin with a slash.`,
    )
  }

  /** Ends: whoever is on the line hangs up. */
  async end(): Promise<void> {
    if (this.#call && !this.over) await this.take('/hangup')
  }

  /** What has happened since this was asked for the last time, line by line, and what to do about it. */
  news(): string[] {
    const { events } = this.twilio
    const from = this.#seen
    this.#seen = events.length
    // What was typed stands there already, and that a message arrives is what is expected.
    const told = events.filter(
      (event, i) =>
        i < from ||
        (event.type !== 'stimulus' && (event.type !== 'delivery' || event.errorCode !== undefined)),
    )
    return [
      ...transcriptLines(told, { requests: true, from }).flatMap(printed),
      ...this.#rings(events.slice(from)),
      ...this.#advice(events.slice(from)),
    ]
  }

  readonly #acts: Readonly<Record<string, (rest: string) => Promise<void>>> = {
    text: (words) => this.#text(words),
    say: (words) => this.#say(words),
    media: async (rest) => {
      const [url = '', ...words] = rest.split(/\s+/)
      if (!URL.canParse(url))
        throw new Error('Which file? Write its URL: /media https://example.com/owl.jpg')
      const media = [{ url, contentType: contentTypeOf(url) }]
      const body = words.join(' ')
      await this.#do(
        `await phone.text(${quoted(body)}, { media: ${JSON.stringify(media)} })`,
        this.#phone.text(body, { media }),
      )
    },
    talk: async (rest) => {
      const seconds = secondsOf(rest || '5')
      await this.#do(`await call.talk(${seconds})`, this.#live().talk(seconds))
    },
    hangup: () => this.#do('await call.hangup()', this.#live().hangup()),
    wait: async (rest) => {
      if (rest === '') {
        if (!this.#call || this.over)
          throw new Error('How long? Write /wait 90, /wait 5m or /wait 2h.')
        return this.#do('await call.silence()', this.#call.silence())
      }
      const seconds = secondsOf(rest)
      return this.#call && !this.over
        ? this.#do(`await call.silence(${seconds})`, this.#call.silence(seconds))
        : this.#do(`await twilio.advance(${seconds})`, this.twilio.advance(seconds))
    },
    answer: async () => {
      const phone = this.#ringing()
      const answered = phone.answer()
      await this.#do(
        `const other = await twilio.phone(${quoted(phone.address)}).answer()`,
        answered,
      )
      this.#other = await answered
    },
    busy: () => this.#decline('busy'),
    'no-answer': () => this.#decline('no-answer'),
    bye: () => {
      if (!this.#other || isOver(this.#other)) throw new Error('Nobody else is on the line.')
      return this.#do('await other.hangup()', this.#other.hangup())
    },
  }

  #plain(line: string): Promise<void> {
    if (this.#options.channel === 'chat') return this.#text(line)
    return /^[\d*#]+$/.test(line)
      ? this.#do(`await call.press(${quoted(line)})`, this.#live().press(line))
      : this.#say(line)
  }

  #text(words: string): Promise<void> {
    return this.#do(`await phone.text(${quoted(words)})`, this.#phone.text(words))
  }

  #say(words: string): Promise<void> {
    return this.#do(`await call.say(${quoted(words)})`, this.#live().say(words))
  }

  #decline(how: 'busy' | 'no-answer'): Promise<void> {
    const phone = this.#ringing()
    return this.#do(
      `await twilio.phone(${quoted(phone.address)}).decline(${quoted(how)})`,
      phone.decline(how),
    )
  }

  #live(): Call {
    if (this.#call) return this.#call
    throw new Error('This is a chat, and no call: npx twimlx call makes one.')
  }

  #ringing(): Phone {
    const phone = this.twilio.events
      .flatMap(dialled)
      .map((to) => this.twilio.phone(to))
      .findLast(({ rings }) => rings)
    if (phone) return phone
    throw new Error('No phone rings.')
  }

  async #do(code: string, act: Promise<unknown>): Promise<void> {
    await act
    this.#did(code)
  }

  #did(code: string): void {
    const known = (what: 'heard' | 'texts') =>
      this.done.reduce((count, each) => count + each[what].length, 0)
    this.done.push({
      code,
      heard: (this.#call?.heard ?? []).slice(known('heard')),
      texts: this.#phone.messages.map(({ body }) => body).slice(known('texts')),
    })
  }

  /** The phones that ring now, and did not before. */
  #rings(events: readonly SimulatorEvent[]): string[] {
    return events
      .flatMap(dialled)
      .filter((to) => this.twilio.phone(to).rings)
      .map((to) => `[${to} rings: /answer, /busy or /no-answer]`)
  }

  /** What to do where the first request fails. */
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
export const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url)
  return pathname + search
}

/** Text as a string of TypeScript. */
export const quoted = (text: string): string => {
  const json = JSON.stringify(text)
  return json.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`
}

/** Who is called by what an event tells of. */
const dialled = (event: SimulatorEvent): readonly string[] =>
  event.type === 'outbound' ? [event.to] : event.type === 'dial' ? (event.to ?? []) : []

const isOver = ({ status }: Call): boolean =>
  /^(completed|busy|failed|no-answer|canceled)$/.test(status)

/** Twilio's code for an app that cannot be reached, or does not answer. */
const UNREACHABLE = 11205

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** Seconds of `90`, `5m`, `2h`. */
const secondsOf = (time: string): number => {
  const [, number, unit = 's'] = /^(\d{1,6}(?:\.\d+)?) ?([smhd])?$/.exec(time) ?? []
  if (number !== undefined) return Number(number) * UNITS[unit]!
  throw new Error(`${JSON.stringify(time)} is no time: write 90, 5m, 2h or 3d.`)
}

const TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  png: 'image/png',
  vcf: 'text/vcard',
  webp: 'image/webp',
}

const contentTypeOf = (url: string): string => {
  const [, extension = ''] = /\.(\w+)$/.exec(new URL(url).pathname) ?? []
  return TYPES[extension.toLowerCase()] ?? 'image/jpeg'
}

/** An event's line as it is printed: safe for a terminal, its further lines marked, SIDs short. */
const printed = (line: string): string[] =>
  line
    .replace(/\b([A-Z]{2})[\da-f]{32}\b/g, '$1…')
    .split(/\r?\n/)
    .map((part, i) => (i > 0 ? '  | ' : '') + visible(part))
