/**
 * @module
 * Queues, and the callers who wait in them.
 */
import type { Parameters } from '../../client/form.ts'
import type { DocumentRequest } from '../../conversation.ts'
import type { Simulation } from '../../simulation.ts'
import type { Leg } from './leg.ts'

/** The leg whose `<Dial><Queue>` takes a caller out of the queue. */
interface Agent {
  readonly leg: Leg
  /** The document that the caller hears before the connection. */
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
  /** True if the caller and the agent hear each other. */
  bridged: boolean
  /** True if one of them has left. */
  over: boolean
  /** Tells a waiting agent that the caller is ready. */
  arrived(): void
  /** Connects the caller with the agent. */
  bridge(): void
  /** Tells the agent that the caller has left. */
  gone(): void
}

/** A queue of callers. */
export class Queue {
  name: string
  readonly sid: string
  readonly created: Date
  /** The greatest number of waiting callers. */
  size = 1000
  readonly waiting: Waiting[] = []
  /** Agents that wait for a caller. */
  readonly agents: Leg[] = []
  #served = 0
  #servedSeconds = 0

  constructor(name: string, sid: string, created: Date) {
    this.name = name
    this.sid = sid
    this.created = created
  }

  /** The average of the callers' waits, in seconds. */
  get average(): number {
    return this.#served ? Math.round(this.#servedSeconds / this.#served) : 0
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
        AvgQueueTime: String(this.average),
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

  /** Removes a caller from the line. */
  leave(place: Waiting): void {
    const index = this.waiting.indexOf(place)
    if (index < 0) return
    this.waiting.splice(index, 1)
    this.#served++
    this.#servedSeconds += place.time
  }

  /** The first caller without an agent. */
  next(): Waiting | undefined {
    return this.waiting.find(({ agent }) => agent === undefined)
  }
}

/** All queues, by name. */
export class Queues {
  readonly #queues = new Map<string, Queue>()
  readonly #simulation: Simulation

  constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  /** The queue of that name, created if there is none. */
  open(name: string): Queue {
    let queue = this.#queues.get(name)
    if (!queue) {
      const { sids, clock } = this.#simulation
      this.#queues.set(name, (queue = new Queue(name, sids.next('QU'), clock.date)))
    }
    return queue
  }

  get(name: string): Queue | undefined {
    return this.#queues.get(name)
  }

  /** All queues. */
  get all(): Queue[] {
    return [...this.#queues.values()]
  }

  /** Deletes an empty queue. */
  delete(queue: Queue): void {
    this.#queues.delete(queue.name)
  }

  /** Renames a queue. */
  rename(queue: Queue, name: string): void {
    this.#queues.delete(queue.name)
    queue.name = name
    this.#queues.set(name, queue)
  }
}
