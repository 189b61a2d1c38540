/**
 * @module
 * `<Stream>`: sends a call's audio to a WebSocket.
 * @see https://www.twilio.com/docs/voice/media-streams/websocket-messages
 */
import type { Parameters } from '../../client/form.ts'
import { parametersOf } from '../engine/call-parameters.ts'
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
  const { leg, element } = verb
  const { settings, sids, clock } = leg.simulation
  const attributes = verb.attributes
  // Twilio only drops a query string.
  const verdicts = verb.run.judge(element).filter(({ rule }) => rule !== 'stream-url')
  if (verdicts.some(({ level }) => level === 'error')) return undefined
  const url = socketUrl(verb)
  if (url === undefined || element.attribute('track') !== attributes.text('track')) return undefined
  const name = attributes.text('name')
  if (name !== undefined && leg.sockets.some((other) => other.name === name)) {
    verb.complainOf(31900, `The call has a stream of the name ${name} already.`)
    return undefined
  }
  const parameters = parametersOf(element)
  const streamSid = sids.next('MZ')
  const callback = attributes.text('statusCallback')
  const tell = (event: string, more: Parameters = {}) =>
    verb.run.notify(callback, attributes.method('statusCallbackMethod'), {
      StreamSid: streamSid,
      StreamName: name ?? streamSid,
      StreamEvent: event,
      Timestamp: clock.date.toISOString(),
      ...more,
    })
  let sequence = 0
  let warned = false
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
      return tell('stream-stopped')
    },
  })
  if ('message' in socket) {
    leg.report({ code: codes[socket.how], message: socket.message }, { url, element })
    await tell('stream-error', { StreamError: socket.message })
    return undefined
  }
  const { accountSid } = settings
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
  await tell('stream-started')
  const close = socket.close
  const stream: Stream = Object.assign(socket, {
    press: (digit: string) =>
      socket.send(message('dtmf', { dtmf: { track: 'inbound_track', digit } })),
    hear(given: unknown) {
      const read = readJson(given)
      leg.write({ type: 'wsMessage', url, by: 'app', message: read ?? given })
      const { event, mark } = read ?? {}
      // Audio is not simulated, so everything sent before the mark counts as played.
      if (event === 'mark') socket.send(message('mark', { mark }))
      if (event === 'mark' || event === 'media' || event === 'clear' || warned) return
      warned = true
      leg.report(
        {
          code: 31951,
          message: 'A message must be a JSON object whose event is media, mark or clear.',
        },
        { url },
      )
    },
    close: async (code?: number) => {
      if (code !== DROPPED) socket.send(message('stop', { stop: { accountSid, callSid: leg.sid } }))
      await close(code)
    },
  })
  const background: BackgroundStream = { kind: 'Stream', name, stop: () => stream.close() }
  if (mode === 'start') leg.beside.push(background)
  return stream
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
