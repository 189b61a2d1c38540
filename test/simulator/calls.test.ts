import { describe, expect, test } from 'vitest'
import { parts } from './calls/index.ts'
import { survivors } from './mutations.ts'
import { compare, replay } from './scenario.ts'

const defaults = {
  messagingUrl: '/sms',
  voiceUrl: '/voice',
  user: '+15550100111',
  authToken: '12345',
}

describe.each(Object.entries(parts))('%s', (_, scenarios) => {
  test.each(scenarios)('$name', async (scenario) => {
    const happened = await replay(scenario, defaults)
    expect(compare(scenario.expected, happened).reason).toBe('')
    expect(survivors(scenario.expected, happened)).toEqual([])
  })

  test('names are unique', () => {
    const names = scenarios.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
  })
})
