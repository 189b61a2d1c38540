/**
 * @module
 * `<Dial><Queue>`: takes a caller out of a queue.
 * @see https://www.twilio.com/docs/voice/twiml/queue
 */
import type { Queue, Waiting } from '../engine/queues.ts'
import type { XmlElement } from '../../xml.ts'
import type { Dialing } from './dialing.ts'
import type { Exit } from '../engine/exit.ts'
import { Interruption } from '../engine/signal.ts'
import { isHangupStar } from './hangup-on-star.ts'

const IGNORED = '<Dial> does not listen while it waits for a caller'

/** Takes the first caller out of a queue, or waits for one. */
export const dialQueue = async (
  dialing: Dialing,
  element: XmlElement,
): Promise<Exit | undefined> => {
  const { run, attributes, after } = dialing
  const { leg } = run
  const { clock } = leg.simulation
  const noun = run.attributes(element)
  const whole = run.isUsable(element)
  const name = element.text.trim()
  leg.answer()
  leg.write({ type: 'dial', queue: name })
  const failed = (result: string, status: string, queue?: Queue) =>
    after({
      DialCallStatus: status,
      DialBridged: 'false',
      DequeueResult: result,
      ...(queue && { QueueSid: queue.sid }),
    })
  const queue = whole ? run.exchange.queues.get(name) : undefined
  if (!queue) return failed('queue-not-found', 'failed')
  const url = noun.text('url')
  const until = clock.seconds + attributes.number('timeout')
  let place: Waiting | undefined
  const params = () => ({
    DialCallStatus: place?.bridged ? 'completed' : 'canceled',
    DialBridged: String(place?.bridged ?? false),
    DequeueResult: place?.bridged ? 'bridged' : 'hangup',
    QueueSid: queue.sid,
    ...(place?.bridged && {
      DialCallSid: place.leg.sid,
      DialCallDuration: String(Math.round(clock.seconds - bridgedAt)),
      DequeuedCallSid: place.leg.sid,
      DequeuedCallQueueTime: String(place.time),
      DequeuedCallDuration: String(Math.round(clock.seconds - bridgedAt)),
    }),
  })
  let bridgedAt = clock.seconds
  try {
    queue.agents.push(leg)
    for (place = queue.next(); !place; place = queue.next()) {
      const signal = await leg.wait('Dial', Math.max(0, until - clock.seconds))
      leg.logIgnoredInput(signal, IGNORED)
      if (signal.type === 'timeout') return failed('queue-empty', 'no-answer', queue)
    }
    const taken = place
    taken.agent = {
      leg,
      whisper:
        url === undefined
          ? undefined
          : {
              reference: url,
              base: run.url,
              method: noun.method(),
              params: {
                QueueSid: queue.sid,
                QueueTime: String(taken.time),
                DequeingCallSid: leg.sid,
              },
            },
    }
    taken.leg.interrupt(new Interruption({ type: 'dequeued' }))
    while (!taken.bridged && !taken.over) leg.logIgnoredInput(await leg.wait('Dial'), IGNORED)
    bridgedAt = clock.seconds
    if (taken.bridged) {
      leg.partner = taken.leg
      taken.leg.partner = leg
      leg.write({ type: 'bridge', party: taken.leg.name })
    }
    const limit = bridgedAt + attributes.number('timeLimit')
    while (!taken.over) {
      const signal = await leg.wait('Dial', Math.max(0, limit - clock.seconds))
      if (signal.type === 'timeout' || isHangupStar(leg, signal, attributes)) release(taken)
    }
    return after(params())
  } catch (interruption) {
    if (!(interruption instanceof Interruption)) throw interruption
    if (place) release(place)
    dialing.owe(interruption, params())
    throw interruption
  } finally {
    if (place) leg.partner = place.leg.partner = undefined
    const index = queue.agents.indexOf(leg)
    if (index >= 0) queue.agents.splice(index, 1)
  }
}

/** The agent leaves: the caller goes on alone. */
const release = (place: Waiting): void => {
  place.over = true
  place.leg.deliver({ type: 'change' })
}
