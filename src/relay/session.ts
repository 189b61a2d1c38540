/**
 * @module
 * One session of a relay: makes turns from Twilio's messages, speaks, and tells how much of it the caller heard. It
 * knows no framework and no socket.
 */
import type { Manner, MessageFromTwilio, MessageToTwilio, SetupMessage } from './messages.ts'

/**
 * The socket of a session.
 *
 * @example
 * ```ts
 * const lineOf = (socket: WebSocket): Line => ({
 *   send: (text) => socket.send(text),
 *   close: (code, reason) => socket.close(code, reason),
 * })
 * ```
 */
export interface Line {
  send(text: string): void
  close(code?: number, reason?: string): void
  /** Calls back after some milliseconds. Returns a function that cancels this. Default: `setTimeout`. */
  after?(milliseconds: number, call: () => void): () => void
}

/**
 * The other end of a {@link Line}.
 *
 * @example
 * ```ts
 * const join = (socket: WebSocket, peer: Peer): void => {
 *   socket.addEventListener('message', ({ data }) => peer.receive(data))
 *   socket.addEventListener('close', ({ code }) => peer.closed(code))
 * }
 * ```
 */
export interface Peer {
  /** Receives a message. */
  receive(data: unknown): void
  /** Called when the socket is closed. */
  closed(code: number): void
  /** True while the app is busy and not waiting for the line. */
  readonly working: boolean
}

/**
 * The fate of something said.
 *
 * @example
 * ```ts
 * const wasHeard = ({ heard, interrupted }: Spoken): string => (interrupted ? `${heard} …` : heard)
 * ```
 */
export interface Spoken {
  /** The part that the caller heard. If it is empty, leave it out of a history. */
  heard: string
  /** True if it was cut short: by the caller, by the next prompt, or by the end of the call. */
  interrupted: boolean
  /** The milliseconds that the caller had listened. */
  afterMs?: number
  /** `false` if Twilio did not tell what was heard: then `heard` is all that was sent. */
  certain: boolean
}

/**
 * Options of saying something.
 *
 * @example
 * ```ts
 * const options: SayOptions = { interruptible: 'none', lang: 'en-US' }
 * ```
 */
export interface SayOptions extends Manner {
  /** The language of these words, such as `es-ES`. */
  lang?: string
}

/**
 * Words to say: text, or text that is still being written.
 *
 * @example
 * ```ts
 * const words: Words = (async function* () {
 *   yield 'One '
 *   yield 'moment.'
 * })()
 * ```
 */
export type Words = string | AsyncIterable<string>

/** A turn of the app, after one of the caller. */
interface TurnBase {
  /**
   * Aborts when the turn is over; its reason is an `AbortError` whose message is `interrupted`, `superseded`, `closed`
   * or `ended`. Pass it to the code that writes the answer, such as a model.
   */
  readonly signal: AbortSignal
  /**
   * Says something, after everything that this turn has said before. A turn that is over says nothing more.
   *
   * @param words - Text, a stream of text, or a promise of either.
   * @returns The part that was heard, once the words were heard or cut short.
   * @throws {unknown} The stream's own error, unless the turn is over by then.
   */
  say(words: Words | Promise<Words>, options?: SayOptions): Promise<Spoken>
  /** Plays a sound file from an absolute URL, after everything said before. */
  play(source: string, options?: Manner & { loop?: number }): void
  /** Sends keys, after everything said before. */
  sendDigits(digits: string): void
}

/**
 * An event from the caller that begins a turn.
 *
 * @example
 * ```ts
 * const isForPerson = (turn: Turn): boolean => turn.type === 'digit' && turn.digit === '0'
 * ```
 */
export type Turn =
  /** The session begins. */
  | (TurnBase & { readonly type: 'start' })
  | (TurnBase & {
      readonly type: 'prompt'
      readonly text: string
      readonly lang: string | undefined
      /** True if the agent was speaking. */
      readonly whileSpeaking: boolean
    })
  | (TurnBase & { readonly type: 'digit'; readonly digit: string })
  /** The caller was silent for the seconds of `silence`. */
  | (TurnBase & { readonly type: 'silence' })

/**
 * A call on the line: iterate it for its turns. The iteration ends with the socket.
 *
 * @example
 * ```ts
 * const talk = async (call: RelayCall<Record<string, string>>): Promise<void> => {
 *   for await (const turn of call)
 *     if (turn.type === 'prompt') await turn.say(`You said: ${turn.text}`)
 * }
 * ```
 */
