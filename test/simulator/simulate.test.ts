import { inspect } from 'node:util'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { memoryStore, messageWebhook } from 'twimlx/hono'
import { simulate } from 'twimlx/simulator'
import { serve, xml } from './app.ts'

const menu = serve({
  '/voice':
    '<Gather action="/choice" input="dtmf speech" numDigits="1"><Say>Press 1 for sales.</Say></Gather><Say>Bye.</Say>',
  '/choice': async (request) => {
    const form = new URLSearchParams(await request.text())
    return xml(
      `<Response><Say>You chose ${form.get('Digits') ?? form.get('SpeechResult')}.</Say><Gather timeout="3"/></Response>`,
    )
  },
  '/sms': '<Message>Hello!</Message>',
})

const alice = '+14155550100'

test('a text and its reply', async () => {
  const twilio = simulate(menu, { messageUrl: '/sms' })
  const chat = await twilio.phone(alice).text('hi')
  expect(chat.messages.map(({ body }) => body)).toEqual(['Hello!'])
  expect(chat.transcript()).toBe('+14155550100 texts hi\n+15550100200 to +14155550100: Hello!')
  expect(twilio.phone(alice).messages).toHaveLength(1)
})

test('a call runs until the app waits, and continues with each key, word or silence', async () => {
  const twilio = simulate(menu)
  const call = await twilio.phone(alice).call()
  expect(call.heard).toEqual(['Press 1 for sales.'])
  expect(call.waitingFor).toBe('Gather')
  await call.press('1')
  expect(call.heard.at(-1)).toBe('You chose 1.')
  await call.silence()
  expect(call.status).toBe('completed')
  expect(call.duration).toBe(3)
  expect(call.transcript()).toBe(
    [
      '+14155550100 calls',
      '[picked up]',
      'Twilio: Press 1 for sales.',
      '+14155550100 presses 1',
      '[got the keys 1]',
      'Twilio: You chose 1.',
      '+14155550100 is silent',
      '[nothing for 3 s]',
      'Twilio hangs up: completed',
    ].join('\n'),
  )
})

test('speech, and a hang-up', async () => {
  const call = await simulate(menu).phone(alice).call()
  await call.say('billing')
  expect(call.heard.at(-1)).toBe('You chose billing.')
  await call.hangup()
  expect(call.status).toBe('completed')
})

test('a key during a prompt cuts it short', async () => {
  const twilio = simulate(menu, { duration: () => 4 })
  const call = await twilio
    .phone(alice)
    .call({ during: [{ prompt: /press 1/i, press: '2', after: 3 }] })
  expect(call.heard).toEqual(['Press 1 for sales.', 'You chose 2.'])
  expect(call.events).toContainEqual(expect.objectContaining({ type: 'say', interrupted: true }))
  expect(call.duration).toBe(3 + 4)
})

test('an impossible stimulus reports the state of the call', async () => {
  const call = await simulate(menu).phone(alice).call()
  await call.hangup()
  await expect(call.press('1')).rejects.toThrow(
    'The call is over (completed): it can no longer press keys.',
  )
  await expect(call.hangup()).rejects.toThrow('The call is over (completed)')
  await expect(call.press('x')).rejects.toThrow('Keys are 0-9')
})

test('keys cannot be pressed while a call rings', async () => {
  const twilio = simulate(serve({ '/voice': '<Dial answerOnBridge="true">+14155550101</Dial>' }))
  const call = await twilio.phone(alice).call()
  expect(call.status).toBe('ringing')
  await expect(call.press('1')).rejects.toThrow('The call is still ringing')
  const bob = await twilio.phone('+14155550101').answer()
  expect(call.status).toBe('in-progress')
  await bob.hangup()
  expect(call.status).toBe('completed')
})

test('a phone that does not ring cannot be answered', async () => {
  const twilio = simulate(menu)
  await expect(twilio.phone(alice).answer()).rejects.toThrow('does not ring: no call to it')
})

