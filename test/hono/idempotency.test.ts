/** A repeated webhook gets its first answer, from any store. */
import { Hono } from 'hono'
import { callWebhook, memoryStore, messageWebhook, statusWebhook } from 'twimlx/hono'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { authToken, call, message, send } from './twilio.ts'

const token = (value: string) => ({ headers: { 'I-Twilio-Idempotency-Token': value } })

afterEach(() => void vi.useRealTimers())

describe('a repeated webhook', () => {
  test('gets the first response again, with status, headers, cookies and body', async () => {
    let runs = 0
    const app = new Hono().post(
      '/sms',
      messageWebhook({ authToken, idempotency: { store: memoryStore() } }),
      (c) => {
        runs++
        c.header('Set-Cookie', 'a=1', { append: true })
        c.header('Set-Cookie', 'b=2', { append: true })
        return c.body(new Uint8Array([0, 255, runs]), 201, { 'Content-Type': 'audio/basic' })
      },
    )
    const first = await send(app, '/sms', message, token('t1'))
    const again = await send(app, '/sms', message, token('t1'))
    expect(runs).toBe(1)
    expect([...new Uint8Array(await again.arrayBuffer())]).toEqual([0, 255, 1])
    expect(again.status).toBe(201)
    expect([...again.headers]).toEqual([...first.headers])
    expect(again.headers.getSetCookie()).toEqual(['a=1', 'b=2'])

    await send(app, '/sms', message, token('t2'))
    expect(runs).toBe(2)
  })

  test('that comes while the first still runs waits for its response', async () => {
    let finish: (() => void) | undefined
    let runs = 0
    const app = new Hono().post(
      '/voice',
      callWebhook({ authToken, idempotency: { store: memoryStore() } }),
      async (c) => {
        runs++
        await new Promise<void>((resolve) => (finish = resolve))
        return c.text(`run ${runs}`)
      },
    )
    const both = [send(app, '/voice', call, token('t')), send(app, '/voice', call, token('t'))]
    await vi.waitFor(() => expect(runs).toBe(1), 50_000)
    finish?.()
    expect(await Promise.all(both.map(async (each) => (await each).text()))).toEqual([
      'run 1',
      'run 1',
    ])
  })

  test.each([
    ['throws', () => Promise.reject<Response>(new Error('broken'))],
    ['answers 500', async () => new Response('', { status: 500 })],
    ['answers 404', async () => new Response('', { status: 404 })],
  ])('runs again if the first %s', async (_, fail) => {
    let runs = 0
    const app = new Hono().post(
      '/voice',
      callWebhook({ authToken, idempotency: { store: memoryStore() } }),
      async (c): Promise<Response> => (++runs === 1 ? fail() : c.text('fine')),
    )
    // An error that is answered with a document is still a failure.
    app.onError((_, c) => c.text('sorry', 200))
    await send(app, '/voice', call, token('t'))
    expect(await (await send(app, '/voice', call, token('t'))).text()).toBe('fine')
  })

  test('at another path, or with another query, is another webhook', async () => {
    let runs = 0
    const app = new Hono().post(
      '*',
      callWebhook({ authToken, idempotency: { store: memoryStore() } }),
      (c) => c.text(`run ${++runs}`),
    )
    for (const path of ['/a', '/b', '/a?x=1', '/a?x=2']) await send(app, path, call, token('t'))
    expect(runs).toBe(4)
    expect(await (await send(app, '/b', call, token('t'))).text()).toBe('run 2')
  })

  test('of another call with the same token runs: the header is not signed', async () => {
    const app = new Hono().post(
      '/voice',
      callWebhook({ authToken, idempotency: { store: memoryStore() } }),
      (c) => c.text(c.var.webhook.CallSid),
    )
    await send(app, '/voice', call, token('t'))
    const other = await send(app, '/voice', { ...call, CallSid: 'CA2' }, token('t'))
    expect(await other.text()).toBe('CA2')
  })

  test('is verified before it gets a response', async () => {
    const app = new Hono().post(
      '/voice',
      callWebhook({ authToken, idempotency: { store: memoryStore() }, onInvalid: () => {} }),
      (c) => c.text('secret'),
    )
    await send(app, '/voice', call, token('t'))
    const forged = await send(app, '/voice', call, { ...token('t'), token: 'f'.repeat(32) })
    expect(forged.status).toBe(403)
  })

  test('without a token runs each time', async () => {
    let runs = 0
    const app = new Hono().post(
      '/voice',
      callWebhook({ authToken, idempotency: { store: memoryStore() } }),
      (c) => c.text(`${++runs}`),
    )
    await send(app, '/voice', call)
    expect(await (await send(app, '/voice', call)).text()).toBe('2')
  })

  test('runs once under two middlewares that both ask for it', async () => {
    const idempotency = { store: memoryStore() }
    const app = new Hono()
      .use(callWebhook({ authToken, idempotency }))
      .post('/voice', callWebhook({ authToken, idempotency }), (c) => c.text('ok'))
    expect(await (await send(app, '/voice', call, token('t'))).text()).toBe('ok')
  })
})

