/** The refusals of the API, the timing of events, and the form of its answers. */
import twilioSdk from 'twilio'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { simulate, type SimulateOptions, type Simulator } from 'twimlx/simulator'
import { serve } from '../app.ts'
import { accountSid, authToken, clientOf } from './faces.ts'

const alice = '+14155550100'
const from = '+15550100200'
const url = 'https://app.test/voice'
const callback = 'https://app.test/status'
const service = `MG${'b'.repeat(32)}`

const drive = (options: SimulateOptions = {}) =>
  simulate(
    serve({
      '/voice': '<Say>hello</Say>',
      '/sms': '<Message>bye</Message>',
      '/status': () => new Response(null, { status: 204 }),
    }),
    { accountSid, authToken, startAt: new Date('2026-01-01T12:00:00Z'), ...options },
  )

const told = (twilio: Simulator) =>
  twilio.events.flatMap((event) =>
    event.type === 'request' && event.url === callback
      ? (event.params['MessageStatus'] ?? event.params['CallStatus'])
      : [],
  )

const sid = (prefix: string) => prefix + 'f'.repeat(32)

type Client = ReturnType<typeof clientOf>

const message = { to: alice, from, body: 'hello' }
const scheduled = {
  to: alice,
  messagingServiceSid: service,
  body: 'x',
  scheduleType: 'fixed',
} as const

