/**
 * @module
 * All calls of a simulation: begins and ends each, and finds the legs that ring at an address.
 */
import type { DocumentRequest } from '../conversation.ts'
import type { Document } from '../document.ts'
import type { Outbox } from '../messaging/outbox.ts'
import type { Simulation } from '../simulation.ts'
import { Leg, type LegOptions } from './engine/leg.ts'
import { Queues } from './engine/queues.ts'
import { Recordings } from './engine/recordings.ts'
import { LiveConferences } from './engine/live-conference.ts'
import { CALL_DOCUMENTS, type Exchange, type Verb } from './engine/run.ts'
import { runDocuments } from './engine/documents.ts'
import { apologize } from './engine/playback.ts'
import { Interruption } from './engine/signal.ts'
import type { CallStatus } from './engine/call-status.ts'
import { verbs } from './verbs/index.ts'

/** The reaction of a called party. */
export type CalleeAnswer = 'answer' | 'busy' | 'no-answer' | 'fail'

export class Switchboard implements Exchange {
  readonly simulation: Simulation
  readonly outbox: Outbox
  readonly queues: Queues
  readonly recordings = new Recordings()
  readonly conferences = new LiveConferences(this.recordings)
  readonly verbs: Readonly<Record<string, Verb>> = verbs
  /** Tells whether the simulation answers a URL. */
  readonly reaches: (url: string) => boolean
  /** All calls, in the order in which they began. */
  readonly legs: Leg[] = []
  /** Legs that ring or talk, by the address that was called. */
  readonly #called = new Map<string, Leg[]>()

  constructor(simulation: Simulation, outbox: Outbox, reaches: (url: string) => boolean) {
    this.simulation = simulation
    this.outbox = outbox
    this.queues = new Queues(simulation)
    this.reaches = reaches
  }

  /** Begins an inbound call. */
  receive(options: Omit<LegOptions, 'direction'>, first: DocumentRequest): Leg {
    const leg = new Leg(this.simulation, { ...options, direction: 'inbound' })
    this.legs.push(leg)
    this.#conduct(leg, first)
    return leg
  }

  /** Begins an outbound call over the REST API. */
  place(
    options: Omit<LegOptions, 'direction' | 'parent'>,
    first: DocumentRequest | Document,
    timeout: number,
    answered: (leg: Leg) => Promise<void> = async () => {},
  ): Leg {
    const leg = new Leg(this.simulation, { ...options, direction: 'outbound-api' })
    leg.write({ type: 'outbound', to: leg.to, from: leg.from })
    const { clock } = this.simulation
    clock.start(async () => {
      let ended: Interruption | undefined
      try {
        await leg.reportProgress('initiated')
        leg.ring()
        await leg.reportProgress('ringing')
        const until = clock.seconds + timeout
        while (!leg.answered && !leg.ended) {
          const signal = await leg.wait('ringing', Math.max(0, until - clock.seconds))
          if (signal.type === 'timeout') leg.refuse('no-answer')
          if (leg.status !== 'ringing' && !leg.answered) break
        }
        if (leg.answered) {
          await answered(leg)
          await leg.reportProgress('answered')
        }
      } catch (interruption) {
        if (!(interruption instanceof Interruption)) throw interruption
        ended = interruption
      }
      if (leg.answered && !ended) return this.#talk(leg, first)
      const by = ended?.kind.type === 'over' ? ended.kind.by : 'twilio'
      await this.#end(leg, by, leg.answered ? 'completed' : ended ? 'canceled' : leg.status)
    })
    this.ringing(leg)
    return leg
  }

  /** Adds a leg that rings at its address. */
  ringing(leg: Leg): void {
    this.legs.push(leg)
    const legs = this.#called.get(leg.to)
    if (legs) legs.push(leg)
    else this.#called.set(leg.to, [leg])
    const { answers } = this.simulation.settings
    const how = typeof answers === 'function' ? answers(leg) : answers
    if (how === undefined) return
    // Answers once the phone has rung.
    this.simulation.clock.start(async () => {
      if (leg.ended || leg.answered) return
      if (typeof how === 'string') this.answer(leg, how)
      else this.answer(leg, 'answer', how.answeredBy)
    })
  }