test('a first try that never ends gets 503 before Twilio gives up', async () => {
  vi.useFakeTimers()
  const store = memoryStore()
  let isRunning: (() => void) | undefined
  const running = new Promise<void>((resolve) => (isRunning = resolve))
  const app = new Hono().post('/voice', callWebhook({ authToken, idempotency: { store } }), () => {
    isRunning?.()
    return new Promise<Response>(() => {})
  })
  void send(app, '/voice', call, token('t'))
  await running
  const answer = send(app, '/voice', call, token('t'))
  // Checking the signature takes real time, which the virtual clock does not know.
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(2), 50_000)
  await vi.advanceTimersByTimeAsync(14_900)
  expect((await answer).status).toBe(503)
})

describe('status callbacks are told apart by SID and status', () => {
  test.each([
    [
      { MessageSid: 'SM1', MessageStatus: 'sent' },
      { MessageSid: 'SM1', MessageStatus: 'delivered' },
    ],
    [
      { MessageSid: 'SM1', MessageStatus: 'sent' },
      { MessageSid: 'SM2', MessageStatus: 'sent' },
    ],
    [
      { CallSid: 'CA1', CallStatus: 'ringing', SequenceNumber: '1' },
      { CallSid: 'CA1', CallStatus: 'completed', SequenceNumber: '2' },
    ],
    [
      {
        ConferenceSid: 'CF1',
        StatusCallbackEvent: 'participant-join',
        CallSid: 'CA1',
        SequenceNumber: '1',
      },
      {
        ConferenceSid: 'CF1',
        StatusCallbackEvent: 'participant-join',
        CallSid: 'CA1',
        SequenceNumber: '3',
      },
    ],
    [
      { CallSid: 'CA1', For: 'payment-card-number', Attempt: '1', PaymentCardNumber: 'xxxx-1111' },
      { CallSid: 'CA1', For: 'payment-card-number', Attempt: '1', PaymentCardNumber: 'xxxx-2222' },
    ],
    [
      { CallSid: 'CA1', SequenceNumber: '0', UnstableSpeechResult: 'yes', Stability: '0.8' },
      { CallSid: 'CA1', SequenceNumber: '0', UnstableSpeechResult: 'yes', Stability: '0.9' },
    ],
    [
      { StreamSid: 'MZ1', StreamEvent: 'stream-error', StreamError: 'a', CallSid: 'CA1' },
      { StreamSid: 'MZ1', StreamEvent: 'stream-error', StreamError: 'b', CallSid: 'CA1' },
    ],
    [
      { StreamSid: 'MZ1', StreamEvent: 'stream-error', Timestamp: '2026-09-01T10:00:00Z' },
      { StreamSid: 'MZ1', StreamEvent: 'stream-error', Timestamp: '2026-09-01T10:00:01Z' },
    ],
    // These lack the SID of their kind.
    [
      { StreamEvent: 'stream-error', CallSid: 'CA1' },
      { StreamEvent: 'stream-error', CallSid: 'CA2' },
    ],
  ])('%j and %j', async (one, other) => {
    let runs = 0
    const app = new Hono().post(
      '/status',
      statusWebhook({ authToken, idempotency: { store: memoryStore() } }),
      async () => void runs++,
    )
    const statuses = []
    for (const params of [one, other, one, other])
      statuses.push((await send(app, '/status', { AccountSid: 'AC1', ...params })).status)

    expect([runs, ...statuses]).toEqual([2, 204, 204, 204, 204])
  })

  test('unknown events run each time', async () => {
    let runs = 0
    const app = new Hono().post(
      '/status',
      statusWebhook({ authToken, idempotency: { store: memoryStore() } }),
      async () => void runs++,
    )
    for (let i = 0; i < 2; i++)
      expect((await send(app, '/status', { AccountSid: 'AC1', Event: 'x' })).status).toBe(204)

    expect(runs).toBe(2)
  })
})