describe('is refused', () => {
  const cases: [string, number, number, (client: Client) => Promise<unknown>, SimulateOptions?][] =
    [
      [
        'a number that is none',
        400,
        21211,
        ({ messages }) => messages.create({ ...message, to: '+1' }),
      ],
      [
        'a word for a number',
        400,
        21211,
        ({ messages }) => messages.create({ ...message, to: 'bob' }),
      ],
      ['nobody to write to', 400, 21604, ({ messages }) => messages.create({ ...message, to: '' })],
      [
        'nobody to write from',
        400,
        21603,
        ({ messages }) => messages.create({ to: alice, body: 'x' }),
      ],
      [
        'a sender that is none',
        400,
        21212,
        ({ messages }) => messages.create({ ...message, from: 'a very long name' }),
      ],
      [
        'a message to itself',
        400,
        21266,
        ({ messages }) => messages.create({ ...message, from: alice }),
      ],
      ['no text', 400, 21602, ({ messages }) => messages.create({ to: alice, from })],
      ['an empty text', 400, 21619, ({ messages }) => messages.create({ ...message, body: ' ' })],
      [
        'a long text',
        400,
        21617,
        ({ messages }) => messages.create({ ...message, body: 'a'.repeat(1601) }),
      ],
      [
        'a bad media URL',
        400,
        21620,
        ({ messages }) => messages.create({ ...message, mediaUrl: ['/a.png'] }),
      ],
      [
        'too many media',
        400,
        21623,
        ({ messages }) =>
          messages.create({ ...message, mediaUrl: Array.from({ length: 11 }, () => url) }),
      ],
      [
        'a relative status callback',
        400,
        21609,
        ({ messages }) => messages.create({ ...message, statusCallback: '/status' }),
      ],
      [
        'a sender of others',
        400,
        21606,
        ({ messages }) => messages.create({ ...message, from: '+15550100299' }),
        { senders: [] },
      ],
      [
        'an unknown service',
        400,
        21701,
        ({ messages }) => messages.create({ ...scheduled, messagingServiceSid: sid('MG') }),
        { messagingServiceSid: service },
      ],
      [
        'an unverified number of a trial',
        400,
        21608,
        ({ messages }) => messages.create(message),
        { verifiedNumbers: [] },
      ],
      [
        'a country that is not enabled',
        400,
        21408,
        ({ messages }) => messages.create({ ...message, to: '+4915112345678' }),
        { countries: ['US'] },
      ],
      [
        'two channels',
        400,
        21910,
        ({ messages }) => messages.create({ ...message, to: `whatsapp:${alice}` }),
      ],
      [
        'a schedule without a service',
        400,
        35118,
        ({ messages }) =>
          messages.create({ ...message, scheduleType: 'fixed', sendAt: new Date('2026-01-02') }),
      ],
      [
        'a schedule that is too soon',
        400,
        35114,
        ({ messages }) =>
          messages.create({ ...scheduled, sendAt: new Date('2026-01-01T12:14:00Z') }),
      ],
      [
        'a schedule that is too late',
        400,
        35114,
        ({ messages }) => messages.create({ ...scheduled, sendAt: new Date('2026-02-06') }),
      ],
      ['a schedule without a date', 400, 35111, ({ messages }) => messages.create(scheduled)],
      ['an unknown message', 404, 20404, (client) => client.messages(sid('SM')).fetch()],
      [
        'canceling what is no plan',
        400,
        30409,
        async (client) =>
          client
            .messages((await client.messages.create(message)).sid)
            .update({ status: 'canceled' }),
      ],
      [
        'deleting what is on its way',
        409,
        20009,
        async (client) => client.messages((await client.messages.create(message)).sid).remove(),
      ],
      [
        'a call to a number that is none',
        400,
        21211,
        ({ calls }) => calls.create({ to: 'bob', from, url }),
      ],
      ['a call from nobody', 400, 21213, ({ calls }) => calls.create({ to: alice, from: '', url })],
      [
        'a call from a number of others',
        400,
        21210,
        ({ calls }) => calls.create({ to: alice, from: '+15550100299', url }),
      ],
      ['a call without a document', 400, 21205, ({ calls }) => calls.create({ to: alice, from })],
      [
        'a call with a relative document',
        400,
        21205,
        ({ calls }) => calls.create({ to: alice, from, url: '/voice' }),
      ],
      [
        'a call with no TwiML',
        400,
        12100,
        ({ calls }) => calls.create({ to: alice, from, twiml: '<Response>' }),
      ],
      [
        'a call with too much TwiML',
        400,
        32018,
        ({ calls }) =>
          calls.create({
            to: alice,
            from,
            twiml: `<Response><Say>${'a'.repeat(4000)}</Say></Response>`,
          }),
      ],
      [
        'an unknown call event',
        400,
        21626,
        ({ calls }) => calls.create({ to: alice, from, url, statusCallbackEvent: ['picked-up'] }),
      ],
      [
        'a country that may not be called',
        400,
        21215,
        ({ calls }) => calls.create({ to: '+4915112345678', from, url }),
        { countries: ['US'] },
      ],
      [
        'an unverified number to call',
        400,
        21219,
        ({ calls }) => calls.create({ to: alice, from, url }),
        { verifiedNumbers: [] },
      ],
      [
        'moving a call that rings',
        400,
        21220,
        async (client) =>
          client.calls((await client.calls.create({ to: alice, from, url })).sid).update({ url }),
      ],
      [
        'an unknown call',
        404,
        20404,
        (client) => client.calls(sid('CA')).update({ status: 'completed' }),
      ],
      [
        'recording a call that rings',
        400,
        21220,
        async (client) =>
          client
            .calls((await client.calls.create({ to: alice, from, url })).sid)
            .recordings.create(),
      ],
      [
        'an unknown conference',
        404,
        20404,
        (client) => client.conferences(sid('CF')).participants.list(),
      ],
      ['an unknown queue', 404, 20404, (client) => client.queues(sid('QU')).fetch()],
      ['too many requests', 429, 20429, ({ messages }) => messages.list(), { fault: () => 20429 }],
      [
        'a failure of Twilio’s',
        500,
        20500,
        ({ messages }) => messages.create(message),
        { fault: () => 20500 },
      ],
      [
        'a service that is down',
        503,
        20503,
        ({ messages }) => messages.list(),
        { fault: () => 20503 },
      ],
    ]
  test.each(cases)('%s', async (_name, status, code, ask, options) => {
    const twilio = drive(options)
    const error = await ask(clientOf(twilio)).then(
      () => expect.fail('It was answered.'),
      (error: unknown) => error,
    )
    expect(error).toMatchObject({
      status,
      code,
      message: expect.stringMatching(/\w/),
      moreInfo: `https://www.twilio.com/docs/errors/${code}`,
    })
    expect(twilio.problems.at(-1)).toMatchObject({ code, message: expect.stringMatching(/\w/) })
    expect(
      twilio.events.find((event) => event.type === 'rest' && event.code === code),
    ).toMatchObject({ status })
  })

  test('a user who unsubscribed gets no messages', async () => {
    const twilio = drive()
    await twilio.phone(alice).text('STOP')
    await expect(clientOf(twilio).messages.create(message)).rejects.toMatchObject({ code: 21610 })
  })

  test('a missing response is an error of the connection', async () => {
    for (const [fault, code] of [
      [11200, 'ETIMEDOUT'],
      [11205, 'ECONNREFUSED'],
    ] as const) {
      const twilio = drive({ fault: () => fault })
      await expect(clientOf(twilio).messages.list()).rejects.toMatchObject({ code })
      await expect(twilio.rest.fetch('https://api.twilio.com/')).rejects.toMatchObject({
        name: 'TypeError',
        cause: { code },
      })
    }
  })
})

