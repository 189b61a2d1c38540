/**
 * @module
 * A flow with its host: outgoing calls and texts, endings, cookies, stores that fail, bad input.
 */
import { describe, expect, test, vi } from 'vitest'
import {
  again,
  ask,
  choice,
  custom,
  dial,
  type Ended,
  flow,
  type FlowOptions,
  load,
  media,
  now,
  number,
  once,
  part,
  record,
  say,
  text as words,
  who,
  yesNo,
} from 'twimlx/flow'
import { simulate } from 'twimlx/simulator'
import { memoryStore, type Store } from 'twimlx/webhook'
import { line, webhooks } from './setup.ts'

const sizes = choice(['small', 'large'])
const contact = '+14155550100'
const own = '+15550100200'

/** A flow that the app begins, with a list of its endings. */
const reminder = (options: FlowOptions<boolean, { time: string }> = {}) => {
  const ended: Ended[] = []
  const visit = flow(
    'visit',
    function* ({ time }: { time: string }) {
      const { answeredBy = 'nobody knows' } = yield* who()
      const comes = yield* ask('comes', `At ${time}? (${answeredBy})`, yesNo(), { tries: 2 })
      yield* say(comes ? 'See you.' : 'A pity.')
      return comes
    },
    { onEnd: (end) => void ended.push(end), ...options },
  )
  return { visit, ended }
}

describe('a call of your own', () => {
  const setUp = (host = {}) => {
    const { visit, ended } = reminder()
    const url = 'https://app.test/f'
    const { twilio } = line(visit, { host: { url, ...host } })
    const call = (how = {}) =>
      visit
        .host({ url, authToken: '12345', ...host })
        .call({ to: contact, from: own }, { time: 'nine' })
        .then(({ to, ...rest }) => twilio.call(to, { ...rest, ...how }))
    return { ended, twilio, call }
  }

  test('carries its input, and learns who answered', async () => {
    const { call, ended, twilio } = setUp()
    const talk = await call({ answeredBy: 'human' })
    await talk.say('Yes!')
    expect(talk.heard).toEqual(['At nine? (human)', 'See you.'])
    expect(ended).toMatchObject([
      {
        flow: 'visit',
        how: 'done',
        output: true,
        input: { time: 'nine' },
        answers: { comes: true },
        who: { channel: 'call', contact, line: own },
      },
    ])
    expect(twilio.problems).toEqual([])
  })

  test.each(['busy', 'no-answer'] as const)('that is not answered ends: %s', async (how) => {
    const { call, ended, twilio } = setUp()
    await call({ answered: false })
    await twilio.phone(contact).decline(how)
    expect(ended).toMatchObject([
      { how: `not reached: ${how}`, input: { time: 'nine' }, who: { contact, line: own } },
    ])
  })

  test('that hangs up during a question is reported if there is a store', async () => {
    const { call, ended } = setUp({ store: memoryStore() })
    const talk = await call()
    await talk.hangup()
    expect(ended).toMatchObject([{ how: 'hung up', input: { time: 'nine' } }])
  })

  test('with a token that was changed, or is of another flow, begins without input', async () => {
    const { visit } = reminder()
    const host = visit.host({ url: 'https://app.test/f', secret: 'a secret for tests' })
    const { url } = await host.call({ to: contact, from: own }, { time: 'nine' })
    expect(url).not.toContain('nine')
    const errors: unknown[] = []
    const { send } = webhooks(
      flow(
        'visit',
        function* (input: { time: string } | undefined) {
          yield* say(`At ${input?.time ?? 'no time'}.`)
        },
        { onError: (error) => errors.push(error) },
      ),
    )
    const query = new URL(url).search
    expect((await send({ CallSid: 'CA1' }, { query })).words).toBe('At nine.')
    const forged = query.replace(/t=(....)/, 't=eyJp')
    expect(
      (await send({ CallSid: 'CA2' }, { query: forged === query ? `${query}x` : forged })).words,
    ).toBe('At no time.')
  })

  test('hides its input from everybody on the way', async () => {
    const { visit } = reminder()
    const host = visit.host({ url: 'https://app.test/f', secret: 'a secret for tests' })
    const { url } = await host.call({ to: contact, from: own }, { time: 'nine' })
    const { send } = webhooks(visit)
    const first = await send({ CallSid: 'CA1' }, { query: new URL(url).search })
    expect(first.words).toBe('At nine? (nobody knows)')
    const readable = (sealed: string | null | undefined) =>
      Buffer.from(decodeURIComponent(sealed ?? ''), 'base64').toString('latin1')
    expect(readable(new URL(url).searchParams.get('t'))).not.toMatch(/nine|input/)
    expect(readable(first.cookie.split('=')[1])).not.toMatch(/nine|facts/)
    expect((await send({ CallSid: 'CA1', Digits: '1' }, first)).words).toBe('See you.')
  })

  test.each([
    [{}, { time: 'nine' }, 'needs host({ url }): the public URL of its routes'],
    [{ url: '/relative' }, { time: 'nine' }, 'needs host({ url }): the public URL of its routes'],
    [
      { url: 'https://app.test/f' },
      { time: 'x'.repeat(3000) },
      'of its URL, which has room for 2000',
    ],
  ])('%j refuses', async (host, input, message) => {
    const { visit } = reminder()
    await expect(
      visit.host({ authToken: '12345', ...host }).call({ to: contact, from: own }, input),
    ).rejects.toThrow(message)
  })
})

