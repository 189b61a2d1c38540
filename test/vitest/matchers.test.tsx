/** @jsxImportSource twimlx/voice */
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { twimlResponse } from 'twimlx'
import { twiml } from 'twimlx/hono'
import { simulate } from 'twimlx/simulator'
import * as Voice from 'twimlx/voice'
import 'twimlx/vitest'

const Greeting = () => (
  <Voice.Response>
    <Voice.Gather numDigits={1} action="/choice">
      <Voice.Say voice="alice">Press 1</Voice.Say>
    </Voice.Gather>
  </Voice.Response>
)

const app = new Hono()
app.post('/voice', (c) => twiml(c, <Greeting />))
app.post('/choice', (c) =>
  c.body('<Response><Say>Thanks</Say><say>lost</say></Response>', 200, {
    'Content-Type': 'text/xml',
  }),
)
app.post('/sms', (c) =>
  c.body('<Response><Message>Hello Alice</Message></Response>', 200, {
    'Content-Type': 'text/xml',
  }),
)

/** The message of a matcher that fails. */
const complaint = (expectation: () => unknown): string => {
  try {
    expectation()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('The expectation held.')
}

describe('toBeTwiml', () => {
  const document = `<?xml version="1.0"?>
    <!-- attributes in another order -->
    <Response>
      <Gather action="/choice" numDigits="1"><Say voice='alice'>Press&#32;1</Say></Gather>
    </Response>`

  test('equal as XML: an element, text and a Response', async () => {
    expect(<Greeting />).toBeTwiml(document)
    expect(document).toBeTwiml(<Greeting />)
    await expect(twimlResponse(<Greeting />)).toBeTwiml(document)
    await expect(await app.request('/voice', { method: 'POST' })).toBeTwiml(document)
    expect(<Greeting />).not.toBeTwiml('<Response/>')
  })

  test('text counts, and so does white space beside it', () => {
    expect('<Response><Say>a b</Say></Response>').not.toBeTwiml(
      '<Response><Say>a  b</Say></Response>',
    )
    expect('<Response><Say> a</Say></Response>').not.toBeTwiml('<Response><Say>a</Say></Response>')
    expect('<Response><Say>a</Say><Say>b</Say></Response>').not.toBeTwiml(
      '<Response><Say>b</Say><Say>a</Say></Response>',
    )
  })

  test('shows the difference', async () => {
    expect(
      complaint(() => expect(<Greeting />).toBeTwiml('<Response><Hangup/></Response>')),
    ).toContain('Hangup')
    expect(complaint(() => expect('<Response/>').toBeTwiml('<Response>'))).toMatch(
      /^toBeTwiml\(\) was given what is not well-formed XML: .+\n\n<Response>$/,
    )
    expect(complaint(() => expect('<Response>').toBeTwiml('<Response/>'))).toContain(
      'not well-formed XML',
    )
    await expect(expect(twimlResponse(<Greeting />)).toBeTwiml('<Response/>')).rejects.toThrow(
      'expected the same TwiML',
    )
  })
})

describe('conversations', () => {
  test('texts heard, replies, requests and warnings', async () => {
    const twilio = simulate(app)
    const alice = twilio.phone('+14155550100')
    const call = await alice.call()
    await call.press('1')
    expect(call).toHaveHeard('Press')
    expect(call).toHaveHeard(/^Thanks$/)
    expect(call).not.toHaveHeard('lost')
    expect(call).toHaveRequested('/choice')
    expect(call).toHaveRequested({
      url: /choice/,
      method: 'POST',
      params: { Digits: '1', From: /^\+1/ },
    })
    expect(call).not.toHaveRequested({ url: '/choice', params: { Digits: '2' } })
    expect(call).toHaveWarned(12200)
    expect(call).toHaveWarned()
    expect(call).not.toHaveWarned(11200)
    const chat = await alice.text('hi')
    expect(chat).toHaveReplied('Alice')
    expect(chat).toHaveReplied()
    expect(chat).not.toHaveReplied(/bob/i)
    expect(alice).toHaveReplied('Hello Alice')
    expect(chat).not.toHaveWarned()
    expect(twilio).toHaveRequested('https://app.test/sms')
  })

  test('failure messages show what happened', async () => {
    const twilio = simulate(app)
    const call = await twilio.phone('+14155550100').call()
    expect(complaint(() => expect(call).toHaveHeard('Nothing'))).toBe(
      'expected the caller to have heard "Nothing"\n\nThe caller heard:\n  Press 1\nThe call waits in <Gather>.',
    )
    const patient = await simulate(() =>
      twimlResponse(
        <Voice.Response>
          <Voice.Gather />
        </Voice.Response>,
      ),
    )
      .phone('+14155550100')
      .call()
    await patient.press('1')
    expect(complaint(() => expect(patient).toHaveHeard('Thanks'))).toContain(
      'The call waits in <Gather> for more keys: silence() ends the input, and so does its finishOnKey.',
    )
    expect(complaint(() => expect(call).not.toHaveHeard('Press'))).toContain(
      'expected the caller not to have heard "Press"',
    )
    expect(
      complaint(() => expect(call).toHaveRequested({ url: '/choice', params: { Digits: '1' } })),
    ).toBe(
      'expected the app to have been asked for /choice Digits=1\n\nThe app was asked for:\n  POST https://app.test/voice Digits=(absent)',
    )
    expect(complaint(() => expect(call).toHaveWarned(11200))).toContain('There were no warnings')
    const chat = await simulate(() => new Response('x', { status: 500 }))
      .phone('+14155550100')
      .text('hi')
    expect(complaint(() => expect(chat).toHaveReplied('x'))).toBe(
      'expected the app to have replied "x"\n\nThe replies were: nothing.\n! error 11200: POST https://app.test/sms was answered with status 500: x.',
    )
  })

  test('a failing toHaveHeard lists problems and ignored input', async () => {
    const call = await simulate(app).phone('+14155550100').call()
    await call.say('one')
    expect(complaint(() => expect(call).toHaveHeard('Thanks'))).toContain(
      '! <Gather> listens for keys only: what was said is lost.',
    )
    const refused = await simulate(() => new Response('', { status: 403 }))
      .phone('+14155550100')
      .call()
    expect(complaint(() => expect(refused).toHaveHeard('Thanks'))).toMatch(
      /answered with status 403 \(did the app refuse the signature\? .+ authToken\)\.$/m,
    )
  })

  test('a matcher on another value says what it accepts', () => {
    // @ts-expect-error a text is no call
    expect(() => expect('call').toHaveHeard('x')).toThrow('toHaveHeard() is for a call')
    // @ts-expect-error a number has no log
    expect(() => expect(1).toHaveRequested('/x')).toThrow('is for a simulation, a call or a chat')
  })
})

describe('snapshots', () => {
  test('TwiML is indented in any value', async () => {
    const indented = `
      <Response>
        <Gather numDigits="1" action="/choice">
          <Say voice="alice">Press 1</Say>
        </Gather>
      </Response>
    `
    expect(<Greeting />).toMatchInlineSnapshot(indented)
    expect('<Response><Say>hi</Say></Response>').toMatchInlineSnapshot(`
      <Response>
        <Say>hi</Say>
      </Response>
    `)
    expect(twimlResponse(<Greeting />, { declaration: false })).toMatchInlineSnapshot(indented)
  })

  test('a call is its transcript', async () => {
    const call = await simulate(app).phone('+14155550100').call()
    await call.press('1')
    expect(call).toMatchInlineSnapshot(`
      +14155550100 calls
      [picked up]
      Twilio: Press 1
      +14155550100 presses 1
      [got the keys 1]
      Twilio: Thanks
      ! warning 12200: <say> is not an element of TwiML, so it is ignored; names are case-sensitive.
      Twilio hangs up: completed
    `)
  })

  test('other values print as before', () => {
    expect({ text: 'no TwiML' }).toMatchInlineSnapshot(`
      {
        "text": "no TwiML",
      }
    `)
  })
})

const Broken = () => (
  <Voice.Response>
    <Voice.Gather>
      <Voice.Hangup />
    </Voice.Gather>
  </Voice.Response>
)

test('problems of a document throw', () => {
  expect(() => twimlResponse(<Broken />)).toThrow('<Hangup> is not allowed in <Gather>')
})
