/**
 * @module
 * One session of a relay: the caller's input goes to the app's WebSocket, and the app's messages are spoken.
 * @see https://www.twilio.com/docs/voice/conversationrelay/websocket-messages
 */
import type { Parameters } from '../../../client/form.ts'
import type { Socket } from '../../engine/beside.ts'
import { parametersOf } from '../../engine/call-parameters.ts'
import type { Leg } from '../../engine/leg.ts'
import { growing } from '../../engine/live-transcription.ts'
import type { VerbRun } from '../../engine/run.ts'
import type { Signal, Stimulus } from '../../engine/signal.ts'
import { DROPPED, openSocket, readJson } from '../../engine/websocket.ts'
import { type Frame, readFrame } from './frames.ts'
import {
  changesOf,
  covers,
  inputOf,
  mannerOf,
  type SessionSettings,
  settingsOf,
} from './settings.ts'
import { RelaySpeech } from './speech.ts'

/** The number of malformed messages in a row that ends a session. */
const MAX_MALFORMED = 10
const MALFORMED = 1007

/** The number of messages that are kept for an app that reconnects. */
const MAX_BUFFERED = 500
/** Seconds until Twilio reconnects; its pages do not say how many. */
const RECONNECT_SECONDS = 1

export class RelaySession {
  readonly #verb: VerbRun
  readonly #leg: Leg
  readonly #url: string
  readonly #id: string
  readonly #began: number
  /** The first message on each WebSocket. */
  readonly #setup: object
  readonly #speech: RelaySpeech
  /** The kinds of events that the TwiML asks for. */
  readonly #events: ReadonlySet<string>
  #settings: SessionSettings
  #socket: Socket | undefined
  /** Messages for an app that is disconnected. */
  readonly #buffered: unknown[] = []
  /** The virtual second at which Twilio reconnects. */
  #reconnectAt: number | undefined
  /** The number of malformed messages since the last good one. */
  #malformed = 0

  /**
   * @param verb - The `<ConversationRelay>`.
   * @param url - The URL of the WebSocket.
   * @param answered - True if the call was in progress before.
   */
  constructor(verb: VerbRun, url: string, answered: boolean) {
    const { leg, attributes, element } = verb
    const { sids, clock } = leg.simulation
    this.#verb = verb
    this.#leg = leg
    this.#url = url
    this.#id = sids.next('VX')
    this.#began = clock.seconds
    this.#setup = setupMessage(leg, this.#id, answered, parametersOf(element))
    this.#events = new Set(attributes.list('events'))
    this.#speech = new RelaySpeech(leg, (name, value) => this.#inform(name, value))
    this.#settings = settingsOf(attributes)
  }

  /** Opens the WebSocket. Returns the reason if that fails. */
  async open(): Promise<string | undefined> {
    const { element } = this.#verb
    const socket = await openSocket(this.#leg, this.#url, 'connect', {
      parameters: parametersOf(element),
    })
    if ('message' in socket) return socket.message
    socket.send(this.#setup)
    this.#socket = socket
    return undefined
  }

  /** Talks until the app or its connection ends it. Returns the parameters of the session's end. */
  async converse(): Promise<Parameters> {
    const { attributes } = this.#verb
    const { clock } = this.#leg.simulation
    this.#greet()
    for (;;) {
      this.#speech.pass()
      const arrival = this.#socket!.inbox.shift()
      if (arrival && 'message' in arrival) {
        const end = await this.#receive(arrival.message)
        if (end) return end
        continue
      }
      if (arrival) {
        if (arrival.code !== DROPPED || !attributes.flag('applicationReconnect'))
          return this.#lose(arrival.code, 'The app closed the WebSocket without sending end.')
        await this.#socket!.close(DROPPED)
        this.#reconnectAt = clock.seconds + RECONNECT_SECONDS
      }
      if (this.#reconnectAt !== undefined && clock.reached(this.#reconnectAt)) {
        const end = await this.#reconnect()
        if (end) return end
        continue
      }
      const signal = await this.#signal()
      if (signal.type === 'keys' || signal.type === 'speech' || signal.type === 'talk')
        this.#take(signal)
    }
  }