  /** Forgets a leg that has ended. */
  gone(leg: Leg): void {
    const legs = this.#called.get(leg.to)?.filter((other) => other !== leg)
    if (legs?.length) this.#called.set(leg.to, legs)
    else this.#called.delete(leg.to)
  }

  /** The leg that rings or talks at an address: the latest one. */
  at(address: string): Leg | undefined {
    return this.#called.get(address)?.findLast((leg) => !leg.lostToParent)
  }

  /** Lets the called party react. */
  answer(leg: Leg, how: CalleeAnswer, answeredBy?: string): void {
    const statuses = { busy: 'busy', 'no-answer': 'no-answer', fail: 'failed' } as const
    if (how === 'answer') leg.pickUp(answeredBy)
    else leg.decline(statuses[how])
  }

  /** Lets a party hang up. */
  hangUp(leg: Leg): void {
    leg.interrupt(new Interruption({ type: 'over', by: 'caller' }))
    if (leg.direction === 'outbound-dial' && !leg.detached) leg.leave()
  }

  /** Gives a live call another document, by request of the REST API. */
  redirect(leg: Leg, to: DocumentRequest | Document): void {
    leg.update('kind' in to)
    if (leg.direction !== 'outbound-dial' || leg.detached)
      return leg.interrupt(new Interruption({ type: 'redirect', to }))
    // The leg that dialled it continues with its own document.
    leg.detach()
    this.#conduct(leg, to)
  }

  #conduct(leg: Leg, first: DocumentRequest | Document): void {
    this.simulation.clock.start(() => this.#talk(leg, first))
  }

  async #talk(leg: Leg, first: DocumentRequest | Document): Promise<void> {
    let next = first
    let deferred: readonly (() => Promise<void>)[] = []
    for (;;)
      try {
        for (const request of deferred) await request()
        const ending = await runDocuments(this, leg, CALL_DOCUMENTS, next)
        if (ending === 'failed') {
          leg.answer()
          apologize(leg)
        }
        // An empty document picks up, unless earlier verbs let the caller hear ringing.
        else if (leg.status === 'ringing' && leg.keptRinging) leg.refuse('no-answer')
        else if (leg.status === 'ringing') leg.answer()
        return await this.#end(leg, 'twilio', leg.answered ? 'completed' : leg.status)
      } catch (interruption) {
        if (!(interruption instanceof Interruption)) throw interruption
        const { kind } = interruption
        deferred = interruption.deferred
        if (kind.type === 'over') {
          const status = kind.status ?? (leg.answered ? 'completed' : unanswered(leg, kind.by))
          return await this.#end(leg, kind.by, status, deferred)
        }
        if (kind.type === 'redirect') next = kind.to
        // An interruption that arrives after its verb has ended ends the document too.
        else return await this.#end(leg, 'twilio', 'completed')
      }
  }

  async #end(
    leg: Leg,
    by: 'caller' | 'twilio',
    status: CallStatus,
    deferred: readonly (() => Promise<void>)[] = [],
  ): Promise<void> {
    leg.end(status)
    await leg.stopAll()
    leg.write({ type: 'hangup', by, callStatus: status })
    this.gone(leg)
    try {
      for (const request of deferred) await request()
    } catch (interruption) {
      // The last requests of a call may exceed the limit of documents.
      if (!(interruption instanceof Interruption)) throw interruption
    }
    await leg.reportProgress('completed')
  }
}

/**
 * The status of a call that ends before it was in progress.
 * @see https://www.twilio.com/docs/voice/twiml/changelog
 */
const unanswered = (leg: Leg, by: 'caller' | 'twilio'): CallStatus =>
  leg.direction === 'inbound' && by === 'caller' ? 'no-answer' : 'canceled'
