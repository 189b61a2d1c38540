import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { survivors } from './mutations.ts'
import { compare, replay, type ScenarioFile } from './scenario.ts'

const { defaults, scenarios }: ScenarioFile = JSON.parse(
  readFileSync(new URL('scenarios.json', import.meta.url), 'utf8'),
)

describe.each(scenarios)('$id $name', ({ id, name: _name, ...scenario }) => {
  test('happens as expected', async () => {
    const happened = await replay({ id, name: _name, ...scenario }, defaults)
    const { reason } = compare(scenario.expected, happened)
    expect(reason).toBe('')
  })

  test('fails when any expected event is changed', async () => {
    const happened = await replay({ id, name: _name, ...scenario }, defaults)
    expect(survivors(scenario.expected, happened)).toEqual([])
  })
})
