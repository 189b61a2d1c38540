/**
 * @module
 * A late answer reaches Twilio when it asks again, at any process.
 */
import { Hono } from 'hono'
import {
  callWebhook,
  type DeadlineOptions,
  memoryStore,
  messageWebhook,
  type Store,
  withDeadline,
} from 'twimlx/hono'
import { expect, test } from 'vitest'
import { authToken, call, message, origin, send } from './twilio.ts'

// The first is always late, and the second always in time, on any machine.
const late = { after: 1 }
const inTime = { after: 60_000 }

type Work = () => Promise<Response>

/** One process of an app whose work is `work`. */
const processOf = (work: Work, options: DeadlineOptions) => {
  let runs = 0
  const told: string[] = []
  const tellMe = (error: unknown) => void told.push((error as Error).message)
  const answer = (c: Parameters<typeof withDeadline>[0]) =>
    withDeadline(
      c,
      () => {
        runs++
        return work()
      },
      { onLateError: tellMe, onStoreError: tellMe, ...options },
    )
  const app = new Hono()
    .all('/calls/*', callWebhook({ authToken }), answer)
    .all('/texts/*', messageWebhook({ authToken }), answer)
    .onError((error, c) => c.text(error.message, 500))
  return { app, told, runs: () => runs }
}

/** The URL at which the answer makes Twilio ask again. */
const againAt = async (response: Response, asked: string) => {
  const text = await response.text()
  const [, method, url] =
    /<Redirect(?: method="(\w+)")?>([^<]*)<\/Redirect><\/Response>$/.exec(text) ?? []
  expect(url, text).toBeDefined()
  const { pathname, search } = new URL(url!.replaceAll('&amp;', '&'), origin + asked)
  return { text, path: pathname + search, method: (method ?? 'POST') as 'GET' | 'POST' }
}

const pending = () => {
  let finish!: (text: string) => void
  let fail!: (error: Error) => void
  const done = new Promise<string>((resolve, reject) => ([finish, fail] = [resolve, reject]))
  const work = async () => new Response(await done, { headers: { 'X-Mine': 'yes' } })
  return { work, finish, fail }
}

const never: Work = () => new Promise(() => {})
const kinds: [string, string, Record<string, string>][] = [
  ['call', '/calls/slow', call],
  ['message', '/texts/slow', message],
]

test.each(kinds)('a %s gets the late response from another process', async (_, path, params) => {
  const { work, finish } = pending()
  const store = memoryStore()
  const first = processOf(work, { store, ...late })
  const impatient = processOf(never, { store, ...late })
  const other = processOf(never, { store, ...inTime })

  const again = await againAt(await send(first.app, path, params), path)
  const still = await againAt(await send(impatient.app, again.path, params), again.path)
  expect(still.path).toBe(again.path)
  const asking = [1, 2].map(() => send(other.app, again.path, params))
  finish('the answer')
  // A second delivery, at the same time or later, gets the same answer.
  const answers = await Promise.all([...asking, send(other.app, again.path, params)])
  for (const answer of answers) {
    expect(await answer.text()).toBe('the answer')
    expect([answer.status, answer.headers.get('X-Mine')]).toEqual([200, 'yes'])
  }
  expect([first.runs(), impatient.runs(), other.runs()]).toEqual([1, 0, 0])
  expect([...first.told, ...impatient.told, ...other.told]).toEqual([])
})

test('work that finishes in time does not touch the store', async () => {
  const store = new Proxy({} as Store, { get: () => expect.unreachable('the store is asked') })
  const { app, told } = processOf(async () => new Response('at once'), { store, ...inTime })
  expect(await (await send(app, '/calls/slow', call)).text()).toBe('at once')
  expect(told).toEqual([])
})

test('a message gets the short reply once, a call its pause each time', async () => {
  const options = { store: memoryStore(), messaging: 'One moment…', pause: 3, ...late }
  const { app } = processOf(never, options)
  const reply = await againAt(await send(app, '/texts/slow', message), '/texts/slow')
  expect(reply.text).toContain('<Response><Message>One moment…</Message><Redirect>')
  const second = await againAt(await send(app, reply.path, message), reply.path)
  expect(second.text).toContain('<Response><Redirect>')
  const pause = await againAt(await send(app, '/calls/slow', call), '/calls/slow')
  expect(pause.text).toContain('<Response><Pause length="3"/><Redirect>')
  const third = await againAt(await send(app, pause.path, call), pause.path)
  expect(third.text).toContain('<Response><Pause length="3"/><Redirect>')
})