export interface RelayCall<Parameters> extends AsyncIterable<Turn> {
  readonly setup: SetupMessage
  /** The parameters that the TwiML passed. */
  readonly parameters: Parameters
  /** Changes the language. */
  language(to: { tts?: string; transcription?: string }): void
  /**
   * Sends a message of your own.
   * @throws {TypeError} If it is no message that an app may send.
   */
  send(message: MessageToTwilio): void
  /** True while the agent speaks. */
  readonly speaking: boolean
  /** True while the caller speaks. */
  readonly callerSpeaking: boolean
}

/** A definition without its types. */
export interface Conduct {
  /** @throws {Error} If they do not fit. */
  parameters(given: Record<string, string>): unknown
  /** @throws {Error} If it does not fit. */
  handoff(given: unknown): unknown
  talk(call: RelayCall<never>): Promise<unknown>
  onError?: string | ((error: unknown) => string) | undefined
  /** In seconds. */
  silence?: number | undefined
  maxMinutes?: number | undefined
  onMessage?: ((message: MessageFromTwilio) => void) | undefined
  log?: ((line: string) => void) | undefined
}

/** A turn that is not over. */
interface OpenTurn {
  readonly turn: Turn
  readonly abort: (reason: DOMException) => void
  /** Resolves when it is over. */
  readonly over: Promise<undefined>
}

/** The current speech. */
interface Utterance {
  readonly open: OpenTurn
  sent: string
  /** The number of characters heard, without white space. */
  count: number
  whole: boolean
  readonly settle: (spoken: Spoken) => void
  /** Called when something of it was heard, or it is over. */
  wake: () => void
}

/** Marks a session that failed on the app's side, for `result()`. */
export const FAILED = 'twimlx-relay-failed'

/** The time without news from Twilio, plus more for each character, after which the session stops waiting for it. */
const PATIENCE_MS = 5000
const PATIENCE_MS_A_CHARACTER = 100
/** The most characters that are sent ahead of those heard. */
const MAX_AHEAD = 4000

/** Closes a stream, so that its source stops writing. */
const close = async (stream: unknown): Promise<void> => {
  const source = stream as AsyncIterableIterator<string>
  try {
    await (source.return ? source : source[Symbol.asyncIterator]()).return!()
    // A text has nothing to close, and a failure to close is the stream's own affair.
  } catch {}
}

const nothing = () => {}

const squash = (text: string): string => text.replace(/\s+/g, '')

/** The beginning of a text with so many characters that are no white space. */
const beginning = (text: string, count: number): string => {
  let end = 0
  for (; count > 0 && end < text.length; end++) if (/\S/.test(text[end]!)) count--
  return text.slice(0, end).trim()
}