describe('credentials', () => {
  const ask = (twilio: Simulator, user?: string, password?: string) =>
    twilio.rest.fetch(`https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages.json`, {
      headers: user === undefined ? {} : { authorization: `Basic ${btoa(`${user}:${password}`)}` },
    })

  test.each([
    ['nobody', undefined, undefined, 'no Basic authorization'],
    ['another token', accountSid, 'wrong', 'by the option authToken'],
    ['another account', sid('AC'), authToken, 'by the option accountSid'],
    ['an unknown key', sid('SK'), 'secret', 'the option apiKeys'],
    ['a wrong secret', `SK${'1'.repeat(32)}`, 'wrong', 'differs from the one in apiKeys'],
    ['a name of every object', 'toString', 'x', 'accountSid'],
  ])('%s are refused, and the log says why', async (_name, user, password, advice) => {
    const twilio = drive({ apiKeys: { [`SK${'1'.repeat(32)}`]: 'secret' } })
    const answer = await ask(twilio, user, password)
    expect([answer.status, await answer.json()]).toEqual([
      401,
      {
        code: 20003,
        message: 'Authenticate',
        more_info: 'https://www.twilio.com/docs/errors/20003',
        status: 401,
      },
    ])
    expect(twilio.problems).toMatchObject([
      { code: 20003, message: expect.stringContaining(advice) },
    ])
  })

  test('an API key is accepted', async () => {
    const key = `SK${'1'.repeat(32)}`
    const twilio = drive({ apiKeys: { [key]: 'secret' } })
    expect((await ask(twilio, key, 'secret')).status).toBe(200)
    const client = twilioSdk(key, 'secret', { accountSid, httpClient: twilio.rest.httpClient })
    expect(await client.messages.list()).toEqual([])
  })
})

