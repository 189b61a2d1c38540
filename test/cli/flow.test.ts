import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { flow } from '../../src/cli/flow.ts'

// In the repository, so that `twimlx` resolves.
const folder = mkdtempSync(join(import.meta.dirname, '.flow-'))
afterAll(() => rmSync(folder, { recursive: true }))

const run = async (...args: string[]) => {
  const said: string[] = []
  const say = (text: string) => void said.push(text)
  const code = await flow(args, { env: {}, out: say, error: say, cwd: folder })
  return { code, said: said.join('\n') }
}

const version = (name: string, questions: string): void =>
  writeFileSync(
    join(folder, name),
    `import { ask, choice, flow, number } from '${join(import.meta.dirname, '../../src/flow/index.ts')}'
export const pizza = flow('pizza', function* () {
${questions}
})
`,
  )

test('a graph, a golden file, and the changes since', async () => {
  version(
    'old.ts',
    `yield* ask('size', 'Size?', choice(['small', 'large', 'huge']))
     yield* ask('count', 'Count?', number({ max: 9 }))
     yield* ask('name', 'Name?', choice(['a', 'b']))`,
  )
  const graph = await run('graph', 'old.ts')
  expect(graph.code).toBe(0)
  expect(graph.said).toContain('%% pizza\nflowchart TD\n  n0(["begin"])\n  n1["size"]')
  const golden = await run('graph', 'old.ts', '--json')
  writeFileSync(join(folder, 'flows.json'), golden.said)
  expect(await run('diff', 'flows.json', 'old.ts')).toEqual({
    code: 0,
    said: 'No question has changed.',
  })
  version(
    'new.ts',
    `yield* ask('size', 'Size?', choice(['small', 'large']))
     yield* ask('sauce', 'Sauce?', choice(['pesto', 'none']))
     yield* ask('count', 'Count?', number({ max: 4 }))`,
  )
  const { code, said } = await run('diff', 'flows.json', 'new.ts')
  expect(code).toBe(1)
  expect(said.split('\n')).toEqual([
    '! pizza: size is narrowed: huge no longer',
    '! pizza: count is narrowed: from 0 to 4',
    '- pizza: name is not asked any more',
    '+ pizza: sauce is asked now',
  ])
}, 60_000)

test.each([
  [[], 2, 'Usage: twimlx flow graph FILE'],
  [['graph'], 2, 'Usage: twimlx flow graph FILE'],
  [['diff', 'a.json'], 2, 'Usage: twimlx flow graph FILE'],
  [['--help'], 0, 'Usage: twimlx flow graph FILE'],
  [['graph', '--jsn', 'a'], 2, "Unknown option '--jsn'"],
  [['graph', 'none.mjs'], 2, 'none.mjs'],
])('%j exits with %i', async (args, code, words) => {
  const answer = await run(...args)
  expect(answer.code).toBe(code)
  expect(answer.said).toContain(words)
})

test('a file without a flow', async () => {
  writeFileSync(join(folder, 'empty.mjs'), 'export const a = 1')
  expect((await run('graph', 'empty.mjs')).said).toContain('makes no flow when it is loaded')
})

test('flows that are not exported, of an app that is the default export', async () => {
  const source = join(import.meta.dirname, '../../src/flow/index.ts')
  writeFileSync(
    join(folder, 'app.ts'),
    `import { Hono } from 'hono'
import { ask, flow, yesNo } from '${source}'
const order = flow('order', function* () { yield* ask('ok', 'Right?', yesNo()) })
const survey = flow('survey', function* () { yield* ask('good', 'Good?', yesNo()) })
export default new Hono().route('/order', order.routes()).route('/survey', survey.routes())
`,
  )
  const { code, said } = await run('graph', 'app.ts')
  expect(code).toBe(0)
  expect(said).toMatch(/^%% order\n[^]*%% survey\n/)
})

test('a file that fails when it is loaded, and one that no parser reads', async () => {
  writeFileSync(join(folder, 'fails.mjs'), `throw new Error('DATABASE_URL is not set')`)
  expect(await run('graph', 'fails.mjs')).toEqual({
    code: 2,
    said: `${join(folder, 'fails.mjs')} was not read, since it fails when it is loaded: DATABASE_URL is not set
It is run as your app would be: give it the environment that it needs, or move the flow to a file of its own.`,
  })
  writeFileSync(join(folder, 'wrong.ts'), 'const = 1')
  expect((await run('graph', 'wrong.ts')).said).toContain('since it fails when it is loaded:')
})

test('a file that does not exist, and one that is no golden file', async () => {
  version('now.ts', `yield* ask('size', 'Size?', choice(['small']))`)
  writeFileSync(join(folder, 'broken.json'), '{')
  const missing = await run('graph', 'missing.ts')
  expect(missing.code).toBe(2)
  expect(missing.said).toContain('missing.ts: name the one with your flow.')
  for (const old of ['missing.json', 'broken.json']) {
    const { code, said } = await run('diff', old, 'now.ts')
    expect(code).toBe(2)
    expect(said).toContain('npx twimlx flow graph FILE --json > old.json')
  }
})
