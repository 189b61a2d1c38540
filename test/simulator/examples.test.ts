import { describe, expect, test, vi } from 'vitest'
import { simulate } from 'twimlx/simulator'
import { createApp } from '../../examples/app.tsx'

const authToken = 'a token of this test'
const alice = '+14155550123'

// With the signatures checked, as they are in production.
const drive = (path: string) =>
  simulate(createApp({ authToken }), { authToken, messageUrl: path, voiceUrl: path })

describe('the IVR', () => {
  test('a key leads to the programme', async () => {
    const twilio = drive('/ivr')
    const call = await twilio.phone(alice).call()
    expect(call.transcript()).toMatchInlineSnapshot(`
      "+14155550123 calls
      [picked up]
      Twilio: Welcome to Owl Cinema.
      Twilio: For the programme, press 1.
      Twilio: For tickets, press 2.
      Twilio: For the voicemail, press 3."
    `)
    await call.press('1')
    expect(call.heard.at(-1)).toMatch(/^Tonight at 8:00pm: The Birds\./)
    expect(call.status).toBe('completed')
    expect(twilio.problems).toEqual([])
  })

  test('speech works, too, unless it is not in the menu', async () => {
    const call = await drive('/ivr').phone(alice).call()
    await call.say('something else')
    expect(call.heard).toContain('That is not in our menu.')
    expect(call.waitingFor).toBe('Gather')
    await call.say('the programme, please')
    expect(call.heard.at(-1)).toMatch(/The Birds/)
  })

  test('silence begins the menu again', async () => {
    const call = await drive('/ivr').phone(alice).call()
    await call.silence()
    await call.silence()
    expect(call.heard.filter((text) => text.startsWith('Welcome')).length).toBeGreaterThan(1)
  })

  test('the box office answers, or the voicemail does', async () => {
    const twilio = drive('/ivr')
    const office = twilio.phone('+14155550100')
    const call = await twilio.phone(alice).call()
    await call.press('2')
    const other = await office.answer()
    await twilio.advance(30)
    await other.hangup()
    expect(call.heard.at(-1)).toBe('Thank you for calling. Goodbye.')

    const unlucky = await twilio.phone(alice).call()
    await unlucky.press('2')
    await office.decline('no-answer')
    expect(unlucky.waitingFor).toBe('Record')
    expect(twilio.problems).toEqual([])
  })
})

describe('the voicemail', () => {
  test('a message', async () => {
    const twilio = drive('/voicemail')
    const call = await twilio.phone(alice).call()
    await call.talk(12)
    await call.press('#')
    expect(call.heard.at(-1)).toBe('We saved your message of 12 seconds. Goodbye.')
    expect(call.recordings).toEqual([
      {
        sid: expect.stringMatching(/^RE/),
        url: expect.stringContaining('/Recordings/RE'),
        callSid: call.sid,
        seconds: 12,
        text: '',
      },
    ])
    expect(twilio.problems).toEqual([])
  })

  test('no message', async () => {
    const call = await drive('/voicemail').phone(alice).call()
    await call.silence()
    expect(call.heard.at(-1)).toBe('We did not hear a message. Goodbye.')
  })
})

describe('the survey', () => {
  test('remembers its answers in a cookie', async () => {
    const twilio = drive('/survey')
    const phone = twilio.phone(alice)
    const first = await phone.text('hello')
    expect(first.messages.map(({ body }) => body.split('\n')[0])).toEqual([
      expect.stringContaining('Thank you for visiting'),
      'How was the film?',
    ])
    expect((await phone.text('9')).messages[0]?.body).toContain('Please answer with one of these')
    expect((await phone.text('1')).messages[0]?.body).toContain('And the popcorn?')
    expect((await phone.text('2')).messages[0]?.body).toContain('That was all.')
    expect(twilio.problems).toEqual([])
  })

  test('separates people, and forgets after four hours', async () => {
    const twilio = drive('/survey')
    await twilio.phone(alice).text('hello')
    expect((await twilio.phone('+14155550124').text('1')).messages).toHaveLength(2)
    await twilio.advance(4 * 3600)
    expect((await twilio.phone(alice).text('1')).messages).toHaveLength(2)
  })
})

test('a wrong token reaches no handler', async () => {
  // The middleware logs why it refuses.
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const twilio = simulate(createApp({ authToken }), { authToken: 'another', messageUrl: '/survey' })
  expect((await twilio.phone(alice).text('hi')).messages).toEqual([])
  expect(twilio.problems.map(({ code }) => code)).toEqual([11200])
  expect(warned).toHaveBeenCalledOnce()
  warned.mockRestore()
})
