/**
 * Checks and reads a form of twenty parameters, eight requests in flight, beside the same work with Twilio's
 * `validateRequest` and `URLSearchParams`. Prints microseconds a request, the median of several rounds, and the ratio.
 *
 *     npm run build && cd bench && npm ci && npx tsx webhook.ts
 */
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import { parseCall, signRequest, validateSignature } from 'twimlx/webhook'

const authToken = '0123456789abcdef0123456789abcdef'
const url = 'https://example.com/voice/gather?step=2'
const body = String(
  new URLSearchParams({
    AccountSid: 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    ApiVersion: '2010-04-01',
    CallSid: 'CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    CallStatus: 'in-progress',
    Called: '+15550002222',
    CalledCity: 'SAN FRANCISCO',
    CalledCountry: 'US',
    Caller: '+15550001111',
    CallerCity: 'BOSTON',
    CallerCountry: 'US',
    Confidence: '0.9',
    Digits: '1234',
    Direction: 'inbound',
    FinishedOnKey: '#',
    From: '+15550001111',
    FromZip: '02139',
    SpeechResult: 'I would like to talk to someone about my order, please.',
    To: '+15550002222',
    ToZip: '94103',
    msg: 'Gather End',
  }),
)
const signature = await signRequest({ authToken, url, params: body })

const contenders = {
  async twimlx() {
    const params = new URLSearchParams(body)
    const report = await validateSignature({ authToken, signature, url, params })
    if (!report.valid || parseCall(params, { after: 'Gather' }).Confidence !== 0.9)
      throw new Error()
  },
  async twilio() {
    const params = Object.fromEntries(new URLSearchParams(body))
    if (!validateRequest(authToken, signature, url, params)) throw new Error()
  },
}

const REQUESTS = 1_000
const IN_FLIGHT = 8
const ROUNDS = 150

const microseconds = async (work: () => Promise<void>): Promise<number> => {
  let left = REQUESTS
  const start = performance.now()
  const lane = async () => {
    while (left-- > 0) await work()
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
  return ((performance.now() - start) / REQUESTS) * 1000
}

const rounds: { twimlx: number; twilio: number }[] = []
for (let round = -10; round < ROUNDS; round++) {
  const result = {
    twimlx: await microseconds(contenders.twimlx),
    twilio: await microseconds(contenders.twilio),
  }
  // The first rounds warm up.
  if (round >= 0) rounds.push(result)
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!
const twimlx = median(rounds.map((round) => round.twimlx))
const twilio = median(rounds.map((round) => round.twilio))
const ratio = median(rounds.map((round) => round.twimlx / round.twilio))
console.log(`twimlx  ${twimlx.toFixed(1)} µs`)
console.log(`twilio  ${twilio.toFixed(1)} µs`)
console.log(`ratio   ${ratio.toFixed(2)}`)
