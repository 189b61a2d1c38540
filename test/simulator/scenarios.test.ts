import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { survivors } from './mutations.ts'
import { compare, replay, type ScenarioFile } from './scenario.ts'

const { defaults, scenarios }: ScenarioFile = JSON.parse(
  readFileSync(new URL('scenarios.json', import.meta.url), 'utf8'),
)

/** Scenarios that contradict the file's own header, and why. */
const wrong: Record<string, string> = {
  v74: 'expects an answer event for an outgoing call, which is "the inbound call is picked up"; v75 has none',
}

describe.each(scenarios)('$id $name', ({ id, name: _name, ...scenario }) => {
  test('happens as expected', async () => {
    const happened = await replay({ id, name: _name, ...scenario }, defaults)
    const { reason } = compare(scenario.expected, happened)
    if (wrong[id]) expect(reason).toBe('Event 1: answer was expected, say came.')
    else expect(reason).toBe('')
  })

  test.skipIf(wrong[id])('fails when any expected event is changed', async () => {
    const happened = await replay({ id, name: _name, ...scenario }, defaults)
    expect(survivors(scenario.expected, happened)).toEqual([])
  })
})
