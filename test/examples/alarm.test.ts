/**
 * @module
 * The debugger's webhook, and the alarm of the examples that it sets off.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describeErrorCode, readDebuggerEvent, signRequest } from 'twimlx/webhook'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { alarm, toChat } from '../../examples/webhooks/alarm.ts'

const authToken = '12345'
const url = 'https://example.com/debugger'
beforeEach(() => {
  vi.stubEnv('TWILIO_AUTH_TOKEN', authToken)
})

/** An event as Twilio's page shows one. */
const event = (code: string, { Level = 'ERROR', status = '502', path = '/voice' } = {}) => ({
  AccountSid: 'AC1',
  Sid: 'NO1',
  ParentAccountSid: '',
  Level,
  PayloadType: 'application/json',
  Timestamp: '2026-11-27T20:00:00Z',
  Payload: JSON.stringify({
    resource_sid: 'CA1',
    service_sid: null,
    error_code: code,
    more_info: { Msg: 'Got HTTP 502 response', ErrorCode: code, LogLevel: Level },
    webhook: {
      type: 'application/json',
      request: {
        url: `https://example.com${path}?pin=1234`,
        method: 'POST',
        headers: {},
        parameters: { Body: 'my card is 4111', From: '+14155550100' },
      },
      response: { status_code: status, headers: {}, body: 'Bad Gateway' },
    },
  }),
})
const send = async (app: ReturnType<typeof alarm>, params: Record<string, string>) =>
  (
    await app.request(url, {
      method: 'POST',
      body: new URLSearchParams(params),
      headers: { 'X-Twilio-Signature': await signRequest({ authToken, url, params }) },
    })
  ).status

describe('the alarm', () => {
  test('tells of an error once in a while, and of no warning', async () => {
    const told: string[] = []
    const app = alarm(async (text) => void told.push(text))
    for (const each of [
      event('11200'),
      event('11200'),
      event('11200', { path: '/sms' }),
      event('12200', { Level: 'WARNING' }),
      event('12100'),
    ])
      expect(await send(app, each)).toBe(204)
    expect(told).toEqual([
      `${describeErrorCode(11200)}\nhttps://example.com/voice answered 502\nCA1`,
      `${describeErrorCode(11200)}\nhttps://example.com/sms answered 502\nCA1`,
      `${describeErrorCode(12100)}\nhttps://example.com/voice answered 502\nCA1`,
    ])
    for (const text of told) expect(text).not.toMatch(/4111|4155550100|1234/)
  })

  test('reaches a chat over HTTP', async () => {
    const bodies: string[] = []
    const chat = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => bodies.push(text))
      request.on('end', () => response.end())
    })
    await once(chat.listen(0, '127.0.0.1'), 'listening')
    const { port } = chat.address() as AddressInfo
    await send(alarm(toChat(`http://127.0.0.1:${port}/`)), event('11220'))
    chat.close()
    expect(JSON.parse(bodies.join(''))).toMatchObject({ text: expect.stringContaining('TLS') })
  })
})

describe('a code', () => {
  test.each([
    ['11200', 'look at its log'],
    [12300, 'send text/xml'],
    [' 12100 ', 'well-formed'],
    ['13999', 'A verb of a call’s document'],
    ['63024', 'WhatsApp'],
    ['99999', 'Something failed at Twilio. (99999, '],
  ])('%s is told in a sentence with its page', (code, words) => {
    const sentence = describeErrorCode(code)
    expect(sentence).toContain(words)
    expect(sentence).toContain(`https://www.twilio.com/docs/api/errors/${String(code).trim()})`)
  })

  test.each(['', '0', 'x', 'constructor', '__proto__', '1\n2345', '-11200', '112001', NaN])(
    'that is none is told as nothing known: %j',
    (code) => {
      expect(describeErrorCode(code)).toBe('Something failed at Twilio.')
    },
  )
})

test('an event that is no JSON, or another one, is a report all the same', () => {
  const nothing = { resourceSid: undefined, url: undefined, status: undefined }
  for (const Payload of ['', 'x', 'null', '[]', '5', '{"webhook":5,"more_info":null}'])
    expect(readDebuggerEvent({ Level: 'ERROR', Payload })).toEqual({
      level: 'error',
      code: '',
      sentence: 'Something failed at Twilio.',
      ...nothing,
    })
  expect(readDebuggerEvent({ Level: 'Warning', Payload: '{"error_code":12200}' })).toMatchObject({
    level: 'warning',
    code: '12200',
  })
})
