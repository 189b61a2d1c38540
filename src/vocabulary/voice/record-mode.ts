import { oneOfCoded } from '../attributes.ts'

/** Whether and how a call is recorded; `code` is Twilio's for another value. */
export const recordMode = (code?: number) =>
  oneOfCoded(
    code,
    'do-not-record',
    'record-from-answer',
    'record-from-ringing',
    'record-from-answer-dual',
    'record-from-ringing-dual',
    'true',
    'false',
  )
