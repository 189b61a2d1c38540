/** Slow work: Twilio is answered in time, and the work continues. */
import { Hono } from 'hono'
import { callWebhook, type DeadlineOptions, messageWebhook, twiml, withDeadline } from 'twimlx/hono'
import { Response as Reply } from 'twimlx/messaging'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { authToken, call, message, twilioRequest } from './twilio.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const declaration = '<?xml version="1.0" encoding="UTF-8"?>'

/** An app whose work takes `ms` milliseconds, and the fate of that work. */
const slow = (ms: number, options: DeadlineOptions) => {
  const seen = { isDone: false, wasLate: false }
  let isStarted: (() => void) | undefined
  // Checking the signature takes real time: the virtual clock advances once the work has begun.
  const started = new Promise<void>((resolve) => (isStarted = resolve))
  const work = async (deadline: AbortSignal) => {
    isStarted?.()
    await new Promise((resolve) => setTimeout(resolve, ms))
    seen.isDone = true
    seen.wasLate = deadline.aborted
    return new Response('the answer')
  }
  const app = new Hono()
    .post('/voice', callWebhook({ authToken }), (c) => withDeadline(c, work, options))
    .post('/sms', messageWebhook({ authToken }), (c) => withDeadline(c, work, options))
  return { app, seen, started }
}

test('work that finishes in time is the response', async () => {
  const { app, seen, started } = slow(9_999, { voice: '/poll' })
  const answer = app.fetch(await twilioRequest('/voice', call))
  await started
  await vi.advanceTimersByTimeAsync(9_999)
  expect(await (await answer).text()).toBe('the answer')
  expect(seen).toEqual({ isDone: true, wasLate: false })
  expect(vi.getTimerCount()).toBe(0)
})

test('a call pauses and asks again elsewhere, while the work continues', async () => {
  const { app, seen, started } = slow(12_000, { voice: '/poll?a=1&b=2' })
  const answer = app.fetch(await twilioRequest('/voice', call))
  await started
  await vi.advanceTimersByTimeAsync(10_000)
  const response = await answer
  expect(await response.text()).toBe(
    `${declaration}<Response><Pause length="1"/><Redirect>/poll?a=1&amp;b=2</Redirect></Response>`,
  )
  expect(response.headers.get('Content-Type')).toBe('text/xml; charset=utf-8')
  expect(seen.isDone).toBe(false)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(seen).toEqual({ isDone: true, wasLate: true })
})

test('time and pause are options', async () => {
  const { app, started } = slow(12_000, { voice: '/poll', after: 500, pause: 3 })
  const answer = app.fetch(await twilioRequest('/voice', call))
  await started
  await vi.advanceTimersByTimeAsync(500)
  expect(await (await answer).text()).toContain('<Pause length="3"/>')
})

test.each([
  [{}, '<Response/>'],
  [{ voice: '/poll' }, '<Response/>'],
  [{ messaging: 'One moment…' }, '<Response><Message>One moment…</Message></Response>'],
])('a message with %j gets %s', async (options, expected) => {
  const { app, seen, started } = slow(12_000, options)
  const answer = app.fetch(await twilioRequest('/sms', message))
  await started
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await (await answer).text()).toBe(declaration + expected)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(seen.wasLate).toBe(true)
})

test('waitUntil receives the work, if the runtime has it', async () => {
  const { app, seen, started } = slow(12_000, { voice: '/poll' })
  const waited: Promise<unknown>[] = []
  const context = {
    waitUntil: (promise: Promise<unknown>) => void waited.push(promise),
    passThroughOnException() {},
    props: {},
  }
  const answer = app.fetch(await twilioRequest('/voice', call), {}, context)
  await started
  await vi.advanceTimersByTimeAsync(10_000)
  await answer
  expect(waited).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(2_000)
  await waited[0]
  expect(seen.isDone).toBe(true)
})

test('without a middleware the options set the response, which is empty by default', async () => {
  const never = () => new Promise<Response>(() => {})
  const app = new Hono()
    .get('/voice', (c) => withDeadline(c, never, { voice: '/poll' }))
    .get('/sms', (c) => withDeadline(c, never, { messaging: 'Wait' }))
    .get('/', (c) => withDeadline(c, never))
  const answers = [app.request('/voice'), app.request('/sms'), app.request('/')]
  await vi.advanceTimersByTimeAsync(10_000)
  const [voice, sms, plain] = await Promise.all(answers.map(async (each) => (await each).text()))
  expect(voice).toContain('<Redirect>/poll</Redirect>')
  expect(sms).toContain('<Message>Wait</Message>')
  expect(plain).toBe(`${declaration}<Response/>`)
})

test('the result of twiml is a response, if a function makes it', async () => {
  const app = new Hono().get('/', (c) => withDeadline(c, () => twiml(c, Reply({}))))
  expect(await (await app.request('/')).text()).toBe(`${declaration}<Response/>`)
})

const failAfter = async (ms: number): Promise<never> => {
  await new Promise((resolve) => setTimeout(resolve, ms))
  throw new Error(`after ${ms}`)
}

test('a failure in time goes to the app, a late one to onLateError', async () => {
  const late: unknown[] = []
  const options = { voice: '/poll', onLateError: (error: unknown) => void late.push(error) }
  const app = new Hono()
    .get('/early', (c) => withDeadline(c, () => failAfter(10), options))
    .get('/late', (c) => withDeadline(c, () => failAfter(12_000), options))
  app.onError((error, c) => c.text(error.message, 500))
  const answers = [app.request('/early'), app.request('/late')]
  await vi.advanceTimersByTimeAsync(12_000)
  const [early, lateAnswer] = await Promise.all(answers)
  expect([early!.status, await early!.text()]).toEqual([500, 'after 10'])
  expect(lateAnswer!.status).toBe(200)
  expect(late).toEqual([new Error('after 12000')])
})

test('a call without a URL to ask again at is an error before any work', async () => {
  const { app, seen } = slow(0, { messaging: 'Wait' })
  app.onError((error, c) => c.text(error.message, 500))
  const response = await app.fetch(await twilioRequest('/voice', call))
  expect(await response.text()).toContain('voice: "/voice/poll"')
  expect(seen.isDone).toBe(false)
})
