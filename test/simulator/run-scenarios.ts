/** `npm run scenarios -- FILE`: replays a scenario file against the simulator, and shows the differences. */
import { readFileSync } from 'node:fs'
import { compare, replay, type ScenarioFile } from './scenario.ts'

const WIDTH = 76

const file = process.argv[2] ?? new URL('scenarios.json', import.meta.url)

const read = (): ScenarioFile => {
  try {
    const read: ScenarioFile = JSON.parse(readFileSync(file, 'utf8'))
    if (read.scenarios?.length > 0) return read
    throw new Error('it has no "scenarios"')
  } catch (error) {
    console.error(
      `${String(file)} cannot be replayed: ${error instanceof Error ? error.message : String(error)}.`,
    )
    process.exit(2)
  }
}

const { defaults, scenarios } = read()

const column = (text: string): string[] => text.match(RegExp(`.{1,${WIDTH}}`, 'gsu')) ?? ['']

let passed = 0
for (const scenario of scenarios) {
  const verdict = await replay(scenario, defaults).then(
    (happened) => compare(scenario.expected, happened),
    (error: unknown) => ({
      passed: false,
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      rows: [],
    }),
  )
  if (verdict.passed) {
    passed++
    continue
  }
  const unchecked = scenario.selfChecked ? '' : ' (not self-checked)'
  console.log(`\n${scenario.id} ${scenario.name}${unchecked}\n  ${verdict.reason}`)
  console.log(`    ${'expected'.padEnd(WIDTH)} | actual`)
  for (const { expected, actual, same } of verdict.rows) {
    const [left, right] = [column(expected), column(actual)]
    for (let line = 0; line < Math.max(left.length, right.length); line++)
      console.log(
        `  ${same || line > 0 ? ' ' : '!'} ${(left[line] ?? '').padEnd(WIDTH)} | ${right[line] ?? ''}`,
      )
  }
}

const failed = scenarios.length - passed
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