describe('a key of the app’s own', () => {
  const app = (key: (payload: { Body: string }) => unknown) => {
    let runs = 0
    const idempotency = { store: memoryStore(), key: key as () => string | undefined }
    return new Hono()
      .post('/sms', messageWebhook({ authToken, idempotency }), (c) => c.text(`${++runs}`))
      .post('/other', messageWebhook({ authToken, idempotency }), (c) => c.text(`${++runs}`))
      .onError((error, c) => c.text(error.message, 500))
  }
  const text = async (...all: Parameters<typeof send>) => (await send(...all)).text()

  test('identifies a webhook in place of the token, on its own path', async () => {
    const one = app(({ Body }) => Body)
    expect(await text(one, '/sms', { ...message, Body: 'a' }, token('t'))).toBe('1')
    expect(await text(one, '/sms?x=1', { ...message, Body: 'a', MessageSid: 'SM2' })).toBe('1')
    expect(await text(one, '/sms', { ...message, Body: 'b' }, token('t'))).toBe('2')
    expect(await text(one, '/other', { ...message, Body: 'a' }, token('t'))).toBe('3')
    expect(await text(one, '/sms', { ...message, Body: 'a', AccountSid: 'AC2' })).toBe('4')
  })

  test.each([undefined, ''])('that is %j lets a webhook run each time', async (key) => {
    const one = app(() => key)
    expect(await text(one, '/sms', message, token('t'))).toBe('1')
    expect(await text(one, '/sms', message, token('t'))).toBe('2')
  })

  test('that is not text is an error that says so', async () => {
    expect(
      await text(
        app(() => 7),
        '/sms',
        message,
      ),
    ).toContain('gave a number: give a text')
    expect(
      await text(
        app(async () => 'a'),
        '/sms',
        message,
      ),
    ).toContain('gave an object: give a text')
  })
})

describe('a webhook without a token', () => {
  test('is identified by its parameters if it is a message', async () => {
    let runs = 0
    const app = new Hono().post(
      '/sms',
      messageWebhook({ authToken, idempotency: { store: memoryStore() } }),
      (c) => c.text(`${++runs}`),
    )
    const text = async (params: Record<string, string>) => (await send(app, '/sms', params)).text()
    expect([await text(message), await text(message)]).toEqual(['1', '1'])
    expect(await text({ ...message, MessageSid: 'SM2' })).toBe('2')
  })

  test('that only its parameters identify runs again after the time of its tries', async () => {
    let time = 0
    let runs = 0
    const store = memoryStore({ now: () => time })
    const app = new Hono().post(
      '/',
      statusWebhook({ authToken, idempotency: { store } }),
      async () => void runs++,
    )
    const pay = { AccountSid: 'AC1', CallSid: 'CA1', For: 'payment-card-number', Attempt: '1' }
    await send(app, '/', pay)
    time = 15_000
    await send(app, '/', pay)
    expect(runs).toBe(1)
    time = 20_000
    await send(app, '/', pay)
    expect(runs).toBe(2)
  })
})
