/**
 * @module
 * The rules of a conversation, one by one: by text and by phone, through the simulator or with hand-made webhooks.
 */
import { describe, expect, test, vi } from 'vitest'
import { Say, Sms } from 'twimlx/voice'
import {
  again,
  ask,
  type Channel,
  choice,
  type Conversation,
  custom,
  dial,
  digits,
  type Ended,
  flow,
  load,
  now,
  number,
  once,
  part,
  record,
  say,
  text as anyText,
  who,
  yesNo,
} from 'twimlx/flow'
import { memoryStore } from 'twimlx/webhook'
import { ears, line, webhooks } from './setup.ts'

const sizes = choice(['small', 'large'])
const channels: Channel[] = ['message', 'call']

/** Says the same on either channel, and returns the answer. */
const talker = async (channel: Channel, ...[first, options]: Parameters<typeof line>) => {
  const { alice, deploy, twilio, text } = line(first, options)
  if (channel === 'message') return { first: await text('hi'), tell: text, deploy, twilio, alice }
  const call = await alice.call()
  const hear = ears()
  return {
    first: hear(call),
    deploy,
    twilio,
    alice,
    tell: async (words: string) => {
      await (/^[\d*]+$/.test(words) ? call.press(words) : call.say(words))
      // Keys without a fixed number end after a timeout.
      if (call.waitingFor === 'Gather' && /^[\d*]+$/.test(words)) {
        const heard = hear(call)
        if (heard) return heard
        await call.silence()
      }
      return hear(call)
    },
  }
}

describe.each(channels)('1. final facts, by %s', (channel) => {
  test('back removes the last answer and all after it, never a final fact', async () => {
    let loads = 0
    const { first, tell } = await talker(
      channel,
      flow('f', function* () {
        const size = yield* ask('size', 'Size?', sizes)
        const price = yield* load('price', () => ++loads)
        const ok = yield* ask('ok', `${size} at ${price}?`, yesNo())
        yield* once('note', () => 'done')
        const more = yield* ask('more', `More? ${ok}`, yesNo())
        yield* say(`Bye ${more}.`)
      }),
    )
    expect(first).toBe('Size?')
    expect(await tell('large')).toBe('large at 1?')
    expect(await tell('back')).toBe('Size?')
    expect(await tell('small')).toBe('small at 2?')
    expect(await tell('yes')).toBe('More? true')
    // Four times: "back" does not count as a try.
    for (let i = 0; i < 4; i++)
      expect((await tell('back')).replaceAll('\n', ' / ')).toBe(
        'There is no way back from here. / More? true',
      )
    expect(await tell('no')).toBe('Bye false.')
  })

  test('back is impossible at the first question, and uses no try', async () => {
    const { tell } = await talker(
      channel,
      flow('f', function* () {
        yield* say(`It is ${yield* ask('size', 'Size?', sizes)}.`)
      }),
    )
    for (let i = 0; i < 4; i++) expect(await tell('go back')).toContain('Size?')
    expect(await tell('large')).toBe('It is large.')
  })
})

describe.each(channels)('2. a throw, by %s', (channel) => {
  test('without a once the answer is discarded, and asked for again', async () => {
    let isDown = true
    const errors: unknown[] = []
    const { tell, twilio } = await talker(
      channel,
      flow(
        'f',
        function* () {
          const size = yield* ask('size', 'Size?', sizes)
          const price = yield* load('price', () => {
            if (isDown) throw new Error('down')
            return 5
          })
          yield* say(`${size} is ${price}.`)
        },
        { onError: (error) => errors.push(error) },
      ),
    )
    expect((await tell('large')).replaceAll('\n', ' / ')).toBe(
      'Sorry, something went wrong. / Size?',
    )
    isDown = false
    expect(await tell('small')).toBe('small is 5.')
    expect(errors).toEqual([new Error('down')])
    expect(twilio.problems).toEqual([])
  })

  test('an effect that was done stays done, and the conversation continues', async () => {
    const charged: string[] = []
    let isDown = true
    const { tell, twilio } = await talker(
      channel,
      flow(
        'f',
        function* () {
          const size = yield* ask('size', 'Size?', sizes)
          yield* once('charge', (c) => {
            charged.push(c.idempotencyKey)
            return null
          })
          yield* once('notify', () => {
            if (!isDown) return null
            isDown = false
            throw new Error('down')
          })
          yield* say(`One ${size}.`)
        },
        { onError: () => {} },
      ),
    )
    const heard = await tell('large')
    if (channel === 'call') expect(heard).toBe('Sorry, something went wrong. / One large.')
    else {
      expect(heard).toBe('Sorry, something went wrong.')
      expect(await tell('hello?')).toBe('One large.')
    }
    expect(charged).toHaveLength(1)
    expect(twilio.problems).toEqual([])
  })

  test.each([true, false])(
    'two errors in a row lead to otherwise %s, or the last words',
    async (hasPerson) => {
      const { first, tell, twilio } = await talker(
        channel,
        flow(
          'f',
          function* () {
            yield* ask('size', 'Size?', sizes)
            yield* load('price', () => {
              throw new Error('down')
            })
          },
          {
            onError: () => {},
            ...(hasPerson && {
              *otherwise(why) {
                yield* say(`A person, for ${why}.`)
              },
            }),
          },
        ),
      )
      expect(first).toBe('Size?')
      await tell('large')
      expect(await tell('large')).toBe(
        hasPerson ? 'A person, for errors.' : 'Sorry, we cannot go on like this. Goodbye.',
      )
      expect(twilio.problems).toEqual([])
    },
  )

  test('an error at the very beginning', async () => {
    let times = 0
    const { first, tell, twilio } = await talker(
      channel,
      flow(
        'f',
        function* () {
          yield* load('menu', () => {
            if (++times < 2) throw new Error('down')
            return 1
          })
          yield* ask('size', 'Size?', sizes)
        },
        { onError: () => {} },
      ),
    )
    if (channel === 'call') expect(first).toBe('Sorry, something went wrong. / Size?')
    else {
      expect(first).toBe('Sorry, something went wrong.')
      expect(await tell('hello')).toBe('Size?')
    }
    expect(twilio.problems).toEqual([])
  })
})

