import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Checker } from '../../src/check/rules/checker.ts'

interface Case {
  id: string
  name: string
  files: Record<string, string>
  expected: { file: string; line: number; column: number; rule: string }[]
}

const { cases } = JSON.parse(readFileSync(new URL('./cases.json', import.meta.url), 'utf8')) as {
  cases: Case[]
}
const root = mkdtempSync(join(tmpdir(), 'twimlx-cases-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Checks main.tsx of a small project. */
const findingsOf = ({ id, files }: Pick<Case, 'id' | 'files'>) => {
  const directory = join(root, id)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  const findings = new Checker().check(join(directory, 'main.tsx'))
  return typeof findings === 'string'
    ? []
    : findings
        // The cases are about where things stand.
        .filter(({ rule }) => rule !== 'value')
        .map(({ file, line, column, rule }) => ({
          file: relative(directory, file),
          line,
          column,
          rule,
        }))
}

describe('cases', () => {
  test.each(cases.map((each) => [each.id, each.name, each] as const))('%s %s', (_, __, each) => {
    expect(findingsOf(each)).toEqual(each.expected)
  })
})
