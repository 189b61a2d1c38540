import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const folder = 'test/types/refused'

/** Compiles a folder. Returns the compiler's messages, with details, by `file:line`. */
const compile = async (folder: string): Promise<Map<string, string>> => {
  const said = new Map<string, string>()
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', `${folder}/tsconfig.json`, '--pretty', 'false'],
    { maxBuffer: 1e7 },
  ).catch((error: { stdout: string }) => error)
  for (const [, place, line, message] of stdout.matchAll(
    /^(\S+)\((\d+),\d+\): error \w+: ((?:.*)(?:\n +.*)*)/gm,
  ))
    said.set(`${place}:${line}`, `${said.get(`${place}:${line}`) ?? ''}${message}\n`)
  return said
}

/** The expected messages: `//!` lines, each for the next line of code. */
const expectations = (): { place: string; message: string }[] =>
  readdirSync(folder)
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => {
      const lines = readFileSync(join(folder, name), 'utf8').split('\n')
      return lines.flatMap((line, i) => {
        const message = /^\s*\/\/! (.*)/.exec(line)?.[1]
        if (message === undefined) return []
        const code = lines.findIndex((next, j) => j > i && !next.trim().startsWith('//!'))
        return [{ place: `${folder}/${name}:${code + 1}`, message }]
      })
    })

const [said, exact] = [await compile(folder), await compile('test/types/exact')]
const expected = expectations()

test.each(expected)('$place: $message', ({ place, message }) => {
  expect(said.get(place) ?? 'nothing is refused there').toContain(message)
})

test('no other line is refused', () => {
  const places = new Set(expected.map(({ place }) => place))
  expect([...said].filter(([place]) => !places.has(place))).toEqual([])
})

test('options and props accept undefined under exactOptionalPropertyTypes', () => {
  // The sources are compiled along; only the declarations are under test.
  expect([...exact].filter(([place]) => place.startsWith('test/types/exact/'))).toEqual([])
})
