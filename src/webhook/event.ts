/**
 * @module
 * The event that observers receive of a webhook: numbers, names and SIDs, never the words or keys of a person.
 */
import type { SignatureFailure } from './diagnosis.ts'
import { WebhookError } from './payload.ts'
import type { StatusPayload } from './status.ts'

/**
 * An answered webhook.
 *
 * @example
 * ```ts
 * const log = ({ kind, outcome, milliseconds }: WebhookEvent): void =>
 *   console.log(kind, outcome, Math.round(milliseconds))
 * ```
 */
export interface WebhookEvent {
  /** The kind of its middleware; `signature` is `verifySignature`. */
  kind: 'message' | 'call' | 'status' | 'signature'
  /** The kind of status callback. */
  statusKind?: StatusPayload['kind'] | undefined
  /**
   * The SIDs among its parameters, by their names: `{ AccountSid: 'AC…', CallSid: 'CA…' }`. Empty for a refused one.
   */
  sids: Readonly<Record<string, string>>
  /**
   * `answered` by the handler, or with the answer of its first try; `refused` before it reached the handler; `failed`
   * if the handler threw.
   */
  outcome: 'answered' | 'refused' | 'failed'
  /**
   * The reason of a refusal: the failure of the signature; `malformed` if it is no form; `too-large`; `schema` if it
   * does not fit the route's schema.
   */
  refusal?: SignatureFailure | 'malformed' | 'too-large' | 'schema' | undefined
  /** The HTTP status of the answer. */
  status: number
  /** The time that it took, from the middleware on. */
  milliseconds: number
  /** That time as a share of the fifteen seconds that Twilio waits: 0.5 is half of them. */
  share: number
  /** True for a later try of a webhook, which `idempotency` answers like the first. */
  isDuplicate: boolean
}

/** Milliseconds that Twilio waits for an answer, unless a connection override of the URL sets a shorter time. */
const TWILIO_WAITS_MS = 15_000

/** The SIDs among `params`, by their names. */
const sidsOf = (params: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...params].filter(([name, value]) => name.endsWith('Sid') && /^[A-Z]{2}\w{1,32}$/.test(value)),
  )

/** The findings about a webhook while it is answered. */
export interface Findings {
  statusKind?: WebhookEvent['statusKind']
  refusal?: WebhookEvent['refusal']
  params?: URLSearchParams
  isDuplicate?: boolean
}

/** The event of a webhook whose answer has the status `status`, or whose handler failed. */
export const eventOf = (
  kind: WebhookEvent['kind'],
  { refusal, params, isDuplicate = false, statusKind }: Findings,
  { began, status, isFailed }: { began: number; status: number; isFailed: boolean },
): WebhookEvent => {
  const milliseconds = Date.now() - began
  return {
    kind,
    ...(statusKind && { statusKind }),
    sids: params ? sidsOf(params) : {},
    outcome: isFailed ? 'failed' : refusal ? 'refused' : 'answered',
    ...(refusal && { refusal }),
    status,
    milliseconds,
    share: milliseconds / TWILIO_WAITS_MS,
    isDuplicate,
  }
}

/** The reason of refusing a request that Twilio does not send. */
export const refusalOf = (error: unknown): WebhookEvent['refusal'] =>
  error instanceof WebhookError
    ? (error.code ?? (error.status === 413 ? 'too-large' : 'malformed'))
    : undefined