test('a call over the REST API, and its redirect', async () => {
  const twilio = simulate(menu)
  const call = await twilio.call(alice, { url: '/voice' })
  expect(call.direction).toBe('outbound-api')
  expect(call.heard).toEqual(['Press 1 for sales.'])
  await call.redirect({ twiml: '<Response><Say>Sorry</Say></Response>' })
  expect(call.heard).toEqual(['Press 1 for sales.', 'Sorry'])
  expect(call.status).toBe('completed')
  await expect(call.redirect({ url: '/voice' })).rejects.toThrow('can no longer be redirected')
})

test('a call without an answer', async () => {
  const twilio = simulate(menu)
  const call = await twilio.call(alice, { url: '/voice', answered: false, timeout: 20 })
  expect(call.status).toBe('ringing')
  await call.stay()
  expect(call.status).toBe('no-answer')
  expect(twilio.events.filter(({ type }) => type === 'request')).toEqual([])
  const busy = await twilio.call(alice, { url: '/voice', answered: false })
  await twilio.phone(alice).decline()
  expect(busy.status).toBe('busy')
})

test('an app may redirect a call while it handles a request of it', async () => {
  const calls: { redirect(document: { url: string }): Promise<unknown> }[] = []
  const twilio = simulate(
    serve({
      '/voice': '<Gather action="/choice"/>',
      '/choice': async () => {
        await calls[0]!.redirect({ url: '/other' })
        return xml('<Response><Say>Never heard</Say></Response>')
      },
      '/other': '<Say>Moved</Say>',
    }),
  )
  const call = await twilio.phone(alice).call()
  calls.push(call)
  await call.press('1#')
  expect(call.heard).toEqual(['Moved'])
})

test('a slow app costs virtual time only', async () => {
  const twilio = simulate(
    serve({
      '/voice': async () => {
        await twilio.sleep(14)
        return xml('<Response><Say>At last</Say></Response>')
      },
      '/slow': async () => {
        await twilio.sleep(16)
        return xml('<Response/>')
      },
    }),
  )
  const call = await twilio.phone(alice).call()
  expect(call.heard).toEqual(['At last'])
  const late = await twilio.phone(alice).call({ url: '/slow' })
  expect(twilio.problems.map(({ code }) => code)).toEqual([11200])
  expect(late.heard).toEqual(['We are sorry, an application error has occurred. Goodbye.'])
})

test('a Hono app with bindings, and work after its response', async () => {
  const done: string[] = []
  const app = new Hono<{ Bindings: { GREETING: string } }>()
  app.post('/sms', (c) => {
    c.executionCtx.waitUntil(Promise.resolve().then(() => done.push('later')))
    return c.body(`<Response><Message>${c.env.GREETING}</Message></Response>`, 200, {
      'Content-Type': 'text/xml',
    })
  })
  const twilio = simulate(app, { env: { GREETING: 'Ahoy' } })
  const chat = await twilio.phone(alice).text('hi')
  expect(chat.messages[0]?.body).toBe('Ahoy')
  expect(done).toEqual(['later'])
})

test('texts at once are handled in order', async () => {
  const twilio = simulate(menu)
  const phones = ['+14155550101', '+14155550102', '+14155550103']
  const chats = await Promise.all(phones.map((number) => twilio.phone(number).text('hi')))
  expect(chats.map(({ messages }) => messages[0]?.to)).toEqual(phones)
  expect(twilio.events.flatMap((event) => (event.type === 'message' ? event.to : []))).toEqual(
    phones,
  )
})

const eventsOfCall = async () => {
  const twilio = simulate(menu, { startAt: new Date(0) })
  await (await twilio.phone(alice).call()).press('1')
  return twilio.events
}

test('events repeat, and no two simulations share a SID or a token', async () => {
  const [first, second] = [await eventsOfCall(), await eventsOfCall()]
  const sids = (events: readonly unknown[]) =>
    new Set(JSON.stringify(events).match(/\b[A-Z]{2}[\da-f]{32}\b/g))
  const account = 'AC' + '0'.repeat(32)
  expect([...sids(first)].filter((sid) => sids(second).has(sid) && sid !== account)).toEqual([])
  const when = (events: typeof first) => events.map(({ type, at }) => [type, at])
  expect(when(first)).toEqual(when(second))
})

