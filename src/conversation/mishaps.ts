/**
 * @module
 * What goes wrong once: the next request to the app, the delivery of the next message.
 */
import type { Fault, SimulateOptions } from '../simulator/options.ts'
import { isTwilio } from '../simulator/rest/host.ts'

/** What is to go wrong next. */
export class Mishaps {
  /** How the next request to the app goes wrong. */
  fault: Fault | undefined
  /** Twilio's code for why the next message does not arrive. */
  undelivered: number | undefined

  /** The options by which a simulation asks for them. */
  get options(): Pick<SimulateOptions, 'fault' | 'delivery'> {
    return {
      fault: ({ url }) => {
        if (this.fault === undefined || isTwilio(new URL(url).hostname)) return undefined
        const { fault } = this
        this.fault = undefined
        return fault
      },
      delivery: () => {
        const { undelivered } = this
        this.undelivered = undefined
        return undelivered === undefined
          ? 'delivered'
          : { status: 'undelivered', errorCode: undelivered }
      },
    }
  }
}
