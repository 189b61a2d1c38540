/**
 * @module
 * Errors and warnings of the whole account: the debugger's webhook.
 */
import { date, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * An error or warning that Twilio's debugger logged.
 *
 * @see https://www.twilio.com/docs/usage/troubleshooting/debugging-event-webhooks
 */
export interface DebuggerParameters {
  /** SID of the event, `NO…`. */
  Sid: string
  /** How bad it is. */
  Level: Open<'Error' | 'Warning' | 'ERROR' | 'WARNING'>
  /** What happened, as JSON text: `resource_sid`, `error_code`, `more_info`, `webhook`. */
  Payload: string
  /** `application/json`. */
  PayloadType?: string
  /** SID of the account above this one, for a subaccount. */
  ParentAccountSid?: string
  /** When it happened. */
  Timestamp?: Date
}

export const debuggerEvent: StatusKind<DebuggerParameters> = {
  is: (has) => has('Level') && has('Payload'),
  identity: ['Sid'],
  conversions: { Timestamp: date },
  always: { Sid: '', Level: '', Payload: '' },
}