describe('the order of events', () => {
  test('the response comes before any callback, and takes no time', async () => {
    const twilio = drive({ delivery: 'delivered', answers: 'answer' })
    const client = clientOf(twilio)
    await client.messages.create({ ...message, statusCallback: callback })
    await client.calls.create({ to: alice, from, url, statusCallback: callback })
    expect(told(twilio)).toEqual([])
    expect(twilio.now).toEqual(new Date('2026-01-01T12:00:00Z'))
    await twilio.advance(0)
    expect(told(twilio)).toEqual(['sent', 'delivered', 'completed'])
  })

  test('callbacks are sent without being awaited', async () => {
    const twilio = drive({ delivery: 'delivered' })
    await clientOf(twilio).messages.create({ ...message, statusCallback: callback })
    await vi.waitFor(() => expect(told(twilio)).toEqual(['sent', 'delivered']))
  })

  test('a message of a service is queued before it is sent', async () => {
    const twilio = drive({ delivery: 'delivered' })
    const { status, from } = await clientOf(twilio).messages.create({
      to: alice,
      messagingServiceSid: service,
      body: 'hello',
      statusCallback: callback,
    })
    expect([status, from]).toEqual(['accepted', null])
    await twilio.advance(0)
    expect(told(twilio)).toEqual(['queued', 'sent', 'delivered'])
  })

  test('WhatsApp accepts a late message, but does not deliver it', async () => {
    const twilio = drive({ delivery: 'read' })
    const whatsapp = {
      to: `whatsapp:${alice}`,
      from: `whatsapp:${from}`,
      body: 'x',
      statusCallback: callback,
    }
    const { sid } = await clientOf(twilio).messages.create(whatsapp)
    await twilio.advance(0)
    expect(await clientOf(twilio).messages(sid).fetch()).toMatchObject({
      status: 'undelivered',
      errorCode: 63016,
    })
    await twilio.phone(`whatsapp:${alice}`).text('hi')
    await clientOf(twilio).messages.create(whatsapp)
    await twilio.advance(0)
    expect(told(twilio)).toEqual(['sent', 'undelivered', 'sent', 'delivered', 'read'])
  })

  test("a request of the app takes effect after the app's response", async () => {
    const twilio: Simulator = simulate(
      serve({
        '/sms': async () => {
          const client = clientOf(twilio)
          await client.messages.create({ ...message, body: 'by REST', statusCallback: callback })
          await client.calls.create({ to: alice, from, url: callback })
          return Response.json({}, { status: 500 })
        },
        '/status': () => new Response(null, { status: 204 }),
      }),
      { accountSid, authToken, delivery: 'delivered', patience: 1e9 },
    )
    const chat = await twilio.phone(alice).text('hi')
    expect(chat.messages.map(({ body }) => body)).toEqual(['by REST'])
    expect(chat.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['rest', 'delivery', 'outbound']),
    )
    expect(told(twilio)).toEqual(['sent', 'delivered'])
    expect(twilio.phone(alice).rings).toBe(true)
  })

  test('a call ends after its time limit', async () => {
    const twilio = drive()
    const client = clientOf(twilio)
    const { sid } = await client.calls.create({
      to: alice,
      from,
      twiml: '<Response><Gather timeout="600"/></Response>',
      timeLimit: 60,
    })
    await twilio.phone(alice).answer()
    await twilio.advance(59)
    expect((await client.calls(sid).fetch()).status).toBe('in-progress')
    await twilio.advance(1)
    expect(await client.calls(sid).fetch()).toMatchObject({ status: 'completed', duration: '60' })
  })

  test.each([
    ['busy', 'busy'],
    ['no-answer', 'no-answer'],
    ['fail', 'failed'],
  ] as const)('a phone that is %s', async (answers, status) => {
    const twilio = drive({ answers })
    const client = clientOf(twilio)
    const { sid } = await client.calls.create({ to: alice, from, url, statusCallback: callback })
    await twilio.advance(0)
    expect((await client.calls(sid).fetch()).status).toBe(status)
    expect(told(twilio)).toEqual([status])
  })

  test('phones set to answer also answer a <Dial>', async () => {
    const twilio = simulate(
      serve({ '/voice': '<Dial action="/end"><Number>+14155550101</Number></Dial>', '/end': '' }),
      { answers: ({ to }) => (to.endsWith('01') ? { answeredBy: 'machine_start' } : undefined) },
    )
    const call = await twilio.phone(alice).call()
    expect(call.waitingFor).toBe('Dial')
    expect(call.transcript()).toContain('[connected with +14155550101]')
  })

  test.for([0, undefined])(
    'a recording is ready at once, and reports itself: %s',
    async (delay) => {
      const twilio = drive({ answers: 'answer', recordingDelay: delay })
      const client = clientOf(twilio)
      await client.calls.create({
        to: alice,
        from,
        record: true,
        recordingStatusCallback: callback,
        twiml: '<Response><Pause length="3"/></Response>',
      })
      await twilio.advance(0)
      const told = () =>
        twilio.events.filter(
          (event) => event.type === 'request' && event.params['RecordingStatus'] === 'completed',
        ).length
      expect((await client.recordings.list())[0]).toMatchObject({ status: 'completed' })
      expect(told()).toBe(delay === 0 ? 1 : 0)
      const [recording] = await client.recordings.list()
      await twilio.recordingReady(recording!)
      expect(told()).toBe(1)
    },
  )

  test('a recording is ready after its delay', async () => {
    const twilio = drive({ answers: 'answer', recordingDelay: 30 })
    const client = clientOf(twilio)
    await client.calls.create({
      to: alice,
      from,
      record: true,
      recordingStatusCallback: callback,
      twiml: '<Response><Pause length="3"/></Response>',
    })
    await twilio.advance(0)
    const [recording] = await client.recordings.list()
    expect(recording).toMatchObject({ status: 'processing', duration: '3' })
    const get = (end: string) =>
      twilio.rest.fetch(recording!.mediaUrl + end, {
        headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
      })
    expect((await get('')).status).toBe(404)
    await twilio.advance(30)
    expect(
      twilio.events.some(
        (event) => event.type === 'request' && event.params['RecordingStatus'] === 'completed',
      ),
    ).toBe(true)
    const wav = await get('.wav')
    expect(wav.headers.get('content-type')).toBe('audio/x-wav')
    const bytes = Buffer.from(await wav.arrayBuffer())
    expect([bytes.toString('latin1', 0, 4), bytes.length]).toEqual(['RIFF', 44 + 3 * 8000])
    const mp3 = await get('.mp3')
    expect(mp3.headers.get('content-type')).toBe('audio/mpeg')
    expect(Buffer.from(await mp3.arrayBuffer()).readUInt16BE(0)).toBe(0xffe3)
    expect((await twilio.rest.fetch(recording!.mediaUrl)).status).toBe(401)
  })
})

