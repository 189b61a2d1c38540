import { oneOfCoded } from '../attributes.ts'

/** Recording modes; `code` is Twilio's for an unknown one. */
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
