import { ask, choice, flow, number, once, say, yesNo } from 'twimlx/flow'

/** An order for the kitchen. */
export interface Order {
  size: 'small' | 'large'
  topping: string
  count: number
}

/** Places an order. The key is the same however often an order is sent. */
export type Place = (order: Order, idempotencyKey: string) => Promise<{ minutes: number }>

const toppings = choice({
  margherita: 'margherita',
  funghi: ['funghi', 'mushrooms'],
  calzone: 'calzone',
})

/** Takes an order for pizza, by phone and by text. */
export const orderTaker = (place: Place) =>
  flow('order', function* () {
    yield* say('Welcome to Owl Pizza.')
    for (;;) {
      const size = yield* ask('size', 'Small or large? Press 1 or 2.', choice(['small', 'large']))
      const topping = yield* ask(
        'topping',
        ({ options }) =>
          `Which one? ${options.map(({ key, label }) => `${key} ${label}`).join(', ')}.`,
        toppings,
      )
      const count = yield* ask('count', 'How many? Up to nine.', number({ min: 1, max: 9 }))
      if (!(yield* ask('ok', `${count} ${size} ${topping}. Right?`, yesNo()))) continue
      const order = { size, topping, count }
      const { minutes } = yield* once('place', (c) => place(order, c.idempotencyKey))
      return yield* say(`Thank you! Your order is there in ${minutes} minutes.`)
    }
  })
