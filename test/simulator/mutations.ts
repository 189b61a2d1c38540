/** An expectation that cannot fail proves nothing: each of its values is changed in turn. */

import { compare, type Replay } from './scenario.ts'

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** The changed expectations that the events still meet. */
export const survivors = (expected: readonly object[], happened: Replay): string[] =>
  expected.flatMap((entry, index) =>
    [undefined, ...mutations(entry)].flatMap((mutation) => {
      const changed = expected.toSpliced(index, 1, ...(mutation ? [mutation] : []))
      return compare(changed as Record<string, unknown>[], happened).passed
        ? JSON.stringify(mutation ?? 'removed')
        : []
    }),
  )

/** Copies of an expectation, each with one value changed. */
const mutations = (entry: object): Record<string, unknown>[] =>
  // A changed object is an object.
  change(entry as Json, '') as Record<string, unknown>[]

const change = (value: Json, name: string): Json[] => {
  if (typeof value === 'string') return name === 'match' ? [] : [`${value}?`]
  if (typeof value === 'number') return [value + 1]
  if (typeof value === 'boolean') return value && name !== 'interrupted' ? [] : [!value]
  if (value === null) return ['something']
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      // If a name should be absent, another name may well be absent too.
      name === 'absent' ? [] : change(item, '').map((changed) => value.with(index, changed)),
    )
  return Object.entries(value).flatMap(([key, item]) =>
    change(item, name === 'match' ? 'match' : key).map((changed) => ({ ...value, [key]: changed })),
  )
}
