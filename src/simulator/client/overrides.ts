/**
 * @module
 * Connection overrides: time-outs and retries in a URL's fragment.
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */

/** The failures that may be retried. */
export type RetryReason = 'ct' | 'rt' | '4xx' | '5xx'

/** The policy of a connection. Times are in seconds. */
export interface Policy {
  readonly connectTimeout: number
  readonly readTimeout: number
  readonly totalTime: number
  readonly retries: number
  readonly retryOn: ReadonlySet<RetryReason>
  /** The edge locations of the tries, in turn. */
  readonly edges: readonly string[]
  /** True if TLS sends the server the name of the host. */
  readonly sni: boolean
}

/** The edge location of a try, counted from 1. */
export const edgeOf = ({ edges }: Policy, attempt: number): string =>
  edges[(attempt - 1) % edges.length]!

/** A fragment that Twilio refuses. */
interface OverrideError {
  readonly code: number
  readonly message: string
}

/** The meaning of a fragment: a policy, with the values that were corrected, or an error. */
export type Overrides =
  | { readonly policy: Policy; readonly adjusted: readonly string[]; readonly error?: undefined }
  | { readonly error: OverrideError }

const reasons: readonly RetryReason[] = ['ct', 'rt', '4xx', '5xx']

const edges = new Set([
  'ashburn',
  'dublin',
  'frankfurt',
  'sao-paulo',
  'singapore',
  'sydney',
  'tokyo',
  'umatilla',
])

// https://www.twilio.com/docs/global-infrastructure/edge-locations
const interconnects = new Set([
  'ashburn-ix',
  'san-jose-ix',
  'london-ix',
  'frankfurt-ix',
  'singapore-ix',
  'sydney-ix',
  'tokyo-ix',
  ...[...edges].map((edge) => `${edge}-ix`),
])

const standard: Policy = {
  connectTimeout: 5,
  readTimeout: 15,
  totalTime: 15,
  retries: 1,
  retryOn: new Set<RetryReason>(['ct']),
  edges: ['ashburn'],
  sni: true,
}

const none: Overrides = { policy: standard, adjusted: [] }

/**
 * Reads a fragment, without its `#`.
 *
 * @param interconnect - True if the account may use the edge locations of Twilio Interconnect.
 */
export const readOverrides = (fragment: string, interconnect: boolean): Overrides => {
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
    return error(11243, `rp=${unknownReason} is not a retry policy: use 4xx, 5xx, ct, rt or all.`)
  const chosen = given
    .get('e')
    ?.split(',')
    .map((edge) => edge.trim())
  for (const edge of chosen ?? []) {
    const refused = refusedEdge(edge, interconnect)
    if (refused) return error(...refused)
  }
  const sni = given.get('sni') ?? 'y'
  if (sni !== 'y' && sni !== 'n') adjusted.push(`sni=${sni} is neither y nor n: y is used.`)
  const policy = {
    connectTimeout: number('ct', 100, 10_000, 5000) / 1000,
    readTimeout: number('rt', 100, 15_000, 15_000) / 1000,
    totalTime: number('tt', 100, 15_000, 15_000) / 1000,
    retries: number('rc', 0, 5, 1),
    retryOn: retryOn
      ? new Set(retryOn.includes('all') ? reasons : retryOn.filter(isReason))
      : standard.retryOn,
    edges: chosen ?? standard.edges,
    sni: sni !== 'n',
  }
  return { policy, adjusted }
}

const refusedEdge = (
  edge: string,
  interconnect: boolean,
): [code: number, message: string] | undefined => {
  if (edges.has(edge)) return undefined
  if (edge === 'roaming')
    return [11241, 'e=roaming is an edge location for clients: for webhooks name one, e.g. dublin.']
  if (!interconnects.has(edge))
    return [11240, `e=${edge} is not an edge location of Twilio, such as ashburn or dublin.`]
  return interconnect
    ? undefined
    : [11242, `e=${edge} needs Twilio Interconnect, which the account does not have.`]
}

const isReason = (reason: string): reason is RetryReason =>
  (reasons as readonly string[]).includes(reason)

const error = (code: number, message: string): Overrides => ({ error: { code, message } })
