/**
 * @module
 * `<ConversationRelay>`: speech as text on a WebSocket.
 * @see https://www.twilio.com/docs/voice/conversationrelay/websocket-messages
 */
import type { Parameters } from '../../client/form.ts'
import { parametersOf } from '../engine/call-parameters.ts'
import { type Frame, readFrame } from './conversation-relay/frames.ts'
import { changesOf, covers, inputOf, mannerOf, sessionOf } from './conversation-relay/session.ts'
import { RelaySpeech } from './conversation-relay/speech.ts'
import type { VerbRun } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'
import type { Signal, Stimulus } from '../engine/signal.ts'
import { growing } from '../engine/live-transcription.ts'
import { DROPPED, openSocket, readJson } from '../engine/websocket.ts'
import type { Socket } from '../engine/beside.ts'

/** The number of malformed messages in a row that ends a session. */
const MAX_MALFORMED = 10
const MALFORMED = 1007

/** The number of messages that are kept for an app that reconnects. */
const MAX_BUFFERED = 500
/** Seconds until Twilio reconnects; its pages do not say how many. */
const RECONNECT_SECONDS = 1

/**
 * Talks until the app or the caller ends it.
 * @param connect - The `<Connect>`, whose action is told.
 * @param verb - The noun in it.
 * @param answered - Whether the call was in progress before.
 */
