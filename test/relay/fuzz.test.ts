import { expect, test } from 'vitest'
import { sessions } from './fuzz.ts'

test('the rules hold in 300 random sessions', async () => {
  expect(await sessions(300)).toEqual([])
})
