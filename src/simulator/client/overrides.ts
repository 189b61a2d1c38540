/**
 * @module
 * Connection overrides: what a URL's fragment says about time-outs and retries.
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */

/** What may be retried. */
export type RetryReason = 'ct' | 'rt' | '4xx' | '5xx'

/** How to connect. Times in seconds. */
export interface Policy {
  readonly connectTimeout: number
  readonly readTimeout: number
  readonly totalTime: number
  readonly retries: number
  readonly retryOn: ReadonlySet<RetryReason>
}

/** A fragment that Twilio refuses. */
export interface OverrideError {
  readonly code: number
  readonly message: string
}

/** What a fragment means: a policy with what was put right in it, or an error. */
export type Overrides =
  | { readonly policy: Policy; readonly adjusted: readonly string[]; readonly error?: undefined }
  | { readonly error: OverrideError }

const reasons: readonly RetryReason[] = ['ct', 'rt', '4xx', '5xx']

const edges = new Set(
  ['ashburn', 'dublin', 'frankfurt', 'sao-paulo', 'singapore', 'sydney', 'tokyo', 'umatilla']
    .flatMap((edge) => [edge, `${edge}-ix`])
    .concat('san-jose-ix', 'london-ix'),
)

const standard: Policy = {
  connectTimeout: 5,
  readTimeout: 15,
  totalTime: 15,
  retries: 1,
  retryOn: new Set<RetryReason>(['ct']),
}

const none: Overrides = { policy: standard, adjusted: [] }

/** Reads a fragment, without its `#`. */
export const readOverrides = (fragment: string): Overrides => {
  if (fragment === '') return none
  const given = new URLSearchParams(fragment)
  const adjusted: string[] = []
  const number = (name: string, min: number, max: number, otherwise: number): number => {
    const value = given.get(name)
    if (value === null) return otherwise
    const wanted = /^\d+$/.test(value) ? Number(value) : NaN
    const used = Number.isNaN(wanted) ? otherwise : Math.min(max, Math.max(min, wanted))
    if (used !== wanted)
      adjusted.push(`${name}=${value} is not from ${min} to ${max}: ${used} is used.`)
    return used
  }
  const retryOn = given
    .get('rp')
    ?.split(',')
    .map((reason) => reason.trim())
  const unknownReason = retryOn?.find((reason) => reason !== 'all' && !isReason(reason))
  if (unknownReason !== undefined)
    return error(11243, `rp=${unknownReason} is no retry policy: use 4xx, 5xx, ct, rt or all.`)
  const unknownEdge = given
    .get('e')
    ?.split(',')
    .find((edge) => !edges.has(edge.trim()))
  if (unknownEdge !== undefined)
    return error(
      11240,
      `e=${unknownEdge} is no edge location of Twilio, such as ashburn or dublin.`,
    )
  const policy = {
    connectTimeout: number('ct', 100, 10_000, 5000) / 1000,
    readTimeout: number('rt', 100, 15_000, 15_000) / 1000,
    totalTime: number('tt', 100, 15_000, 15_000) / 1000,
    retries: number('rc', 0, 5, 1),
    retryOn: retryOn
      ? new Set(retryOn.includes('all') ? reasons : retryOn.filter(isReason))
      : standard.retryOn,
  }
  return { policy, adjusted }
}

const isReason = (reason: string): reason is RetryReason =>
  (reasons as readonly string[]).includes(reason)

const error = (code: number, message: string): Overrides => ({ error: { code, message } })
