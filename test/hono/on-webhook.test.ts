/** An observer sees each webhook: names, numbers and SIDs, but no text of a person. */
import { Hono } from 'hono'
import {
  callWebhook,
  memoryStore,
  messageWebhook,
  statusWebhook,
  verifySignature,
  type WebhookEvent,
} from 'twimlx/hono'
import { afterEach, expect, test, vi } from 'vitest'
import { authToken, call, message, send, twilioRequest } from './twilio.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** An app with each middleware, and the events of its observer. */
const observed = () => {
  const events: WebhookEvent[] = []
  const options = {
    authToken,
    onInvalid: () => {},
    onWebhook: (event: WebhookEvent) => void events.push(event),
    idempotency: { store: memoryStore() },
  }
  const app = new Hono()
    .post('/sms', messageWebhook(options), (c) => c.text('hi', 201))
    .post('/voice', callWebhook(options), callWebhook({ ...options, after: 'Gather' }), (c) =>
      c.text('hi'),
    )
    .post('/fails', callWebhook({ ...options }), () => {
      throw new Error('broken')
    })
    .post('/small', messageWebhook({ ...options, maxSize: 10 }), (c) => c.text('hi'))
    .post('/status', statusWebhook(options), async () => {})
    .post('/verify', verifySignature(options), (c) => c.text('hi'))
    .onError((_, c) => c.text('sorry', 200))
  return { app, events }
}

const told = { milliseconds: expect.any(Number), share: expect.any(Number), isDuplicate: false }

test.each<[string, string, Record<string, string>, object]>([
  [
    'a message',
    '/sms',
    { ...message, Body: 'secret', CallerSid: '+15550001111', NoteSid: 'a secret' },
    {
      kind: 'message',
      outcome: 'answered',
      status: 201,
      sids: { AccountSid: 'AC1', MessageSid: 'SM1' },
    },
  ],
  [
    'a call, once for two middlewares',
    '/voice',
    { ...call, Digits: '4111' },
    { kind: 'call', outcome: 'answered', status: 200, sids: { AccountSid: 'AC1', CallSid: 'CA1' } },
  ],
  [
    'a handler that throws, though the app answers 200',
    '/fails',
    call,
    { kind: 'call', outcome: 'failed', status: 200, sids: { AccountSid: 'AC1', CallSid: 'CA1' } },
  ],
  [
    'a status callback',
    '/status',
    { AccountSid: 'AC1', MessageSid: 'SM1', MessageStatus: 'sent' },
    {
      kind: 'status',
      statusKind: 'message',
      outcome: 'answered',
      status: 204,
      sids: { AccountSid: 'AC1', MessageSid: 'SM1' },
    },
  ],
  [
    'a signature alone',
    '/verify',
    call,
    {
      kind: 'signature',
      outcome: 'answered',
      status: 200,
      sids: { AccountSid: 'AC1', CallSid: 'CA1' },
    },
  ],
  [
    'a body that is too large',
    '/small',
    message,
    { kind: 'message', outcome: 'refused', refusal: 'too-large', status: 413, sids: {} },
  ],
])('%s', async (_, path, params, event) => {
  const { app, events } = observed()
  await send(app, path, params)
  expect(events).toEqual([{ ...told, ...event }])
})

test('a forged request is reported with the reason, but without its contents', async () => {
  const { app, events } = observed()
  await send(app, '/sms', message, { token: 'f'.repeat(32) })
  expect(events).toEqual([
    {
      ...told,
      kind: 'message',
      outcome: 'refused',
      refusal: expect.any(String),
      status: 403,
      sids: {},
    },
  ])
})

test('a repeated webhook is reported as a duplicate', async () => {
  const { app, events } = observed()
  const sent = { headers: { 'I-Twilio-Idempotency-Token': 't' } }
  await send(app, '/sms', message, sent)
  await send(app, '/sms', message, sent)
  expect(events.map(({ isDuplicate, status }) => [isDuplicate, status])).toEqual([
    [false, 201],
    [true, 201],
  ])
})

test("an event has its duration, and its share of Twilio's time limit", async () => {
  vi.useFakeTimers()
  const events: WebhookEvent[] = []
  let isRunning = false
  const app = new Hono().post(
    '/',
    messageWebhook({ authToken, onWebhook: (event) => void events.push(event) }),
    async (c) => {
      isRunning = true
      await new Promise((resolve) => setTimeout(resolve, 6000))
      return c.text('late')
    },
  )
  const answer = app.fetch(await twilioRequest('/', message))
  await vi.waitFor(() => expect(isRunning).toBe(true), 50_000)
  await vi.advanceTimersByTimeAsync(6000)
  await answer
  expect(events[0]!.milliseconds).toBeGreaterThanOrEqual(6000)
  expect(events[0]!.share).toBe(events[0]!.milliseconds / 15_000)
})

test('an observer that fails changes no response', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  for (const onWebhook of [
    () => {
      throw new Error('broken')
    },
    () => Promise.reject(new Error('broken')),
  ]) {
    const app = new Hono().post('/', messageWebhook({ authToken, onWebhook }), (c) => c.text('hi'))
    expect(await (await send(app, '/', message)).text()).toBe('hi')
  }
  await vi.waitFor(() => expect(error).toHaveBeenCalledTimes(2), 50_000)
})
