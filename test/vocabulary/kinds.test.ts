/** Attributes are treated by their declared kind: outside of the vocabulary, no code goes by their names. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, test } from 'vitest'
import { dialects } from '../../src/vocabulary/dialects.ts'

const root = join(import.meta.dirname, '../..')

const names = new Set(
  Object.values(dialects).flatMap((dialect) =>
    [...dialect.values()].flatMap(({ attributes }) => Object.keys(attributes)),
  ),
)

/** Lists of facts about the simulator itself, which decide nothing about a kind. */
const allowed: Record<string, string> = {
  'src/simulator/voice/engine/unsimulated.ts': 'what the simulator does not do, or need not',
  'src/simulator/voice/engine/version-2008.ts': 'what an old version of the API had',
  'src/relay/session.ts': 'the types of messages on the socket of a relay',
  'src/check/read/mutations.ts': 'the methods of JavaScript that are called from',
}

interface Node {
  type: string
  [key: string]: unknown
}

const nodesOf = function* (node: unknown): Iterable<Node> {
  if (Array.isArray(node)) for (const one of node) yield* nodesOf(one)
  else if (typeof node === 'object' && node !== null) {
    if ('type' in node) yield node as Node
    for (const [key, value] of Object.entries(node)) if (key !== 'parent') yield* nodesOf(value)
  }
}

/** True if a pattern selects attributes by name: it has letters of its own, and matches only some names. */
const picksNames = (pattern: string, flags: string): boolean => {
  const letters = pattern.replace(/\\./g, '').match(/[a-z]{4,}/gi) ?? []
  const form = new RegExp(pattern, flags.replace(/[gy]/g, ''))
  const fitting = [...names].filter((name) => form.test(name))
  return (
    fitting.length > 0 &&
    fitting.length < names.size &&
    letters.some((word) => fitting.some((name) => name.toLowerCase().includes(word.toLowerCase())))
  )
}

const findings = (source: string, file: string): string[] => {
  const { program } = parseSync(file, source)
  const found: string[] = []
  // Reading an attribute by its name is no decision.
  const read = new Set<unknown>()
  for (const node of nodesOf(program)) {
    const regex = node['regex'] as { pattern: string; flags: string } | undefined
    if (regex && picksNames(regex.pattern, regex.flags)) found.push(`/${regex.pattern}/`)
    const callee = node['callee'] as { property?: { name?: string } } | undefined
    if (callee?.property?.name === 'given') read.add((node['arguments'] as Node[])[0])
    if (node.type !== 'ArrayExpression' || read.has(node)) continue
    const values = (node['elements'] as (Node | null)[]).map((one) => one?.['value'])
    const texts = values.filter((value) => typeof value === 'string')
    if (texts.length > 1 && texts.every((text) => names.has(text)))
      found.push(`[${texts.join(', ')}]`)
  }
  return found
}

test('patterns and lists that select by name are found', () => {
  expect(findings('/method$/i.test(name)', 'a.ts')).toEqual(['/method$/'])
  expect(findings('/^(status)?callback(url)?$/i.exec(x)', 'a.ts')).toHaveLength(1)
  expect(findings("new Set(['action', 'url', 'statusCallback'])", 'a.ts')).toHaveLength(1)
  expect(
    findings("/^https?:/.test(x); /\\w+/.test(y); ['GET', 'POST']; ['a', 'url']", 'a.ts'),
  ).toEqual([])
})

test('only the vocabulary decides by patterns and lists of names', () => {
  const found: Record<string, string[]> = {}
  for (const folder of ['src', 'jsx-runtime'])
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, file).replaceAll('\\', '/')
      if (!/\.tsx?$/.test(file) || path.startsWith('src/vocabulary/') || path in allowed) continue
      const all = findings(readFileSync(join(root, path), 'utf8'), path)
      if (all.length > 0) found[path] = all
    }
  expect(found).toEqual({})
})