/** Begins a session on a line. */
export const converse = (conduct: Conduct, line: Line): Peer => {
  const { onError = 'Sorry, something went wrong. Goodbye.', silence, maxMinutes = 60 } = conduct
  const log = (text: string) => (conduct.log ?? console.warn)(`twimlx/relay: ${text}`)
  const after =
    line.after?.bind(line) ??
    ((ms: number, act: () => void) => {
      const timer = setTimeout(act, ms)
      return () => clearTimeout(timer)
    })
  const queue: Turn[] = []
  const open = new Set<OpenTurn>()
  let take: ((turn: Turn | undefined) => void) | undefined
  let utterance: Utterance | undefined
  let fresh: Turn | undefined
  /** All that is said, one after the other. */
  let tail: Promise<unknown> = Promise.resolve()
  /** Twilio tells what is heard; or it does not, which was found out by waiting. */
  let informed = false
  let blind = false
  let over = false
  let running = false
  let waiting = 0
  let pulling = 0
  let stopPatience = nothing
  let stopSilence = nothing
  let stopLimit = nothing

  const transmit = (message: MessageToTwilio) => {
    const text = JSON.stringify(message)
    if (over) return
    try {
      line.send(text)
      // A socket that is about to be closed.
    } catch {
      shut('closed')
    }
  }
  /** Waits for the line, and not for the app. */
  const lineSays = <T>(promise: Promise<T>): Promise<T> => {
    waiting++
    return promise.finally(() => waiting--)
  }
  /** Waits for the app, as long as the turn lasts. */
  const unlessOver = <T>({ over }: OpenTurn, promise: Promise<T>): Promise<T | undefined> => {
    pulling++
    return Promise.race([promise, over]).finally(() => pulling--)
  }

  const settle = (spoken: Partial<Spoken> = {}) => {
    const said = utterance!
    utterance = undefined
    stopPatience()
    said.settle({
      heard: beginning(said.sent, said.count),
      interrupted: false,
      certain: true,
      ...spoken,
    })
    said.wake()
    listen()
  }
  /** Waits for news of what was heard, but only for a limited time. */
  const patience = () => {
    stopPatience()
    if (!utterance?.whole) return
    const { sent, count } = utterance
    if (squash(sent).length <= count) return settle()
    const assume = () => {
      blind = !informed
      settle({ heard: sent.trim(), certain: false })
    }
    if (blind) return assume()
    stopPatience = after(PATIENCE_MS + PATIENCE_MS_A_CHARACTER * sent.length, assume)
  }
  /**
   * Counts words as heard if they begin what was sent, or continue what was heard of it; other words belong to
   * something else.
   */
  const hear = (words: string) => {
    if (!utterance) return
    const [sent, heard] = [squash(utterance.sent), squash(words)]
    if (sent.startsWith(heard, utterance.count)) utterance.count += heard.length
    else if (sent.startsWith(heard)) utterance.count = Math.max(utterance.count, heard.length)
    utterance.wake()
    patience()
  }

  const end = (reason: string, spares?: (turn: Turn) => boolean, spoken?: Partial<Spoken>) => {
    for (const each of open) {
      if (spares?.(each.turn)) continue
      open.delete(each)
      if (utterance?.open === each) settle({ interrupted: true, ...spoken })
      each.abort(new DOMException(reason, 'AbortError'))
    }
  }
  const inTurn = <T>(act: () => T | Promise<T>): Promise<T> => {
    const acted = tail.then(act)
    // A failure that is not awaited must not end the process.
    tail = acted.catch(nothing)
    return acted
  }
  const begin = (given: object): Turn => {
    const controller = new AbortController()
    const { signal } = controller
    const send = (message: MessageToTwilio) =>
      void inTurn(() => {
        if (!signal.aborted) transmit(message)
      })
    const turn = {
      ...given,
      signal,
      say: (words, options) => inTurn(() => speak(each, words, options)),
      play: (source, options) => send({ type: 'play', source, ...options }),
      sendDigits: (digits) => send({ type: 'sendDigits', digits }),
    } as Turn
    const each: OpenTurn = {
      turn,
      abort: (reason) => controller.abort(reason),
      over: new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(undefined))
      }),
    }
    open.add(each)
    queue.push(turn)
    hand()
    return turn
  }
  const hand = () => {
    if (take && (queue.length > 0 || over)) {
      const give = take
      take = undefined
      give(queue.shift())
    }
    listen()
  }
  /** Begins a turn of its own after a silence. */
  const listen = () => {
    stopSilence()
    if (silence && take && !utterance && !call.speaking && !call.callerSpeaking && !over)
      stopSilence = after(silence * 1000, () => begin({ type: 'silence' }))
  }

  const speak = async (
    each: OpenTurn,
    given: Words | Promise<Words>,
    options?: SayOptions,
  ): Promise<Spoken> => {
    const { signal } = each.turn
    const promise = Promise.resolve(given)
    const words = signal.aborted ? undefined : await unlessOver(each, promise)
    if (words === undefined || signal.aborted) {
      promise.then(close, nothing)
      return { heard: '', interrupted: true, certain: true }
    }
    let said!: Utterance
    const spoken = new Promise<Spoken>((resolve) => {
      said = { open: each, sent: '', count: 0, whole: false, settle: resolve, wake: nothing }
    })
    utterance = said
    stopSilence()
    const text = (token: string, last: boolean) => {
      said.sent += token
      transmit({ type: 'text', token, last, ...options })
    }
    let failures: unknown[] = []
    if (typeof words !== 'string') failures = await pull(words, said, text)
    else if (words) text(words, true)
    said.whole = true
    if (utterance === said) patience()
    await lineSays(spoken)
    for (const failure of failures) throw failure
    return spoken
  }
  /** Sends a stream token by token while its turn lasts. Returns its failure, if there is one. */
  const pull = async (
    words: AsyncIterable<string>,
    said: Utterance,
    text: (token: string, last: boolean) => void,
  ): Promise<unknown[]> => {
    const { signal } = said.open.turn
    const failures: unknown[] = []
    let source: AsyncIterator<string> | undefined
    let size = 0
    try {
      source = words[Symbol.asyncIterator]()
      for (;;) {
        const next = await unlessOver(said.open, source.next())
        if (next?.done) break
        const token = next?.value
        if (!next || signal.aborted) {
          void close(source)
          return failures
        }
        if (typeof token !== 'string')
          throw new TypeError('say() takes a stream of texts, such as textStream.')
        if (!token) continue
        text(token, false)
        size += squash(token).length
        const isAhead = () => !signal.aborted && !blind && size - said.count > MAX_AHEAD
        while (isAhead())
          await lineSays(
            new Promise<void>((resolve) => {
              const stop = after(PATIENCE_MS, () => {
                blind = !informed
                resolve()
              })
              said.wake = () => {
                stop()
                resolve()
              }
            }),
          )
      }
    } catch (error) {
      void close(source)
      if (!signal.aborted) failures.push(error)
    }
    if (said.sent && !signal.aborted) text('', true)
    return failures
  }

  const call = {
    speaking: false,
    callerSpeaking: false,
    // JSON leaves out undefined properties.
    language: ({ tts: ttsLanguage, transcription: transcriptionLanguage }) =>
      transmit({ type: 'language', ttsLanguage, transcriptionLanguage }),
    send(message) {
      if (!/^(text|play|sendDigits|language|config|hints|end)$/.test(Object(message).type))
        throw new TypeError(`Its type makes it no message for Twilio: ${JSON.stringify(message)}`)
      transmit(message)
    },
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const value = await lineSays(
          new Promise<Turn | undefined>((resolve) => {
            take = resolve
            hand()
          }),
        )
        return { done: !value, value }
      },
    }),
  } as { -readonly [key in keyof RelayCall<never>]: RelayCall<never>[key] }

  const shut = (reason: string) => {
    stopLimit()
    if (over) return
    over = true
    queue.length = 0
    end(reason)
    hand()
  }
  /** Ends the session from this side. */
  const finish = (handoff?: unknown) => {
    transmit({ type: 'end', handoffData: JSON.stringify(handoff) })
    if (over) return
    shut('ended')
    stopLimit = after(PATIENCE_MS, () => line.close(1000))
  }
  const fail = (why: string) => {
    log(why)
    finish({ [FAILED]: why })
  }

  const run = async (given: Record<string, string>) => {
    let talking = false
    try {
      call.parameters = conduct.parameters(given) as never
      talking = true
      begin({ type: 'start' })
      const handoff = await conduct.talk(call)
      if (over) return
      talking = false
      const fit = conduct.handoff(handoff)
      // The current speech is heard to its end.
      await lineSays(tail)
      finish(fit)
    } catch (error) {
      if (talking && !over) {
        end('ended')
        queue.length = 0
        take = undefined
        try {
          await begin({ type: 'start' }).say(typeof onError === 'string' ? onError : onError(error))
          // The apology is the app's as well: without one the session ends all the same.
        } catch {}
      }
      fail(`${talking ? 'talk() threw: ' : ''}${String(error)}`)
    }
  }

  const receive = (message: MessageFromTwilio) => {
    if (!message.type) throw new TypeError('it has no type')
    try {
      conduct.onMessage?.(message)
    } catch (error) {
      log(`onMessage() threw: ${String(error)}`)
    }
    if (message.type === 'setup') {
      if (call.setup) return log('A second setup is ignored.')
      call.setup = message
      stopLimit = after(maxMinutes * 60_000, () => fail(`${maxMinutes} minutes are over.`))
      running = true
      void run(message.customParameters ?? {}).finally(() => {
        running = false
      })
      return
    }
    if (!call.setup) return log('A message before the setup is ignored.')
    switch (message.type) {
      case 'prompt':
        call.callerSpeaking = false
        if (!message.last) return
        fresh = undefined
        end('superseded')
        begin({
          type: 'prompt',
          text: message.voicePrompt,
          lang: message.lang,
          whileSpeaking: message.agentSpeaking ?? call.speaking,
        })
        return
      case 'dtmf':
        // The interruption that a key causes arrives after the key: the answer to the key survives it.
        fresh = begin({ type: 'digit', digit: message.digit })
        return
      case 'interrupt':
        hear(message.utteranceUntilInterrupt)
        // Nothing of a turn that was not taken yet can have been cut short.
        end('interrupted', (turn) => turn === fresh || queue.includes(turn), {
          afterMs: Number(message.durationUntilInterruptMs),
        })
        fresh = undefined
        return
      case 'info': {
        informed = true
        if (message.name === 'tokensPlayed') return hear(message.value)
        const isOn = message.value === 'on'
        if (message.name === 'clientSpeaking') call.callerSpeaking = isOn
        else {
          call.speaking = isOn
          if (isOn) fresh = undefined
        }
        patience()
        return listen()
      }
      case 'error':
        return log(`Twilio reports: ${message.description}`)
    }
  }

  return {
    get working() {
      return pulling > 0 || (running && waiting === 0)
    },
    receive(data) {
      if (over) return
      try {
        receive(JSON.parse(String(data)) as MessageFromTwilio)
      } catch (error) {
        log(`A message that cannot be read is ignored: ${String(error)}`)
      }
    },
    closed: () => shut('closed'),
  }
}
