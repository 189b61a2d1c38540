import { afterEach, describe, expect, test, vi } from 'vitest'
import { PossibleOutput } from '../../src/check/ask/possible-output.ts'
import { PlacementFinder } from '../../src/check/ask/placement.ts'
import { compare } from './fuzz/compare.ts'

// `npm run fuzz:check` does the same with 10,000 programs.
const PROGRAMS = 100
// A mutant shows after far fewer programs.
const FEW = 40

describe('random programs', { timeout: 240_000 }, () => {
  afterEach(() => vi.restoreAllMocks())

  test('get only reports that are true when they run, and few problems go unreported', async () => {
    const { falseAlarms, problems, reported, values, valuesReported } = await compare(0, PROGRAMS)
    expect(falseAlarms).toEqual([])
    expect(problems).toBeGreaterThan(300)
    expect(reported / problems).toBeGreaterThan(0.97)
    expect(values).toBeGreaterThan(300)
    expect(valuesReported / values).toBeGreaterThan(0.97)
  })

  test('expose a core that takes every placement for certain', async () => {
    const find = PlacementFinder.prototype.of
    vi.spyOn(PlacementFinder.prototype, 'of').mockImplementation(function (
      this: PlacementFinder,
      ...args
    ) {
      const { places } = find.apply(this, args)
      return { places: places.map((place) => ({ ...place, certain: true })), unseen: false }
    })
    expect((await compare(0, FEW)).falseAlarms).not.toEqual([])
  })

  test('expose a core that follows no component', async () => {
    const use = PossibleOutput.prototype.use
    vi.spyOn(PossibleOutput.prototype, 'use').mockImplementation(function (
      this: PossibleOutput,
      ...args
    ) {
      // Every level includes "fine".
      return use.apply(this, args) | 2
    })
    const { problems, reported } = await compare(0, FEW)
    expect(reported / problems).toBeLessThan(0.9)
  })
})
