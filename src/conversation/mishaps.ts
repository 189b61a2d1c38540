/**
 * @module
 * Faults that occur once: in the next request to the app, in the delivery of the next message.
 */
import type { Fault, SimulateOptions } from '../simulator/options.ts'
import { isTwilio } from '../simulator/rest/host.ts'

/** The faults to come. */
export class Mishaps {
  /** The fault of the next request to the app. */
  fault: Fault | undefined
  /** Twilio's code for the failure of the next message. */
  undelivered: number | undefined

  /** The options through which a simulation reads the faults. */
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
