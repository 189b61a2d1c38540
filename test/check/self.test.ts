import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { check } from '../../src/check/faces/command.ts'
import { Checker } from '../../src/check/rules/checker.ts'
import { filesIn } from '../../src/check/read/files.ts'

const cwd = fileURLToPath(new URL('../..', import.meta.url))

test('finds nothing in the TSX of this repository', async () => {
  const places = ['examples', 'src/components', 'src/flow'].filter((path) =>
    existsSync(join(cwd, path)),
  )
  const out: string[] = []
  const tell = (text: string) => void out.push(text)
  const status = await check([...places, 'src', 'jsx-runtime'], {
    cwd,
    env: {},
    out: tell,
    error: tell,
  })
  expect(out).toEqual([])
  expect(status).toBe(0)
})

test('reads code of other packages without a report or a crash', () => {
  // Compiled JavaScript in every style, bundles included.
  const files = ['hono/dist/jsx', 'hono/dist/helper', 'hono/dist/middleware']
    .flatMap((path) => {
      const directory = join(cwd, 'node_modules', path)
      return readdirSync(directory, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.js'))
        .map((name) => join(directory, name))
    })
    .slice(0, 150)
  expect(files.length).toBeGreaterThan(50)
  const checker = new Checker()
  for (const file of filesIn(files, cwd)) expect(checker.check(file), file).toEqual([])
})
