/**
 * @module
 * `<Stream>`: a call's audio on a WebSocket.
 * @see https://www.twilio.com/docs/voice/media-streams/websocket-messages
 */
import type { XmlElement } from '../xml.ts'
import type { Run } from './run.ts'
import { openSocket, parametersOf, type Socket } from './socket.ts'

/** A stream that is open. */
interface Stream extends Socket {
  /** Tells the app of a key. */
  press(digit: string): void
}

/** Opens a stream. Returns nothing where the element cannot be used. */
export const openStream = async (
  run: Run,
  element: XmlElement,
  mode: 'start' | 'connect',
): Promise<Stream | undefined> => {
  const { leg } = run
  const { settings, sids, clock } = leg.world
  const attributes = run.attributes(element)
  if (!run.whole(element)) return undefined
  run.children(element)
  const url = attributes.text('url')
  if (url === undefined) return undefined
  const name = attributes.text('name')
  if (name !== undefined && leg.sockets.some((other) => other.name === name)) {
    run.complain(31900, `The call has a stream of the name ${name} already.`, element)
    return undefined
  }
  const parameters = parametersOf(element)
  const streamSid = sids.next('MZ')
  const callback = attributes.text('statusCallback')
  const tell = async (event: string) => {
    if (callback === undefined) return
    await leg.conversation.notify(
      {
        reference: callback,
        base: run.url,
        method: attributes.method('statusCallbackMethod'),
        params: {
          StreamSid: streamSid,
          StreamName: name ?? streamSid,
          StreamEvent: event,
          Timestamp: clock.date.toISOString(),
        },
      },
      { code: 15003 },
    )
  }
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
    onClose: () => tell('stream-stopped'),
  })
  const { accountSid } = settings
  const track = attributes.text('track') ?? 'inbound_track'
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
  return Object.assign(socket, {
    press: (digit: string) =>
      socket.send(message('dtmf', { dtmf: { track: 'inbound_track', digit } })),
    close: async () => {
      socket.send(message('stop', { stop: { accountSid, callSid: leg.sid } }))
      await close()
    },
  })
}
