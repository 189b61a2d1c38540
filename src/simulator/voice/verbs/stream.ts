/**
 * @module
 * `<Stream>`: sends a call's audio to a WebSocket.
 * @see https://www.twilio.com/docs/voice/media-streams/websocket-messages
 */
import type { Parameters } from '../../client/form.ts'
import { parametersOf } from '../engine/call-parameters.ts'
import type { Leg } from '../engine/leg.ts'
import type { VerbRun } from '../engine/run.ts'
import { DROPPED, openSocket, readJson } from '../engine/websocket.ts'
import type { BackgroundStream, Socket } from '../engine/beside.ts'

/** An open stream. */
interface Stream extends Socket {
  /** Sends the app a key. */
  press(digit: string): void
  /** Receives a message of the app. */
  hear(message: unknown): void
}

/** https://www.twilio.com/docs/api/errors/31901 and those after it */
const codes = { timeout: 31901, refused: 31902, unreachable: 31904, tls: 31910, handshake: 31920 }

/** Opens a stream. Returns `undefined` if the element cannot be used. */
export const openStream = async (
  verb: VerbRun,
  mode: 'start' | 'connect',
): Promise<Stream | undefined> => {
  const url = usableUrl(verb)
  if (url === undefined) return undefined
  const { leg, element, attributes } = verb
  const { settings, sids } = leg.simulation
  const { accountSid } = settings
  const name = attributes.text('name')
  const parameters = parametersOf(element)
  const streamSid = sids.next('MZ')
  const notify = notifier(verb, streamSid, name)
  let sequence = 0
  const message = (event: string, more: object) => ({
    event,
    sequenceNumber: String(++sequence),
    streamSid,
    ...more,
  })
  const socket = await openSocket(leg, url, mode, {
    name,
    parameters,
    onClose: () => {
      leg.noLongerBeside(background)
      return notify('stream-stopped')
    },
  })
  if ('message' in socket) {
    leg.report({ code: codes[socket.how], message: socket.message }, { url, element })
    await notify('stream-error', { StreamError: socket.message })
    return undefined
  }
  const track = attributes.value('track')
  socket.send({ event: 'connected', protocol: 'Call', version: '1.0.0' })
  socket.send(
    message('start', {
      start: {
        accountSid,
        streamSid,
        callSid: leg.sid,
        tracks: track === 'both_tracks' ? ['inbound', 'outbound'] : [track.replace('_track', '')],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: parameters,
      },
    }),
  )
  await notify('stream-started')
  const close = socket.close
  const stream: Stream = Object.assign(socket, {
    press: (digit: string) =>
      socket.send(message('dtmf', { dtmf: { track: 'inbound_track', digit } })),
    hear: hearing(leg, url, (mark) => socket.send(message('mark', { mark }))),
    close: async (code?: number) => {
      if (code !== DROPPED) socket.send(message('stop', { stop: { accountSid, callSid: leg.sid } }))
      await close(code)
    },
  })
  const background: BackgroundStream = { kind: 'Stream', name, stop: () => stream.close() }
  if (mode === 'start') leg.beside.push(background)
  return stream
}

/** The URL of the WebSocket; `undefined`, with the reason in the log, if Twilio would not open it. */
const usableUrl = (verb: VerbRun): string | undefined => {
  const { leg, element, attributes } = verb
  // Twilio only drops a query string.
  const verdicts = verb.run.judge(element).filter(({ rule }) => rule !== 'stream-url')
  if (verdicts.some(({ level }) => level === 'error')) return undefined
  const url = socketUrl(verb)
  if (url === undefined || element.attribute('track') !== attributes.text('track')) return undefined
  const name = attributes.text('name')
  if (name === undefined || leg.sockets.every((other) => other.name !== name)) return url
  verb.complainOf(31900, `The call already has a stream of the name ${name}.`)
  return undefined
}

/** The function that notifies the status callback. */
const notifier =
  (verb: VerbRun, streamSid: string, name: string | undefined) =>
  (event: string, more: Parameters = {}) =>
    verb.run.notify(
      verb.attributes.text('statusCallback'),
      verb.attributes.method('statusCallbackMethod'),
      {
        StreamSid: streamSid,
        StreamName: name ?? streamSid,
        StreamEvent: event,
        Timestamp: verb.leg.simulation.clock.date.toISOString(),
        ...more,
      },
    )

/**
 * The function that receives a message of the app. A malformed one is reported once.
 * @param marked - Called with the mark of a mark message. Audio is not simulated, so all of it counts as played.
 */
const hearing = (leg: Leg, url: string, marked: (mark: unknown) => void) => {
  let warned = false
  return (given: unknown): void => {
    const read = readJson(given)
    leg.write({ type: 'wsMessage', url, by: 'app', message: read ?? given })
    const { event, mark } = read ?? {}
    if (event === 'mark') marked(mark)
    if (event === 'mark' || event === 'media' || event === 'clear' || warned) return
    warned = true
    leg.report(
      {
        code: 31951,
        message: 'A message must be a JSON object whose event is media, mark or clear.',
      },
      { url },
    )
  }
}

/** The URL of the WebSocket, without a query string. A relative one is resolved against the document's. */
const socketUrl = (verb: VerbRun): string | undefined => {
  const written = verb.attributes.text('url')
  if (written === undefined) return undefined
  if (!URL.canParse(written, verb.url)) {
    verb.complainOf(
      11100,
      `url="${written}" of <Stream> is relative, but a document that was passed inline has no address.`,
    )
    return undefined
  }
  const [url] = new URL(written, verb.url).href.split('?')
  return url!.replace(/^https?:/, 'wss:')
}