export const relay = async (
  connect: VerbRun,
  verb: VerbRun,
  answered: boolean,
): Promise<Exit | undefined> => {
  const { leg, element } = verb
  const { settings, sids, clock } = leg.simulation
  const attributes = verb.attributes
  const whole = verb.isUsable()
  for (const child of verb.children()) void child.attributes
  const sessionId = sids.next('VX')
  const since = clock.seconds
  const result = (SessionStatus: string, more: Parameters = {}): Parameters => ({
    SessionId: sessionId,
    SessionStatus,
    SessionDuration: String(Math.round(clock.seconds - since)),
    ...more,
  })
  const failed = (code: number, ErrorMessage: string): Parameters =>
    result('failed', { ErrorCode: String(code), ErrorMessage })
  const url = attributes.text('url')
  if (!whole || url === undefined) return connect.next(failed(64101, 'Invalid Parameter Value'))
  const customParameters = parametersOf(element)
  const setup = {
    type: 'setup',
    sessionId,
    accountSid: settings.accountSid,
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
  }
  /** Opens the socket. Returns the reason if that fails. */
  const open = async (): Promise<Socket | string> => {
    const socket = await openSocket(leg, url, 'connect', { parameters: customParameters })
    if ('message' in socket) return socket.message
    socket.send(setup)
    return socket
  }
  const first = await open()
  if (typeof first === 'string') {
    leg.report({ code: 64102, message: first }, { url, element })
    return connect.next(failed(64102, 'Unable to Connect to Websocket URL'))
  }
  let socket = first
  /** Messages for an app that is disconnected, and the virtual second until which Twilio waits for it. */
  const missed: unknown[] = []
  let until: number | undefined
  const send = (message: unknown) => {
    if (socket.open) socket.send(message)
    else if (missed.length < MAX_BUFFERED) missed.push(message)
  }
  const told = new Set(attributes.list('events'))
  const inform = (name: string, value: string) => {
    if (told.has(name === 'tokensPlayed' ? 'tokens-played' : 'speaker-events'))
      send({ type: 'info', name, value })
  }
  const speech = new RelaySpeech(leg, inform)
  let session = sessionOf(attributes)

  const interrupt = () => {
    const { heard, seconds } = speech.cut()
    send({
      type: 'interrupt',
      utteranceUntilInterrupt: heard,
      durationUntilInterruptMs: Math.round(seconds * 1000),
    })
    speech.pass()
  }
  /** Reports input of the caller and lets it interrupt, depending on the session's settings. */
  const take = (stimulus: Stimulus) => {
    if (stimulus.type === 'talk')
      return leg.logIgnoredInput(
        stimulus,
        '<ConversationRelay> hears words, and talk() has none (use say())',
      )
    const kind = stimulus.type === 'keys' ? 'dtmf' : 'speech'
    const reported = session.reportInputDuringAgentSpeech
    if (speech.speaking && !covers(speech.interruptible, kind) && !covers(reported, kind))
      return leg.logIgnoredInput(
        stimulus,
        `<ConversationRelay> has interruptible="${speech.interruptible}" here`,
      )
    return stimulus.type === 'keys' ? takeKeys(stimulus) : takeSpeech(stimulus.text)
  }
  const takeKeys = (stimulus: Stimulus & { type: 'keys' }) => {
    if (!session.dtmfDetection)
      leg.logIgnoredInput(stimulus, '<ConversationRelay> has no dtmfDetection="true"')
    for (const digit of stimulus.keys) {
      // Recorded calls show the key before the interruption that it causes.
      if (session.dtmfDetection) send({ type: 'dtmf', digit })
      if (speech.speaking && covers(speech.interruptible, 'dtmf')) interrupt()
    }
  }
  const takeSpeech = (words: string) => {
    inform('clientSpeaking', 'on')
    if (speech.speaking && covers(speech.interruptible, 'speech')) interrupt()
    const prompt = (voicePrompt: string, last: boolean) =>
      send({
        type: 'prompt',
        voicePrompt,
        lang: session.transcriptionLanguage,
        last,
        ...(speech.speaking && { agentSpeaking: true }),
      })
    if (session.partialPrompts) for (const part of growing(words)) prompt(part, false)
    inform('clientSpeaking', 'off')
    prompt(words, true)
  }

  const obey = (frame: Frame): void => {
    switch (frame.type) {
      case 'text':
        return speech.token(
          frame.token,
          frame.last !== false,
          mannerOf(frame, session),
          frame.lang ?? session.ttsLanguage,
        )
      case 'play':
        return speech.play(frame.source, frame.loop ?? 1, mannerOf(frame, session))
      case 'sendDigits':
        return speech.tones(frame.digits, session)
      case 'language':
      case 'config': {
        session = { ...session, ...changesOf(frame) }
        const { type, ...changes } = frame
        if (type === 'config' && told.has('config-updated'))
          send({ type: 'configUpdated', ...changes })
      }
    }
  }
  let malformed = 0
  /** Executes a message. Returns the session's result if the message ends it. */
  const receive = async (given: unknown): Promise<Parameters | undefined> => {
    const frame = readFrame(given)
    leg.write({ type: 'wsMessage', url, by: 'app', message: readJson(given) ?? given })
    if (typeof frame === 'string') {
      leg.report({ code: 64107, message: frame }, { url })
      const written = typeof given === 'string' ? given : JSON.stringify(given)
      send({
        type: 'error',
        description: `Invalid message received, code: 64107, ${written}: ${frame}`,
      })
      if (++malformed < MAX_MALFORMED) return undefined
      return lose(MALFORMED, `${MAX_MALFORMED} malformed messages in a row closed the WebSocket.`)
    }
    malformed = 0
    if (frame.type !== 'end') {
      obey(frame)
      return undefined
    }
    speech.cut()
    await socket.close()
    const { handoffData } = frame
    return result('ended', handoffData === undefined ? {} : { HandoffData: handoffData })
  }
  const lose = async (code: number, message: string): Promise<Parameters> => {
    speech.cut()
    await socket.close(code)
    leg.report({ code: 64105, message }, { url })
    return failed(64105, 'Websocket ended')
  }
  const reconnect = async (): Promise<Parameters | undefined> => {
    until = undefined
    const again = await open()
    if (typeof again === 'string') return lose(DROPPED, again)
    socket = again
    for (const message of missed.splice(0)) send(message)
    return undefined
  }
  const next = (): Promise<Signal> => {
    const { left, endless } = speech
    const idle = endless ? undefined : left
    if (until === undefined && idle === undefined) return leg.wait('ConversationRelay', left)
    return leg.waitBusy(Math.min(idle ?? Infinity, (until ?? Infinity) - clock.seconds))
  }

  const converse = async (): Promise<Parameters> => {
    const greeting = attributes.text('welcomeGreeting') ?? ''
    const interruptible = inputOf(attributes.value('welcomeGreetingInterruptible'))
    if (greeting) speech.token(greeting, true, { ...session, interruptible }, session.ttsLanguage)
    for (;;) {
      speech.pass()
      const arrival = socket.inbox.shift()
      if (arrival && 'message' in arrival) {
        const over = await receive(arrival.message)
        if (over) return over
        continue
      }
      if (arrival) {
        if (arrival.code !== DROPPED || !attributes.flag('applicationReconnect'))
          return await lose(arrival.code, 'The app closed the WebSocket without sending end.')
        await socket.close(DROPPED)
        until = clock.seconds + RECONNECT_SECONDS
      }
      if (until !== undefined && clock.reached(until)) {
        const over = await reconnect()
        if (over) return over
        continue
      }
      const signal = await next()
      if (signal.type === 'keys' || signal.type === 'speech' || signal.type === 'talk') take(signal)
    }
  }
  return connect.holding(
    async () => connect.next(await converse()),
    async () => {
      speech.cut()
      const exit = connect.next(result('completed'))
      await socket.close()
      return exit
    },
  )
}
