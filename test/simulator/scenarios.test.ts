import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
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
    const { expected } = scenario
    const survivors = expected.flatMap((entry, index) =>
      [undefined, ...mutations(entry)].flatMap((mutation) => {
        const changed = expected.toSpliced(index, 1, ...(mutation ? [mutation] : []))
        return compare(changed, happened).passed ? JSON.stringify(mutation ?? 'removed') : []
      }),
    )
    expect(survivors).toEqual([])
  })
})

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** The same expectation with one value in it changed, for each value in it. */
function mutations(entry: object): Record<string, unknown>[] {
  // A changed object is an object.
  return change(entry as Json, '') as Record<string, unknown>[]
}

function change(value: Json, name: string): Json[] {
  if (typeof value === 'string') return name === 'match' ? [] : [`${value}?`]
  if (typeof value === 'number') return [value + 1]
  if (typeof value === 'boolean') return value && name !== 'interrupted' ? [] : [!value]
  if (value === null) return ['something']
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      // A name that should be absent and is another one instead may well be absent too.
      name === 'absent' ? [] : change(item, '').map((changed) => value.with(index, changed)),
    )
  return Object.entries(value).flatMap(([key, item]) =>
    change(item, name === 'match' ? 'match' : key).map((changed) => ({ ...value, [key]: changed })),
  )
}