describe('2. a throw after a verb', () => {
  const setUp = (isDown: () => boolean, person = false) =>
    line(
      flow(
        'f',
        function* () {
          const message = yield* record('message')
          yield* load('price', () => {
            if (isDown()) throw new Error('down')
            return 1
          })
          yield* say(`Thank you for ${message?.seconds} seconds.`)
        },
        {
          onError: () => {},
          ...(person && {
            *otherwise(why) {
              yield* say(`A person, for ${why}.`)
            },
          }),
        },
      ),
    )

  test('keeps what the verb gave, and goes on: nobody records or pays twice', async () => {
    let times = 0
    const { alice, twilio } = setUp(() => ++times < 2)
    const call = await alice.call()
    await call.talk(4)
    await call.press('#')
    expect(call.heard).toEqual(['Sorry, something went wrong.', 'Thank you for 4 seconds.'])
    expect(twilio.problems).toEqual([])
  })

  test('twice hands over', async () => {
    const { alice } = setUp(() => true, true)
    const call = await alice.call()
    await call.talk(4)
    await call.press('#')
    expect(call.heard).toEqual(['Sorry, something went wrong.', 'A person, for errors.'])
  })
})

describe('3. catching', () => {
  test('an error that the body catches is kept, and thrown at each replay', async () => {
    let times = 0
    const { text } = line(
      flow('f', function* () {
        let result
        try {
          result = yield* once('pay', () => {
            times++
            throw new TypeError('declined')
          })
        } catch (error) {
          result = (error as Error).message
        }
        try {
          yield* load('menu', () => Promise.reject(new Error('no menu')))
        } catch (error) {
          result += `, ${(error as Error).message}`
        }
        const size = yield* ask('size', `${result}. Size?`, sizes)
        yield* say(`${result} ${size}`)
      }),
    )
    expect(await text('hi')).toBe('declined, no menu. Size?')
    expect(await text('what')).toBe('Sorry, I did not get that.\ndeclined, no menu. Size?')
    expect(await text('large')).toBe('declined, no menu large')
    expect(times).toBe(1)
  })

  test('a caught failure of a once is final too', async () => {
    const { text } = line(
      flow('f', function* () {
        yield* ask('size', 'Size?', sizes)
        try {
          yield* once('pay', () => {
            throw new Error('declined')
          })
        } catch {
          yield* ask('cash', 'Cash?', yesNo())
        }
      }),
    )
    await text('hi')
    expect(await text('large')).toBe('Cash?')
    expect(await text('back')).toBe('There is no way back from here.\nCash?')
  })
})

test('3. what was caught of a once is not done again, whatever is thrown after it', async () => {
  let charged = 0
  let isBroken = true
  const { text } = line(
    flow(
      'f',
      function* () {
        yield* ask('size', 'Size?', sizes)
        try {
          yield* once('charge', () => {
            charged++
            throw new Error('declined')
          })
        } catch {
          if (isBroken) throw new Error('a fault of the app')
        }
        yield* say('Pay at the door.')
      },
      { onError: () => {} },
    ),
  )
  await text('hi')
  expect(await text('large')).toBe('Sorry, something went wrong.')
  isBroken = false
  expect(await text('hello?')).toBe('Pay at the door.')
  expect(charged).toBe(1)
})

test('4. the idempotency key is flow : id : round : key', async () => {
  const keys: string[] = []
  const { text, twilio } = line(
    flow('pizza', function* () {
      yield* ask('size', 'Size?', sizes)
      yield* part('shop', function* () {
        yield* once('order', (c) => {
          keys.push(c.idempotencyKey)
          return null
        })
      })
      if (yield* ask('more', 'Another?', yesNo())) yield* again()
    }),
  )
  await text('hi')
  await text('large')
  expect(await text('yes')).toBe('Size?')
  await text('small')
  await text('restart')
  await text('small')
  const [first] = twilio.events.flatMap((event) =>
    event.type === 'request' ? [event.params['MessageSid']] : [],
  )
  expect(keys).toEqual([0, 1, 2].map((round) => `pizza:${first}:${round}:shop/order`))
})

