/** @jsxImportSource twimlx */
import { act, ask, choice, flow, load, number, say, yesNo } from 'twimlx/flow'
import { Message } from 'twimlx/messaging'
import { Pay, Say } from 'twimlx/voice'

interface Table {
  at: Date
  seats: number
  cancel(): void
}

export const order = flow('order', function* () {
  const size = yield* ask('size', 'Size?', choice(['small', 'large']))
  //! This comparison appears to be unintentional because the types '"large" | "small"' and '"huge"' have no overlap.
  if (size === 'huge') yield* say('Huge!')

  //! Argument of type '"Fly"' is not assignable to parameter of type 'ActVerb'.
  yield* act('fly', 'Fly', <Pay />)

  const table = yield* load('table', (): Table => ({ at: new Date(), seats: 2, cancel() {} }))
  //! Property 'getTime' does not exist on type 'string'.
  table.at.getTime()
  //! Property 'cancel' does not exist on type
  table.cancel()
  table.seats.toFixed()

  //! 'tris' does not exist in type 'AskOptions<never>'. Did you mean to write 'tries'?
  yield* ask('count', 'Count?', number(), { tris: 2 })

  //! is not assignable to parameter of type 'Prompt'.
  yield* say({ call: Message({ children: 'Written.' }), message: 'Written.' })
  //! is not assignable to parameter of type 'Prompt'.
  yield* say({ call: 'Spoken.', message: Say({ children: 'Spoken.' }) })

  const fallback = yield* ask('ok', 'OK?', yesNo(), { otherwise: 'nobody' })
  //! This comparison appears to be unintentional because the types '"nobody" | boolean' and '"somebody"' have no overlap.
  if (fallback === 'somebody') yield* say('?')
})

flow('person', function* () {}, {
  //! Type 'string' is not assignable to type 'Conversation<
  otherwise: () => 'a person',
})

//! is not assignable to parameter of type '(input: void) => Conversation<
flow('async', async function* () {})
