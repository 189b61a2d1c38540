/**
 * @module
 * One session of an agent: makes turns from Twilio's messages, speaks, and tells how much of it the caller heard.
 */
import { notify } from '../webhook/notify.ts'
import { visible } from '../webhook/shown.ts'
import type { RelayCall, SayOptions, Spoken, Turn, Words } from './call.ts'
import { developmentChecks } from './development.ts'
import type { AnyDefinition } from './definition.ts'
import {
  check,
  type MessageFromTwilio,
  type MessageToTwilio,
  type SetupMessage,
} from './messages.ts'
import { fit, HANDOFF, PARAMETERS } from './schema.ts'

/** The socket of a session, as Hono's helpers hand it to an event's handler. */
interface Line {
  send(text: string): void
  close(code?: number, reason?: string): void
  /** A test's own timers. Default: those of the runtime. */
  readonly clock?: {
    setTimeout(act: () => void, milliseconds: number): unknown
    clearTimeout(timer: unknown): void
  }
}

/** The handlers of a session's socket, for Hono's helper on any runtime. */
export interface SocketEvents {
  onMessage(event: { data: unknown }, line: Line): void
  onClose(): void
  onError(): void
  /** True while the app is busy and not waiting for the line. */
  isWorking(): boolean
}

/** Begins log lines, and names the reason in the hand-off of a session that failed on the app's side. */
export const NAME = 'twimlx/relay'

/** The time without news from Twilio, plus more for each character, after which all that was sent counts as heard. */
const PATIENCE_MS = 5000
const PATIENCE_MS_A_CHARACTER = 100
/** The most characters that are sent ahead of those heard. */
const MAX_AHEAD = 4000
/** A runtime that shall wait longer than 2 ** 31 milliseconds, as for `Infinity`, calls back at once. */
const MAX_TIMER_MS = 2e9

const nothing = () => {}

const squash = (text: string): string => text.replace(/\s+/g, '')

