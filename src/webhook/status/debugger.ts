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
 *
 * @example
 * ```ts
 * const isError = ({ Level }: DebuggerParameters): boolean => Level.toUpperCase() === 'ERROR'
 * ```
 */
export interface DebuggerParameters {
  /** SID of the event, `NO…`. */
  Sid: string
  /** The severity. */
  Level: Open<'Error' | 'Warning' | 'ERROR' | 'WARNING'>
  /** Details of the event, as JSON text: `resource_sid`, `error_code`, `more_info`, `webhook`. */
  Payload: string
  /** `application/json`. */
  PayloadType?: string
  /** SID of the parent account, for a subaccount. */
  ParentAccountSid?: string
  /** The time of the event. */
  Timestamp?: Date
}

export const debuggerEvent: StatusKind<DebuggerParameters> = {
  is: (has) => has('Level') && has('Payload'),
  identity: ['Sid'],
  conversions: { Timestamp: date },
  always: { Sid: '', Level: '', Payload: '' },
}