describe('a text of your own', () => {
  test('begins a conversation in the store; wake asks again, and that is a try', async () => {
    const { visit, ended } = reminder()
    const store = memoryStore()
    const { text, twilio } = line(visit, { host: { store } })
    const host = visit.host({ store, authToken: '12345' })
    expect(await host.text({ to: contact, from: own }, { time: 'nine & ten' })).toEqual([
      { to: contact, from: own, body: 'At nine & ten? (nobody knows)' },
    ])
    expect(await host.wake(contact, own)).toEqual([
      {
        to: contact,
        from: own,
        body: 'Sorry, I did not get that.\nAt nine & ten? (nobody knows)',
      },
    ])
    expect(await text('no')).toBe('A pity.')
    expect(ended).toMatchObject([{ how: 'done', output: false }])
    expect(await host.wake(contact, own)).toEqual([])
    expect(await host.wake('+14155550199', own)).toEqual([])
    // A reminder that is never answered is given up.
    await host.text({ to: contact, from: own }, { time: 'six' })
    await host.wake(contact, own)
    expect((await host.wake(contact, own)).map(({ body }) => body)).toEqual([
      'Sorry, we cannot go on like this. Goodbye.',
    ])
    expect(ended.map(({ how }) => how)).toEqual(['done', 'gave up'])
    // A second reminder takes the place of an open one.
    await host.text({ to: contact, from: own }, { time: 'six' })
    await host.text({ to: contact, from: own }, { time: 'seven' })
    expect(ended.map(({ how }) => how)).toEqual(['done', 'gave up', 'moved'])
    expect(twilio.problems).toEqual([])
  })

  test('needs a store', async () => {
    const host = reminder().visit.host({ authToken: '12345' })
    await expect(host.text({ to: contact, from: own }, { time: 'six' })).rejects.toThrow(
      'text and wake of flow("visit", …) need host({ store })',
    )
    await expect(host.wake(contact, own)).rejects.toThrow('text and wake of flow("visit", …) need')
  })

  test('is several messages if it is long, and reports media', async () => {
    const { Message, Media } = await import('twimlx/messaging')
    const long = flow('long', function* () {
      yield* say('word '.repeat(400))
      yield* say(
        Message({ children: ['<b> & "c"', Media({ children: 'https://example.com/?a=1&b=2' })] }),
      )
    })
    const messages = await long
      .host({ store: memoryStore(), authToken: 'x' })
      .text({ to: contact, from: own })
    expect(messages.map(({ body }) => body.length)).toEqual([1599, 399, 9])
    expect(messages[2]).toMatchObject({
      body: '<b> & "c"',
      mediaUrl: ['https://example.com/?a=1&b=2'],
    })
  })
})

