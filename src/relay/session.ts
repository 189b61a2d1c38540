/**
 * @module
 * One session of a relay: turns out of what Twilio sends, and speech of which one learns what was heard. It knows no
 * framework and no socket.
 */
import type { Manner, MessageFromTwilio, MessageToTwilio, SetupMessage } from './messages.ts'

/** A socket, as a session needs it. */
export interface Line {
  send(text: string): void
  close(code?: number, reason?: string): void
  /** Calls back after some milliseconds, and returns how to prevent that. Default: `setTimeout`. */
  after?(milliseconds: number, call: () => void): () => void
}

/** The other end of a {@link Line}. */
export interface Peer {
  /** A message has come. */
  receive(data: unknown): void
  /** The socket is closed. */
  closed(code: number): void
  /** Whether the app has something to do, and does not wait for the line. */
  readonly working: boolean
}

/** What became of something that was said. */
export interface Spoken {
  /** What the caller heard of it. An empty one does not belong into a history. */
  heard: string
  /** Whether it was cut short: by the caller, by the next prompt, or by the end of the call. */
  interrupted: boolean
  /** How long the caller had listened, in milliseconds. */
  afterMs?: number
  /** `false`: Twilio did not tell what was heard, so all that was sent is assumed. */
  certain: boolean
}

/** How something is said. */
export interface SayOptions extends Manner {
  /** Language of these words, such as `es-ES`. */
  lang?: string
}

/** What is said: text, or text that is still being written. */
export type Words = string | AsyncIterable<string>

/** The caller's turn is over: it is the app's. */
interface TurnBase {
  /**
   * Aborts when the turn is over: its reason is an `AbortError` whose message is `interrupted`, `superseded`, `closed` or
   * `ended`. Pass it to whatever writes the answer.
   */
  readonly signal: AbortSignal
  /**
   * Says something, after all that this turn has said before. A turn that is over says nothing more.
   *
   * @param words - Text, a stream of text, or a promise of either.
   * @returns What was heard of it, once it was heard or cut short.
   * @throws {unknown} what the stream throws, unless the turn is over by then
   */
  say(words: Words | Promise<Words>, options?: SayOptions): Promise<Spoken>
  /** Plays a sound file, from an absolute URL, after what was said before. */
  play(source: string, options?: Manner & { loop?: number }): void
  /** Sends keys, after what was said before. */
  sendDigits(digits: string): void
}

/** What the caller did. */
export type Turn =
  /** Nothing yet: the session begins. */
  | (TurnBase & { readonly type: 'start' })
  | (TurnBase & {
      readonly type: 'prompt'
      readonly text: string
      readonly lang: string | undefined
      /** Whether the agent was speaking. */
      readonly whileSpeaking: boolean
    })
  | (TurnBase & { readonly type: 'digit'; readonly digit: string })
  /** Nothing, for as long as `silence` says. */
  | (TurnBase & { readonly type: 'silence' })

/** A call on the line: iterate it for its turns. It ends with the socket. */
export interface RelayCall<Parameters> extends AsyncIterable<Turn> {
  readonly setup: SetupMessage
  /** What the TwiML passed on. */
  readonly parameters: Parameters
  /** Changes the language. */
  language(to: { tts?: string; transcription?: string }): void
  /**
   * Sends a message of your own.
   * @throws {TypeError} when it is none
   */
  send(message: MessageToTwilio): void
  /** Whether the caller hears the agent. */
  readonly speaking: boolean
  /** Whether the caller speaks. */
  readonly callerSpeaking: boolean
}

/** What a session does, apart from types. */
export interface Conduct {
  /** @throws {Error} where they do not fit */
  parameters(given: Record<string, string>): unknown
  /** @throws {Error} where it does not fit */
  handoff(given: unknown): unknown
  talk(call: RelayCall<never>): Promise<unknown>
  onError?: string | ((error: unknown) => string) | undefined
  /** Seconds. */
  silence?: number | undefined
  maxMinutes?: number | undefined
  onMessage?: ((message: MessageFromTwilio) => void) | undefined
  log?: ((line: string) => void) | undefined
}

