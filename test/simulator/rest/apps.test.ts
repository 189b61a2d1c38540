/** Apps in plain Express with the `twilio` package, written without regard to tests. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import twilioSdk from 'twilio'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { simulate, type SimulateOptions } from 'twimlx/simulator'
import { accountSid, authToken } from './faces.ts'

const alice = '+14155550100'
const bob = '+14155550101'

// Loaded once the environment is set, since they make their clients while loading.
const apps = {
  'call-tracking': () => import('./apps/call-tracking.ts'),
  'eta-notifications': () => import('./apps/eta-notifications.ts'),
  'masked-numbers': () => import('./apps/masked-numbers.ts'),
  voicemail: () => import('./apps/voicemail.ts'),
  'warm-transfer': () => import('./apps/warm-transfer.ts'),
}

beforeAll(() => {
  vi.stubEnv('TWILIO_ACCOUNT_SID', accountSid)
  vi.stubEnv('TWILIO_AUTH_TOKEN', authToken)
})
afterAll(() => void vi.unstubAllEnvs())

/** The app on a port, as deployed, with a simulation in front of it. */
const drive = async (name: keyof typeof apps, options: SimulateOptions = {}) => {
  const { app } = await apps[name]()
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const twilio = simulate(url, { accountSid, authToken, ...options })
  onTestFinished(twilio.rest.patch(twilioSdk))
  const ask = async (path: string, body?: object) => {
    const answer = await fetch(url + path, {
      method: body ? 'POST' : 'GET',
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await answer.text()
    await twilio.advance(0)
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
  return { twilio, ask }
}

test('call tracking', async () => {
  const { twilio, ask } = await drive('call-tracking', {
    voiceUrl: '/track/radio',
    statusCallback: '/ended',
  })
  const call = await twilio.phone(alice).call()
  const office = await twilio.phone('+14155550190').answer()
  await twilio.advance(42)
  await office.hangup()
  expect(call.status).toBe('completed')
  expect(await ask('/leads')).toEqual([
    { campaign: 'radio', caller: alice, seconds: 42, status: 'completed' },
  ])
  expect(twilio.problems).toEqual([])
})

test('masked numbers', async () => {
  const { twilio } = await drive('masked-numbers')
  await twilio.phone(alice).text('Where are you?')
  expect(twilio.phone(bob).messages).toMatchObject([
    { body: 'Where are you?', from: '+15550100200' },
  ])
  await twilio.phone(bob).text('At the corner.')
  expect(twilio.phone(alice).messages.map(({ body }) => body)).toEqual(['At the corner.'])
  const chat = await twilio.phone('+14155550109').text('hello?')
  expect(chat.messages[0]?.body).toContain('a ride that is over')
  const call = await twilio.phone(bob).call()
  const other = await twilio.phone(alice).answer()
  expect(other.from).toBe('+15550100200')
  await call.hangup()
  expect(twilio.problems).toEqual([])
})

test('a warm transfer', async () => {
  const { twilio, ask } = await drive('warm-transfer')
  const caller = await twilio.phone(alice).call()
  const ann = await twilio.phone('+14155550151').answer()
  const conference = twilio.conference(caller.sid)
  expect(conference.started).toBe(true)
  await ask(`/rooms/${caller.sid}/invite/ben`, {})
  expect(conference.participants.map(({ hold }) => hold)).toEqual([true, false])
  const ben = await twilio.phone('+14155550152').answer()
  await ask(`/rooms/${caller.sid}/leave/ann`, {})
  expect([caller.status, ann.status, ben.status]).toEqual([
    'in-progress',
    'completed',
    'in-progress',
  ])
  expect(conference.participants).toMatchObject([
    { callSid: caller.sid, hold: false },
    { callSid: ben.sid, label: 'ben' },
  ])
  await caller.hangup()
  expect(ben.status).toBe('completed')
  expect(twilio.problems).toEqual([])
})

test('ETA notifications', async () => {
  const { twilio, ask } = await drive('eta-notifications', {
    delivery: ({ to }) => (to === bob ? 30003 : 'delivered'),
    answers: 'answer',
  })
  await ask('/orders/1/eta', { minutes: 5 })
  await ask('/orders/2/eta', { minutes: 9 })
  expect(twilio.phone(alice).messages[0]?.body).toBe('Your order arrives in 5 minutes.')
  expect(await ask('/orders')).toMatchObject({
    1: { told: 'delivered' },
    2: { told: 'undelivered' },
  })
  expect(twilio.transcript()).toContain(
    `Twilio calls ${bob}\nTwilio: Your order arrives in 9 minutes.`,
  )
})

describe('a voicemail', () => {
  test('fetches its recordings', async () => {
    const { twilio, ask } = await drive('voicemail')
    const call = await twilio.phone(alice).call()
    await call.talk(9)
    await call.press('#')
    const [recording] = call.recordings
    await twilio.recordingReady(recording!)
    expect(await ask('/files')).toEqual({ [recording!.sid]: 72 * Math.ceil((9 * 8000) / 576) })
    expect(twilio.phone('+14155550190').messages).toMatchObject([
      { body: `${alice} left a message of 9 seconds.` },
    ])
    expect(twilio.problems).toEqual([])
  })

  test('fails the app if its recordings are late', async () => {
    const { twilio } = await drive('voicemail', {
      fault: ({ url }) => (/RE\w+\.mp3$/.test(url) ? 20404 : undefined),
    })
    const call = await twilio.phone(alice).call()
    await call.talk(9)
    await call.press('#')
    await twilio.recordingReady(call.recordings[0]!)
    expect(twilio.problems.map(({ code }) => code)).toEqual([20404, 15003])
  })
})

test('a campaign of two hundred calls', async () => {
  const { Hono } = await import('hono')
  const counts: Record<string, number> = {}
  const count = (name: string) => (counts[name] = (counts[name] ?? 0) + 1)
  const app = new Hono()
  app.post('/voice', (c) => {
    count('documents')
    return c.body('<Response><Say>Vote!</Say></Response>', 200, { 'content-type': 'text/xml' })
  })
  app.post('/amd', async (c) => {
    count(String((await c.req.parseBody())['AnsweredBy']))
    return c.body(null, 204)
  })
  app.post('/status', async (c) => {
    count(String((await c.req.parseBody())['CallStatus']))
    return c.body(null, 204)
  })
  const twilio = simulate(app, {
    accountSid,
    authToken,
    answers: ({ to }) => {
      const number = Number(to.slice(-3))
      return number % 4 === 0 ? 'busy' : { answeredBy: number % 2 ? 'human' : 'machine_start' }
    },
  })
  const client = twilioSdk(accountSid, authToken, { httpClient: twilio.rest.httpClient })
  for (let index = 0; index < 200; index++)
    await client.calls.create({
      to: `+1415555${String(1000 + index)}`,
      from: '+15550100200',
      url: 'https://app.test/voice',
      machineDetection: 'Enable',
      asyncAmd: 'true',
      asyncAmdStatusCallback: 'https://app.test/amd',
      statusCallback: 'https://app.test/status',
      statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    })
  await twilio.advance(0)
  expect(counts).toEqual({
    initiated: 200,
    ringing: 200,
    busy: 50,
    'in-progress': 150,
    completed: 150,
    documents: 150,
    human: 100,
    machine_start: 50,
  })
  const all = await client.calls.list({ pageSize: 50 })
  expect(all.map(({ status }) => status).filter((status) => status === 'completed')).toHaveLength(
    150,
  )
})
