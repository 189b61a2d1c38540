/**
 * @module
 * Breaks the engine in one place after the other, and looks whether the tests of the rule that this breaks fail. Run by
 * `npm run mutate:flow`; with numbers of rules, it breaks only those: `npm run mutate:flow -- 5 14`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startVitest } from 'vitest/node'
import { mutations } from './mutations.mjs'

const root = join(import.meta.dirname, '../../..')
const wanted = process.argv.slice(2).map(Number)

/** Runs the tests of a rule, with a file changed as it is loaded. */
const run = async (pattern, file, from, to) => {
  const path = join(root, 'src/flow', file ?? '')
  const vitest = await startVitest(
    'test',
    ['test/flow/rules.test.tsx'],
    {
      root,
      watch: false,
      reporters: [{}],
      testNamePattern: pattern,
      // Hides the expected output of tests for rejections and console.warn.
      silent: true,
    },
    {
      plugins: [
        {
          name: 'mutation',
          enforce: 'pre',
          transform: (code, id) =>
            file && id.split('?')[0] === path ? code.replace(from, () => to) : undefined,
        },
      ],
    },
  )
  const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()])
  const results = tests.map((test) => [test.fullName, test.result().state])
  await vitest.close()
  // A run that fails as a whole, as where the mutant is no program, has shown nothing.
  return results.filter(([, state]) => state !== 'skipped')
}

const count = (results) => {
  const failed = results.filter(([, state]) => state === 'failed').length
  return { ran: results.length, failed, text: `${failed} of ${results.length} tests failed` }
}

let survived = 0
const say = (isRight, text) => {
  if (!isRight) survived++
  console.log(`${isRight ? 'ok  ' : 'FAIL'} ${text}`)
}
const chosen = mutations.filter(({ rule }) => wanted.length === 0 || wanted.includes(rule))
const asItIs = await run()
for (const rule of new Set(chosen.map(({ rule }) => rule))) {
  const own = count(asItIs.filter(([name]) => name.startsWith(`${rule}. `)))
  say(own.ran > 0 && own.failed === 0, `rule ${rule}, as it is: ${own.text}`)
}
for (const { rule, file, from, to, breaks } of chosen) {
  const isThere = readFileSync(join(root, 'src/flow', file), 'utf8').split(from).length === 2
  if (!isThere) {
    say(false, `rule ${rule}, ${breaks}: ${file} does not have this text, once: ${from}`)
    continue
  }
  const { failed, text } = count(await run(`^${rule}\\. `, file, from, to))
  say(failed > 0, `rule ${rule}, ${breaks}: ${text}`)
}
console.log(`${chosen.length} mutants, ${survived} not killed`)
process.exit(survived > 0 ? 1 : 0)