const token = /twimlx-late=[\da-f-]{36}\.1/.source

test.each([
  ['/calls/slow?a=1&b=%20x+y', {}, `^/calls/slow\\?a=1&b=%20x\\+y&${token}$`],
  ['/calls/', {}, `^/calls/\\?${token}$`],
  ['/calls/a:b', {}, `^/calls/a:b\\?${token}$`],
  ['/calls/slow?x=1', { voice: '/calls/poll?y=2' }, `^/calls/poll\\?y=2&${token}$`],
  ['/texts/slow?x=1', { voice: '/calls/poll' }, `^/texts/slow\\?x=1&${token}$`],
])('at %s with %j, Twilio asks again at %s', async (path, options, expected) => {
  const { app } = processOf(never, { store: memoryStore(), ...late, ...options })
  const params = path.startsWith('/texts') ? message : call
  expect((await againAt(await send(app, path, params), path)).path).toMatch(new RegExp(expected))
})

test('the fragment of `voice` stays after the token', async () => {
  const voice = '/calls/poll?y=2#rc=2&rp=all'
  const { app } = processOf(never, { store: memoryStore(), ...late, voice })
  expect(await (await send(app, '/calls/slow', call)).text()).toMatch(
    new RegExp(`>/calls/poll\\?y=2&amp;${token}#rc=2&amp;rp=all<`),
  )
})

test.each(kinds)(
  'a %s by GET asks again by GET, with its parameters once',
  async (_, path, params) => {
    const { work, finish } = pending()
    const store = memoryStore()
    const asked = `${path}?mine=1`
    const first = processOf(work, { store, ...late })
    const again = await againAt(await send(first.app, asked, params, { method: 'GET' }), asked)
    expect(again.method).toBe('GET')
    expect(again.path).toMatch(new RegExp(`^${path}\\?mine=1&${token}$`))
    finish('the answer')
    const other = processOf(never, { store, ...inTime })
    const answer = await send(other.app, again.path, params, { method: 'GET' })
    expect(await answer.text()).toBe('the answer')
  },
)

test.each(kinds)(
  'a late failure of a %s is told once, and thrown when it asks',
  async (_, path, params) => {
    const { work, fail } = pending()
    const store = memoryStore()
    const first = processOf(work, { store, ...late })
    const other = processOf(never, { store, ...inTime })
    const again = await againAt(await send(first.app, path, params), path)
    fail(new Error('no model today'))
    for (let i = 0; i < 2; i++) {
      const answer = await send(other.app, again.path, params)
      expect([answer.status, await answer.text()]).toEqual([
        500,
        'The work given to withDeadline failed after its deadline.',
      ])
    }
    expect([first.told, other.told, other.runs()]).toEqual([['no model today'], [], 0])
  },
)

test.each([404, 500, 503])('a late response of %i is passed on unchanged', async (status) => {
  const { work, finish } = pending()
  const store = memoryStore()
  const failing = async () => new Response(await (await work()).text(), { status })
  const first = processOf(failing, { store, ...late })
  const again = await againAt(await send(first.app, '/calls/slow', call), '/calls/slow')
  finish('mine')
  const answer = await send(processOf(never, { store, ...inTime }).app, again.path, call)
  expect([answer.status, await answer.text()]).toEqual([status, 'mine'])
})

test('work whose process died runs again, and its response is kept', async () => {
  const store = memoryStore()
  let puts = 0
  // After its claim, the first process writes nothing to the store.
  const dying: Store = { ...store, put: (...put) => (puts++ ? false : store.put(...put)) }
  const first = processOf(never, { store: dying, lease: 60, ...late })
  const again = await againAt(await send(first.app, '/calls/slow', call), '/calls/slow')
  const other = processOf(async () => new Response('anew'), { store, lease: 60, ...inTime })
  for (let i = 0; i < 2; i++)
    expect(await (await send(other.app, again.path, call)).text()).toBe('anew')

  expect([first.runs(), other.runs()]).toEqual([1, 1])
})

const broken: [string, Partial<Store>, string][] = [
  ['rejects', { put: () => Promise.reject(new Error('ECONNREFUSED')) }, 'ECONNREFUSED'],
  ['hangs', { put: () => new Promise(() => {}) }, 'The put of a store took longer than 20 ms'],
  ['gives nonsense', { put: () => 'OK' as never }, 'must return true'],
]

