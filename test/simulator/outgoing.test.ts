import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import twilioSdk from 'twilio'
import { messageWebhook } from 'twimlx/hono'
import { Hono } from 'hono'
import { simulate, type EventOf, type OutgoingCall, type Simulator } from 'twimlx/simulator'
import { serve, xml } from './app.ts'

const alice = '+14155550100'

const requests = (twilio: Simulator, path?: string): EventOf<'request'>[] =>
  twilio.events.filter(
    (event): event is EventOf<'request'> =>
      event.type === 'request' && (path === undefined || new URL(event.url).pathname === path),
  )

const told = (twilio: Simulator, path: string) => requests(twilio, path).map(({ params }) => params)

const drive = () =>
  simulate(
    serve({
      '/voice': '<Say>hello</Say><Gather/>',
      '/status': () => new Response(null, { status: 204 }),
      '/amd': () => new Response(null, { status: 204 }),
      '/recording': () => new Response(null, { status: 204 }),
    }),
  )

const options = (more: Partial<OutgoingCall>): OutgoingCall => ({
  url: '/voice',
  statusCallback: '/status',
  ...more,
})

test('a call goes to a number in any notation, or to another address', async () => {
  const twilio = drive()
  const dialled = ['(415) 555-0100', '+14155550100', '4155550100', 'client:joe', 'sip:joe@b.test']
  const calls = await Promise.all(dialled.map((to) => twilio.call(to, { url: '/voice' })))
  expect(calls.map(({ to }) => to)).toEqual([alice, alice, alice, 'client:joe', 'sip:joe@b.test'])
  for (const to of ['', 'Alice', 'client:', '+1', '+1415555010x'])
    await expect(twilio.call(to, { url: '/voice' })).rejects.toThrow('Nobody can be called')
})

describe('answering-machine detection', () => {
  test('tells the document who answers: by default a human', async () => {
    const twilio = drive()
    await twilio.call(alice, options({ machineDetection: 'Enable' }))
    expect(told(twilio, '/voice')).toMatchObject([
      { AnsweredBy: 'human', MachineDetectionDuration: '1000' },
    ])
    expect(told(twilio, '/amd')).toEqual([])
  })

  test('that was not requested reports nothing, and needs no callback', async () => {
    const twilio = drive()
    await twilio.call(alice, options({ asyncAmd: true, asyncAmdStatusCallback: '/amd' }))
    expect(told(twilio, '/amd')).toEqual([])
  })

  test('beside the call reports to its callback, but not to a document', async () => {
    const twilio = drive()
    const call = await twilio.call(
      alice,
      options({
        machineDetection: 'DetectMessageEnd',
        asyncAmd: true,
        asyncAmdStatusCallback: '/amd',
        answeredBy: 'machine_end_beep',
      }),
    )
    await call.hangup()
    expect(told(twilio, '/amd')).toEqual([
      {
        AccountSid: `AC${'0'.repeat(32)}`,
        CallSid: call.sid,
        AnsweredBy: 'machine_end_beep',
        MachineDetectionDuration: '1000',
      },
    ])
    for (const path of ['/voice', '/status'])
      expect(told(twilio, path)[0]).not.toHaveProperty('AnsweredBy')
  })

  test('the phone decides whether a human or a machine answers', async () => {
    const twilio = drive()
    await twilio.call(
      alice,
      options({
        machineDetection: 'Enable',
        asyncAmd: true,
        asyncAmdStatusCallback: '/amd?x=1',
        asyncAmdStatusCallbackMethod: 'GET',
        answered: false,
      }),
    )
    expect(requests(twilio, '/amd')).toEqual([])
    await twilio.phone(alice).answer({ answeredBy: 'fax' })
    expect(requests(twilio, '/amd')).toMatchObject([
      { method: 'GET', params: { AnsweredBy: 'fax' } },
    ])
  })
})

describe('a call that is recorded from the start', () => {
  test('reports the recording, at the end of the call too', async () => {
    const twilio = drive()
    const call = await twilio.call(
      alice,
      options({
        record: true,
        recordingChannels: 'dual',
        recordingTrack: 'inbound',
        recordingStatusCallback: '/recording',
        recordingStatusCallbackEvent: ['in-progress', 'completed'],
      }),
    )
    expect(told(twilio, '/recording')).toMatchObject([{ RecordingStatus: 'in-progress' }])
    await twilio.advance(3)
    await call.hangup()
    const [recording] = call.recordings
    expect(recording).toMatchObject({ callSid: call.sid, seconds: 3 })
    await twilio.recordingReady(recording!)
    expect(told(twilio, '/recording')[1]).toMatchObject({
      CallSid: call.sid,
      RecordingSid: recording!.sid,
      RecordingStatus: 'completed',
      RecordingDuration: '3',
      RecordingChannels: '2',
      RecordingSource: 'OutboundAPI',
      RecordingTrack: 'inbound',
    })
    expect(told(twilio, '/status')).toMatchObject([
      {
        CallStatus: 'completed',
        RecordingSid: recording!.sid,
        RecordingUrl: recording!.url,
        RecordingDuration: '3',
      },
    ])
  })

  test('has no recording without an answer', async () => {
    const twilio = drive()
    const call = await twilio.call(
      alice,
      options({ record: true, recordingStatusCallback: '/recording', answered: false }),
    )
    await twilio.phone(alice).decline()
    expect(call.recordings).toEqual([])
    expect(told(twilio, '/recording')).toEqual([])
    expect(told(twilio, '/status')[0]).not.toHaveProperty('RecordingSid')
  })

  test('ends when the API ends the call', async () => {
    const twilio = drive()
    const call = await twilio.call(alice, options({ record: true }))
    await twilio.advance(2)
    await call.end()
    expect(call.recordings).toMatchObject([{ seconds: 2 }])
  })
})

