/**
 * @module
 * What observers are told of a webhook: numbers, names and SIDs, never what a person wrote, said or typed.
 */
import type { SignatureFailure } from './diagnosis.ts'
import { WebhookError } from './payload.ts'
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
const TWILIO_WAITS_MS = 15_000

/** The SIDs among `params`, by their names. */
const sidsOf = (params: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...params].filter(([name, value]) => name.endsWith('Sid') && /^[A-Z]{2}\w{1,32}$/.test(value)),
  )

/** What is found out about a webhook while it is answered. */
export interface Findings {
  statusKind?: WebhookEvent['statusKind']
  refusal?: WebhookEvent['refusal']
  params?: URLSearchParams
  isDuplicate?: boolean
}

/** The event of a webhook that is answered with `status`, or whose handler failed. */
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

/** Why a request is refused that is not what Twilio sends. */
export const refusalOf = (error: unknown): WebhookEvent['refusal'] =>
  error instanceof WebhookError
    ? (error.code ?? (error.status === 413 ? 'too-large' : 'malformed'))
    : undefined
