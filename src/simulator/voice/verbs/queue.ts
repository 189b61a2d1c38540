/**
 * @module
 * `<Dial><Queue>`: takes a caller out of a queue.
 * @see https://www.twilio.com/docs/voice/twiml/queue
 */
import type { DocumentRequest } from '../../conversation.ts'
import type { Leg } from '../engine/leg.ts'
import type { VerbRun } from '../engine/run.ts'
import type { Queue, Waiting } from '../engine/queues.ts'
import type { Dialing } from './dialing.ts'
import type { Exit } from '../engine/exit.ts'
import { Interruption } from '../engine/signal.ts'
import { isHangupStar } from './hangup-on-star.ts'

const IGNORED = '<Dial> does not listen while it waits for a caller'

/** Takes the first caller out of a queue, or waits for one. */
export const dialQueue = async (dialing: Dialing, noun: VerbRun): Promise<Exit | undefined> => {
  const { leg, attributes } = dialing
  const { clock } = leg.simulation
  void noun.attributes
  const usable = noun.isUsable()
  const name = noun.text
  leg.answer()
  leg.write({ type: 'dial', queue: name })
  const failed = (result: string, status: string, queue?: Queue) =>
    dialing.next({
      DialCallStatus: status,
      DialBridged: 'false',
      DequeueResult: result,
      ...(queue && { QueueSid: queue.sid }),
    })
  const queue = usable ? dialing.exchange.queues.get(name) : undefined
  if (!queue) return failed('queue-not-found', 'failed')
  const until = clock.seconds + attributes.number('timeout')
  let place: Waiting | undefined
  let bridgedAt = clock.seconds
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
  const talk = async () => {
    queue.agents.push(leg)
    for (place = queue.next(); !place; place = queue.next()) {
      const signal = await leg.wait('Dial', Math.max(0, until - clock.seconds))
      leg.logIgnoredInput(signal, IGNORED)
      if (signal.type === 'timeout') return failed('queue-empty', 'no-answer', queue)
    }
    const taken = place
    taken.agent = { leg, whisper: whisperOf(noun, queue, taken, leg) }
    taken.leg.interrupt(new Interruption({ type: 'dequeued' }))
    while (!taken.bridged && !taken.over) leg.logIgnoredInput(await leg.wait('Dial'), IGNORED)
    bridgedAt = clock.seconds
    if (taken.bridged) {
      taken.leg.connectWith(leg)
      leg.write({ type: 'bridge', party: taken.leg.name })
    }
    const limit = bridgedAt + attributes.number('timeLimit')
    while (!taken.over) {
      const signal = await leg.wait('Dial', Math.max(0, limit - clock.seconds))
      if (signal.type === 'timeout' || isHangupStar(leg, signal, attributes)) release(taken)
    }
    return dialing.next(params())
  }
  try {
    return await dialing.untilInterrupted(talk, () => {
      if (place) release(place)
      return params()
    })
  } finally {
    leg.disconnect()
    const index = queue.agents.indexOf(leg)
    if (index >= 0) queue.agents.splice(index, 1)
  }
}

/** The document that the caller hears before the agent. */
const whisperOf = (
  { attributes, url }: VerbRun,
  queue: Queue,
  place: Waiting,
  agent: Leg,
): DocumentRequest | undefined => {
  const reference = attributes.text('url')
  if (reference === undefined) return undefined
  return {
    reference,
    base: url,
    method: attributes.method(),
    params: {
      QueueSid: queue.sid,
      QueueTime: String(place.time),
      DequeingCallSid: agent.sid,
    },
  }
}

/** Ends the agent's side: the caller continues alone. */
const release = (place: Waiting): void => {
  place.over = true
  place.leg.deliver({ type: 'change' })
}