describe('lists', () => {
  test('come in pages', async () => {
    const twilio = drive()
    const client = clientOf(twilio)
    for (let index = 0; index < 7; index++)
      await client.messages.create({ ...message, body: String(index) })
    const page = await client.messages.page({ pageSize: 3 })
    expect(page.instances.map(({ body }) => body)).toEqual(['6', '5', '4'])
    const last = await (await page.nextPage())!.nextPage()
    expect(last!.instances.map(({ body }) => body)).toEqual(['0'])
    expect(last!.nextPageUrl).toBeUndefined()
    expect((await client.messages.list({ pageSize: 2 })).length).toBe(7)
  })

  test('filter by date', async () => {
    const twilio = drive({ delivery: 'delivered' })
    const client = clientOf(twilio)
    await client.messages.create({ ...message, body: 'first' })
    await twilio.advance(24 * 3600)
    await client.messages.create({ ...message, body: 'second' })
    await twilio.advance(0)
    const bodies = async (filter: object) =>
      (await client.messages.list(filter)).map(({ body }) => body)
    expect(await bodies({ dateSent: new Date('2026-01-01') })).toEqual(['first'])
    expect(await bodies({ dateSentAfter: new Date('2026-01-02') })).toEqual(['second'])
    expect(await bodies({ dateSentBefore: new Date('2026-01-02') })).toEqual(['second', 'first'])
    await expect(client.messages.list({ pageSize: 1001 })).rejects.toMatchObject({ code: 20001 })
  })
})

describe('hosts', () => {
  test('have regions and edges', async () => {
    const twilio = drive()
    const { httpClient } = twilio.rest
    const client = twilioSdk(accountSid, authToken, { httpClient, region: 'ie1', edge: 'dublin' })
    await client.messages.list()
    expect(twilio.events.at(-1)).toMatchObject({
      url: expect.stringContaining('https://api.dublin.ie1.twilio.com/2010-04-01/'),
    })
  })

  test('of others get no requests', async () => {
    await expect(drive().rest.fetch('https://example.com/')).rejects.toThrow(
      'example.com was asked, and twilio.rest answers for twilio.com: nothing was sent',
    )
  })

  test('of other products respond as a test says', async () => {
    const twilio = drive()
    const client = clientOf(twilio)
    twilio.rest
      .on('POST', '/v2/Services/:sid/Verifications', ({ params, form, url }) => ({
        service_sid: params['sid'],
        to: form.get('To'),
        status: 'pending',
        url: url.host,
      }))
      .on('GET', '/v2/PhoneNumbers/:number', async ({ params }) =>
        Response.json({ phone_number: params['number'], valid: true }, { status: 200 }),
      )
      .on('DELETE', '/v2/Services/:sid', () => undefined)
    const verify = client.verify.v2.services(sid('VA'))
    expect(await verify.verifications.create({ to: alice, channel: 'sms' })).toMatchObject({
      serviceSid: sid('VA'),
      to: alice,
      url: 'verify.twilio.com',
    })
    expect(await client.lookups.v2.phoneNumbers(alice).fetch()).toMatchObject({ valid: true })
    expect(await verify.remove()).toBe(true)
    await expect(client.verify.v2.services.list()).rejects.toMatchObject({ status: 501 })
    expect(() => twilio.rest.on('GET', 'v2', () => ({}))).toThrow('begins with a slash')
  })
})

