/**
 * @module
 * `<Connect>`.
 * @see https://www.twilio.com/docs/voice/twiml/connect
 */
import { relay } from './conversation-relay.ts'
import type { VerbRun } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'
import { openStream } from './stream.ts'

export const connect = async (verb: VerbRun): Promise<Exit | undefined> => {
  const { leg } = verb
  void verb.attributes
  const { answered } = leg
  leg.answer()
  verb.isUsable()
  const [noun] = verb.children()
  if (!noun) return undefined
  switch (noun.name) {
    case 'Stream': {
      const next = () => verb.next({})
      return verb.holding(() => stream(noun).then(next), next)
    }
    case 'ConversationRelay':
      return relay(verb, noun, answered)
    default:
      noun.unsupported()
      return undefined
  }
}

/** Streams both ways until the app closes the socket. */
const stream = async (verb: VerbRun): Promise<void> => {
  const { leg } = verb
  const socket = await openStream(verb, 'connect')
  if (!socket) return
  try {
    for (;;) {
      const signal = await leg.wait('Stream')
      if (signal.type === 'keys') for (const key of signal.keys) socket.press(key)
      if (signal.type === 'speech' || signal.type === 'talk')
        leg.write({
          type: 'unsupported',
          message: '<Stream> is simulated without audio: speech does not reach the app.',
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
