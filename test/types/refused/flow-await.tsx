import { flow } from 'twimlx/flow'

export const order = flow('order', function* () {
  //! 'await' expressions are only allowed within async functions
  await fetch('https://example.com')
})
