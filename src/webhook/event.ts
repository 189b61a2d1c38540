/**
 * @module
 * What observers are told of a webhook: numbers, names and SIDs, never what a person wrote, said or typed.
 */
import type { SignatureFailure } from './diagnosis.ts'
import type { StatusPayload } from './status.ts'

/** A webhook that was answered. */
export interface WebhookEvent {
  /** The middleware that it came to; `signature` is `verifySignature`. */
  kind: 'message' | 'call' | 'status' | 'signature'
  /** Which status callback it is. */
  statusKind?: StatusPayload['kind'] | undefined
  /** The SIDs among its parameters, by their names: `{ AccountSid: 'AC…', CallSid: 'CA…' }`. None of a refused one. */
  sids: Readonly<Record<string, string>>
  /**
   * `answered` by the handler, or as its first try was; `refused` before it reached the handler; `failed`, where the
   * handler threw.
   */
  outcome: 'answered' | 'refused' | 'failed'
  /**
   * Why it was refused: what is wrong with the signature; `malformed` where it is no form; `too-large`; `schema` where it
   * does not fit the route's schema.
   */
  refusal?: SignatureFailure | 'malformed' | 'too-large' | 'schema' | undefined
  /** The HTTP status of the answer. */
  status: number
  /** How long it took from the middleware on. */
  milliseconds: number
  /** The same as a share of the fifteen seconds that Twilio waits: 0.5 is half of them. */
  share: number
  /** Whether it is a later try of a webhook, which `idempotency` answers as the first was. */
  isDuplicate: boolean
}

/** Milliseconds that Twilio waits for an answer, unless a connection override of the URL says less. */
export const TWILIO_WAITS_MS = 15_000

/** The SIDs among `params`, by their names. */
export const sidsOf = (params: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...params].filter(([name, value]) => name.endsWith('Sid') && /^[A-Z]{2}\w{1,32}$/.test(value)),
  )
