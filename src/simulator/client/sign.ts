/**
 * @module
 * Twilio's signature of a request, made at once: requests that go out together go out in their order.
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
import { createHmac } from 'node:crypto'
import { signedParameters, toSearchParams } from '../../webhook/parameters.ts'
import type { Parameters } from './form.ts'

/** The value of `X-Twilio-Signature`. `url`: as it is signed, with nothing private in it. */
export const sign = (authToken: string, url: string, params: Parameters): string =>
  createHmac('sha1', authToken)
    .update(url + signedParameters(toSearchParams(params)))
    .digest('base64')
