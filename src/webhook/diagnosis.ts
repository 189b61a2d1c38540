/** Why a signature most likely does not hold. A cause is proven where it can be: by the URL that the signature fits. */
import { forwardedUrl } from './public-url.ts'
import { otherScheme, otherSlash, redactUrl, signedUrls } from './signed-url.ts'

/**
 * - `missing-header`: there is no `X-Twilio-Signature`
 * - `malformed-header`: the header is no Base64 of an HMAC-SHA1
 * - `no-auth-token`: the `authToken` function knows no token for this account
 * - `scheme`: signed for `https://` where the app sees `http://`, or the other way round
 * - `proxy`: signed for the URL in the proxy's `X-Forwarded-…` or `Forwarded` headers
 * - `path`: signed with, or without, a slash at the end of the path
 * - `body`: the URL fits, but the body is not the one that was signed
 * - `credential`: the auth token looks like an API key or an account SID
 * - `mismatch`: none of these could be shown: another URL, another token, or a forged request
 */
export type SignatureFailure =
  | 'missing-header'
  | 'malformed-header'
  | 'no-auth-token'
  | 'scheme'
  | 'proxy'
  | 'path'
  | 'body'
  | 'credential'
  | 'mismatch'

/** What is known of a request whose signature does not hold. */
export interface Evidence {
  url: string
  headers: Headers
  header: string | null
  signature: Uint8Array | undefined
  tokens: readonly string[]
  /** The form's parameters; `undefined` where nothing but the URL is signed. */
  params: URLSearchParams | undefined
  /** Whether the signature fits the URL, so that only the body's hash was wrong. */
  urlHolds: boolean
  /** Whether the signature fits this URL, with the request's parameters or with others. */
  holdsFor: (url: string, parameters?: string) => Promise<boolean>
}

/** The likeliest cause of a failure, and a sentence that says what to change. */
export async function diagnose(
  evidence: Evidence,
): Promise<{ code: SignatureFailure; reason: string }> {
  const { url, headers, header, signature, tokens, params, urlHolds } = evidence
  if (!header) {
    return {
      code: 'missing-header',
      reason:
        'the request has no X-Twilio-Signature header: it does not come from Twilio, or a proxy dropped the header',
    }
  }
  if (!signature) {
    return {
      code: 'malformed-header',
      reason:
        'the X-Twilio-Signature header is not the Base64 of twenty bytes: it was cut or made up',
    }
  }
  if (tokens.length === 0) {
    return {
      code: 'no-auth-token',
      reason:
        'the authToken function gave no token for the account of this request: add the account, or leave the request refused if it is not yours',
    }
  }
  if (urlHolds) {
    return {
      code: 'body',
      reason:
        'the URL is as signed, but the body does not have the bodySHA256 that the URL promises: hand over the bytes as received, before any middleware parses or changes them',
    }
  }
  return (await provenCause(evidence)) ?? suspectedCause(url, tokens, params, headers)
}

// A forger pays for one request; the search for a cause must not cost the app much more than that.
const MAX_SIGNED_LENGTH = 65_536

async function provenCause({ url, headers, params, holdsFor }: Evidence) {
  if (url.length + (params ? String(params).length : 0) > MAX_SIGNED_LENGTH) return undefined
  const holds = async (candidate: string | undefined) => {
    if (candidate === undefined) return undefined
    for (const form of firstTwo(signedUrls(candidate))) {
      if (await holdsFor(form)) return redactUrl(form)
    }
    return undefined
  }

  const scheme = await holds(otherScheme(url))
  if (scheme) {
    return {
      code: 'scheme',
      reason: `the signature is for ${scheme}, but the app sees ${redactUrl(url)}, as behind a proxy that ends TLS: set publicUrl to ${JSON.stringify(/^\w+:\/\/[^/?#]*/.exec(scheme)?.[0])}, or trustProxy if the proxy sets X-Forwarded-Proto`,
    } as const
  }
  const forwarded = await holds(forwardedUrl(url, headers))
  if (forwarded) {
    return {
      code: 'proxy',
      reason: `the signature is for ${forwarded}, which the proxy's headers tell, but the app sees ${redactUrl(url)}: set trustProxy, or publicUrl`,
    } as const
  }
  const slash = await holds(otherSlash(url))
  if (slash) {
    return {
      code: 'path',
      reason: `the signature is for ${slash}, but the app sees ${redactUrl(url)}: configure the URL at Twilio as the app has it, the slash at its end included`,
    } as const
  }
  if (params?.size && (await holdsFor(url, ''))) {
    return {
      code: 'body',
      reason:
        'the signature is for this URL without any parameter: something added a body, or made a POST of a GET',
    } as const
  }
  return undefined
}

function suspectedCause(
  url: string,
  tokens: readonly string[],
  params: URLSearchParams | undefined,
  headers: Headers,
): { code: SignatureFailure; reason: string } {
  if (tokens.some((token) => /^(SK|AC)[0-9a-f]{32}$/i.test(token))) {
    return {
      code: 'credential',
      reason:
        'the auth token is the SID of an API key (SK…) or of an account (AC…): webhooks are signed with the primary auth token of the account, which the Twilio Console shows beside the account SID',
    }
  }
  if (params?.size === 0 && Number(headers.get('content-length') ?? 0) > 0) {
    return {
      code: 'body',
      reason:
        'the request has a body but no parameters arrived: some middleware read or dropped it; check the signature before it does',
    }
  }
  if (params && headers.get('content-type')?.includes('json')) {
    return {
      code: 'body',
      reason:
        'the body is JSON but the URL has no bodySHA256: something dropped it from the query, or the request is not from Twilio',
    }
  }
  const causes = [
    /^(http|ws):/i.test(url) &&
      'the app sees http:// where Twilio requested https:// (set publicUrl or trustProxy)',
    'the host, path or query differs from the one configured at Twilio (set publicUrl)',
    'the auth token is an API key’s secret, a secondary token not yet promoted, or another account’s or region’s token (it must be the primary auth token of the account that sent this)',
    params && 'some middleware changed the parameters: trimmed, dropped or decoded them anew',
    'the request is forged',
  ]
  return {
    code: 'mismatch',
    reason: `the signature does not fit ${redactUrl(url)}; likeliest causes: ${causes.filter(Boolean).join('; ')}`,
  }
}

function* firstTwo<T>(values: Iterable<T>): Generator<T> {
  let left = 2
  for (const value of values) {
    yield value
    if (--left === 0) return
  }
}
