/**
 * @module
 * Webhooks of any framework: takes a web request, returns its payload or the response to send.
 */
import * as v from 'valibot'
import {
  type AnswerOptions,
  memoryStore,
  receiveCall,
  receiveMessage,
  receiveStatus,
  signatureHeaders,
  type WebhookEvent,
} from 'twimlx/webhook'
import { afterEach, describe, expect, test, vi } from 'vitest'

const authToken = '0123456789abcdef0123456789abcdef'
const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
afterEach(() => void warn.mockClear())

const message = { AccountSid: 'AC1', MessageSid: 'SM1', Body: 'hi' }
const call = { AccountSid: 'AC1', CallSid: 'CA1', Digits: '12', Confidence: '0.5' }

interface Sent {
  url?: string
  method?: 'GET' | 'POST'
  signing?: Parameters<typeof signatureHeaders>[0] extends infer All ? Partial<All> : never
  headers?: Record<string, string>
}

const requestOf = async (
  params: Record<string, string>,
  { url = 'https://example.com/sms', method = 'POST', signing = { authToken }, headers }: Sent = {},
) => {
  const form = new URLSearchParams(params)
  const whole = method === 'GET' ? `${url}?${form}` : url
  return new Request(whole, {
    method,
    headers: {
      ...(await signatureHeaders({ ...signing, url: whole, method, params })),
      ...headers,
    },
    ...(method === 'POST' && { body: form }),
  })
}

describe.each(['POST', 'GET'] as const)('by %s', (method) => {
  test('a message, a call and a status callback are typed', async () => {
    const text = await receiveMessage(await requestOf(message, { method }), { authToken })
    expect(text.webhook?.Body).toBe('hi')
    const pressed = await receiveCall(await requestOf(call, { method }), {
      authToken,
      after: 'Gather',
    })
    expect([pressed.webhook?.Digits, pressed.webhook?.Confidence]).toEqual(['12', 0.5])
    const sent = { ...message, MessageStatus: 'sent' }
    const status = await receiveStatus(await requestOf(sent, { method }), {
      authToken,
      kind: 'message',
    })
    expect([status.webhook?.kind, status.webhook?.MessageStatus]).toEqual(['message', 'sent'])
  })

  test('a forged request gets the response to send', async () => {
    const signing = { authToken: 'another' }
    const request = await requestOf(message, { method, signing })
    const { webhook, response } = await receiveMessage(request, { authToken })
    expect(webhook).toBe(undefined)
    expect([response?.status, await response?.text()]).toEqual([403, 'Forbidden'])
    expect(warn).toHaveBeenCalledOnce()
  })
})

test('the token is that of the environment, unless there are shared keys', async () => {
  vi.stubEnv('TWILIO_AUTH_TOKEN', authToken)
  const sharedKeys = { webhooks_sharedkey_1: 'its secret' }
  expect((await receiveMessage(await requestOf(message))).webhook?.Body).toBe('hi')
  expect((await receiveMessage(await requestOf(message), { sharedKeys })).response?.status).toBe(
    403,
  )
  const request = await requestOf(message, { signing: { sharedKeys } })
  expect((await receiveMessage(request, { sharedKeys })).webhook?.Body).toBe('hi')
  vi.stubEnv('TWILIO_AUTH_TOKEN', undefined)
  await expect(receiveMessage(await requestOf(message))).rejects.toThrow('Set TWILIO_AUTH_TOKEN')
  vi.unstubAllEnvs()
})

test('limits, malformed requests and a URL behind a proxy are as in Hono', async () => {
  const statusOf = async (options: object, params = message, sent: Sent = {}) =>
    (await receiveMessage(await requestOf(params, sent), { authToken, ...options })).response
      ?.status
  expect(await statusOf({ maxSize: 10 })).toBe(413)
  expect(await statusOf({ maxParameters: 2 })).toBe(413)
  expect(await statusOf({}, { AccountSid: 'AC1' } as never)).toBe(400)
  expect(await statusOf({ publicUrl: 'https://other.example' })).toBe(403)
  expect(await statusOf({ validate: false }, message, { signing: { authToken: 'x' } })).toBe(
    undefined,
  )
  const reports: string[] = []
  const onInvalid = ({ code }: { code: string }) => void reports.push(code)
  expect(await statusOf({ publicUrl: 'http://example.com', onInvalid })).toBe(403)
  expect(reports).toEqual(['scheme'])
})

test('a body that was already read is an error that says so', async () => {
  const request = await requestOf(message)
  await request.text()
  await expect(receiveMessage(request, { authToken })).rejects.toThrow('was read before')
})

test('a schema narrows, and refuses with a sentence or as the app wants', async () => {
  const schema = v.object({ Digits: v.pipe(v.string(), v.length(2), v.transform(Number)) })
  const options = { authToken, schema }
  const { webhook } = await receiveCall(await requestOf(call), options)
  expect(webhook?.Digits).toBe(12)
  const wrong = { ...call, Digits: '1' }
  const { response } = await receiveCall(await requestOf(wrong), options)
  expect([response?.status, await response?.text()]).toEqual([
    400,
    'The webhook does not fit the schema: see Digits.',
  ])
  const own = await receiveCall(await requestOf(wrong), {
    ...options,
    onIssues: (issues, request) => new Response(`${issues.length} ${request.method}`),
  })
  expect(await own.response?.text()).toBe('1 POST')
})

describe('with a handler', () => {
  const events: WebhookEvent[] = []
  const observed: AnswerOptions = { onWebhook: (event) => void events.push(event) }
  afterEach(() => void (events.length = 0))

  test('a repeated webhook gets its first response, and is reported as a duplicate', async () => {
    const options = { authToken, ...observed, idempotency: { store: memoryStore() } }
    let runs = 0
    const headers = { 'I-Twilio-Idempotency-Token': 't' }
    const ask = async (params = message) =>
      receiveMessage(await requestOf(params, { headers }), options, ({ Body }) => {
        runs++
        return new Response(`${Body} ${runs}`, { status: 201, headers: { 'X-Run': '1' } })
      })
    for (const response of [await ask(), await ask()])
      expect([response.status, response.headers.get('x-run'), await response.text()]).toEqual([
        201,
        '1',
        'hi 1',
      ])

    expect(await (await ask({ ...message, MessageSid: 'SM2' })).text()).toBe('hi 2')
    expect(
      events.map(({ status, isDuplicate, outcome }) => [status, isDuplicate, outcome]),
    ).toEqual([
      [201, false, 'answered'],
      [201, true, 'answered'],
      [201, false, 'answered'],
    ])
  })

  test('an observer receives refusals and failures', async () => {
    const options = { authToken, ...observed, onInvalid: () => {} }
    const forged = await requestOf(message, { signing: { authToken: 'x' } })
    const answer = vi.fn(() => new Response())
    expect((await receiveStatus(forged, options, answer)).status).toBe(403)
    expect(answer).not.toHaveBeenCalled()
    const failing = receiveCall(await requestOf(call), options, () => {
      throw new Error('broken')
    })
    await expect(failing).rejects.toThrow('broken')
    expect(events).toMatchObject([
      { kind: 'status', outcome: 'refused', refusal: 'mismatch', status: 403, sids: {} },
      { kind: 'call', outcome: 'failed', status: 500, sids: { AccountSid: 'AC1', CallSid: 'CA1' } },
    ])
  })
})
