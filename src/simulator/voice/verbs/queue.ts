/**
 * @module
 * Queues, and `<Dial><Queue>`, which takes calls out of them.
 * @see https://www.twilio.com/docs/voice/twiml/queue
 */
import type { Parameters } from '../../client/form.ts'
import type { DocumentRequest } from '../../conversation.ts'
import type { Simulation } from '../../simulation.ts'
import type { XmlElement } from '../../xml.ts'
import type { Dialing } from './dial.ts'
import type { Leg } from '../engine/leg.ts'
import type { Exit } from '../engine/run.ts'
import { Interruption } from '../engine/signal.ts'
import { isHangupStar } from './hangup-on-star.ts'

/** The call that takes a caller out of the queue. */
interface Agent {
  readonly leg: Leg
  /** The document that the caller hears first. */
  readonly whisper: DocumentRequest | undefined
}

/** A caller in a queue. */
export interface Waiting {
  readonly leg: Leg
  /** Seconds in the queue so far, or until the caller left it. */
  readonly time: number
  /** The parameters of a wait document's request. */
  readonly parameters: () => Parameters
  agent: Agent | undefined
  /** The caller and the agent hear each other. */
  bridged: boolean
  /** One of them has left. */
  over: boolean
  /** The caller is ready to be taken. */
  arrived(): void
  /** The caller is through to the agent. */
  bridge(): void
  /** The caller is lost to the agent. */
  gone(): void
}

/** A queue of callers. */
export class Queue {
  readonly name: string
  readonly sid: string
  readonly waiting: Waiting[] = []
  /** Agents that wait for somebody to come. */
  readonly agents: Leg[] = []
  #served = 0
  #servedSeconds = 0

  constructor(name: string, sid: string) {
    this.name = name
    this.sid = sid
  }

  enter(leg: Leg, size: number): Waiting {
    const { clock } = leg.simulation
    const since = clock.seconds
    let left: number | undefined
    const place: Waiting = {
      leg,
      get time() {
        return Math.round((left ?? clock.seconds) - since)
      },
      parameters: () => ({
        QueuePosition: String(this.waiting.indexOf(place) + 1),
        QueueSid: this.sid,
        QueueTime: String(place.time),
        AvgQueueTime: String(this.#served ? Math.round(this.#servedSeconds / this.#served) : 0),
        CurrentQueueSize: String(this.waiting.length),
        MaxQueueSize: String(size),
      }),
      agent: undefined,
      bridged: false,
      over: false,
      arrived: () => {
        this.agents[0]?.deliver({ type: 'change' })
      },
      bridge() {
        left ??= clock.seconds
        place.bridged = true
        place.agent?.leg.deliver({ type: 'change' })
      },
      gone() {
        left ??= clock.seconds
        place.over = true
        place.agent?.leg.deliver({ type: 'change' })
      },
    }
    this.waiting.push(place)
    return place
  }

  /** Takes a caller out of the line. */
  leave(place: Waiting): void {
    const index = this.waiting.indexOf(place)
    if (index < 0) return
    this.waiting.splice(index, 1)
    this.#served++
    this.#servedSeconds += place.time
  }

  /** The first caller whom no agent has taken. */
  next(): Waiting | undefined {
    return this.waiting.find(({ agent }) => agent === undefined)
  }
}

/** All queues, by name. */
export class Queues {
  readonly #queues = new Map<string, Queue>()
  readonly #world: Simulation

  constructor(world: Simulation) {
    this.#world = world
  }

  /** The queue of that name, made where there is none. */
  open(name: string): Queue {
    let queue = this.#queues.get(name)
    if (!queue) this.#queues.set(name, (queue = new Queue(name, this.#world.sids.next('QU'))))
    return queue
  }

  get(name: string): Queue | undefined {
    return this.#queues.get(name)
  }
}

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
  const queue = whole ? leg.board.queues.get(name) : undefined
  if (!queue) return failed('queue-not-found', 'failed')
  const url = noun.text('url')
  const until = clock.seconds + attributes.number('timeout', 30)
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
    const limit = bridgedAt + attributes.number('timeLimit', 14_400)
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