  /** Falls silent, as the call is over or moved. */
  cut(): void {
    this.#speech.cut()
  }

  async close(): Promise<void> {
    await this.#socket?.close()
  }

  /** The parameters of a session that ended in that way. */
  result(how: 'ended' | 'completed' | 'failed', more: Parameters = {}): Parameters {
    return {
      SessionId: this.#id,
      SessionStatus: how,
      SessionDuration: String(Math.round(this.#leg.simulation.clock.seconds - this.#began)),
      ...more,
    }
  }

  failed(code: number, message: string): Parameters {
    return this.result('failed', { ErrorCode: String(code), ErrorMessage: message })
  }

  #greet(): void {
    const { attributes } = this.#verb
    const greeting = attributes.text('welcomeGreeting') ?? ''
    const interruptible = inputOf(attributes.value('welcomeGreetingInterruptible'))
    if (greeting)
      this.#speech.token(
        greeting,
        true,
        { ...this.#settings, interruptible },
        this.#settings.ttsLanguage,
      )
  }

  /** Waits for the caller, for the end of what is spoken, or for the time to reconnect. */
  #signal(): Promise<Signal> {
    const { left, endless } = this.#speech
    const idle = endless ? undefined : left
    const until = this.#reconnectAt
    if (until === undefined && idle === undefined) return this.#leg.wait('ConversationRelay', left)
    const { clock } = this.#leg.simulation
    return this.#leg.waitBusy(Math.min(idle ?? Infinity, (until ?? Infinity) - clock.seconds))
  }