/** Begins a session, whose line is known with its first message. */
export const converse = ({
  parameters,
  handoff,
  talk,
  onError = 'Sorry, something went wrong. Goodbye.',
  silence = 0,
  maxMinutes = 60,
  onMessage,
  log = console.warn,
}: AnyDefinition): SocketEvents => {
  let line = {} as Line
  let running = false
  let over = false

  // The turns that are not over, and of these the ones that the app has not taken yet.
  const turns = new Map<Turn, AbortController>()
  let queue: Turn[] = []
  let take: ((turn: Turn | undefined) => void) | undefined
  /** The turn of the last key, as long as the interruption that the key causes may still arrive. */
  let fresh: Turn | undefined

  /** All that is said, one after the other. */
  let tail: Promise<unknown> = Promise.resolve()
  // The current speech: its turn, its text, the same without white space, and how many characters of that were heard.
  let speaker: AbortSignal | undefined
  let sent = ''
  let solid = ''
  let count = 0
  let whole: boolean
  let tell: (spoken: Spoken) => void
  let wake: (() => void) | undefined
  /** True if Twilio tells what is heard. */
  let informed = false

  const warn = (text: string) => void notify(log, visible(`${NAME}: ${text}`))

  /** Makes a timer: a function that sets it anew, or without an action stops it. */
  const timer = () => {
    let id: unknown
    return (act?: 0 | false | (() => void), milliseconds = 0) => {
      const clock = line.clock ?? globalThis
      clock.clearTimeout(id as undefined)
      id = act && clock.setTimeout(act, Math.min(milliseconds, MAX_TIMER_MS))
    }
  }
  const limit = timer()
  const pause = timer()

  const [assertFields, assertWords] = developmentChecks()
  const inspect = (message: MessageToTwilio) => {
    assertFields?.(message)
    check(message)
  }
  const transmit = (message: MessageToTwilio) => {
    inspect(message)
    const text = JSON.stringify(message)
    if (over) return
    try {
      line.send(text)
      // The socket is closing, which its own event tells.
    } catch {}
  }

  const inTurn = <T>(act: () => T | Promise<T>): Promise<T> => {
    const acted = tail.then(act)
    // A failure that is not awaited must not end the process.
    tail = acted.catch(nothing)
    return acted
  }
  const open = (given: object): Turn => {
    const controller = new AbortController()
    const { signal } = controller
    const send = (message: MessageToTwilio) => {
      inspect(message)
      void inTurn(() => {
        if (!signal.aborted) transmit(message)
      })
    }
    const turn = {
      ...given,
      signal,
      say: (words, options) => inTurn(() => speak(signal, words, options)),
      play: (source, options) => send({ type: 'play', source, ...options }),
      sendDigits: (digits) => send({ type: 'sendDigits', digits }),
    } as Turn
    turns.set(turn, controller)
    return turn
  }
  /** Begins a turn for the app to take. */
  const begin = (given: object): Turn => {
    const turn = open(given)
    queue.push(turn)
    watch()
    return turn
  }
  const end = (reason: string, afterMs?: number, spared?: unknown[]) => {
    for (const [turn, controller] of turns) {
      if (spared?.includes(turn)) continue
      turns.delete(turn)
      controller.abort(new DOMException(reason, 'AbortError'))
    }
    watch(afterMs)
  }

  /** The number of characters that are still to be heard. */
  const left = () => solid.length - count
  /**
   * Does what is due. Gives the next turn to an app that waits for one. Watches the current speech: it is over with its
   * turn, or once all of it was heard, news of which is waited for only so long. Without one, watches the silence, after
   * which there is a turn of its own.
   *
   * @param afterMs - The milliseconds that the caller had listened, at an interruption.
   */
  const watch = (afterMs?: number) => {
    if (take && (queue[0] || over)) {
      take(queue.shift())
      take = undefined
    }
    if (speaker && (speaker.aborted || (whole && !left()))) {
      // An interruption tells what was heard.
      const certain = !sent || afterMs !== undefined || informed
      let characters = certain ? count : sent.length
      // White space behind the last character that was heard is trimmed.
      const heard = sent.replace(/\S/g, (character) => (characters-- > 0 ? character : '')).trim()
      tell({ heard, interrupted: speaker.aborted, afterMs, certain })
      speaker = undefined
    }
    if (speaker) {
      wake?.()
      pause(
        left() &&
          (() => {
            informed = false
            count = solid.length
            watch()
          }),
        PATIENCE_MS + PATIENCE_MS_A_CHARACTER * sent.length,
      )
    } else
      pause(
        silence &&
          take &&
          !(over || call.speaking || call.callerSpeaking) &&
          (() => begin({ type: 'silence' })),
        silence * 1000,
      )
  }
  /**
   * Counts words as heard if they continue what was heard, or begin what was sent; other words belong to something else.
   */
  const hear = (words: string) => {
    const heard = squash(words)
    const from = solid.startsWith(heard, count) ? count : 0
    if (solid.startsWith(heard, from)) count = Math.max(count, from + heard.length)
    watch()
  }

  const speak = async (
    signal: AbortSignal,
    given: Words | Promise<Words>,
    options?: SayOptions,
  ): Promise<Spoken> => {
    let source: AsyncIterator<string> | undefined
    const text = (token: string, last: boolean) => {
      if (signal.aborted) return
      transmit({ type: 'text', token, last, ...options })
      sent += token
      solid += squash(token)
      whole = last
      watch()
    }
    /** Sends the words as they come. It may wait for them for ever, and outlive the turn. */
    const pull = async () => {
      const words = await given
      assertWords?.(words)
      if (typeof words === 'string') return void (words && text(words, true))
      source = words[Symbol.asyncIterator]()
      while (!signal.aborted) {
        const { done, value } = await source.next()
        if (done) return void (source = undefined)
        if (value !== '') text(value, false)
        while (!signal.aborted && left() > MAX_AHEAD)
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    }
    const spoken = new Promise<Spoken>((resolve) => {
      tell = resolve
    })
    speaker = signal
    sent = solid = ''
    count = 0
    whole = false
    watch()
    const pulled = pull()
    await Promise.race([pulled, spoken]).catch(nothing)
    // Closes the stream unless it has ended, so that its source stops writing.
    Promise.resolve(given)
      .then(() => source?.return?.())
      .catch(nothing)
    if (sent && !whole) text('', true)
    whole = true
    watch()
    await spoken
    if (!signal.aborted) await pulled
    return spoken
  }

  const call = {
    speaking: false,
    callerSpeaking: false,
    // JSON leaves out undefined properties.
    language: ({ tts: ttsLanguage, transcription: transcriptionLanguage }) =>
      transmit({ type: 'language', ttsLanguage, transcriptionLanguage }),
    send: transmit,
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise((resolve) => {
          take = (value) => resolve({ done: !value, value } as IteratorResult<Turn>)
          watch()
        }),
    }),
  } as { -readonly [key in keyof RelayCall<never>]: RelayCall<never>[key] }

  const shut = (reason: string, act?: () => void) => {
    limit(act, PATIENCE_MS)
    if (over) return
    over = true
    queue = []
    end(reason)
  }
  /** Ends the session from this side. */
  const leave = (result: unknown) => {
    transmit({ type: 'end', handoffData: JSON.stringify(result) })
    if (!over) shut('ended', () => line.close(1000))
  }
  const fail = (why: string) => {
    warn(why)
    leave({ [NAME]: why })
  }

  const run = async ({ customParameters = {} }: SetupMessage) => {
    let where = ''
    running = true
    try {
      call.parameters = fit(parameters, customParameters, PARAMETERS) as never
      where = 'talk() threw: '
      begin({ type: 'start' })
      const result = await talk(call)
      if (over) return
      where = ''
      fit(handoff, result, HANDOFF)
      // The current speech is heard to its end.
      await tail
      leave(result)
    } catch (error) {
      // The caller has hung up, and the signal has ended what talk() awaited.
      if (over && Object(error).name === 'AbortError') return
      if (where && !over) {
        end('ended')
        try {
          await open({}).say(typeof onError === 'string' ? onError : onError(error))
          // The apology is the app's as well: without one the session ends all the same.
        } catch {}
      }
      fail(where + String(error))
    } finally {
      running = false
    }
  }

  /** By type: what a message does. */
  const on: { readonly [M in MessageFromTwilio as M['type']]?: (message: M) => void } = {
    setup(message) {
      call.setup = message
      limit(() => fail(`${maxMinutes} minutes are over.`), maxMinutes * 60_000)
      void run(message)
    },
    prompt({ voicePrompt: text = '', lang, last, agentSpeaking: whileSpeaking = call.speaking }) {
      call.callerSpeaking = last === false
      watch()
      if (call.callerSpeaking) return
      fresh = undefined
      end('superseded')
      begin({ type: 'prompt', text, lang, whileSpeaking })
    },
    dtmf({ digit }) {
      fresh = begin({ type: 'digit', digit })
    },
    interrupt({ utteranceUntilInterrupt = '', durationUntilInterruptMs }) {
      hear(utteranceUntilInterrupt)
      // Nothing of a turn that was not taken yet can have been cut short.
      end('interrupted', Number(durationUntilInterruptMs) || 0, [fresh, ...queue])
      fresh = undefined
    },
    info({ name, value }) {
      informed = true
      if (name === 'tokensPlayed') return hear(value)
      const isOn = value === 'on'
      if (name === 'clientSpeaking') call.callerSpeaking = isOn
      if (name === 'agentSpeaking') call.speaking = isOn
      if (isOn) fresh = undefined
      watch()
    },
    error: ({ description }) => warn(`Twilio reports: ${description}`),
  }

  return {
    isWorking: () => running && (speaker ? !whole && left() <= MAX_AHEAD : !take),
    async onMessage({ data }, socket) {
      if (over) return
      line = socket
      try {
        const message = JSON.parse(data as string) as MessageFromTwilio
        const { type } = message
        if (!type || (type === 'setup') === !!call.setup)
          throw new TypeError(`${type} out of order`)
        on[type]?.(message as never)
        await onMessage?.(message)
      } catch (error) {
        warn(`A message failed: ${String(error)}`)
      }
    },
    onClose: () => shut('closed'),
    onError: () => shut('closed'),
  }
}