/** What is being said. */
interface Utterance {
  turn: OpenTurn
  sent: string
  /** How many characters were heard, white space aside. */
  count: number
  whole: boolean
  settle: (spoken: Spoken) => void
  /** Called when something of it was heard, or it is over. */
  wake: () => void
}

interface OpenTurn {
  readonly controller: AbortController
  /** Resolves when it is over. */
  readonly over: Promise<undefined>
}

/** What `result()` knows a session by that failed on the app's side. */
export const FAILED = 'twimlx-relay-failed'

/** Twilio tells nothing for so long, and so much longer for each character: then it is not waited for any more. */
const PATIENCE_MS = 5000
const PATIENCE_MS_A_CHARACTER = 100
/** So much is said ahead of what was heard. */
const MOST_AHEAD = 4000

/** Closes a stream, so that whatever writes it stops. */
const close = async (stream: unknown): Promise<void> => {
  const source = stream as AsyncIterableIterator<string>
  try {
    await (source.return ? source : source[Symbol.asyncIterator]()).return!()
    // A text has nothing to close, and how a stream fails to is its own affair.
  } catch {}
}

const nothing = () => {}

const squash = (text: string): string => text.replace(/\s+/g, '')

/** The beginning of a text with so many characters that are no white space. */
const beginning = (text: string, count: number): string =>
  RegExp(`^(\\s*\\S){0,${count}}`).exec(text)![0]