  #send(message: unknown): void {
    if (this.#socket!.open) this.#socket!.send(message)
    else if (this.#buffered.length < MAX_BUFFERED) this.#buffered.push(message)
  }

  #inform(name: 'agentSpeaking' | 'clientSpeaking' | 'tokensPlayed', value: string): void {
    if (this.#events.has(name === 'tokensPlayed' ? 'tokens-played' : 'speaker-events'))
      this.#send({ type: 'info', name, value })
  }

  /** Reports input of the caller and lets it interrupt, depending on the session's settings. */
  #take(stimulus: Stimulus): void {
    if (stimulus.type === 'talk')
      return this.#leg.logIgnoredInput(
        stimulus,
        '<ConversationRelay> hears words, and talk() has none (use say())',
      )
    const kind = stimulus.type === 'keys' ? 'dtmf' : 'speech'
    const { speaking, interruptible } = this.#speech
    const reported = this.#settings.reportInputDuringAgentSpeech
    if (speaking && !covers(interruptible, kind) && !covers(reported, kind))
      return this.#leg.logIgnoredInput(
        stimulus,
        `<ConversationRelay> has interruptible="${interruptible}" here`,
      )
    return stimulus.type === 'keys' ? this.#takeKeys(stimulus) : this.#takeSpeech(stimulus.text)
  }

  #takeKeys(stimulus: Stimulus & { type: 'keys' }): void {
    const { dtmfDetection } = this.#settings
    if (!dtmfDetection)
      this.#leg.logIgnoredInput(stimulus, '<ConversationRelay> has no dtmfDetection="true"')
    for (const digit of stimulus.keys) {
      // Recorded calls show the key before the interruption that it causes.
      if (dtmfDetection) this.#send({ type: 'dtmf', digit })
      this.#interruptBy('dtmf')
    }
  }

  #takeSpeech(words: string): void {
    const { transcriptionLanguage, partialPrompts } = this.#settings
    this.#inform('clientSpeaking', 'on')
    this.#interruptBy('speech')
    const prompt = (voicePrompt: string, last: boolean) =>
      this.#send({
        type: 'prompt',
        voicePrompt,
        lang: transcriptionLanguage,
        last,
        ...(this.#speech.speaking && { agentSpeaking: true }),
      })
    if (partialPrompts) for (const part of growing(words)) prompt(part, false)
    this.#inform('clientSpeaking', 'off')
    prompt(words, true)
  }

  #interruptBy(kind: 'dtmf' | 'speech'): void {
    if (!this.#speech.speaking || !covers(this.#speech.interruptible, kind)) return
    const { heard, seconds } = this.#speech.cut()
    this.#send({
      type: 'interrupt',
      utteranceUntilInterrupt: heard,
      durationUntilInterruptMs: Math.round(seconds * 1000),
    })
    this.#speech.pass()
  }

  /** Executes a message of the app. Returns the session's result if the message ends it. */
  async #receive(given: unknown): Promise<Parameters | undefined> {
    const frame = readFrame(given)
    this.#leg.write({
      type: 'wsMessage',
      url: this.#url,
      by: 'app',
      message: readJson(given) ?? given,
    })
    if (typeof frame === 'string') return this.#refuse(given, frame)
    this.#malformed = 0
    if (frame.type !== 'end') {
      this.#obey(frame)
      return undefined
    }
    this.#speech.cut()
    await this.#socket!.close()
    const { handoffData } = frame
    return this.result('ended', handoffData === undefined ? {} : { HandoffData: handoffData })
  }

  /** Answers a malformed message. Too many of them end the session. */
  async #refuse(given: unknown, reason: string): Promise<Parameters | undefined> {
    this.#leg.report({ code: 64107, message: reason }, { url: this.#url })
    const written = typeof given === 'string' ? given : JSON.stringify(given)
    this.#send({
      type: 'error',
      description: `Invalid message received, code: 64107, ${written}: ${reason}`,
    })
    if (++this.#malformed < MAX_MALFORMED) return undefined
    return this.#lose(
      MALFORMED,
      `${MAX_MALFORMED} malformed messages in a row closed the WebSocket.`,
    )
  }

  #obey(frame: Frame): void {
    const settings = this.#settings
    switch (frame.type) {
      case 'text':
        return this.#speech.token(
          frame.token,
          frame.last !== false,
          mannerOf(frame, settings),
          frame.lang ?? settings.ttsLanguage,
        )
      case 'play':
        return this.#speech.play(frame.source, frame.loop ?? 1, mannerOf(frame, settings))
      case 'sendDigits':
        return this.#speech.tones(frame.digits, settings)
      case 'language':
      case 'config': {
        this.#settings = { ...settings, ...changesOf(frame) }
        const { type, ...changes } = frame
        if (type === 'config' && this.#events.has('config-updated'))
          this.#send({ type: 'configUpdated', ...changes })
      }
    }
  }

  async #lose(code: number, message: string): Promise<Parameters> {
    this.#speech.cut()
    await this.#socket!.close(code)
    this.#leg.report({ code: 64105, message }, { url: this.#url })
    return this.failed(64105, 'Websocket ended')
  }

  async #reconnect(): Promise<Parameters | undefined> {
    this.#reconnectAt = undefined
    const failure = await this.open()
    if (failure !== undefined) return this.#lose(DROPPED, failure)
    for (const message of this.#buffered.splice(0)) this.#send(message)
    return undefined
  }
}

const setupMessage = (
  leg: Leg,
  sessionId: string,
  answered: boolean,
  customParameters: Readonly<Record<string, string>>,
): object => ({
  type: 'setup',
  sessionId,
  accountSid: leg.simulation.settings.accountSid,
  parentCallSid: leg.parent?.sid ?? '',
  callSid: leg.sid,
  from: leg.from,
  to: leg.to,
  forwardedFrom: leg.options.params?.['ForwardedFrom'] ?? '',
  callType: /^(sip|client):/.exec(leg.from)?.[1]?.toUpperCase() ?? 'PSTN',
  callerName: leg.options.params?.['CallerName'] ?? '',
  direction: leg.direction,
  callStatus: answered ? 'IN_PROGRESS' : 'RINGING',
  customParameters,
})
