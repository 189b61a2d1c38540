/**
 * @module
 * The flows of the examples, as callers and texters see them.
 */
import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { simulate } from 'twimlx/simulator'
import 'twimlx/vitest'
import { appointment, remind } from '../../examples/appointment.ts'
import { reservation, type Booking } from '../../examples/reservation.tsx'
import { type Opinion, photos, survey } from '../../examples/survey-flow.ts'

const authToken = '12345'

describe('the reservation line', () => {
  const setUp = () => {
    const booked: Booking[] = []
    const messages: string[] = []
    const line = reservation({
      book: async (booking) => void booked.push(booking),
      keepMessage: async (from) => void messages.push(from),
    })
    const app = new Hono().route('/f', line.routes({ authToken }))
    app.post('/transcribed', (c) => c.body(null, 204))
    const twilio = simulate(app, { messageUrl: '/f', voiceUrl: '/f' })
    return { line, booked, messages, twilio, alice: twilio.phone('+14155550100') }
  }

  test('takes 160 lines or fewer, business rules included', () => {
    expect(
      readFileSync('examples/reservation.tsx', 'utf8').trim().split('\n').length,
    ).toBeLessThanOrEqual(160)
  })

  test('by phone, with a silence, an impossible date, and another lap', async () => {
    const { booked, alice, twilio } = setUp()
    const call = await alice.call()
    await call.silence()
    await call.press('1')
    await call.press('0230')
    await call.press('0412')
    await call.say('for four people')
    await call.say('no')
    await call.press('0501')
    await call.press('2')
    await call.say('Yes, please.')
    expect(call.heard.at(-1)).toBe('Your table is booked. Goodbye.')
    expect(booked).toEqual([{ from: alice.address, date: '05/01', party: 2 }])
    expect(twilio.problems).toEqual([])
  })

  test('by text, with photos refused', async () => {
    const { booked, alice, twilio } = setUp()
    await alice.text('hi')
    const photo = await alice.text('', {
      media: [{ contentType: 'image/jpeg' }],
    })
    expect(photo).toHaveReplied('We cannot look at pictures here.')
    for (const text of ['4/12', '4', 'yes']) await alice.text(text)
    expect(booked).toEqual([{ from: alice.address, date: '04/12', party: 4 }])
    expect(twilio.problems).toEqual([])
  })

  test('three tries, then a person, then voicemail', async () => {
    const { messages, alice, twilio } = setUp()
    const call = await alice.call()
    for (let i = 0; i < 3; i++) await call.press('9')
    expect(call.heard).toContain('One moment, I connect you.')
    await twilio.phone('+14155550199').decline('no-answer')
    expect(call.heard.at(-1)).toBe('Please leave a message after the beep.')
    await call.talk(9)
    await call.hangup()
    expect(messages).toEqual([alice.address])
    expect(twilio.problems).toEqual([])
  })

  test('ends on every path', async () => {
    await expect(setUp().line).toBeComplete()
  })
})

describe('the appointment', () => {
  const setUp = () => {
    const done: string[] = []
    const visit = appointment({
      freeTimes: async () => ['nine', 'ten'],
      move: async (id, time) => void done.push(`move ${id} to ${time}`),
      cancel: async (id) => void done.push(`cancel ${id}`),
      text: async (to, body) => void done.push(`text ${to}: ${body}`),
    })
    const host = visit.host({ authToken, url: 'https://app.test/f' })
    const twilio = simulate(new Hono().route('/f', host.routes))
    const call = (how = {}) =>
      new Promise<Awaited<ReturnType<typeof twilio.call>>>((resolve, reject) => {
        remind(
          host,
          async (made) => {
            const { to, ...options } = made as { to: string; url: string }
            resolve(await twilio.call(to, { ...options, ...how }))
          },
          '+14155550100',
          { id: '7', time: 'eight' },
        ).catch(reject)
      })
    return { visit, done, twilio, call }
  }

  test('is moved', async () => {
    const { done, call, twilio } = setUp()
    const talk = await call({ answeredBy: 'human' })
    await talk.press('2')
    await talk.say('ten')
    expect(talk.heard.at(-1)).toBe('Your visit is at ten now.')
    expect(done).toEqual(['move 7 to ten'])
    expect(twilio.problems).toEqual([])
  })

  test('reaches a machine, or no one, and a text follows', async () => {
    const { done, call, twilio } = setUp()
    const talk = await call({ answeredBy: 'machine_end_beep' })
    expect(talk.heard).toEqual([
      'This is Owl Dental. Your visit is at eight. Please call us back to change it.',
    ])
    await call({ answered: false })
    await twilio.phone('+14155550100').decline('busy')
    const text = 'text +14155550100: Owl Dental: your visit is at eight.'
    expect(done).toEqual([text, text])
  })

  test('ends on every path', async () => {
    await expect(setUp().visit).toBeComplete({
      input: { id: '7', time: 'eight' },
      results: { free: ['nine', 'ten'] },
    })
  })
})

describe('the survey, in two flows', () => {
  test('follow each other by text', async () => {
    const kept: unknown[] = []
    const first = survey(
      [
        { id: 'owl', name: 'The Owl' },
        { id: '2', name: 'Owl 2' },
      ],
      async (opinions: Opinion[]) => void kept.push(opinions),
    )
    const second = photos(async (urls, opinion) => void kept.push(urls, opinion))
    const app = new Hono()
      .route('/survey', first.routes({ authToken }))
      .route('/photos', second.routes({ authToken }))
    const twilio = simulate(app, { messageUrl: '/survey' })
    const alice = twilio.phone('+14155550100')
    for (const text of ['hi', '5', '2', 'too long']) await alice.text(text)
    expect(kept).toEqual([
      [
        { film: 'The Owl', stars: 5 },
        { film: 'Owl 2', stars: 2, why: 'too long' },
      ],
    ])
    await expect(first).toBeComplete()
    await expect(second).toBeComplete()
    expect(twilio.problems).toEqual([])
  })
})