test('4. the once of a round that begins in the same turn is another effect', async () => {
  const keys: string[] = []
  const { text } = line(
    flow('f', function* (lap: number | void) {
      yield* once('book', (c) => {
        keys.push(c.idempotencyKey.split(':').slice(2).join(':'))
        return null
      })
      if (!lap) yield* again(1)
      yield* say('Done.')
    }),
  )
  expect(await text('hi')).toBe('Done.')
  expect(keys).toEqual(['0:book', '1:book'])
})

describe('5. with a store', () => {
  const setUp = () => {
    let release = () => {}
    const charged: string[] = []
    const store = memoryStore()
    const pizza = flow('f', function* () {
      const size = yield* ask('size', 'Size?', sizes)
      yield* once('charge', async (c) => {
        charged.push(c.idempotencyKey)
        await new Promise<void>((resolve) => {
          release = resolve
        })
        return null
      })
      const more = yield* ask('more', `${size} is ordered. More?`, yesNo())
      yield* say(`Bye ${more}`)
    })
    return { charged, store, ...webhooks(pizza, { store }), release: () => release() }
  }

  test('a turn claims before its first once; others wait, then repeat the open question', async () => {
    vi.useFakeTimers()
    try {
      const { charged, send, sid, release } = setUp()
      await send({ MessageSid: sid(), Body: 'hi' })
      const one = send({ MessageSid: sid(), Body: 'large' })
      await vi.waitFor(() => expect(charged).toHaveLength(1))
      // Not an answer to "More?", which its author had not seen yet.
      const two = send({ MessageSid: sid(), Body: 'no' })
      await vi.advanceTimersByTimeAsync(500)
      release()
      await vi.advanceTimersByTimeAsync(500)
      expect((await one).words).toBe('large is ordered. More?')
      expect((await two).words).toBe('large is ordered. More?')
      expect(charged).toHaveLength(1)
      expect((await send({ MessageSid: sid(), Body: 'yes' })).words).toBe('Bye true')
    } finally {
      vi.useRealTimers()
    }
  })

  test('of two answers at once one is taken, and the other repeats the open question', async () => {
    const { send, sid } = webhooks(
      flow('f', function* () {
        const a = yield* ask('a', 'A?', sizes)
        const b = yield* ask('b', `${a}. B?`, sizes)
        yield* say(`${a} ${b}`)
      }),
      { store: memoryStore() },
    )
    await send({ MessageSid: sid(), Body: 'hi' })
    const both = await Promise.all(
      ['large', 'small'].map((Body) => send({ MessageSid: sid(), Body })),
    )
    expect(both.map(({ words }) => words)).toEqual(['large. B?', 'large. B?'])
    expect((await send({ MessageSid: sid(), Body: 'small' })).words).toBe('large small')
  })

  test('a once whose process died is done again with the same key', async () => {
    vi.useFakeTimers()
    try {
      const { charged, send, sid, release } = setUp()
      await send({ MessageSid: sid(), Body: 'hi' })
      void send({ MessageSid: sid(), Body: 'large' })
      await vi.waitFor(() => expect(charged).toHaveLength(1))
      vi.setSystemTime(Date.now() + 60_000)
      const next = send({ MessageSid: sid(), Body: 'no' })
      await vi.waitFor(() => expect(charged).toHaveLength(2))
      release()
      expect((await next).words).toBe('large is ordered. More?')
      expect(new Set(charged).size).toBe(1)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('6. the offer', () => {
  test.each(channels)(
    'options that moved are asked again, and that is no try, by %s',
    async (channel) => {
      const version = (toppings: string[], tries = 1) =>
        flow('f', function* () {
          const topping = yield* ask('topping', `${toppings.join()}?`, choice(toppings), { tries })
          yield* say(`One ${topping}.`)
        })
      const { first, tell, deploy } = await talker(channel, version(['margherita', 'calzone']))
      expect(first).toBe('margherita,calzone?')
      deploy(version(['calzone', 'margherita']))
      expect(await tell('1')).toBe('calzone,margherita?')
      expect(await tell('1')).toBe('One calzone.')
    },
  )

  test('another kind of question under the same key is asked again', async () => {
    const { text, deploy } = line(
      flow('f', function* () {
        yield* ask('tip', 'A tip? Yes or no.', yesNo())
      }),
    )
    await text('hi')
    deploy(
      flow('f', function* () {
        yield* say(`${yield* ask('tip', 'How much tip?', number())} it is.`)
      }),
    )
    expect(await text('1')).toBe('How much tip?')
    expect(await text('1')).toBe('1 it is.')
  })

  test('differently spelt words are the same offer', async () => {
    const version = (label: string) =>
      flow('f', function* () {
        yield* say(yield* ask('topping', label, choice({ m: label, c: 'calzone' })))
      })
    const { text, deploy } = line(version('margherita'))
    await text('hi')
    deploy(version('Pizza Margherita'))
    expect(await text('1')).toBe('m')
  })
})

describe('7. a kept answer that is now refused', () => {
  const version = (max: number, final = false) =>
    flow(
      'f',
      function* () {
        const count = yield* ask('count', 'How many?', number({ max }), {})
        if (final) yield* once('book', () => 1)
        const name = yield* ask('name', `${count}. Name?`, anyText())
        yield* ask('ok', `${count} for ${name}?`, yesNo())
      },
      { onError: (error) => errors.push(error) },
    )
  let errors: unknown[] = []

  test('is removed, with all after it', async () => {
    const { text, deploy } = line(version(9))
    for (const answer of ['hi', '7', 'Alice']) await text(answer)
    deploy(version(4))
    expect(await text('yes')).toBe('How many?')
    expect(await text('3')).toBe('3. Name?')
  })

  test('is an error of the turn after something final', async () => {
    errors = []
    const { text, deploy } = line(version(9, true))
    for (const answer of ['hi', '7', 'Alice']) await text(answer)
    deploy(version(4, true))
    expect(await text('yes')).toBe('Sorry, something went wrong.')
    expect(await text('hello?')).toBe('Sorry, we cannot go on like this. Goodbye.')
    expect(String(errors[0])).toContain('The answer kept as "count" is none of today')
  })
})

test.each(channels)(
  '8. an answer whose question is not reached any more is dropped and reported, by %s',
  async (channel) => {
    const stale: unknown[] = []
    const { tell, deploy, alice } = await talker(
      channel,
      flow('f', function* () {
        yield* ask('size', 'Size?', sizes)
        yield* ask('count', 'Count?', number())
        yield* ask('ok', 'OK?', yesNo())
      }),
    )
    await tell('large')
    expect(await tell('4')).toBe('OK?')
    deploy(
      flow(
        'f',
        function* () {
          const size = yield* ask('size', 'Size?', sizes)
          const sauce = yield* ask('sauce', 'Sauce?', choice(['pesto', 'none']), { tries: 1 })
          const count = yield* ask('count', 'Count?', number())
          const ok = yield* ask('ok', 'OK?', yesNo())
          yield* say(`${size} ${sauce} ${count} ${ok}`)
        },
        { onStale: (answer) => stale.push(answer) },
      ),
    )
    expect(await tell('yes')).toBe('Sauce?')
    expect(await tell('pesto')).toBe('OK?')
    expect(await tell('yes')).toBe('large pesto 4 true')
    expect(stale).toMatchObject([
      { flow: 'f', key: 'ok', text: 'yes', who: { contact: alice.address, channel } },
    ])
  },
)

test('9. a question asked in vain keeps that, but not its value', async () => {
  const version = (fallback: string) =>
    flow('f', function* () {
      const size = yield* ask('size', 'Size?', sizes, { tries: 2, otherwise: fallback })
      yield* ask('ok', `${size}?`, yesNo())
    })
  const { text, deploy } = line(version('medium'))
  await text('hi')
  await text('huge')
  expect(await text('enormous')).toBe('medium?')
  deploy(version('regular'))
  expect(await text('what')).toBe('Sorry, I did not get that.\nregular?')
  expect(await text('back')).toBe('Size?')
})

test('10. now() is the time of the last fact before it', async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1, 9), toFake: ['Date'] })
  try {
    const { send, sid } = webhooks(
      flow('f', function* () {
        const began = yield* now()
        const size = yield* ask('size', began.toISOString().slice(11, 16), sizes)
        const later = yield* now()
        yield* ask(
          'ok',
          `${size} ${began.toISOString().slice(11, 16)} ${later.toISOString().slice(11, 16)}`,
          yesNo(),
        )
      }),
    )
    const first = await send({ MessageSid: sid(), Body: 'hi' })
    expect(first.words).toBe('09:00')
    vi.setSystemTime(Date.UTC(2026, 0, 1, 9, 30))
    const second = await send({ MessageSid: sid(), Body: 'large' }, first)
    expect(second.words).toBe('large 09:00 09:30')
    vi.setSystemTime(Date.UTC(2026, 0, 1, 10))
    const third = await send({ MessageSid: sid(), Body: 'hm' }, second)
    expect(third.words).toContain('large 09:00 09:30')
  } finally {
    vi.useRealTimers()
  }
})

describe('11. a recording', () => {
  const mailbox = flow('f', function* () {
    const message = yield* record('message', { maxLength: 30 })
    yield* say(message ? `${message.seconds} s` : 'Nothing.')
  })

  test('is followed by a way back, since Twilio sends no request if nothing was recorded', async () => {
    const { send } = webhooks(mailbox)
    const { xml } = await send({ CallSid: 'CA1', CallStatus: 'ringing' })
    expect(xml).toBe(
      '<Response><Record maxLength="30" action="?at=message&amp;n=1&amp;r=0"/><Redirect>?at=message&amp;n=1&amp;r=0</Redirect></Response>',
    )
  })

  test('is null if the caller said nothing', async () => {
    const { alice, twilio } = line(mailbox)
    const call = await alice.call()
    await call.silence()
    expect(call.heard).toEqual(['Nothing.'])
    const other = await alice.call()
    await other.talk(7)
    await other.press('#')
    expect(other.heard).toEqual(['7 s'])
    expect(twilio.problems).toEqual([])
  })
})

test('12. a verb of a call ends a conversation by text with an error', async () => {
  const errors: unknown[] = []
  const ended: unknown[] = []
  const { text } = line(
    flow(
      'f',
      function* () {
        yield* dial('desk', '+14155550199')
      },
      { onError: (error) => errors.push(error), onEnd: ({ how }) => void ended.push(how) },
    ),
  )
  expect(await text('hi')).toBe('Sorry, we cannot go on like this. Goodbye.')
  expect(String(errors[0])).toContain('act("desk", "Dial", …) is a verb of a call')
  expect(ended).toEqual(['gave up'])
})

describe('13. a repeated webhook', () => {
  const pizza = flow('f', function* () {
    yield* say('Welcome.')
    const size = yield* ask('size', 'Size?', sizes)
    const count = yield* ask('count', `${size}. How many?`, number())
    yield* say(`${count} ${size}.`)
  })

  test.each(['old', 'new'])('by text, with the %s cookie', async (which) => {
    const { send, sid } = webhooks(pizza)
    let cookie = ''
    for (const Body of ['hi', 'huge', 'large', '3', 'hi again', 'small']) {
      const params = { MessageSid: sid(), Body }
      const first = await send(params, { cookie })
      const again = await send(params, { cookie: which === 'old' ? cookie : first.cookie })
      expect(again.xml).toBe(first.xml)
      cookie = again.cookie
    }
  })

  test.each(['old', 'new'])('in a call, with the %s cookie', async (which) => {
    const { send } = webhooks(pizza)
    let last = await send({ CallSid: 'CA1', CallStatus: 'ringing' })
    const { cookie } = last
    expect((await send({ CallSid: 'CA1', CallStatus: 'ringing' }, { cookie })).xml).toBe(last.xml)
    for (const Digits of ['', '9', '2', '3']) {
      const { query, cookie } = last
      const params = { CallSid: 'CA1', Digits }
      const next = await send(params, { cookie, query })
      const again = await send(params, { query, cookie: which === 'old' ? cookie : next.cookie })
      expect(again.xml).toBe(next.xml)
      last = again
    }
    expect(last.words).toBe('3 large.')
  })

  test('an ended conversation stays until another SID begins one', async () => {
    const ended: unknown[] = []
    const { send, sid } = webhooks(
      flow(
        'f',
        function* () {
          yield* say(`Hello ${(yield* who()).text}.`)
        },
        { onEnd: ({ how }) => void ended.push(how) },
      ),
    )
    const params = { MessageSid: sid(), Body: 'Alice' }
    const first = await send(params)
    expect((await send(params, first)).words).toBe('Hello Alice.')
    expect(ended).toEqual(['done'])
    expect((await send({ MessageSid: sid(), Body: 'Bob' }, first)).words).toBe('Hello Bob.')
    expect(ended).toEqual(['done', 'done'])
  })
})

describe('14. a call that is moved', () => {
  test('begins a new round; older requests repeat the open question', async () => {
    const ended: Ended[] = []
    const notes: string[] = []
    const { twilio, alice } = line(
      flow(
        'f',
        function* () {
          yield* say('Welcome.')
          const size = yield* ask('size', 'Size?', sizes)
          yield* dial('desk', '+14155550199', {})
          yield* once('note', (c) => {
            notes.push(c.idempotencyKey)
            return null
          })
          yield* say(`Bye ${size}.`)
        },
        { onEnd: (end) => void ended.push(end) },
      ),
    )
    const call = await alice.call()
    const hear = ears()
    await call.press('2')
    await twilio.phone('+14155550199').answer()
    hear(call)
    await call.redirect({ url: '/f' })
    expect(hear(call)).toBe('Welcome. / Size?')
    expect(ended).toMatchObject([{ how: 'moved', answers: { size: 'large' } }])
    expect(notes).toEqual([])
    await call.press('1')
    await twilio.phone('+14155550199').decline()
    expect(hear(call)).toBe('Bye small.')
    expect(notes).toEqual([`f:${call.sid}:1:note`])
  })

  test('begins a new round at its first question, too', async () => {
    const ended: unknown[] = []
    const { alice } = line(
      flow(
        'f',
        function* () {
          yield* ask('size', 'Size?', sizes)
        },
        { onEnd: ({ how }) => void ended.push(how) },
      ),
    )
    const call = await alice.call()
    await call.redirect({ url: '/f' })
    expect(call.heard).toEqual(['Size?', 'Size?'])
    expect(ended).toEqual(['moved'])
  })

  test('ignores an old action with the keys of another round', async () => {
    const { send } = webhooks(
      flow('f', function* () {
        const a = yield* ask('a', 'A?', sizes)
        yield* ask('b', `${a}. B?`, sizes)
      }),
    )
    const first = await send({ CallSid: 'CA1', CallStatus: 'ringing' })
    const second = await send({ CallSid: 'CA1', Digits: '2' }, first)
    const moved = await send({ CallSid: 'CA1' }, { cookie: second.cookie })
    expect(moved.words).toBe('A?')
    const late = await send({ CallSid: 'CA1', Digits: '2' }, { ...moved, query: first.query })
    expect(late.words).toBe('A?')
  })
})

describe('15. opting out', () => {
  test.each<Record<string, string>>([
    { Body: 'STOP' },
    { Body: ' unsubscribe ' },
    { Body: 'Basta', OptOutType: 'STOP' },
  ])('%j', async (params) => {
    const ended: unknown[] = []
    const { send, sid } = webhooks(
      flow(
        'f',
        function* () {
          yield* ask('name', 'Name?', anyText())
        },
        { onEnd: ({ how }) => void ended.push(how) },
      ),
    )
    const first = await send({ MessageSid: sid(), Body: 'hi' })
    const stop = await send({ MessageSid: sid(), ...params }, first)
    expect(stop.xml).toBe('<Response/>')
    expect(ended).toEqual(['opted out'])
    // A user who subscribes again starts from the beginning.
    expect((await send({ MessageSid: sid(), Body: 'hi' }, stop)).words).toBe('Name?')
  })

  test('HELP and START get no reply if Twilio has replied, and change nothing', async () => {
    const { send, sid } = webhooks(
      flow('f', function* () {
        yield* ask('name', 'Name?', anyText())
      }),
    )
    const first = await send({ MessageSid: sid(), Body: 'hi' })
    for (const OptOutType of ['HELP', 'START'])
      expect((await send({ MessageSid: sid(), Body: 'x', OptOutType }, first)).xml).toBe(
        '<Response/>',
      )
  })
})

describe('16. commands', () => {
  const named = flow(
    'f',
    function* () {
      const name = yield* ask('name', 'Name?', anyText())
      const way = yield* ask('way', `${name}. Way?`, choice(['back', 'front']))
      const count = yield* ask('count', 'Count?', number({ min: 1, max: 8 }))
      yield* say(`${way} ${count}`)
    },
    {
      *otherwise(why) {
        yield* ask('person', `A person, for ${why}. Your number?`, digits())
        yield* say('Bye.')
      },
    },
  )

  test.each(channels)('repeat, restart, help and person, by %s', async (channel) => {
    const { tell } = await talker(channel, named)
    expect(await tell('repeat')).toBe('Name?')
    expect(await tell('alice')).toBe('alice. Way?')
    expect(await tell('repeat')).toBe('alice. Way?')
    expect((await tell('options')).replaceAll('\n', ' / ')).toBe(
      'You can answer: back, front. You can also say: repeat, back, restart, agent. / alice. Way?',
    )
    // An answer that lists the word wins.
    expect(await tell('back')).toBe('Count?')
    expect(await tell('restart')).toBe('Name?')
    await tell('bob')
    await tell('front')
    expect(await tell('0')).toBe('A person, for asked. Your number?')
    expect(await tell('operator')).toBe('A person, for asked. Your number?')
    expect(await tell('123')).toBe('Bye.')
  })

  test('by voice a command may be a sentence', async () => {
    const { tell } = await talker('call', named)
    expect(await tell('I want to speak to an operator, please.')).toContain('A person, for asked')
  })

  test('free text yields to command words, but not to longer texts', async () => {
    const { text } = line(named)
    await text('hi')
    expect(await text('Restart!')).toBe('Name?')
    expect(await text('Agent Smith')).toBe('Agent Smith. Way?')
  })

  test('0 is a number where it is a valid answer', async () => {
    const { text } = line(
      flow(
        'f',
        function* () {
          yield* say(`${yield* ask('count', 'Count?', number())}.`)
        },
        { *otherwise() {} },
      ),
    )
    await text('hi')
    expect(await text('0')).toBe('0.')
  })

  test.each([
    'STOP',
    'stopall',
    'Unsubscribe',
    'cancel',
    'end',
    'quit',
    'revoke',
    'optout',
    'HELP',
    'info',
  ])('%s never reaches a flow, so it cannot be a command', (word) => {
    expect(() => flow('f', function* () {}, { commands: { help: ['wait', word] } })).toThrow(
      `commands.help has "${word}", which Twilio or the carrier takes`,
    )
  })

  test('a command can be turned off or renamed', async () => {
    const { text } = line(
      flow(
        'f',
        function* () {
          yield* say(`You are ${yield* ask('name', 'Name?', anyText())}.`)
        },
        { commands: { repeat: false, back: ['zurück'] } },
      ),
    )
    await text('hi')
    expect(await text('Zurück')).toContain('no way back')
    expect(await text('repeat')).toBe('You are repeat.')
  })
})

test('17. silence in a call sends a request, and counts as a try', async () => {
  const { alice, twilio } = line(
    flow('f', function* () {
      yield* ask('size', ({ why, attempt }) => `Size? ${attempt} ${why ?? 'first'}`, sizes, {
        retry: 'Hm.',
      })
    }),
  )
  const call = await alice.call()
  await call.silence()
  await call.silence()
  await call.silence()
  expect(call.heard).toEqual([
    'Size? 1 first',
    'Hm.',
    'Size? 2 silence',
    'Hm.',
    'Size? 3 silence',
    'Sorry, we cannot go on like this. Goodbye.',
  ])
  expect(call.status).toBe('completed')
  expect(twilio.problems).toEqual([])
})

describe('18. words said since the last answer', () => {
  const greeting = flow('f', function* () {
    yield* say('Welcome.')
    yield* ask('size', 'Size?', sizes)
  })

  test('are inside the Gather, so that a key cuts them short', async () => {
    const { send } = webhooks(greeting)
    const { xml } = await send({ CallSid: 'CA1', CallStatus: 'ringing' })
    expect(xml).toBe(
      '<Response><Gather input="dtmf speech" numDigits="1" hints="small,large" action="?at=size&amp;n=1&amp;r=0" actionOnEmptyResult="true"><Say>Welcome.</Say><Say>Size?</Say></Gather></Response>',
    )
  })

  test.each(channels)(
    'are repeated by the repeat command, but not by a retry, by %s',
    async (channel) => {
      const { tell } = await talker(channel, greeting)
      const heard = async (words: string) => (await tell(words)).replaceAll('\n', ' / ')
      expect(await heard('huge')).toBe('Sorry, I did not get that. / Size?')
      expect(await heard('repeat')).toBe('Welcome. / Size?')
      expect(await heard('huge')).toBe('Sorry, I did not get that. / Size?')
    },
  )

  test('stand before the Gather if it does not accept their verbs', async () => {
    const { alice, twilio } = line(
      flow('f', function* () {
        yield* say(
          <>
            <Say>One.</Say>
            <Sms>A text.</Sms>
            <Say>Two.</Say>
          </>,
        )
        yield* ask(
          'size',
          <>
            Size <break time="1s" /> or none?
          </>,
          sizes,
        )
      }),
    )
    const call = await alice.call()
    expect(call.heard).toEqual(['One.', 'Two.', 'Size  or none?'])
    expect(twilio.problems).toEqual([])
  })
})

describe('19. after a hang-up', () => {
  test('the body continues with hungUp: once runs, and the next question ends it', async () => {
    const ended: Ended[] = []
    const sent: unknown[] = []
    const { alice, twilio } = line(
      flow(
        'f',
        function* () {
          const message = yield* record('message')
          yield* say('Thank you.')
          yield* once('send', () => {
            sent.push(message)
            return null
          })
          yield* ask('more', 'More?', yesNo())
        },
        { onEnd: (end) => void ended.push(end) },
      ),
    )
    const call = await alice.call()
    await call.talk(5)
    await call.hangup()
    expect(sent).toMatchObject([{ seconds: 5, hungUp: true }])
    expect(ended).toMatchObject([{ how: 'hung up' }])
    expect(call.heard).toEqual([])
    expect(twilio.problems).toEqual([])
  })

  test('text said after the hang-up is not in the document', async () => {
    const { send } = webhooks(
      flow('f', function* () {
        yield* record('message')
        yield* say('Thank you.')
      }),
    )
    const first = await send({ CallSid: 'CA1', CallStatus: 'ringing' })
    const hungUp = { CallSid: 'CA1', CallStatus: 'completed', RecordingUrl: 'https://x/RE1' }
    expect((await send(hungUp, first)).xml).toBe('<Response><Hangup/></Response>')
  })

  test('a body that reaches its end is done', async () => {
    const ended: unknown[] = []
    const { alice } = line(
      flow(
        'f',
        function* () {
          return (yield* dial('desk', '+14155550199')).hungUp
        },
        { onEnd: ({ how, output }) => void ended.push([how, output]) },
      ),
    )
    const call = await alice.call()
    await call.hangup()
    expect(ended).toEqual([['done', true]])
  })

  test('only the status callback reports a hang-up at a question, and only a store can find its conversation', async () => {
    const ended: Ended[] = []
    const asking = () =>
      flow(
        'f',
        function* () {
          yield* ask('size', 'Size?', sizes)
          yield* ask('count', 'Count?', number())
        },
        { onEnd: { 'hung up': (end) => void ended.push(end) } },
      )
    const { alice } = line(asking(), { host: { store: memoryStore() } })
    const call = await alice.call()
    await call.press('1')
    await call.hangup()
    expect(ended).toMatchObject([{ how: 'hung up', answers: { size: 'small' } }])
    expect(() => asking().routes({ authToken: 'x' })).toThrow(
      'flow("f", …) has onEnd["hung up"], of which only a store can tell: give host({ store }), or leave it out.',
    )
  })
})

test('20. finally does not run at a stop, and a part that throws leaves its scope', async () => {
  const seen: string[] = []
  const { text } = line(
    flow(
      'f',
      function* () {
        try {
          yield* part('inner', function* () {
            try {
              yield* ask('a', 'A?', sizes)
              throw new Error('over')
            } finally {
              seen.push('finally')
            }
          })
        } catch {
          yield* ask('b', 'B?', sizes)
        }
      },
      { onEnd: ({ answers }) => void seen.push(Object.keys(answers).join()) },
    ),
  )
  await text('hi')
  expect(seen).toEqual([])
  expect(await text('large')).toBe('B?')
  expect(seen).toContain('finally')
  await text('large')
  expect(seen.at(-1)).toBe('inner/a,b')
})

describe('21. in development', () => {
  const errorOf = async (body: () => Conversation<unknown>) => {
    const errors: unknown[] = []
    const { text } = line(flow('f', body, { onError: (error) => errors.push(error) }))
    await text('hi')
    return String(errors[0] ?? 'no error')
  }

  test.each([
    ['Date.now()', () => Date.now(), 'write yield* now()'],
    ['new Date()', () => new Date(), 'write yield* now()'],
    ['Math.random()', () => Math.random(), 'draw it in once(…) or load(…)'],
  ])('%s in the body throws', async (name, call, instead) => {
    expect(
      await errorOf(function* () {
        yield* say(`${call()}`)
      }),
    ).toBe(`FlowError: ${name} in the body of a flow gives something else at each run: ${instead}.`)
  })

  test('dates of given times are allowed, and so is the time outside of the body', async () => {
    expect(
      await errorOf(function* () {
        yield* say(`${new Date(0).getTime()} ${new Date() instanceof Date || ''}`.slice(0, 1))
      }),
    ).toContain('new Date()')
    expect(
      await errorOf(function* () {
        yield* say(() => `${new Date(0).getTime() + Date.now()}`)
        yield* load('time', () => Date.now())
        yield* ask(
          'day',
          `${new Date(0).getUTCDay()}?`,
          custom(() => Date.now(), { example: '1' }),
        )
      }),
    ).toBe('no error')
  })

  test('a step without yield* throws with its line', async () => {
    expect(
      await errorOf(function* () {
        say('Hello.')
        yield* ask('size', 'Size?', sizes)
      }),
    ).toMatch(
      /has made say\(…\) and not taken it: write yield\* before it, at .*rules\.test\.tsx:\d+:\d+/,
    )
    expect(
      await errorOf(function* () {
        if (ask('ok', 'OK?', yesNo())) yield* say('Yes.')
      }),
    ).toContain('has made ask("ok") and not taken it')
    expect(
      await errorOf(function* () {
        yield* say(`Size: ${ask('size', 'Size?', sizes)}`)
      }),
    ).toContain('has made ask("size") and not taken it')
  })

  test('a second run that ends differently is an error', async () => {
    let runs = 0
    expect(
      await errorOf(function* () {
        yield* ask(`size${++runs}`, 'Size?', sizes)
      }),
    ).toMatch(/ended at ask\("size1"\) and, run again over the same answers, at ask\("size2"\)/)
  })
})

test('22. a pure body gives the same document at every run', async () => {
  // Effects outside of steps are invisible to the flow: the documentation says so.
  const { send, sid } = webhooks(
    flow('f', function* () {
      const sizes = yield* load('sizes', () => ['small', 'large'])
      yield* ask('size', sizes.join(), choice(sizes))
    }),
  )
  const first = await send({ MessageSid: sid(), Body: 'hi' })
  const second = await send({ MessageSid: sid(), Body: 'repeat' }, first)
  expect(second.words).toBe(first.words)
})

describe('23. keys', () => {
  test('a repeated key becomes another one', async () => {
    const ended: Ended[] = []
    const { text } = line(
      flow(
        'f',
        function* () {
          for (;;) {
            const a = yield* part('p', function* () {
              return yield* ask('a', 'A?', number())
            })
            if (a === 0) return
          }
        },
        { onEnd: (end) => void ended.push(end) },
      ),
    )
    for (const answer of ['hi', '3', '2', '0']) await text(answer)
    expect(ended[0]?.answers).toEqual({ 'p/a': 3, 'p#2/a': 2, 'p#3/a': 0 })
  })

  test('keys that objects reorder or trip over keep their order', async () => {
    const ended: Ended[] = []
    const { text } = line(
      flow(
        'f',
        function* () {
          for (const key of ['b', '2', '1', '__proto__', 'constructor'])
            yield* ask(key, key, yesNo())
        },
        { onEnd: (end) => void ended.push(end) },
      ),
    )
    expect(await text('hi')).toBe('b')
    for (const next of ['2', '1', '__proto__', 'constructor', ''])
      expect(await text('yes')).toBe(next)
    expect(Object.keys(ended[0]!.answers).toSorted()).toEqual([
      '1',
      '2',
      '__proto__',
      'b',
      'constructor',
    ])
  })

  test('one key for two different questions is reported', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { text } = line(
      flow('twice', function* () {
        yield* ask('name', 'Your name?', anyText())
        yield* ask('name', 'Your street?', anyText())
      }),
    )
    await text('hi')
    await text('Alice')
    expect(warn).toHaveBeenCalledWith(
      expect.stringContaining('has two steps ask("name") in one run'),
    )
    warn.mockRestore()
  })

  test.each(['', 'a b', 'a/b', 'a#2', 'x'.repeat(65)])('%j is not a valid key', (key) => {
    expect(() => ask(key, 'A?', yesNo())).toThrow('a key is a name of 1 to 64 letters')
  })
})
