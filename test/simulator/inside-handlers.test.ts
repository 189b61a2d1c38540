/** Tests in which the app acts while it answers a request. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import twilioSdk from 'twilio'
import { type Call, simulate, type Simulator } from 'twimlx/simulator'
import { serve, xml } from './app.ts'

const [alice, bob] = ['+14155550100', '+14155550101']

describe('an act that a handler awaits runs beside the request', () => {
  test('a handler may make a call from another phone, with all that its party does', async () => {
    const heard: string[][] = []
    const twilio: Simulator = simulate(
      serve({
        '/voice': async () => {
          const other = await twilio.phone(bob).call({ url: '/bob' })
          heard.push(other.heard)
          await other.press('1')
          heard.push(other.heard)
          return xml('<Response><Say>Hi Alice</Say></Response>')
        },
        '/bob': '<Gather numDigits="1" action="/thanks"><Say>Hi Bob</Say></Gather>',
        '/thanks': '<Pause length="5"/><Say>Thanks</Say>',
      }),
      { patience: 1e9 },
    )
    const call = await twilio.phone(alice).call()
    expect(heard).toEqual([['Hi Bob'], ['Hi Bob', 'Thanks']])
    expect(call.heard).toEqual(['Hi Alice'])
    expect(twilio.problems).toEqual([])
  })

  test('a phone answers a <Dial> while the app handles another call', async () => {
    const twilio: Simulator = simulate(
      serve({
        '/voice': `<Dial><Number>${bob}</Number></Dial>`,
        '/sms': async () => {
          await twilio.phone(bob).answer()
          return xml('<Response/>')
        },
      }),
      { patience: 1e9, messageUrl: '/sms' },
    )
    const call = await twilio.phone(alice).call()
    await twilio.phone('+14155550102').text('pick up')
    expect(call.transcript()).toContain('[connected with +14155550101]')
  })

  test('keys that no verb waits for are lost, as the log says', async () => {
    const calls: Call[] = []
    const twilio = simulate(
      serve({
        '/voice': '<Gather numDigits="1" action="/next"/>',
        '/next': async () => {
          await calls[0]!.press('2')
          return xml('<Response><Gather numDigits="1"/></Response>')
        },
      }),
      { patience: 1e9 },
    )
    calls.push(await twilio.phone(alice).call())
    await calls[0]!.press('1')
    expect(calls[0]!.waitingFor).toBe('Gather')
    expect(calls[0]!.transcript()).toContain('! The app has not answered yet: the key 2 is lost.')
  })

  test('but not of what the app began by itself: then a sentence says what is wrong', async () => {
    const twilio: Simulator = simulate(
      serve({
        '/out': async () => {
          await twilio.phone(bob).call({ url: '/bob' })
          return xml('<Response/>')
        },
        '/bob': '<Say>Hi Bob</Say>',
      }),
      { patience: 50, answers: 'answer' },
    )
    const client = twilioSdk(`AC${'0'.repeat(32)}`, '12345', { httpClient: twilio.rest.httpClient })
    await client.calls.create({ to: alice, from: '+15550100200', url: 'https://app.test/out' })
    // Work that the app began goes on a turn of the event loop later.
    await new Promise((resolve) => setTimeout(resolve, 0))
    await twilio.advance(0)
    expect(twilio.problems[0]?.message).toContain('it waits for itself')
  })

  test('time that passes meanwhile counts for the request', async () => {
    const twilio: Simulator = simulate(
      serve({
        '/voice': async () => {
          await twilio.advance(16)
          return xml('<Response><Say>Too late</Say></Response>')
        },
      }),
      { patience: 1e9 },
    )
    const call = await twilio.phone(alice).call()
    expect(twilio.problems.map(({ code }) => code)).toEqual([11200])
    expect(call.heard).not.toContain('Too late')
  })
})

describe('a call that ends while the app handles a request of it', () => {
  const ends = async (end: (call: Call) => Promise<unknown>) => {
    const calls: Call[] = []
    const order: string[] = []
    const twilio: Simulator = simulate(
      serve({
        '/voice': '<Gather numDigits="1" action="/slow"/>',
        '/slow': async () => {
          await end(calls[0]!)
          await twilio.sleep(4)
          order.push('answer')
          return new Response('too late', { status: 500 })
        },
        '/status': () => {
          order.push('status callback')
          return new Response()
        },
        '/fallback': '<Say>Sorry</Say>',
      }),
      { statusCallback: '/status', voiceFallbackUrl: '/fallback', patience: 1e9 },
    )
    calls.push(await twilio.phone(alice).call())
    await calls[0]!.press('1')
    return { call: calls[0]!, order, twilio }
  }

  test.for(['hangup', 'end'] as const)(
    '%s: its last status callback does not wait, and the answer changes nothing',
    async (how) => {
      const { call, order, twilio } = await ends((call) => call[how]())
      expect(order).toEqual(['status callback', 'answer'])
      expect(call.status).toBe('completed')
      expect(call.duration).toBe(0)
      // The fallback is not asked, since nobody is on the line.
      expect(twilio.events.flatMap((event) => (event.type === 'request' ? event.url : []))).toEqual(
        ['/voice', '/slow', '/status'].map((path) => `https://app.test${path}`),
      )
    },
  )
})

describe('at random', () => {
  const phones = [alice, bob, '+14155550102']
  const documents = [
    '<Gather numDigits="1" action="/0"><Say>Press</Say></Gather>',
    `<Dial action="/3"><Number url="/2">${bob}</Number></Dial>`,
    '<Pause length="2"/><Say>Hello</Say>',
    '<Record maxLength="5" action="/2"/>',
    '<Enqueue waitUrl="/2" action="/0">q</Enqueue>',
    '<Dial><Conference waitUrl="/2">room</Conference></Dial>',
    '<Sms>text</Sms><Redirect>/2</Redirect>',
    '<Hangup/>',
  ]
  const nth = fc.nat(7)
  /** One act: the first two numbers choose the person and the act. */
  const act = fc.tuple(
    nth,
    nth,
    fc.constantFrom(
      'call',
      'text',
      'press',
      'hangup',
      'end',
      'answer',
      'redirect',
      'silence',
      'advance',
      'rest',
    ),
  )

  test('no handler waits for itself, and of each call its end is told once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 1, maxLength: 6 }),
        fc.array(act, { maxLength: 10 }),
        async (acts, inside) => {
          const calls: Call[] = []
          const waiting = [...inside]
          const perform = async ([who, what, does]: (typeof acts)[number]) => {
            const phone = twilio.phone(phones[who % phones.length]!)
            const call = calls[who % (calls.length + 1)]
            const url = `/${what}`
            if (does === 'call') calls.push(await phone.call({ url }))
            else if (does === 'rest') calls.push(await twilio.call(phone.address, { url }))
            else if (does === 'text') await phone.text('hi')
            else if (does === 'advance') await twilio.advance(what)
            else if (does === 'answer') calls.push(await phone.answer())
            else if (call?.status !== 'in-progress') return
            else if (does === 'press') await call.press('1')
            else if (does === 'silence') await call.silence(what)
            else if (does === 'redirect') await call.redirect({ url })
            else await call[does]()
          }
          const twilio: Simulator = simulate(
            async (request) => {
              // The last act may have ended that call.
              const next = waiting.pop()
              if (next) await perform(next).catch(expectRefusal)
              const { pathname } = new URL(request.url)
              if (pathname === '/status') return new Response(null, { status: 204 })
              return xml(
                `<Response>${pathname === '/sms' ? '' : documents[Number(pathname.slice(1))]}</Response>`,
              )
            },
            { patience: 1e9, statusCallback: '/status', maxDocuments: 40 },
          )
          for (const each of acts) await perform(each).catch(expectRefusal)
          for (const call of calls)
            if (!/^(completed|no-answer|canceled|busy|failed)$/.test(call.status)) await call.end()
          await twilio.advance(5 * 3600)
          const told = twilio.events.flatMap((event) =>
            event.type === 'request' && event.url.endsWith('/status')
              ? event.params['CallSid']!
              : [],
          )
          const inbound = calls.filter(({ direction }) => direction === 'inbound')
          expect(told.toSorted()).toEqual(inbound.map(({ sid }) => sid).toSorted())
          for (const call of calls) expect(call.status).not.toMatch(/ringing|in-progress/)
        },
      ),
      { numRuns: 60 },
    )
  })
})

/** That the simulation says why something cannot be done. */
const expectRefusal = (error: unknown): void => {
  expect(String(error)).toMatch(/The call is (over|still)|does not ring/)
}
