/** The webhook examples, run as Twilio would use them. */
import { memoryStore } from 'twimlx/hono'
import { simulate } from 'twimlx/simulator'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { calls, messages, statuses } from '../../examples/webhooks/newest-status.ts'
import { counting } from '../../examples/webhooks/session-cookie.tsx'
import { ordering } from '../../examples/webhooks/session.tsx'
import { slowReply } from '../../examples/webhooks/slow-reply.tsx'
import { handler as twilioFunction } from '../../examples/frameworks/twilio-function.tsx'
import { authToken, call, message, send } from '../hono/twilio.ts'

const secret = 'a secret of thirty-two characters'

beforeEach(() => void vi.stubEnv('TWILIO_AUTH_TOKEN', authToken))
afterEach(() => vi.unstubAllEnvs())

/** A pair of numbers with its cookies, which Twilio keeps. */
const conversation = (app: Parameters<typeof send>[0]) => {
  const jar = new Map<string, string>()
  return {
    jar,
    async text(Body: string) {
      const Cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await send(app, '/', { ...message, Body }, { headers: { Cookie } })
      for (const cookie of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
        if (/max-age=0/i.test(cookie)) jar.delete(name!)
        else jar.set(name!, value!)
      }
      return /<Message>(.*)<\/Message>/.exec(await response.text())?.[1]
    },
  }
}

describe('a session in a signed cookie', () => {
  test('lasts from one message to the next', async () => {
    const { text } = conversation(counting(secret))
    expect(await text('a')).toBe('Message 1 from you.')
    expect(await text('b')).toBe('Message 2 from you.')
  })

  test('is ignored if it was changed', async () => {
    const { jar, text } = conversation(counting(secret))
    await text('a')
    jar.set('count', jar.get('count')!.replace(/^1/, '41'))
    expect(await text('b')).toBe('Message 1 from you.')
  })
})

describe('a session of @hono/session', () => {
  test('lasts from one message to the next, and ends', async () => {
    const { text } = conversation(ordering(secret))
    expect(await text('Ada')).toBe('Thanks, Ada. What would you like?')
    expect(await text('Tea')).toBe('Tea for Ada, coming.')
    expect(await text('Bob')).toBe('Thanks, Bob. What would you like?')
  })

  test('is ignored if it was changed', async () => {
    // The session library logs cookies that it could not decrypt.
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { jar, text } = conversation(ordering(secret))
    await text('Ada')
    for (const [name, value] of jar) jar.set(name, `${value.slice(0, -4)}AAAA`)
    expect(await text('Eve')).toBe('Thanks, Eve. What would you like?')
    error.mockRestore()
  })
})

describe('status callbacks out of order', () => {
  test('keep the newest', async () => {
    for (const MessageStatus of ['sending', 'delivered', 'sent', 'queued', 'delivered'])
      await send(statuses, '/', { AccountSid: 'AC1', MessageSid: 'SM1', MessageStatus })

    expect(messages.get('SM1')).toBe('delivered')
    for (const [CallStatus, SequenceNumber] of [
      ['in-progress', '2'],
      ['completed', '3'],
      ['ringing', '1'],
    ] as const)
      await send(statuses, '/', { ...call, CallStatus, SequenceNumber })

    expect(calls.get('CA1')).toEqual({ CallStatus: 'completed', SequenceNumber: 3 })
  })

  test('keep a failure', async () => {
    for (const MessageStatus of ['sent', 'undelivered', 'sent'])
      await send(statuses, '/', { AccountSid: 'AC1', MessageSid: 'SM2', MessageStatus })

    expect(messages.get('SM2')).toBe('undelivered')
  })
})

test('a slow answer is heard once it is ready, from any process', async () => {
  let answer: ((text: string) => void) | undefined
  const think = vi.fn(() => new Promise<string>((resolve) => (answer = resolve)))
  const store = memoryStore()
  const processes = [1, 2].map(() => slowReply(think, { store, after: 20 }))
  let asked = 0
  const fetch = (request: Request) => {
    // By the third request, the call has waited twice.
    if (++asked === 3) answer?.('42')
    return processes[asked % 2]!.fetch(request)
  }
  const phone = await simulate({ fetch }, { authToken, patience: 60_000 }).call('+15550100111', {
    url: '/',
  })
  expect(phone.transcript()).toContain('42')
  expect(asked).toBeGreaterThanOrEqual(3)
  expect(think).toHaveBeenCalledOnce()
})

test('a Twilio Function answers through its callback', () => {
  class Response {
    headers: Record<string, string> = {}
    body = ''
    appendHeader(name: string, value: string) {
      this.headers[name] = value
    }
    setBody(body: string) {
      this.body = body
    }
  }
  vi.stubGlobal('Twilio', { Response })
  const callback = vi.fn()
  twilioFunction({}, { ...message, request: { headers: {}, cookies: {} } }, callback)
  vi.unstubAllGlobals()
  const [error, response] = callback.mock.calls[0] as [unknown, Response]
  expect(error).toBeNull()
  expect(response.headers).toEqual({ 'Content-Type': 'text/xml' })
  expect(response.body).toContain('<Message>You wrote: hi</Message>')
})