test('an app that remembers tokens responds to each simulation separately', async () => {
  const app = new Hono().post(
    '/sms',
    messageWebhook({ authToken: '12345', idempotency: { store: memoryStore() } }),
    (c) =>
      c.body(`<Response><Message>${c.var.webhook.Body}</Message></Response>`, 200, {
        'Content-Type': 'text/xml',
      }),
  )
  const ask = async (text: string) =>
    (await simulate(app).phone(alice).text(text)).messages[0]?.body
  expect([await ask('one'), await ask('two')]).toEqual(['one', 'two'])
})

test('an error has the line of the test that caused it', async () => {
  const call = await simulate(menu).phone(alice).call()
  await call.hangup()
  const error = await call.press('1').catch((error: unknown) => error)
  expect((error as Error).message).toContain('can no longer press keys')
  expect((error as Error).stack).toContain('simulate.test.ts')
})

test('so has an error of one among several actions', async () => {
  const call = await simulate(menu).phone(alice).call()
  await call.hangup()
  const both = async () => {
    await Promise.all([call.press('1'), call.press('2')])
  }
  const error = await both().catch((error: unknown) => error)
  expect((error as Error).message).toContain('can no longer press keys')
  expect((error as Error).stack).toMatch(/at (async )?both .*simulate\.test\.ts/)
})

test('a prompt that never comes is reported', async () => {
  const call = await simulate(menu)
    .phone(alice)
    .call({ during: [{ prompt: 'Welcom', press: '1' }] })
  await call.hangup()
  expect(call.transcript()).toContain(
    '! No prompt with "Welcom" was heard after that, so "press 1" did not happen.',
  )
})

test('an undelivered message shows in the transcript', async () => {
  const reply = () =>
    new Response('<Response><Message>Hi</Message></Response>', {
      headers: { 'Content-Type': 'text/xml' },
    })
  const chat = await simulate(reply, {
    delivery: () => ({ status: 'undelivered', errorCode: 30003 }),
  })
    .phone(alice)
    .text('hi')
  expect(chat.transcript()).toContain('! a message is undelivered: 30003')
})

test('the error has the message of a failing app', async () => {
  const failing = (body: string, type: string) => {
    const twilio = simulate(
      () => new Response(body, { status: 400, headers: { 'Content-Type': type } }),
    )
    return twilio
      .phone(alice)
      .text('hi')
      .then(() => twilio.problems[0]?.message)
  }
  const url = 'POST https://app.test/sms'
  expect(await failing('No form.\nmore', 'text/plain')).toBe(
    `${url} was answered with status 400: No form.`,
  )
  expect(await failing('<h1>No</h1>', 'text/html')).toBe(`${url} was answered with status 400.`)
  expect(await failing('', 'text/plain')).toBe(`${url} was answered with status 400.`)
})

test('a call and a simulation print their transcripts', async () => {
  const twilio = simulate(menu)
  const call = await twilio.phone(alice).call()
  expect(inspect(call)).toBe(call.transcript())
  expect(inspect(twilio)).toBe(twilio.transcript())
  expect(JSON.stringify({ call })).toBe(JSON.stringify({ call: call.transcript() }))
})

test('other hosts get no requests: their sounds count as good, their documents fail', async () => {
  const twilio = simulate(
    serve({
      '/voice':
        '<Play>https://cdn.example.com/a.mp3</Play><Redirect>https://other.example.com/</Redirect>',
    }),
  )
  const call = await twilio.phone(alice).call()
  expect(call.heard[0]).toBe('https://cdn.example.com/a.mp3')
  expect(twilio.problems).toMatchObject([
    { code: 11210, message: expect.stringContaining('otherOrigins') },
  ])
})

test('a value that is not an app is refused at once', () => {
  expect(() => simulate('not a url')).toThrow('simulate() needs an app')
  expect(() => simulate(undefined as never)).toThrow('this has no fetch(): it is undefined')
  expect(() => simulate({ default: () => new Response() } as never)).toThrow('is it a module')
})

test('a call without a number or a document says what is missing', async () => {
  const twilio = simulate(() => new Response())
  await expect(twilio.call(undefined as never, undefined as never)).rejects.toThrow(
    'twilio.phone(number).call()',
  )
  await expect(twilio.call('+14155550100', {} as never)).rejects.toThrow('{ url } or { twiml }')
})
