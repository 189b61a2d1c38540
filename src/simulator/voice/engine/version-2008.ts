/**
 * @module
 * The verbs and attributes of the API of 2008-08-01.
 * @see https://www.twilio.com/docs/api/errors/13299
 */

/** Its verbs. */
export const verbsOf2008: ReadonlySet<string> = new Set([
  'Dial',
  'Gather',
  'Hangup',
  'Pause',
  'Play',
  'Record',
  'Redirect',
  'Reject',
  'Say',
  'Sms',
])

/** Its attributes of `<Conference>`. */
export const conferenceOf2008: ReadonlySet<string> = new Set([
  'beep',
  'endConferenceOnExit',
  'muted',
  'startConferenceOnEnter',
  'waitMethod',
  'waitUrl',
])
