/**
 * @module
 * `<ConversationRelay>`: speech as text on a WebSocket.
 * @see https://www.twilio.com/docs/voice/conversationrelay/websocket-messages
 */
import type { Parameters } from '../client/form.ts'
import type { XmlElement } from '../xml.ts'
import { parametersOf } from './parameters.ts'
import { play } from './play.ts'
import type { Cuts } from './prompt.ts'
import type { Run } from './run.ts'
import { speak } from './say.ts'
import { obstacle, openSocket, readJson } from './socket.ts'
import { Interruption, type Signal } from './signal.ts'

/** What an app may send. */
interface AppMessage {
  readonly type?: unknown
  readonly token?: unknown
  readonly last?: unknown
  readonly source?: unknown
  readonly loop?: unknown
  readonly digits?: unknown
  readonly handoffData?: unknown
  readonly interruptible?: unknown
}

/** Talks until the app or the caller ends it. Returns what the `<Connect>`'s action is told. */
export const relay = async (
  run: Run,
  element: XmlElement,
  finished: (params: Parameters) => void,
): Promise<Parameters> => {
  const { leg } = run
  const { settings, sids, clock } = leg.world
  const attributes = run.attributes(element)
  const whole = run.whole(element)
  for (const child of run.children(element)) run.attributes(child.element)
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
  if (!whole || url === undefined) return failed(64101, 'Invalid Parameter Value')
  const closed = obstacle(leg, url)
  if (closed) {
    leg.report({ code: 64102, message: closed.message }, { url, element })
    return failed(64102, 'Unable to Connect to Websocket URL')
  }
  const customParameters = parametersOf(element)
  const socket = await openSocket(leg, url, 'connect', { parameters: customParameters })
  socket.send({
    type: 'setup',
    sessionId,
    accountSid: settings.accountSid,
    parentCallSid: leg.parent?.sid ?? '',
    callSid: leg.sid,
    from: leg.from,
    to: leg.to,
    forwardedFrom: leg.options.params?.['ForwardedFrom'] ?? '',
    callType: leg.from.startsWith('sip:')
      ? 'SIP'
      : leg.from.startsWith('client:')
        ? 'CLIENT'
        : 'PSTN',
    callerName: leg.options.params?.['CallerName'] ?? '',
    direction: leg.direction,
    callStatus: leg.status.toUpperCase(),
    customParameters,
  })
  /** What cut something short, which the app is told of next. */
  let heard: Signal | undefined
  const hear = async (
    interruptible: string,
    words: string,
    play: (cuts: Cuts) => Promise<Signal | undefined>,
  ): Promise<void> => {
    const begun = clock.seconds
    heard = await play(
      ({ type }) =>
        (type === 'speech' && /^(any|speech|true)$/.test(interruptible)) ||
        (type === 'keys' && /^(any|dtmf|true)$/.test(interruptible)) ||
        `<ConversationRelay> has interruptible="${interruptible}" here`,
    )
    if (!heard) return
    const seconds = clock.seconds - begun
    const share = seconds / Math.max(seconds, settings.duration({ say: words }))
    socket.send({
      type: 'interrupt',
      utteranceUntilInterrupt: words.slice(0, Math.round(words.length * share)),
      durationUntilInterruptMs: Math.round(seconds * 1000),
    })
  }
  const utter = async (interruptible: string, text: string): Promise<void> => {
    if (text) await hear(interruptible, text, (cuts) => speak(leg, { text, times: 1 }, cuts))
  }
  const manner = attributes.text('interruptible') ?? 'any'
  try {
    await utter(
      attributes.text('welcomeGreetingInterruptible') ?? manner,
      attributes.text('welcomeGreeting') ?? '',
    )
    let tokens = ''
    for (;;) {
      const signal: Signal = heard ?? (await leg.wait('ConversationRelay'))
      heard = undefined
      if (signal.type === 'keys')
        if (attributes.flag('dtmfDetection'))
          for (const digit of signal.keys) socket.send({ type: 'dtmf', digit })
        else leg.miss(signal, '<ConversationRelay> has no dtmfDetection="true"')
      if (signal.type === 'talk')
        leg.miss(signal, '<ConversationRelay> hears words, and talk() has none (use say())')
      if (signal.type === 'speech')
        socket.send({
          type: 'prompt',
          voicePrompt: signal.text,
          lang: attributes.text('transcriptionLanguage') ?? attributes.text('language') ?? 'en-US',
          last: true,
        })
      if (signal.type !== 'socket' || signal.url !== url) continue
      if (signal.message === undefined) {
        await socket.close()
        leg.report(
          { code: 64105, message: 'The app closed the WebSocket without sending end.' },
          { url },
        )
        return failed(64105, 'WebSocket Ended')
      }
      const message: AppMessage | undefined = readJson(signal.message)
      leg.write({ type: 'wsMessage', url, by: 'app', message: message ?? signal.message })
      const wrong = message ? await obey(message) : 'A message must be a JSON object.'
      if (wrong) {
        leg.report({ code: 64107, message: wrong }, { url })
        socket.send({ type: 'error', description: wrong })
      }
      if (message?.type !== 'end' || wrong) continue
      await socket.close()
      return result(
        'ended',
        typeof message.handoffData === 'string' ? { HandoffData: message.handoffData } : {},
      )
    }

    async function obey(message: AppMessage): Promise<string | undefined> {
      const { type, token, last, source, loop, digits, handoffData } = message
      const may = String(message.interruptible ?? manner)
      switch (type) {
        case 'text':
          if (typeof token !== 'string') return 'A text message needs a token, which is text.'
          tokens += token
          if (last === false) return undefined
          await utter(may, tokens.trim())
          tokens = ''
          return undefined
        case 'play':
          if (typeof source !== 'string') return 'A play message needs a source, which is a URL.'
          await hear(may, '', (cuts) =>
            play(leg, source, typeof loop === 'number' && loop > 0 ? loop : 1, cuts),
          )
          return undefined
        case 'sendDigits':
          if (typeof digits !== 'string' || !/^[0-9#*wW]+$/.test(digits))
            return 'A sendDigits message needs digits, such as 12#.'
          leg.write({ type: 'tones', digits })
          return undefined
        case 'language':
          return undefined
        case 'end':
          return handoffData === undefined || typeof handoffData === 'string'
            ? undefined
            : 'The handoffData of an end message must be text: use JSON.stringify().'
        default:
          return `${JSON.stringify(type)} is no type of message: use text, play, sendDigits, language or end.`
      }
    }
  } catch (interruption) {
    if (interruption instanceof Interruption) {
      finished(result('completed'))
      await socket.close()
    }
    throw interruption
  }
}