describe('four hours later', () => {
  test.each([true, false])(
    'a conversation begins anew, and that is told (with a store: %s)',
    async (hasStore) => {
      vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ['Date'] })
      try {
        const ended: Ended[] = []
        const { send, sid } = webhooks(
          flow(
            'f',
            function* () {
              yield* ask('size', 'Size?', sizes)
              yield* ask('count', 'Count?', number())
            },
            { onEnd: (end) => void ended.push(end) },
          ),
          hasStore ? { store: memoryStore() } : {},
        )
        const first = await send({ MessageSid: sid(), Body: 'hi' })
        const second = await send({ MessageSid: sid(), Body: 'large' }, first)
        vi.setSystemTime(Date.now() + 4 * 3_600_000 - 1000)
        const third = await send({ MessageSid: sid(), Body: 'hm' }, second)
        expect(third.words).toContain('Count?')
        vi.setSystemTime(Date.now() + 4 * 3_600_000 + 2000)
        expect((await send({ MessageSid: sid(), Body: '3' }, third)).words).toBe('Size?')
        expect(ended).toMatchObject([{ how: 'expired', answers: { size: 'large' } }])
      } finally {
        vi.useRealTimers()
      }
    },
  )

  test('Twilio has forgotten the cookie', async () => {
    const { text, twilio } = line(
      flow('f', function* () {
        yield* ask('size', 'Size?', sizes)
        yield* ask('count', 'Count?', number())
      }),
    )
    await text('hi')
    expect(await text('large')).toBe('Count?')
    await twilio.advance(4 * 3600 + 1)
    expect(await text('3')).toBe('Size?')
  })
})

