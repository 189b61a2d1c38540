/**
 * @module
 * Plays the steps of a conversation in a simulation.
 */
import type { Call } from '../simulator/call.ts'
import type { Simulator } from '../simulator/simulate.ts'
import type { Mishaps } from './mishaps.ts'
import type { Step } from './step.ts'

/** A player with all the phones of a conversation. */
export class Player {
  /** The latest call of each phone. */
  readonly calls = new Map<string, Call>()
  readonly #twilio: Simulator
  readonly #mishaps: Mishaps

  /**
   * @param twilio - The simulation.
   * @param mishaps - The faults that the simulation's options read.
   */
  constructor(twilio: Simulator, mishaps: Mishaps) {
    this.#twilio = twilio
    this.#mishaps = mishaps
  }

  /**
   * Plays a step, and waits until the app waits for input again.
   * @throws {Error} If the step is impossible: the call is over, the phone does not ring.
   */
  async play(step: Step): Promise<void> {
    const twilio = this.#twilio
    switch (step.does) {
      case 'text': {
        const { by, body, to, media = [] } = step
        await twilio
          .phone(by)
          .text(body, { to, media: media.map((contentType) => ({ contentType })) })
        return
      }
      case 'call': {
        const { by, to } = step
        const known = this.calls.get(by)
        if (known && !isOver(known))
          throw new Error(`${by} is on the line already: hang up before you call again.`)
        this.calls.set(by, await twilio.phone(by).call({ to }))
        return
      }
      case 'answer':
        this.calls.set(step.by, await twilio.phone(step.by).answer())
        return
      case 'decline':
        return twilio.phone(step.by).decline(step.how)
      case 'wait':
        return twilio.advance(step.seconds)
      case 'report': {
        const { by, index, status, errorCode } = step
        const message = twilio.phone(by).messages[index]
        if (!message) throw new Error(`${by} has not received a message number ${index + 1}.`)
        return twilio.report(message, status, errorCode)
      }
      case 'fault':
        this.#mishaps.fault = step.fault
        return
      case 'undeliver':
        this.#mishaps.undelivered = step.errorCode
        return
      case 'request': {
        const { url, method, params, cookie } = step
        await twilio.post(url, params, { method, cookie })
        return
      }
      default:
        return this.#inCall(step)
    }
  }

  async #inCall(
    step: Extract<Step, { does: 'press' | 'say' | 'talk' | 'silence' | 'hangup' | 'drop' }>,
  ): Promise<void> {
    const call = this.calls.get(step.by)
    if (!call) throw new Error(`${step.by} is not in a call.`)
    switch (step.does) {
      case 'press':
        await call.press(step.keys)
        return
      case 'say':
        await call.say(step.words)
        return
      case 'talk':
        await call.talk(step.seconds)
        return
      case 'silence':
        await call.silence(step.seconds)
        return
      case 'hangup':
        await call.hangup()
        return
      case 'drop':
        await call.drop()
    }
  }
}

const over = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled'])

/** True for a call that has ended. */
export const isOver = ({ status }: Pick<Call, 'status'>): boolean => over.has(status)
