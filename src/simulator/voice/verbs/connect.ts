/**
 * @module
 * `<Connect>`.
 * @see https://www.twilio.com/docs/voice/twiml/connect
 */
import type { Parameters } from '../../client/form.ts'
import type { XmlElement } from '../../xml.ts'
import { relay } from './conversation-relay.ts'
import type { Run } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'
import { Interruption } from '../engine/signal.ts'
import { openStream } from './stream.ts'

export const connect = async (run: Run, element: XmlElement): Promise<Exit | undefined> => {
  const { leg } = run
  const attributes = run.attributes(element)
  const { answered } = leg
  leg.answer()
  run.isUsable(element)
  const [noun] = run.children(element)
  const after = (params: Parameters): Exit | undefined =>
    attributes.has('action') ? { type: 'goto', request: run.action(attributes, params) } : undefined
  if (!noun) return undefined
  let result: Parameters = {}
  try {
    if (noun.element.name === 'Stream') {
      await stream(run, noun.element)
    } else if (noun.element.name === 'ConversationRelay') {
      result = await relay(run, noun.element, answered, (params) => {
        result = params
      })
    } else {
      run.unsupported(noun.element)
      return undefined
    }
    return after(result)
  } catch (interruption) {
    if (!(interruption instanceof Interruption)) throw interruption
    leg.deferUntilHangup(interruption, after(result))
    throw interruption
  }
}

/** Streams both ways until the app closes the socket. */
const stream = async (run: Run, element: XmlElement): Promise<void> => {
  const { leg } = run
  const socket = await openStream(run, element, 'connect')
  if (!socket) return
  try {
    for (;;) {
      const signal = await leg.wait('Stream')
      if (signal.type === 'keys') for (const key of signal.keys) socket.press(key)
      if (signal.type === 'speech' || signal.type === 'talk')
        leg.write({
          type: 'unsupported',
          message: '<Stream> is simulated without its audio: what was said does not reach the app.',
          element: 'Stream',
        })
      for (const arrival of socket.inbox.splice(0)) {
        if ('code' in arrival) return await socket.close(arrival.code)
        socket.hear(arrival.message)
      }
    }
  } finally {
    await socket.close()
  }
}
