/**
 * Web objects of another realm, such as those of Jest and jsdom: their classes have the same names, but are not ours.
 */
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { type RequestToValidate, signRequest } from 'twimlx/webhook'
import { expect, test } from 'vitest'

const { outputFiles } = await build({
  entryPoints: ['src/webhook/index.ts'],
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'webhook',
})

/** Loads `twimlx/webhook` in a realm with classes of its own. */
const elsewhere = (): typeof import('twimlx/webhook') => {
  const realm = createContext({
    atob,
    btoa,
    console,
    crypto,
    TextDecoder,
    TextEncoder,
    URL,
    Headers: class extends Headers {},
    URLSearchParams: class extends URLSearchParams {},
  })
  return runInContext(`${outputFiles[0]!.text};webhook`, realm)
}

const authToken = '0123456789abcdef0123456789abcdef'
const url = 'https://example.com/sms'
const params = { AccountSid: 'AC1', MessageSid: 'SM1', Body: 'hi' }
const signature = await signRequest({ authToken, url, params })
const headers = { 'X-Twilio-Signature': signature, 'I-Twilio-Idempotency-Token': 'a' }

test.each<[string, Pick<RequestToValidate, 'headers' | 'params'>]>([
  ['objects', { headers, params }],
  ['Headers', { headers: new Headers(headers), params }],
  ['URLSearchParams', { headers, params: new URLSearchParams(params) }],
])('a signature is verified with %s of another realm', async (_, request) => {
  const report = await elsewhere().validateSignature({ authToken, url, ...request })
  expect(report).toMatchObject({ valid: true })
})

test('a payload is read from them', () => {
  const message = elsewhere().parseMessage(new URLSearchParams(params), {
    headers: new Headers(headers),
  })
  expect(message).toMatchObject({ Body: 'hi', idempotencyToken: 'a' })
})

test('a header and a parameter may be called get', async () => {
  const { validateSignature } = elsewhere()
  const form = { ...params, get: 'this' }
  const signature = await signRequest({ authToken, url, params: form })
  const headers = { get: 'that', 'x-twilio-signature': signature }
  expect(await validateSignature({ authToken, url, headers, params: form })).toMatchObject({
    valid: true,
  })
})
