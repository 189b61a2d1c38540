/**
 * @module
 * Every document of the examples, as Twilio gets it.
 */
import { describe, expect, test } from 'vitest'
import { pretty } from 'twimlx'
import { createApp } from '../examples/app.tsx'
import { remind } from '../examples/outbound-call.tsx'

const app = createApp({ validate: false })

const caller = { AccountSid: 'AC0', From: '+15550100111', To: '+15550100200' }
const onCall = { ...caller, CallSid: 'CA00000000000000000000000000000000' }
const onText = { ...caller, MessageSid: 'SM00000000000000000000000000000000' }

const post = async (path: string, form: Record<string, string>, cookie = '') => {
  const answer = await app.request(path, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: cookie ? { cookie } : {},
  })
  expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8')
  return {
    document: pretty(await answer.text()),
    cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '',
  }
}

describe('introduction', () => {
  test.each([
    'hello',
    'two-messages',
    'message-then-redirect',
    'picture',
    'say-then-play',
    'status',
  ])('%s', async (name) => {
    const sent = name === 'say-then-play' ? onCall : onText
    const { document } = await post(`/introduction/${name}`, sent)
    expect(document).toMatchSnapshot()
    const answer = await app.request(`/introduction/${name}?${new URLSearchParams(sent)}`)
    expect(pretty(await answer.text())).toBe(document)
  })
})

describe('ivr', () => {
  test('the menu', async () => {
    expect((await post('/ivr', onCall)).document).toMatchSnapshot()
  })

  test.each([
    ['key 1', { Digits: '1' }],
    ['key 2', { Digits: '2' }],
    ['key 3', { Digits: '3' }],
    ['key 9', { Digits: '9' }],
    ['speech', { SpeechResult: 'Tickets, please.' }],
    ['noise', { SpeechResult: 'hmm' }],
  ])('%s', async (_, input) => {
    expect((await post('/ivr/choice', { ...onCall, ...input })).document).toMatchSnapshot()
  })
})

describe('voicemail', () => {
  test('the greeting', async () => {
    expect((await post('/voicemail', onCall)).document).toMatchSnapshot()
  })

  test('after an answered call', async () => {
    const { document } = await post('/voicemail', { ...onCall, DialCallStatus: 'completed' })
    expect(document).toMatchSnapshot()
  })

  test('a message', async () => {
    const { document } = await post('/voicemail/recorded', { ...onCall, RecordingDuration: '7' })
    expect(document).toMatchSnapshot()
  })
})

describe('agent', () => {
  test('the hand-off', async () => {
    expect((await post('/agent', onCall)).document).toMatchSnapshot()
  })

  test.each([
    ['done', ''],
    ['wants a person', '{"reason":"person"}'],
  ])('%s', async (_, HandoffData) => {
    expect((await post('/agent/done', { ...onCall, HandoffData })).document).toMatchSnapshot()
  })
})

test('a call of our own carries its document', async () => {
  const calls: unknown[] = []
  const client = { calls: { create: async (call: unknown) => calls.push(call) } }
  // The client's other methods are not used.
  await remind(client as never, '+15550100111', 'The Birds', '8:00pm')
  expect(calls).toMatchSnapshot()
})

describe('survey', () => {
  test('from the first text to the last', async () => {
    const documents = []
    let cookie = ''
    for (const Body of ['hi', 'what?', '1', '2', 'hi again']) {
      const answer = await post('/survey', { ...onText, Body }, cookie)
      documents.push(answer.document)
      cookie = answer.cookie || cookie
      if (cookie.endsWith('=')) cookie = ''
    }
    expect(documents).toMatchSnapshot()
  })

  test('a property of every object is not one of the choices', async () => {
    const { cookie } = await post('/survey', { ...onText, Body: 'hi' })
    for (const Body of ['toString', 'constructor', '__proto__', ''])
      expect((await post('/survey', { ...onText, Body }, cookie)).document).toContain(
        'Please answer with one of these',
      )
  })

  test('a cookie that was tampered with starts a new survey', async () => {
    const fresh = await post('/survey', { ...onText, Body: 'hi' })
    const forged = fresh.cookie.replace('answers=-', 'answers=1')
    expect(forged).not.toBe(fresh.cookie)
    expect((await post('/survey', { ...onText, Body: '1' }, forged)).document).toBe(fresh.document)
  })
})

test('an unsigned request is refused', async () => {
  const refused: unknown[] = []
  const closed = createApp({
    authToken: 'secret',
    onInvalid: (report) => void refused.push(report),
  })
  for (const { method, path } of closed.routes) {
    if (method !== 'POST') continue
    const answer = await closed.request(path, {
      method,
      body: new URLSearchParams({ ...onCall, ...onText }),
    })
    expect([path, answer.status]).toEqual([path, 403])
  }
  expect(refused.length).toBeGreaterThan(10)
})