describe('what a test answers', () => {
  const date = new Date('2026-03-04T05:06:07.890Z')

  test('has dates as that API writes them', async () => {
    const twilio = drive()
    twilio.rest
      .on('GET', '/v2/Services/:sid', ({ params }) => ({
        sid: params['sid'],
        date_created: date,
        links: { made: [date] },
      }))
      .on('GET', '/2010-04-01/Accounts/:sid', () => ({ date_created: date, type: 'Full' }))
      .on('GET', '/v2/Empty', () => ({}))
    const get = async (path: string): Promise<unknown> => {
      const answer = await twilio.rest.fetch(`https://verify.twilio.com${path}`, {
        headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
      })
      return answer.json()
    }
    expect(await get('/v2/Services/VA1')).toEqual({
      sid: 'VA1',
      date_created: '2026-03-04T05:06:07Z',
      links: { made: ['2026-03-04T05:06:07Z'] },
    })
    expect(await get('/2010-04-01/Accounts/AC1')).toMatchObject({
      date_created: 'Wed, 04 Mar 2026 05:06:07 +0000',
    })
    expect(await get('/v2/Empty')).toEqual({})
    const service = await clientOf(twilio).verify.v2.services(sid('VA')).fetch()
    expect(service.dateCreated).toEqual(new Date('2026-03-04T05:06:07Z'))
  })

  test('is sent in pages, where it is a list', async () => {
    const twilio = drive()
    const all = Array.from({ length: 120 }, (_, index) => ({ sid: `X${index}`, date }))
    twilio.rest
      .on('GET', '/v2/Services', () => ({ services: all }))
      .on('GET', '/2010-04-01/Accounts/:sid/Applications', () => ({ applications: all }))
    const client = clientOf(twilio)
    const sids = all.map(({ sid }) => sid)
    expect((await client.verify.v2.services.list()).map(({ sid }) => sid)).toEqual(sids)
    expect((await client.applications.list()).map(({ sid }) => sid)).toEqual(sids)
    const page = await client.verify.v2.services.page({ pageSize: 50, pageNumber: 1 })
    expect(page.instances).toHaveLength(50)
    expect((await page.previousPage())!.instances[0]).toMatchObject({ sid: 'X0' })
    expect((await (await page.nextPage())!.nextPage()) ?? 'no more').toBe('no more')
    await expect(client.applications.list({ pageSize: 5000 })).rejects.toMatchObject({
      code: 20001,
    })
  })
})

describe('what is no form', () => {
  const send = (twilio: Simulator, type: string, body: string, method = 'POST') =>
    twilio.rest.fetch(`https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages.json`, {
      method,
      body,
      headers: {
        authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}`,
        'content-type': type,
      },
    })

  test('are refused with a sentence', async () => {
    const answer = await send(drive(), 'application/json', '{"To":"+14155550100"}')
    expect(await answer.json()).toMatchObject({
      code: 20001,
      message: expect.stringContaining('application/x-www-form-urlencoded'),
    })
  })

  test('an unsupported method is refused', async () => {
    expect(await (await send(drive(), 'text/plain', 'x', 'PUT')).json()).toMatchObject({
      code: 20004,
      status: 405,
    })
  })

  test('a path of another account is not found', async () => {
    const client = twilioSdk(accountSid, authToken, { httpClient: drive().rest.httpClient })
    await expect(client.api.v2010.accounts(sid('AC')).messages.list()).rejects.toMatchObject({
      code: 20404,
    })
  })
})

describe('patch()', () => {
  test('leaves alone clients of a server on this machine, and only those', async () => {
    const twilio = drive()
    onTestFinished(twilio.rest.patch(twilioSdk))
    const api = await twilio.rest.listen()
    onTestFinished(() => api.close())
    const client = twilioSdk(accountSid, authToken)
    client.api.baseUrl = api.url
    expect(await client.messages.create({ to: alice, from, body: 'hi' })).toMatchObject({
      status: 'queued',
    })
    client.api.baseUrl = 'https://proxy.example.com'
    await expect(client.messages.list()).rejects.toThrow('nothing was sent')
  })

  test('affects existing clients, and can be undone', async () => {
    const client = twilioSdk(accountSid, authToken)
    const { axios } = client.httpClient as unknown as { axios: { defaults: { adapter: unknown } } }
    const { adapter } = axios.defaults
    const { fetch } = globalThis
    const twilio = drive()
    const undo = twilio.rest.patch(twilioSdk)
    onTestFinished(undo)
    await client.messages.create(message)
    expect(twilio.phone(alice).messages).toHaveLength(1)
    const answer = await globalThis.fetch(
      `https://api.twilio.com/2010-04-01/Accounts/${accountSid}`,
    )
    expect(answer.status).toBe(401)
    expect(await globalThis.fetch('data:,x').then((other) => other.text())).toBe('x')
    undo()
    expect(globalThis.fetch).toBe(fetch)
    expect(axios.defaults.adapter).toBe(adapter)
  })

  test('leaves retries to the client', async () => {
    let left = 2
    const twilio = drive({ fault: () => (left-- > 0 ? 20429 : undefined) })
    onTestFinished(twilio.rest.patch(twilioSdk, { fetch: false }))
    const client = twilioSdk(accountSid, authToken, { autoRetry: true, maxRetryDelay: 1 })
    expect(await client.messages.list()).toEqual([])
    expect(twilio.events.filter(({ type }) => type === 'rest')).toHaveLength(3)
  })

  test('of another value says what it accepts', () => {
    expect(() => drive().rest.patch({} as never)).toThrow("import twilio from 'twilio'")
  })
})