test('keys are sent once the call is answered', async () => {
  const twilio = drive()
  await twilio.call(alice, options({ sendDigits: 'ww12#', answered: false }))
  expect(twilio.events.some(({ type }) => type === 'tones')).toBe(false)
  const call = await twilio.phone(alice).answer()
  expect(call.transcript()).toContain('Twilio sends the keys ww12#\nTwilio: hello')
})

describe('any signed callback', () => {
  const authToken = 'token'

  test('is sent, verified and answered', async () => {
    const app = new Hono()
    app.post('/verify', messageWebhook({ authToken }), (c) =>
      c.text(c.var.webhook.params.get('Status')!, 201, { 'x-seen': 'yes' }),
    )
    const twilio = simulate(app, { authToken })
    const answer = await twilio.post('/verify', { Status: 'approved', MessageSid: 'SM1' })
    expect([answer.status, await answer.text(), answer.headers.get('x-seen')]).toEqual([
      201,
      'approved',
      'yes',
    ])
    expect(requests(twilio)).toMatchObject([
      { method: 'POST', params: { Status: 'approved', AccountSid: `AC${'0'.repeat(32)}` } },
    ])
    expect(twilio.problems).toEqual([])
  })

  test('by GET too, under a public URL with a path', async () => {
    let seen: Request | undefined
    const twilio = simulate(
      (request) => {
        seen = request
        return new Response(null, { status: 204 })
      },
      { authToken, publicUrl: 'https://example.com/api' },
    )
    const answer = await twilio.post('/hook?x=1', { A: 'ü +' }, { method: 'GET' })
    expect([answer.status, answer.body]).toEqual([204, null])
    const { search } = new URL(seen!.url)
    expect(seen!.method).toBe('GET')
    expect(
      twilioSdk.validateRequest(
        authToken,
        seen!.headers.get('x-twilio-signature')!,
        `https://example.com/api/hook${search}`,
        {},
      ),
    ).toBe(true)
  })

  test.for([{ name: 'Zoë', list: [1, '😀'] }, [], 'text', null])(
    'with JSON, by the hash of the body: %j',
    async (body) => {
      const seen: { text: string; type: string | null; url: string; signature: string }[] = []
      const twilio = simulate(
        async (request) => {
          const { url, headers } = request
          seen.push({
            text: await request.text(),
            type: headers.get('content-type'),
            url,
            signature: headers.get('x-twilio-signature')!,
          })
          return new Response('taken', { status: 202 })
        },
        { authToken },
      )
      const answer = await twilio.postJson('/events?x=1', body)
      expect([answer.status, await answer.text()]).toEqual([202, 'taken'])
      const { text, type, url, signature } = seen[0]!
      expect([JSON.parse(text), type]).toEqual([body, 'application/json'])
      expect(twilioSdk.validateRequestWithBody(authToken, signature, url, text)).toBe(true)
      expect(twilioSdk.validateRequestWithBody(authToken, signature, url, `${text} `)).toBe(false)
    },
  )

  test('with JSON goes to a server, with its length in bytes', async () => {
    const server = createServer(async (request, response) => {
      response.end(await new Response(Readable.toWeb(request) as ReadableStream).text())
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const twilio = simulate(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const answer = await twilio.postJson('/', { name: 'Zoë 😀' })
    expect(await answer.json()).toEqual({ name: 'Zoë 😀' })
    server.close()
    await expect(twilio.postJson('/', undefined)).rejects.toThrow('undefined cannot be written')
  })

  test('gets an HTTP error as a response, and throws without a response', async () => {
    const twilio = simulate(serve({}))
    const answer = await twilio.post('/nowhere')
    expect([answer.status, await answer.text()]).toEqual([404, 'Not found'])
    await expect(twilio.post('https://other.example.com/')).rejects.toThrow('otherOrigins')
  })

  test('does not deadlock in a handler', async () => {
    const twilio: Simulator = simulate(
      serve({
        '/sms': async () => {
          await twilio.post('/inner')
          return xml('<Response><Message>done</Message></Response>')
        },
        '/inner': '',
      }),
      { patience: 1e9 },
    )
    expect((await twilio.phone(alice).text('hi')).messages[0]?.body).toBe('done')
  })
})