/** Begins a session on a line. */
export const converse = (conduct: Conduct, line: Line): Peer => {
  const { onError = 'Sorry, something went wrong. Goodbye.', silence, maxMinutes = 60 } = conduct
  const log = (text: string) => (conduct.log ?? console.warn)(`twimlx/relay: ${text}`)
  const after =
    line.after?.bind(line) ??
    ((ms: number, call: () => void) => {
      const timer = setTimeout(call, ms)
      return () => clearTimeout(timer)
    })
  const queue: Turn[] = []
  const open = new Set<OpenTurn>()
  let setup: SetupMessage | undefined
  let take: ((turn: Turn | undefined) => void) | undefined
  let utterance: Utterance | undefined
  let fresh: OpenTurn | undefined
  /** All that is said, one after the other. */
  let tail: Promise<unknown> = Promise.resolve()
  let speaking = false
  let callerSpeaking = false
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
    if (!over) line.send(JSON.stringify(message))
  }
  /** Waits for the line, and not for the app. */
  const lineSays = async <T>(promise: Promise<T>): Promise<T> => {
    waiting++
    try {
      return await promise
    } finally {
      waiting--
    }
  }

  const settle = (spoken: Partial<Spoken> = {}) => {
    const said = utterance
    if (!said) return
    utterance = undefined
    stopPatience()
    said.settle({
      heard: beginning(said.sent, said.count).trim(),
      interrupted: false,
      certain: true,
      ...spoken,
    })
    said.wake()
    listen()
  }
  /** Waits for word of what was heard, but not for ever. */
  const patience = () => {
    stopPatience()
    if (!utterance?.whole) return
    if (squash(utterance.sent).length <= utterance.count) return settle()
    const { sent } = utterance
    const assumed = () => {
      blind = !informed
      settle({ heard: sent.trim(), certain: false })
    }
    if (blind) return assumed()
    stopPatience = after(PATIENCE_MS + PATIENCE_MS_A_CHARACTER * sent.length, assumed)
  }
  /** What was heard is the beginning of what was sent, or goes on with it; else it was something else. */
  const hear = (words: string) => {
    if (!utterance) return
    const [sent, heard] = [squash(utterance.sent), squash(words)]
    if (sent.startsWith(heard, utterance.count)) utterance.count += heard.length
    else if (sent.startsWith(heard)) utterance.count = Math.max(utterance.count, heard.length)
    utterance.wake()
    patience()
  }

  const end = (turns: Iterable<OpenTurn>, reason: string, spoken?: Partial<Spoken>) => {
    for (const turn of turns) {
      open.delete(turn)
      if (utterance?.turn === turn) settle({ interrupted: true, ...spoken })
      turn.controller.abort(new DOMException(reason, 'AbortError'))
    }
  }
  const inTurn = <T>(act: () => T | Promise<T>): Promise<T> => {
    const acted = tail.then(act)
    // A failure that nobody waits for must not end the process.
    tail = acted.catch(nothing)
    return acted
  }
  const begin = (given: object): OpenTurn => {
    const controller = new AbortController()
    const { signal } = controller
    const over = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined))
    })
    const turn: OpenTurn = { controller, over }
    const send = (message: MessageToTwilio) =>
      void inTurn(() => {
        if (!signal.aborted) transmit(message)
      })
    open.add(turn)
    queue.push({
      ...given,
      signal,
      say: (words: Words | Promise<Words>, options: SayOptions = {}) =>
        inTurn(() => speak(turn, words, options)),
      play: (source: string, options = {}) => send({ type: 'play', source, ...options }),
      sendDigits: (digits: string) => send({ type: 'sendDigits', digits }),
    } as Turn)
    hand()
    return turn
  }
  const hand = () => {
    stopSilence()
    if (!take || (queue.length === 0 && !over)) return listen()
    const give = take
    take = undefined
    give(queue.shift())
  }
  /** Nobody says anything: after a while that is a turn of its own. */
  const listen = () => {
    stopSilence()
    if (!silence || !take || utterance || speaking || callerSpeaking || over) return
    stopSilence = after(silence * 1000, () => begin({ type: 'silence' }))
  }

  /** Waits for the app, as long as the turn lasts. */
  const unlessOver = <T>({ over }: OpenTurn, promise: Promise<T>): Promise<T | undefined> => {
    pulling++
    return Promise.race([promise, over]).finally(() => pulling--)
  }
  const speak = async (
    turn: OpenTurn,
    given: Words | Promise<Words>,
    options: SayOptions,
  ): Promise<Spoken> => {
    const { signal } = turn.controller
    const promise = Promise.resolve(given)
    const words = signal.aborted ? undefined : await unlessOver(turn, promise)
    if (words === undefined || signal.aborted) {
      promise.then(close, nothing)
      return { heard: '', interrupted: true, certain: true }
    }
    let settle!: (spoken: Spoken) => void
    const spoken = new Promise<Spoken>((resolve) => {
      settle = resolve
    })
    const said: Utterance = { turn, sent: '', count: 0, whole: false, settle, wake() {} }
    const text = (token: string, last: boolean) => {
      said.sent += token
      transmit({ type: 'text', token, last, ...options })
    }
    utterance = said
    stopSilence()
    let failure: unknown
    if (typeof words !== 'string') failure = await pull(words, said, text)
    else if (words !== '') text(words, true)
    said.whole = true
    if (utterance === said) patience()
    await lineSays(spoken)
    if (failure) throw (failure as { error: unknown }).error
    return spoken
  }
  /** Sends a stream token by token, for as long as its turn lasts. Returns how it failed, if it did. */
  const pull = async (
    words: AsyncIterable<string>,
    said: Utterance,
    text: (token: string, last: boolean) => void,
  ): Promise<{ error: unknown } | undefined> => {
    const source = words[Symbol.asyncIterator]()
    const { signal } = said.turn.controller
    let failure: { error: unknown } | undefined
    let size = 0
    const isAhead = () => !signal.aborted && !blind && size - said.count > MOST_AHEAD
    try {
      for (;;) {
        const next = await unlessOver(said.turn, source.next())
        if (!next || signal.aborted) {
          void close(source)
          return undefined
        }
        if (next.done) break
        if (typeof next.value !== 'string')
          throw new TypeError('say() takes a stream of texts, such as textStream.')
        if (next.value === '') continue
        text(next.value, false)
        size += squash(next.value).length
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
      if (signal.aborted) return undefined
      void close(source)
      failure = { error }
    }
    if (said.sent !== '') text('', true)
    return failure
  }

  const call: RelayCall<never> = {
    get setup() {
      return setup!
    },
    parameters: undefined as never,
    get speaking() {
      return speaking
    },
    get callerSpeaking() {
      return callerSpeaking
    },
    // What is undefined is left out of JSON.
    language: ({ tts: ttsLanguage, transcription: transcriptionLanguage }) =>
      transmit({ type: 'language', ttsLanguage, transcriptionLanguage }),
    send(message) {
      const { type } = Object(message) as { type?: unknown }
      if (!/^(text|play|sendDigits|language|config|hints|end)$/.test(String(type)))
        throw new TypeError(
          `${JSON.stringify(message)} is no message for Twilio: its type is unknown.`,
        )
      transmit(message)
    },
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const turn = await lineSays(
          new Promise<Turn | undefined>((resolve) => {
            take = resolve
            hand()
          }),
        )
        return turn ? { done: false, value: turn } : { done: true, value: undefined }
      },
    }),
  }

  const shut = (reason: string) => {
    if (over) return
    over = true
    stopLimit()
    queue.length = 0
    end(open, reason)
    hand()
    stopSilence()
  }
  /** Ends the session from this side. */
  const finish = (handoff?: unknown) => {
    if (over) return
    transmit({ type: 'end', handoffData: JSON.stringify(handoff) })
    shut('ended')
    stopLimit = after(PATIENCE_MS, () => line.close(1000))
  }
  const fail = (why: string) => {
    log(why)
    finish({ [FAILED]: why })
  }

  const run = async (given: Record<string, string>) => {
    try {
      Object.assign(call, { parameters: conduct.parameters(given) })
    } catch (error) {
      return fail(`The parameters do not fit: ${String(error)}`)
    }
    if (over) return
    begin({ type: 'start' })
    let handoff: unknown
    try {
      handoff = await conduct.talk(call)
    } catch (error) {
      if (over) return log(`talk() threw: ${String(error)}`)
      end(open, 'ended')
      queue.length = 0
      take = undefined
      const text = typeof onError === 'string' ? onError : onError(error)
      begin({ type: 'start' })
      await queue.pop()!.say(text)
      return fail(`talk() threw: ${String(error)}`)
    }
    if (over) return
    try {
      const fit = conduct.handoff(handoff)
      // What is still being said is heard.
      await lineSays(tail)
      finish(fit)
    } catch (error) {
      fail(`What talk() returned is no hand-off: ${String(error)}`)
    }
  }

  const receive = (message: MessageFromTwilio) => {
    conduct.onMessage?.(message)
    if (message.type === 'setup') {
      if (setup) return log('A second setup is ignored.')
      setup = message
      stopLimit = after(maxMinutes * 60_000, () => fail(`${maxMinutes} minutes are over.`))
      running = true
      void run(message.customParameters ?? {}).finally(() => {
        running = false
      })
      return
    }
    if (!setup) return log('A message before the setup is ignored.')
    switch (message.type) {
      case 'prompt':
        callerSpeaking = false
        if (!message.last) return
        fresh = undefined
        end(open, 'superseded')
        begin({
          type: 'prompt',
          text: message.voicePrompt,
          lang: message.lang,
          whileSpeaking: message.agentSpeaking ?? speaking,
        })
        return
      case 'dtmf':
        // Its own interruption comes after a key: what the app says to the key lives on.
        fresh = begin({ type: 'digit', digit: message.digit })
        return
      case 'interrupt': {
        hear(message.utteranceUntilInterrupt)
        const afterMs = Number(message.durationUntilInterruptMs)
        end(
          [...open].filter((turn) => turn !== fresh && !waits(turn)),
          'interrupted',
          { afterMs },
        )
        fresh = undefined
        return
      }
      case 'info':
        informed = true
        if (message.name === 'tokensPlayed') return hear(message.value)
        if (message.name === 'clientSpeaking') callerSpeaking = message.value === 'on'
        else speaking = message.value === 'on'
        if (message.value === 'on') fresh = message.name === 'agentSpeaking' ? undefined : fresh
        patience()
        return listen()
      case 'error':
        return log(`Twilio reports: ${message.description}`)
    }
  }
  /** Whether a turn was not taken yet, so that nothing of it can have been cut short. */
  const waits = ({ controller }: OpenTurn) =>
    queue.some(({ signal }) => signal === controller.signal)

  return {
    get working() {
      return pulling > 0 || (running && waiting === 0)
    },
    receive(data) {
      if (over) return
      let message: unknown
      try {
        message = JSON.parse(String(data))
      } catch {}
      if (typeof message !== 'object' || message === null || Array.isArray(message))
        return log('A message that is no JSON object is ignored.')
      receive(message as MessageFromTwilio)
    },
    closed() {
      stopLimit()
      shut('closed')
    },
  }
}
