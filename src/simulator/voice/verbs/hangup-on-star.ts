/**
 * @module
 * Keys during a connection that a `<Dial>` has made.
 * @see https://www.twilio.com/docs/voice/twiml/dial#hanguponstar
 */
import type { Attributes } from '../../inspect.ts'
import type { Leg } from '../engine/leg.ts'
import type { Signal } from '../engine/signal.ts'

/** True for the `*` by which the caller leaves. Logs a hint that other keys do nothing. */
export const isHangupStar = (leg: Leg, signal: Signal, dial: Attributes): boolean => {
  if (signal.type !== 'keys') return false
  if (signal.keys.includes('*') && dial.flag('hangupOnStar')) return true
  leg.write({
    type: 'hint',
    message: `<Dial> listens for * with hangupOnStar="true" only: the keys ${signal.keys} reach the other party and not <Dial>.`,
  })
  return false
}