describe('the cookie', () => {
  const pizza = flow('f', function* () {
    const size = yield* ask('size', 'Size?', sizes)
    yield* ask('ok', `${size}?`, yesNo())
  })

  test('is bound to its path, hidden from scripts, and sent over https only', async () => {
    const { send, sid } = webhooks(pizza)
    const { headers } = await send({ MessageSid: sid(), Body: 'hi' })
    expect(headers.get('set-cookie')).toMatch(/^flow-f=[\w.%-]+; Path=\/f; HttpOnly; Secure$/)
    const local = await send({ MessageSid: sid(), Body: 'hi' }, { origin: 'http://localhost' })
    expect(local.headers.get('set-cookie')).toMatch(/; Path=\/f; HttpOnly$/)
  })

  test('is refused over plain http', async () => {
    const errors: unknown[] = []
    const { send, sid } = webhooks(
      flow('f', function* () {}, { onError: (error) => errors.push(error) }),
    )
    const answer = await send({ MessageSid: sid(), Body: 'hi' }, { origin: 'http://app.test' })
    expect(answer.words).toBe('Sorry, something went wrong.')
    expect(String(errors[0])).toContain('came over plain http')
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('has the path that Twilio knows', async () => {
    const { send, sid } = webhooks(pizza, { publicUrl: 'https://example.com/api' })
    const { headers } = await send({ MessageSid: sid(), Body: 'hi' }, { origin: 'http://app.test' })
    expect(headers.get('set-cookie')).toContain('Path=/api/f; HttpOnly; Secure')
  })

  test('is ignored if it was changed, or is of another contact, call or flow', async () => {
    const { send, sid, deploy } = webhooks(pizza)
    const first = await send({ MessageSid: sid(), Body: 'hi' })
    const second = await send({ MessageSid: sid(), Body: 'large' }, first)
    expect(second.words).toBe('large?')
    const [name, value = ''] = second.cookie.split('=')
    for (const cookie of [
      `${name}=${value.replace(/^.{8}/, 'AAAAAAAA')}`,
      `${name}=${value.slice(0, -4)}AAAA`,
      `${name}=${value.slice(8)}`,
      `${name}=${value.slice(0, 20)}`,
      `${name}=~${value}`,
      `${name}=`,
      `${name}=%00.%ff`,
    ])
      expect((await send({ MessageSid: sid(), Body: 'yes' }, { cookie })).words).toBe('Size?')
    const other = await send({ MessageSid: sid(), Body: 'yes', From: '+14155550111' }, second)
    expect(other.words).toBe('Size?')
    deploy(
      flow('g', function* () {
        yield* ask('size', 'Size of g?', sizes)
      }),
    )
    const cookie = second.cookie.replace('flow-f', 'flow-g')
    expect((await send({ MessageSid: sid(), Body: 'yes' }, { cookie })).words).toBe('Size of g?')
  })

  test('survives the rotation of its secret', async () => {
    const [old, next] = ['the secret of yesterday', 'the secret of tomorrow']
    const { send, sid, deploy } = webhooks(pizza, { secret: old })
    const first = await send({ MessageSid: sid(), Body: 'hi' })
    deploy(pizza, { secret: [next, old] })
    const second = await send({ MessageSid: sid(), Body: 'large' }, first)
    expect(second.words).toBe('large?')
    deploy(pizza, { secret: next })
    expect((await send({ MessageSid: sid(), Body: 'hm' }, second)).words).toContain('large?')
    expect((await send({ MessageSid: sid(), Body: 'large' }, first)).words).toBe('Size?')
  })

  test('has room for 3 kB: unused facts are dropped, then the largest are reported', async () => {
    const errors: unknown[] = []
    const long = (name: string) => custom((text) => text.repeat(20), { example: name })
    const version = (first: string) =>
      flow(
        'f',
        function* () {
          yield* ask(first, 'First?', long('a'))
          yield* ask('b', 'B?', long('b'))
          yield* ask('c', 'C?', long('c'))
          yield* say('Done.')
        },
        { onError: (error) => errors.push(error) },
      )
    const { text, deploy } = line(version('a'))
    const fifty = 'x'.repeat(50)
    await text('hi')
    expect(await text(fifty)).toBe('B?')
    deploy(version('z'))
    expect(await text(fifty)).toBe('First?')
    // The 1,000 characters of `a` are not used any more.
    expect(await text(fifty)).toBe('B?')
    expect(await text(fifty)).toBe('Sorry, something went wrong.\nB?')
    expect(String(errors[0])).toMatch(
      /takes \d+ bytes, and a cookie has room for 3072\. The largest facts are "\w" \(1002 characters\)/,
    )
    // The answer was too long to keep; a shorter one is taken.
    expect(await text('short')).toBe('C?')
  })
})

test('a first turn that is too large for a cookie says so, and ends at the second', async () => {
  const errors: unknown[] = []
  const { text, alice } = line(
    flow(
      'f',
      function* () {
        yield* load('menu', () => 'x'.repeat(4000))
        yield* ask('size', 'Size?', sizes)
      },
      { onError: (error) => errors.push(error) },
    ),
  )
  const [sorry, bye] = [
    'Sorry, something went wrong.',
    'Sorry, we cannot go on like this. Goodbye.',
  ]
  expect([await text('hi'), await text('hi')]).toEqual([sorry, bye])
  expect((await alice.call()).heard).toEqual([sorry, bye])
  expect(String(errors[0])).toContain('The largest facts are "menu" (4002 characters)')
})

describe('one URL', () => {
  const hello = flow('hello', function* () {
    yield* say('Hello.')
    yield* ask('name', 'Name?', words())
  })

  test('describes itself to a browser', async () => {
    const answer = await hello.routes().request('/')
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe(
      'This is the flow "hello": set this URL at a Twilio number, for messages and calls.',
    )
  })

  test('refuses everybody but Twilio', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const routes = hello.routes({ authToken: '12345' })
    const body = new URLSearchParams({ AccountSid: 'AC1', CallSid: 'CA1', From: '1', To: '2' })
    expect((await routes.request('/', { method: 'POST', body })).status).toBe(403)
    expect((await routes.request(`/?${body}`)).status).toBe(403)
    expect((await routes.request('/', { method: 'PUT', body })).status).toBe(404)
    vi.restoreAllMocks()
  })

  test('handles GET webhooks like POST', async () => {
    const { alice, text, twilio } = line(hello, {
      simulator: {
        voiceMethod: 'GET',
        messageMethod: 'GET',
        voiceUrl: '/f?tenant=7',
        messageUrl: '/f?tenant=7',
      },
    })
    expect(await text('hi')).toBe('Hello.\nName?')
    expect(await text('?')).toContain('You can also say: repeat, back, restart.')
    const call = await alice.call()
    await call.silence()
    expect(call.heard).toEqual(['Hello.', 'Name?', 'Sorry, I did not get that.', 'Name?'])
    // Only the app's own parameters stay.
    expect(
      twilio.events.flatMap((event) => (event.type === 'request' ? [event.url] : [])).at(-1),
    ).toBe('https://app.test/f?at=name&n=1&r=0&tenant=7')
    expect(twilio.problems).toEqual([])
  })

  test('ignores status callbacks of messages and of calls in progress', async () => {
    const { send } = webhooks(hello)
    for (const params of [
      { MessageSid: 'SM1', MessageStatus: 'delivered' } as Record<string, string>,
      { CallSid: 'CA1', CallStatus: 'ringing', CallbackSource: 'call-progress-events' },
      { CallSid: 'CA1', CallStatus: 'completed' },
    ])
      expect(await send(params)).toMatchObject({ status: 204, xml: '' })
  })

  test.each([
    [
      'message',
      { CallSid: 'CA1' },
      'Sorry, please text this number.',
      'A call came to flow("one", …), which is for messages',
    ],
    [
      'call',
      { MessageSid: 'SM1', Body: 'hi' },
      'Sorry, please call this number.',
      'A message came to flow("one", …), which is for calls',
    ],
  ] as const)('of a flow for %s alone', async (channel, params, words, error) => {
    const errors: unknown[] = []
    const { send } = webhooks(
      flow('one', function* () {}, { channels: [channel], onError: (error) => errors.push(error) }),
    )
    expect((await send(params)).words).toBe(words)
    expect(String(errors[0])).toContain(error)
  })
})

describe('a store', () => {
  const pizza = (errors: unknown[]) =>
    flow(
      'f',
      function* () {
        const size = yield* ask('size', 'Size?', sizes)
        yield* say(`One ${size}.`)
      },
      { onError: (error) => errors.push(error) },
    )
  const failing = (store: Store, fails: { get?: boolean; put?: boolean }): Store => ({
    get: (key) => (fails.get ? Promise.reject(new Error('get is down')) : store.get(key)),
    put: async (key, value, options) => {
      if (fails.put) throw new Error('put is down')
      return store.put(key, value, options)
    },
    delete: (key) => store.delete(key),
  })

  test.each(['get', 'put'] as const)(
    'whose %s is down: an answer all the same, and nothing is lost',
    async (what) => {
      const errors: unknown[] = []
      const fails: { get?: boolean; put?: boolean } = {}
      const { text, alice, twilio } = line(pizza(errors), {
        host: { store: failing(memoryStore(), fails) },
      })
      await text('hi')
      fails[what] = true
      expect(await text('large')).toBe('Sorry, something went wrong.')
      const call = await alice.call()
      expect(call.heard).toEqual([
        'Sorry, something went wrong.',
        'Sorry, we cannot go on like this. Goodbye.',
      ])
      fails[what] = false
      expect(await text('large')).toBe('One large.')
      expect(String(errors[0])).toContain(`${what} is down`)
      expect(twilio.problems).toEqual([])
    },
  )

  test('that recovers while a call asks again', async () => {
    const fails = { get: true }
    const store = failing(memoryStore(), fails)
    const { alice } = line(pizza([]), {
      host: {
        store: {
          ...store,
          get: async (key) => {
            try {
              return await store.get(key)
            } finally {
              fails.get = false
            }
          },
        },
      },
    })
    const call = await alice.call()
    expect(call.heard).toEqual(['Sorry, something went wrong.', 'Size?'])
  })

  test('that hangs is abandoned', async () => {
    vi.useFakeTimers()
    try {
      const errors: unknown[] = []
      const { send, sid } = webhooks(pizza(errors), {
        store: { ...memoryStore(), get: () => new Promise(() => {}) },
      })
      const answer = send({ MessageSid: sid(), Body: 'hi' })
      await vi.advanceTimersByTimeAsync(3000)
      expect((await answer).words).toBe('Sorry, something went wrong.')
      expect(String(errors[0])).toContain('took longer than 3000 ms')
    } finally {
      vi.useRealTimers()
    }
  })

  test('is found in the bindings', async () => {
    const store = memoryStore()
    const app = pizza([]).routes({
      validate: false,
      secret: 'a secret for tests',
      store: (env: { DB: Store }) => env.DB,
    })
    const send = async (MessageSid: string, Body: string) => {
      const body = new URLSearchParams({
        AccountSid: 'AC1',
        From: contact,
        To: own,
        MessageSid,
        Body,
      })
      return (await app.request('/', { method: 'POST', body }, { DB: store })).text()
    }
    await send('SM1', 'hi')
    expect(await send('SM2', 'large')).toContain('One large.')
    expect(await store.get(`flow f message ${contact} ${own}`)).toBeDefined()
  })
})

describe('bad input when a flow is defined', () => {
  const nothing = function* () {}
  test.each([
    [() => flow('1x', nothing), `a flow's name is a letter, then letters, digits`],
    [() => flow('a b', nothing), `flow("a b", …)`],
    [() => flow('f', undefined as never), 'takes a generator function'],
    [
      () => flow('f', nothing, { giveUp: 'Bye.', otherwise: nothing }),
      'has a giveUp and an otherwise',
    ],
    [() => flow('f', nothing, { channels: [] }), 'is for no channel'],
    [
      () => flow('f', nothing, { commands: { halp: ['x'] } as object }),
      'There is no command "halp": the commands are repeat, back, restart, help, person.',
    ],
    [
      () => flow('f', nothing).host({ secret: 'short' }),
      'is missing or short: give host({ secret }) at least 16',
    ],
    [() => flow('f', nothing).host({ secret: [] }), 'is missing or short'],
    [
      () => flow('f', nothing).host({ ttl: 0 }),
      'host({ ttl }) is a number of seconds above 0, not 0.',
    ],
    [
      () => flow('f', nothing, { onEnd: { expired: () => {} } }).routes(),
      'has onEnd["expired"], of which only a store can tell',
    ],
    [() => choice([]), 'has no options'],
    [() => dial('a b', contact), 'dial("a b", …): a key is a name'],
    [() => record(''), 'record("", …): a key is a name'],
    [() => [...part('a/b', nothing)], 'part("a/b", …): a key is a name'],
  ])('%s', (make, message) => {
    expect(make).toThrow(message)
  })
})

describe('bad input when a flow is run', () => {
  const errorOf = async (body: () => never, host = {}) => {
    const errors: unknown[] = []
    const { send, sid } = webhooks(
      flow('f', body as () => Generator<never, void>, { onError: (error) => errors.push(error) }),
      host,
    )
    const first = await send({ MessageSid: sid(), Body: 'hi' })
    await send({ MessageSid: sid(), Body: 'x' }, first)
    return String(errors[0] ?? 'no error')
  }
  class Room {
    readonly seats = new Map([['a', 1]])
  }

  test.each([
    ['a Map', () => new Room(), 'load("room") gave a Map, which JSON cannot keep'],
    ['a NaN', () => ({ price: Number.NaN }), 'load("room") gave NaN, which'],
    ['a BigInt', () => [1n], 'load("room") gave a BigInt, which'],
    ['a function', () => () => 1, 'load("room") gave a function, which'],
    [
      'a circle',
      () => {
        const a: { a?: unknown } = {}
        a.a = a
        return a
      },
      'load("room") gave a value that holds itself, which',
    ],
  ])('a result that JSON cannot keep: %s', async (_, result, message) => {
    expect(
      await errorOf(function* () {
        yield* load<unknown>('room', result)
      } as never),
    ).toContain(message)
  })

  test('an answer that JSON cannot keep', async () => {
    expect(
      await errorOf(function* () {
        yield* ask(
          'room',
          'Room?',
          custom(() => new Set([1]) as never, { example: '1' }),
        )
      } as never),
    ).toContain('ask("room") gave a Set, which JSON cannot keep')
  })

  test('an effect is not repeated when JSON cannot keep its result', async () => {
    let times = 0
    const { text } = line(
      flow(
        'f',
        function* () {
          yield* ask('size', 'Size?', sizes)
          yield* once('book', () => {
            times++
            return new Map()
          })
        },
        { onError: () => {} },
      ),
    )
    for (const answer of ['hi', 'large', 'large', 'large']) await text(answer)
    expect(times).toBe(1)
  })

  test.each([
    [
      'something else',
      function* () {
        yield 5
      },
      'yields 5: it can only take steps',
    ],
    [
      'nothing',
      function* () {
        yield
      },
      'yields undefined: it can only',
    ],
    ['no generator', () => 5, 'The body of flow("f", …) is no generator'],
    [
      'an async generator',
      async function* () {},
      'is no generator: write function* (), without async.',
    ],
    [
      'an endless loop',
      function* () {
        for (;;) yield* who()
      },
      'goes on without a question',
    ],
  ])('a body that yields %s', async (_, body, message) => {
    expect(await errorOf(body as never)).toContain(message)
  })

  test('again and again without a question', async () => {
    expect(
      await errorOf(function* () {
        yield* again()
      } as never),
    ).toContain('again() must follow a question')
  })

  test('again with an input that JSON cannot keep', async () => {
    expect(
      await errorOf(function* () {
        yield* again(new Map())
      } as never),
    ).toContain('again(…) gave a Map, which JSON cannot keep')
  })

  test('asking for media in a call', async () => {
    const errors: unknown[] = []
    const { send } = webhooks(
      flow(
        'f',
        function* () {
          yield* ask('photo', 'Photo?', media())
        },
        { onError: (error) => errors.push(error) },
      ),
    )
    await send({ CallSid: 'CA1' })
    expect(String(errors[0])).toContain('ask("photo", …, media()) cannot be answered in a call')
  })

  test('no secret and no auth token', async () => {
    vi.stubEnv('TWILIO_AUTH_TOKEN', '')
    expect(await errorOf(function* () {} as never, { secret: undefined })).toContain(
      'has nothing to seal its cookies with: give host({ secret })',
    )
    vi.unstubAllEnvs()
  })

  test('an input that its schema refuses', async () => {
    const { string, object } = await import('valibot')
    const { visit } = reminder({ input: object({ time: string() }) })
    const host = visit.host({ store: memoryStore(), authToken: 'x' })
    await expect(host.text({ to: contact, from: own }, { time: 5 } as never)).rejects.toThrow(
      'The input of flow("visit", …) does not fit the schema: see time.',
    )
  })
})

test('a flow uses the time of the simulation', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const { twilio, text } = line(
      flow('f', function* () {
        yield* ask('a', `${(yield* now()).toISOString().slice(11, 16)}?`, sizes)
        yield* say((yield* now()).toISOString().slice(11, 16))
      }),
      {
        simulator: {
          startAt: new Date('2026-01-01T09:00:00Z'),
          clock: (date) => vi.setSystemTime(date),
        },
      },
    )
    expect(await text('hi')).toBe('09:00?')
    await twilio.advance(3600)
    expect(await text('small')).toBe('10:00')
  } finally {
    vi.useRealTimers()
  }
})

test('a simulated app serves other routes beside a flow', async () => {
  const twilio = simulate(reminder().visit.routes({ authToken: '12345' }), { messageUrl: '/' })
  await twilio.phone(contact).text('STOP')
  expect(twilio.problems).toEqual([])
})