test.each(broken)(
  'where the store %s, the work runs three times at most',
  async (_, methods, why) => {
    const store = { ...memoryStore(), ...methods }
    // As by default, the store's time-out is much shorter than the deadline.
    const options = { store, timeout: 20, after: 400 }
    const { app, told, runs } = processOf(never, options)
    let path = '/calls/slow'
    for (let run = 1; run <= 3; run++)
      path = (await againAt(await send(app, path, call), path)).path

    const answer = await send(app, path, call)
    expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('3 times')])
    expect(runs()).toBe(3)
    expect(told.length).toBeGreaterThanOrEqual(3)
    expect(told.filter((each) => !each.includes(why))).toEqual([])
  },
)

test('if the store fails, work that finishes in time on the second try is the response', async () => {
  const store = { ...memoryStore(), put: () => Promise.reject(new Error('ECONNREFUSED')) }
  const first = processOf(never, { store, ...late })
  const again = await againAt(await send(first.app, '/texts/slow', message), '/texts/slow')
  const other = processOf(async () => new Response('anew'), { store, ...inTime })
  expect(await (await send(other.app, again.path, message)).text()).toBe('anew')
})

test('a slow store works', async () => {
  const inner = memoryStore()
  const slow = async <T>(value: T): Promise<T> => {
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
    return value
  }
  const store: Store = {
    get: async (key) => slow(await inner.get(key)),
    put: async (...put) => slow(await inner.put(...put)),
    delete: async (key) => slow(await inner.delete(key)),
  }
  const { work, finish } = pending()
  const first = processOf(work, { store, timeout: 60_000, lease: 60_000, ...late })
  const again = await againAt(await send(first.app, '/calls/slow', call), '/calls/slow')
  const other = processOf(never, { store, timeout: 60_000, lease: 60_000, ...inTime })
  const asking = send(other.app, again.path, call)
  finish('the answer')
  expect(await (await asking).text()).toBe('the answer')
  expect(other.runs()).toBe(0)
})

test('no request gets the response of another call, or one for a made-up token', async () => {
  const { work, finish } = pending()
  const store = memoryStore()
  const first = processOf(work, { store, ...late })
  const again = await againAt(await send(first.app, '/calls/slow', call), '/calls/slow')
  finish('secret')
  const ask = async (path: string, params: Record<string, string>) => {
    const { app } = processOf(async () => new Response('own'), { store, ...inTime })
    return (await send(app, path, params)).text()
  }
  expect(await ask(again.path, call)).toBe('secret')
  expect(await ask(again.path, { ...call, CallSid: 'CA2' })).toBe('own')
  expect(await ask(again.path, { ...call, AccountSid: 'AC2' })).toBe('own')
  const [path, valid] = again.path.split('twimlx-late=') as [string, string]
  const uuid = valid.slice(0, 36)
  for (const bad of [
    '',
    'x',
    uuid,
    `${uuid}.`,
    `${uuid}.0`,
    `${uuid}.10`,
    `${uuid}.1.1`,
    `${uuid.toUpperCase()}.1`,
    `${uuid}.1%0A`,
    '__proto__',
    crypto.randomUUID() + '.1',
    'é'.repeat(9000),
  ])
    expect(await ask(`${path}twimlx-late=${encodeURI(bad)}`, call), bad).toBe('own')
})

test('a store is found in the bindings', async () => {
  const { work, finish } = pending()
  const bindings = { ANSWERS: memoryStore() }
  const options = { store: (env: typeof bindings) => env.ANSWERS }
  const sent = async ({ app }: ReturnType<typeof processOf>, path: string) =>
    send({ fetch: (request: Request) => app.fetch(request, bindings) }, path, call)
  const again = await againAt(
    await sent(processOf(work, { ...options, ...late }), '/calls/slow'),
    '/calls/slow',
  )
  finish('the answer')
  const answer = await sent(processOf(never, { ...options, ...inTime }), again.path)
  expect(await answer.text()).toBe('the answer')
})

test('a runtime that ends with the response waits until a late one is kept', async () => {
  const { work, finish } = pending()
  const store = memoryStore()
  const waited: Promise<unknown>[] = []
  const context = {
    waitUntil: (promise: Promise<unknown>) => void waited.push(promise),
    passThroughOnException() {},
    props: {},
  }
  const first = processOf(work, { store, ...late })
  const fetch = (request: Request) => first.app.fetch(request, {}, context)
  const again = await againAt(await send({ fetch }, '/calls/slow', call), '/calls/slow')
  finish('the answer')
  expect(waited).not.toEqual([])
  await Promise.all(waited)
  const answer = await send(processOf(never, { store, ...inTime }).app, again.path, call)
  expect(await answer.text()).toBe('the answer')
})
