/**
 * @module
 * `<Redirect>`: another document takes over.
 * @see https://www.twilio.com/docs/voice/twiml/redirect
 */
import type { Exit } from '../engine/exit.ts'
import type { VerbRun } from '../engine/run.ts'

export const redirect = (verb: VerbRun): Exit => {
  const attributes = verb.attributes
  return {
    type: 'goto',
    request: {
      reference: verb.text,
      base: verb.url,
      method: attributes.method(),
      told: verb.tells(11100),
    },
  }
}
