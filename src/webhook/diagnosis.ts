/**
 * @module
 * Finds the likeliest reason that a signature does not hold. If possible it is proven, by a URL that the signature
 * fits.
 */
import { forwardedUrl } from './public-url.ts'
import { shown } from './shown.ts'
import { withHost, otherScheme, otherSlash, redactUrl } from './signed-url.ts'

/**
 * - `missing-header`: there is no `X-Twilio-Signature`
 * - `malformed-header`: the header is no Base64 of an HMAC-SHA1 or, for a shared key, of an HMAC-SHA256
 * - `malformed-settings`: `X-Twilio-Webhooks-Signature-Settings` names no key, two, or an unknown algorithm
 * - `unknown-key`: `sharedKeys` has no secret for the shared key that the request names
 * - `no-auth-token`: the `authToken` function knows no token for this account, or there are `sharedKeys` only
 * - `too-many-parameters`: the form has more parameters than `maxParameters`
 * - `scheme`: signed for `https://` where the app sees `http://`, or the other way round
 * - `host`: signed for the host that the `Host` header names, while the app sees another
 * - `proxy`: signed for the URL in the proxy's `X-Forwarded-…` or `Forwarded` headers
 * - `path`: signed with, or without, a slash at the end of the path
 * - `body`: the URL fits, but the body is not the one that was signed, or none that can be signed
 * - `credential`: the auth token looks like an API key or an account SID, or has a blank or line break at an end
 * - `mismatch`: none of these could be shown: another URL, another token, or a forged request
 *
 * @example
 * ```ts
 * const isProxyTrouble = (code: SignatureFailure): boolean =>
 *   ['scheme', 'host', 'proxy', 'path'].includes(code)
 * ```
 */
export type SignatureFailure =
  | 'missing-header'
  | 'malformed-header'
  | 'malformed-settings'
  | 'unknown-key'
  | 'no-auth-token'
  | 'too-many-parameters'
  | 'scheme'
  | 'host'
  | 'proxy'
  | 'path'
  | 'body'
  | 'credential'
  | 'mismatch'

/** The facts about a request whose signature does not hold. */
export interface Evidence {
  url: string
  headers: Headers
  /** The tokens, or the shared key's secret, that were tried. */
  secrets: readonly string[]
  /** The shared key that the request names. */
  keyId: string | undefined
  /** The form's parameters; `undefined` if only the URL is signed. */
  params: URLSearchParams | undefined
  /** True if the signature fits the URL, so that only the body's hash is wrong. */
  urlHolds: boolean
  /**
   * True if the signature fits this URL, with the request's parameters or with others. Always `false` once a limit of
   * hashed characters is reached, so that a forgery cannot be made expensive.
   */
  holdsFor: (url: string, parameters?: string) => boolean | Promise<boolean>
}

/** The likeliest cause of a failure, and a sentence that says what to change. */
export const diagnose = async (
  evidence: Evidence,
): Promise<{ code: SignatureFailure; reason: string }> => {
  if (evidence.urlHolds)
    return {
      code: 'body',
      reason:
        'the URL is as signed, but the body does not have the bodySHA256 that the URL promises: hand over the bytes as received, before any middleware parses or changes them',
    }

  return (await provenCause(evidence)) ?? suspectedCause(evidence)
}

const provenCause = async ({ url, headers, params, holdsFor }: Evidence) => {
  const host = hostOf(headers)
  const atItsHost = host && withHost(url, host)
  const causes: [SignatureFailure, string | undefined, (origin: string) => string][] = [
    [
      'scheme',
      otherScheme(url),
      (origin) =>
        `a proxy ends TLS, so set publicUrl to ${origin}, or trustProxy if the proxy sets X-Forwarded-Proto`,
    ],
    [
      'proxy',
      forwardedUrl(url, headers),
      (origin) => `the proxy’s headers tell it, so set trustProxy, or publicUrl to ${origin}`,
    ],
    ['host', atItsHost, namedByHost],
    ['host', atItsHost && otherScheme(atItsHost), namedByHost],
    [
      'path',
      otherSlash(url),
      () => 'configure the URL at Twilio as the app has it, the slash at its end included',
    ],
  ]
  for (const [code, candidate, cure] of causes) {
    if (!candidate || !(await holdsFor(candidate))) continue
    const signed = redactUrl(candidate)
    return {
      code,
      reason: `the signature is for ${signed}, but the app sees ${redactUrl(url)}: ${cure(originOf(signed))}`,
    }
  }
  if (params?.size && (await holdsFor(url, '')))
    return {
      code: 'body',
      reason:
        'the signature is for this URL without any parameter: something added a body, or made a POST of a GET',
    } as const
  return undefined
}

const namedByHost = (origin: string): string =>
  `the Host header names its host, so set publicUrl to ${origin}`

const suspectedCause = ({
  url,
  secrets,
  keyId,
  params,
  headers,
}: Evidence): { code: SignatureFailure; reason: string } => {
  const secret =
    keyId === undefined ? 'the auth token' : `the secret of the shared key "${shown(keyId)}"`
  if (secrets.some((each) => each !== each.trim()))
    return {
      code: 'credential',
      reason: `${secret} begins or ends with a blank or a line break, as one that was read from a file may: trim it`,
    }

  if (secrets.some((each) => /^(SK|AC)[0-9a-f]{32}$/i.test(each)))
    return {
      code: 'credential',
      reason:
        'the auth token is the SID of an API key (SK…) or of an account (AC…): webhooks are signed with the primary auth token of the account, which the Twilio Console shows beside the account SID',
    }

  if (params?.size === 0 && Number(headers.get('content-length') ?? 0) > 0)
    return {
      code: 'body',
      reason:
        'the request has a body but no parameters arrived: some middleware read or dropped it; check the signature before it does',
    }

  const causes = [
    /^(http|ws):/i.test(url) &&
      'the app sees http:// where Twilio requested https:// (set publicUrl or trustProxy)',
    'the host, path or query differs from the one configured at Twilio (set publicUrl)',
    keyId === undefined
      ? 'the auth token is an API key’s secret, a secondary token not yet promoted, or another account’s or region’s token (it must be the primary auth token of the account that sent this)'
      : `${secret} is another key’s, or was rotated`,
    params && 'some middleware changed the parameters: trimmed, dropped or decoded them anew',
    'the request is forged',
  ]
  return {
    code: 'mismatch',
    reason: `the signature does not fit ${redactUrl(url)}; the likeliest causes: ${causes.filter(Boolean).join('; ')}`,
  }
}

const hostOf = (headers: Headers): string | undefined => {
  const host = headers.get('host')
  return host !== null && /^(\[[\da-f:.]+\]|[\w.-]+)(:\d+)?$/i.test(host) ? host : undefined
}

const originOf = (url: string): string => JSON.stringify(/^\w+:\/\/[^/?#]*/.exec(url)?.[0])
