import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { simulate } from 'twimlx/simulator'
import 'twimlx/vitest'
import { orderTaker, type Order } from '../../examples/order.ts'

const setUp = () => {
  const placed: { order: Order; key: string }[] = []
  const order = orderTaker(async (order, key) => {
    placed.push({ order, key })
    return { minutes: 20 }
  })
  const app = new Hono().route('/order', order.routes({ authToken: '12345' }))
  const twilio = simulate(app, { messageUrl: '/order', voiceUrl: '/order' })
  return { placed, twilio, alice: twilio.phone('+14155550100') }
}

test('an order by text', async () => {
  const { placed, twilio, alice } = setUp()
  for (const text of ['hi', 'large please', '2', 'three', 'yes']) await alice.text(text)
  expect(twilio.transcript()).toMatchInlineSnapshot(`
    "+14155550100 texts hi
    +15550100200 to +14155550100: Welcome to Owl Pizza.
    Small or large? Press 1 or 2.
    +14155550100 texts large please
    +15550100200 to +14155550100: Which one? 1 margherita, 2 funghi, 3 calzone.
    +14155550100 texts 2
    +15550100200 to +14155550100: How many? Up to nine.
    +14155550100 texts three
    +15550100200 to +14155550100: 3 large funghi. Right?
    +14155550100 texts yes
    +15550100200 to +14155550100: Thank you! Your order is there in 20 minutes."
  `)
  expect(placed).toEqual([
    {
      order: { size: 'large', topping: 'funghi', count: 3 },
      key: expect.stringMatching(/^order:SM\w{32}:0:place$/),
    },
  ])
  expect(twilio.problems).toEqual([])
})

test('an order by phone', async () => {
  const { placed, twilio, alice } = setUp()
  const call = await alice.call()
  await call.press('2')
  await call.say('mushrooms, please')
  await call.say('um')
  await call.press('4')
  await call.say('Yes, please.')
  expect(twilio.transcript({ requests: true })).toMatchInlineSnapshot(`
    "+14155550100 calls
      POST https://app.test/order → 200
    [picked up]
    Twilio: Welcome to Owl Pizza.
    Twilio: Small or large? Press 1 or 2.
    +14155550100 presses 2
    [got the keys 2]
      POST https://app.test/order?at=size&n=1&r=0 → 200
    Twilio: Which one? 1 margherita, 2 funghi, 3 calzone.
    +14155550100 says mushrooms, please
    [heard: mushrooms, please]
      POST https://app.test/order?at=topping&n=2&r=0 → 200
    Twilio: How many? Up to nine.
    +14155550100 says um
    [heard: um]
      POST https://app.test/order?at=count&n=3&r=0 → 200
    Twilio: Sorry, I did not get that.
    Twilio: How many? Up to nine.
    +14155550100 presses 4
    [got the keys 4]
      POST https://app.test/order?at=count&n=4&r=0 → 200
    Twilio: 4 large funghi. Right?
    +14155550100 says Yes, please.
    [heard: Yes, please.]
      POST https://app.test/order?at=ok&n=5&r=0 → 200
    Twilio: Thank you! Your order is there in 20 minutes.
    Twilio hangs up: completed"
  `)
  expect(placed).toEqual([
    {
      order: { size: 'large', topping: 'funghi', count: 4 },
      key: expect.stringMatching(/^order:CA\w{32}:0:place$/),
    },
  ])
  expect(twilio.problems).toEqual([])
})
