/**
 * @module
 * Breaks the engine in one place after the other, and looks whether the tests of the rule that this breaks fail. Run by
 * `npm run mutate:flow`; with numbers of rules, it breaks only those: `npm run mutate:flow -- 5 14`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultServerConditions } from 'vite'
import { createVitest } from 'vitest/node'
import { mutations } from './mutations.mjs'

const root = join(import.meta.dirname, '../../..')
const wanted = process.argv.slice(2).map(Number)

/** The change to make where a file is loaded. */
let mutation

// A configuration of its own: plugins given here do not reach the projects of another. One instance for all runs loads
// only what has changed.
const vitest = await createVitest(
  'test',
  {
    root,
    config: false,
    watch: false,
    include: ['test/flow/rules.test.tsx'],
    setupFiles: ['test/properties.ts', 'test/globals.ts'],
    reporters: [{}],
    testTimeout: 60_000,
    // Hides the expected output of tests for rejections and console.warn.
    silent: true,
  },
  {
    ssr: {
      resolve: {
        conditions: [
          'twimlx-source',
          ...defaultServerConditions.filter((condition) => condition !== 'module'),
        ],
      },
    },
    plugins: [
      {
        name: 'mutation',
        enforce: 'pre',
        transform: (code, id) =>
          mutation && id.split('?')[0] === mutation.path
            ? code.replace(mutation.from, () => mutation.to)
            : undefined,
      },
    ],
  },
)
await vitest.standalone()
const files = await vitest.getRelevantTestSpecifications()

/** Runs the tests of a rule, with a file changed as it is loaded. */
const run = async (pattern, file, from, to) => {
  mutation = file && { path: join(root, 'src/flow', file), from, to }
  if (mutation) vitest.invalidateFile(mutation.path)
  vitest.setGlobalTestNamePattern(pattern)
  const { testModules } = await vitest.runTestSpecifications(files)
  if (mutation) vitest.invalidateFile(mutation.path)
  const tests = testModules.flatMap((module) => [...module.children.allTests()])
  const results = tests.map((test) => [test.fullName, test.result().state])
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
const asItIs = await run('')
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
await vitest.close()
process.exit(survived > 0 ? 1 : 0)
