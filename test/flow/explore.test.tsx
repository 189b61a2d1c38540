import { describe, expect, test, vi } from 'vitest'
import { explore } from 'twimlx/simulator'
import 'twimlx/vitest'
import {
  ask,
  choice,
  custom,
  dial,
  flow,
  load,
  number,
  once,
  record,
  say,
  yesNo,
} from 'twimlx/flow'
import { Hangup } from 'twimlx/voice'
import { orderTaker } from '../../examples/order.ts'

const sizes = choice(['small', 'large'])

test('an order taker, on every path', async () => {
  const place = vi.fn()
  const found = await explore(orderTaker(place), { results: { place: { minutes: 20 } } })
  expect(found.problems).toEqual([])
  expect(found.places).toEqual(['size', 'topping', 'count', 'ok'])
  expect(found.ends).toEqual(['gave up', 'done'])
  expect(found.gaveUp.toSorted()).toEqual(['count', 'ok', 'size', 'topping'])
  expect(place).not.toHaveBeenCalled()
  expect(found.mermaid()).toMatchInlineSnapshot(`
    "flowchart TD
      n0(["begin"])
      n1["size"]
      n2["topping"]
      n3["count"]
      n4["ok"]
      n5(["gave up"])
      n6(["done"])
      n0 -->|"begin"| n1
      n1 -->|"1, 2"| n2
      n1 -->|"???, nothing, repeat, back, restart, ?, a photo"| n1
      n2 -->|"1, 2, 3"| n3
      n2 -->|"???, nothing, repeat, ?, a photo"| n2
      n2 -->|"back, restart"| n1
      n3 -->|"1, 9"| n4
      n3 -->|"???, nothing, repeat, ?, a photo"| n3
      n3 -->|"back"| n2
      n3 -->|"restart"| n1
      n1 -->|"???"| n5
      n4 -->|"1"| n6
      n4 -->|"1, ???, nothing, repeat, ?, a photo"| n4
      n4 -->|"2, restart"| n1
      n4 -->|"back"| n3
      n2 -->|"???"| n5
      n3 -->|"???"| n5
      n4 -->|"???"| n5"
  `)
})

test('200 questions', async () => {
  const long = flow('long', function* () {
    for (let i = 0; i < 200; i++) yield* ask(`q${i}`, `Question ${i}?`, yesNo())
  })
  const { places, problems } = await explore(long, { visits: 1 })
  expect(places).toHaveLength(200)
  expect(problems).toEqual([])
}, 300_000)

describe('problems come with the shortest path to them', () => {
  test('a document that Twilio refuses', async () => {
    const { problems } = await explore(
      flow(
        'f',
        function* () {
          const size = yield* ask('size', 'Size?', sizes)
          if (size === 'large') yield* say(<Hangup />)
          yield* ask('ok', 'OK?', yesNo())
        },
        { channels: ['message'] },
      ),
    )
    expect(problems).toEqual([
      {
        what: expect.stringContaining('<Hangup>'),
        how: [`await alice.text('hi')`, `await alice.text('2')`],
      },
    ])
  })

  test('a body that throws, and one that depends on the clock', async () => {
    const { problems } = await explore(
      flow(
        'f',
        function* () {
          const count = yield* ask('count', 'Count?', number({ min: 1, max: 3 }))
          if (count === 3) throw new TypeError('no table for three')
          if (count === 1) yield* say(`${Date.now()}`)
          yield* dial('desk', '+14155550199')
        },
        { channels: ['call'] },
      ),
    )
    expect(problems).toMatchInlineSnapshot(`
      [
        {
          "how": [
            "const call = await alice.call()",
            "await call.press('1')",
          ],
          "what": "FlowError: Date.now() in the body of a flow gives something else at each run: write yield* now().",
        },
        {
          "how": [
            "const call = await alice.call()",
            "await call.press('3')",
          ],
          "what": "TypeError: no table for three",
        },
      ]
    `)
  })

  test('undefined in words', async () => {
    const f = flow('f', function* () {
      const { minutes } = yield* load('minutes', (): { minutes?: number } => ({}))
      yield* say(`In ${minutes} minutes.`)
    })
    expect((await explore(f, { results: { minutes: { none: 0 } } })).problems).toMatchObject([
      { what: 'The document says "undefined".', how: ['const call = await alice.call()'] },
    ])
    expect((await explore(f, { results: { minutes: { minutes: 4 } } })).problems).toEqual([])
  })
})

test('verbs have each outcome, and tasks may fail', async () => {
  const seen = new Set<string>()
  const found = await explore(
    flow(
      'f',
      function* () {
        try {
          yield* once('book', () => 1)
        } catch {
          yield* say('Booking failed.')
        }
        const { answered, hungUp } = yield* dial('desk', '+14155550199')
        seen.add(`dial ${answered} ${hungUp}`)
        if (answered) return
        const message = yield* record('message')
        seen.add(`record ${message?.seconds} ${message?.hungUp}`)
      },
      { channels: ['call'] },
    ),
  )
  expect(found.problems).toEqual([])
  expect([...seen].toSorted()).toEqual([
    'dial false false',
    'dial true false',
    'dial true true',
    'record 5 false',
    'record 5 true',
    'record undefined undefined',
  ])
  expect(found.edges.map(({ said }) => said)).toContain('Record: nothing')
})

test('a matcher explains a failure', async () => {
  const good = flow('good', function* () {
    yield* ask(
      'day',
      'Day?',
      custom((text) => /^\d{4}$/.exec(text)?.[0], { digits: 4, example: '0412' }),
    )
  })
  await expect(good).toBeComplete()
  await expect(await explore(good)).toBeComplete()
  const bad = flow('bad', function* () {
    yield* ask('day', 'Day?', yesNo())
    throw new Error('never written')
  })
  await expect(bad).not.toBeComplete()
  await expect(expect(bad).toBeComplete()).rejects.toThrowErrorMatchingInlineSnapshot(`
    [Error: expected the flow "bad" to be complete

    never written
    It is reached by:
      const call = await alice.call()
      await call.press('1')]
  `)
})
