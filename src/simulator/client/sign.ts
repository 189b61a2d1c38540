/**
 * @module
 * Twilio's signature of a request, computed synchronously so that concurrent requests keep their order.
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
import { createHmac } from 'node:crypto'
import { signedParameters, toSearchParams } from '../../webhook/parameters.ts'
import { writeSettings } from '../../webhook/shared-keys.ts'
import type { Settings } from '../options.ts'
import type { Parameters } from './form.ts'

/** The headers that sign a request, by the auth token or a shared key. `url`: the URL to sign. */
export const sign = (
  { authToken, sharedKeys, signatureAlgorithm: algorithm = 'HMAC_SHA256' }: Settings,
  url: string,
  params: Parameters,
): Record<string, string> => {
  const [shared] = Object.entries(sharedKeys ?? {})
  const isSha1 = !shared || algorithm === 'HMAC_SHA1'
  const signature = createHmac(isSha1 ? 'sha1' : 'sha256', shared ? shared[1] : authToken)
    .update(url + signedParameters(toSearchParams(params)))
    .digest('base64')
  return {
    'x-twilio-signature': signature,
    ...(shared && {
      'x-twilio-webhooks-signature-settings': writeSettings({ keyId: shared[0], algorithm }),
    }),
  }
}
