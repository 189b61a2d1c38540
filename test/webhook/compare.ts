/**
 * Counts where our validation and that of `twilio` differ, over random requests: `npm run compare:signatures [requests]`.
 * A third is signed as it is sent, a third for another URL, a third for other parameters.
 */
import fc from 'fast-check'
import twilio from 'twilio'
import { validateSignature } from 'twimlx/webhook'

const authToken = '0123456789abcdef0123456789abcdef'
const requests = Number(process.argv[2] ?? 100_000)

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const url = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    host: fc.constantFrom('example.com', 'EXAMPLE.com', '127.0.0.1', '[::1]', 'bücher.example'),
    port: fc.constantFrom('', ':80', ':443', ':3000'),
    path: fc.array(text.map(encodeURIComponent), { maxLength: 3 }),
    query: fc.array(fc.tuple(text, text), { maxLength: 3 }),
  })
  .map(({ scheme, host, port, path, query }) => {
    const search = new URLSearchParams(query).toString()
    return `${scheme}://${host}${port}/${path.join('/')}${search && `?${search}`}`
  })
const parameters = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 10 }).filter((name) => name !== '__proto__'),
  text,
  { maxKeys: 8 },
)

let valid = 0
let differences = 0
const batches = fc.sample(fc.tuple(url, url, parameters, parameters), requests)
for (const [i, [sent, other, params, otherParams]] of batches.entries()) {
  const signature = twilio.getExpectedTwilioSignature(
    authToken,
    i % 3 === 1 ? other : sent,
    i % 3 === 2 ? otherParams : params,
  )
  const theirs = twilio.validateRequest(authToken, signature, sent, params)
  const ours = await validateSignature({ authToken, signature, url: sent, params })
  if (theirs) valid++
  if (theirs === ours.valid) continue
  differences++
  console.log({ url: sent, params, twilio: theirs, twimlx: ours.valid })
}
console.log(`${requests} requests, ${valid} of them valid: ${differences} differences`)
if (differences > 0) process.exitCode = 1
