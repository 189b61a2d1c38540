/**
 * Sources and settings that somebody else wrote: each is read in bounded time, or named, and takes no finding with it.
 */
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { mayBeDeep } from '../../src/check/read/nesting.ts'
import { project } from './project.ts'

const WRONG = `/** @jsxImportSource twimlx/voice */
import { Pause } from 'twimlx/voice'
export const p = <Pause length={-1} />
`
const LINE = 'error TS99006: length on <Pause> is not a whole number of at least 1. (error 13910)'

/** Runs the command as users do: a process may die, and one that waits for ever is killed. */
const check = async (cwd: string, ...args: string[]) => {
  const cli = join(import.meta.dirname, '../../src/cli.ts')
  const run = promisify(execFile)(
    process.execPath,
    ['--conditions=twimlx-source', '--import', import.meta.resolve('tsx'), cli, 'check', ...args],
    { cwd, timeout: 60_000, maxBuffer: 1e8 },
  )
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number | null; stdout: string; stderr: string }) => error,
  )
}

const nest = (open: string, inner: string, close: string): string =>
  `export const x = ${open.repeat(20_000)}${inner}${close.repeat(20_000)}\n`

const DEEP: Record<string, string> = {
  'arrays.tsx': nest('[', '', ']'),
  'arrows.tsx': nest('a =>', '1', ''),
  'blocks.tsx': `${'{'.repeat(20_000)}${'}'.repeat(20_000)}\n`,
  'calls.tsx': nest('f(', '', ')'),
  'conditions.tsx': nest('a ? b : ', '1', ''),
  'loops.tsx': `${'for(;;) '.repeat(20_000)}f()\n`,
  'negations.tsx': nest('!', 'a', ''),
  'objects.tsx': nest('{ a: ', '1', '}'),
  'readonly.tsx': `let x: ${'readonly '.repeat(20_000)}A[]\n`,
  'sums.tsx': nest('', '1', ' + 1'),
  'tags.tsx': nest('<a>', '', '</a>'),
  'types.tsx': `let x: ${'A<'.repeat(20_000)}A${'>'.repeat(20_000)}\n`,
}

test('nesting without end takes no other finding with it', async () => {
  const directory = project({ ...DEEP, 'wrong.tsx': WRONG })
  const { code, stdout, stderr } = await check(directory, '--format', 'tsc')
  expect(stdout).toBe(`wrong.tsx(3,32): ${LINE}\n`)
  expect(code).toBe(1)
  for (const name of ['arrays', 'conditions', 'loops', 'objects', 'readonly', 'tags', 'types'])
    expect(stderr).toContain(`${name}.tsx: not checked, its expressions are nested too deeply`)
}, 120_000)

test('what people write is parsed at once', () => {
  const tree = '<Say>hello {name ? "a" : "b"}</Say>\n'.repeat(200)
  expect(mayBeDeep(`const f = (a = 1) => { return <>${tree}</> };\n`.repeat(50))).toBe(false)
  expect(mayBeDeep('const a = [\n' + '  { a: 1, b: [2, 3] },\n'.repeat(20_000) + ']')).toBe(false)
})

test('a pipe is not waited for, and named where it stands for settings', async () => {
  const directory = project({
    'wrong.tsx': WRONG,
    'base/wrong.tsx': WRONG,
    'base/tsconfig.json': '{ "extends": "./pipe.json" }',
  })
  for (const pipe of ['tsconfig.json', 'base/pipe.json', '.gitignore', 'source.tsx'])
    execFileSync('mkfifo', [join(directory, pipe)])
  const { stdout, stderr } = await check(
    // Node's own loader reads the tsconfig of the working directory.
    import.meta.dirname,
    '--format',
    'tsc',
    directory,
    join(directory, 'source.tsx'),
  )
  expect(stdout.match(/error TS99006/g)).toHaveLength(2)
  expect(stderr).toMatch(/[^e]\/tsconfig\.json: not read, .* no regular file$/m)
  expect(stderr).toMatch(/\/base\/tsconfig\.json: not read, .* no regular file$/m)
  expect(stderr).toMatch(/\/source\.tsx: not checked, it cannot be read$/m)
}, 120_000)

test('patterns with stars upon stars are named, and every file counts as included', async () => {
  const a = 'a'.repeat(200)
  const directory = project({
    [`${a}.tsx`]: WRONG,
    'tsconfig.json': JSON.stringify({
      include: [`${'**/'.repeat(12)}*.tsx`, `${'*a'.repeat(30)}b.tsx`],
      exclude: [`${'*a*'.repeat(30)}b`],
    }),
  })
  mkdirSync(join(directory, 'x/'.repeat(30)), { recursive: true })
  const { stdout, stderr } = await check(directory, '--format', 'tsc')
  expect(stdout).toBe(`${a}.tsx(3,32): ${LINE}\n`)
  expect(stderr).toMatch(/^tsconfig\.json: not read, .*more stars than can be tried/m)
}, 120_000)

test('thousands of comments on one line are one warning', async () => {
  const comments = '/* twimlx-disable-next-line nesting */'.repeat(20_000)
  const names = `// twimlx-disable-next-line ${'nesting '.repeat(20_000)}`
  const directory = project({ 'a.tsx': `${comments}\n${names}\nexport const a = 1\n` })
  const { code, stdout } = await check(directory)
  expect(stdout).toContain('The same holds 19999 more times on this line.')
  expect(stdout).toContain('Found 2 warnings in 1 file.')
  expect(stdout.length).toBeLessThan(3000)
  expect(code).toBe(0)
}, 120_000)

test('what steers a terminal is shown, and not sent', async () => {
  const name = 'evil\x1b[2J\u202e\nx.tsx'
  const directory = project({
    [name]: `/** @jsxImportSource twimlx/voice */
import { Pause } from 'twimlx/voice'
export const Part = <Pause {...{ "length": -1, "na\x1b[31m\u202eme": "1" }} /> // \x1b[2J\x07\u202e \x9b31m
`,
  })
  for (const format of ['pretty', 'tsc', 'github']) {
    const { stdout } = await check(directory, '--format', format)
    expect(stdout).toMatch(/evil\\u001b\[2J\\u202e(\\u000a|%0A)x\.tsx/)
    expect(stdout).toContain('has no attribute na\\u001b[31m\\u202eme')
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/)
  }
}, 120_000)
