/** The imports that each folder may have. Arrows only go down, and code for workers needs no Node and no package. */
import { readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dialects } from '../src/vocabulary/dialects.ts'
import { filesUnder } from './files.ts'

const root = resolve(import.meta.dirname, '..')

/** The folders that each folder may import, beside itself; from top to bottom. */
const arrows: Record<string, string[]> = {
  'src/cli': [
    'src/check/faces',
    'src/phone',
    'src/conversation',
    'src/simulator',
    'src/vitest',
    'src/webhook',
    'src/render',
    'src/vocabulary',
    'src/xml',
  ],
  'src/phone/page': ['src/phone', 'src/conversation', 'src/simulator'],
  'src/phone': ['src/conversation', 'src/simulator', 'src/flow', 'src/webhook', 'src/vocabulary'],
  'src/conversation': ['src/simulator'],
  'src/vitest': ['src/simulator', 'src/render', 'src/vocabulary'],
  'src/check/faces': [
    'src/check/rules',
    'src/check/ask',
    'src/check/infer',
    'src/check/read',
    'src/vocabulary',
  ],
  'src/check/rules': ['src/check/ask', 'src/check/infer', 'src/check/read', 'src/vocabulary'],
  'src/check/ask': ['src/check/infer', 'src/check/read', 'src/vocabulary', 'src/xml'],
  'src/check/infer': ['src/check/read', 'src/vocabulary'],
  'src/check/read': [],
  'src/simulator': ['src/flow', 'src/vocabulary', 'src/webhook'],
  'src/components': ['src/flow', 'src/render', 'src/webhook', 'src/vocabulary', 'jsx-runtime'],
  'src/relay': ['src/flow', 'src/hono', 'src/webhook', 'src/vocabulary'],
  'src/flow': ['src/hono', 'src/render', 'src/webhook', 'src/vocabulary', 'jsx-runtime'],
  'src/hono': ['src/render', 'src/webhook', 'src/vocabulary'],
  'src/index': ['src/render', 'jsx-runtime', 'src/vocabulary'],
  'src/voice': ['jsx-runtime', 'src/vocabulary'],
  'src/messaging': ['jsx-runtime', 'src/vocabulary'],
  'src/define': ['src/vocabulary'],
  'src/render': ['jsx-runtime', 'src/vocabulary', 'src/xml'],
  'src/webhook': ['src/vocabulary'],
  'jsx-runtime': ['src/vocabulary', 'src/xml'],
  'src/vocabulary': [],
  'src/xml': [],
}

/** The folders that a deployed app loads, with the packages that they may need. */
const deployed: Record<string, string[]> = {
  'jsx-runtime': [],
  'src/vocabulary': [],
  'src/xml': [],
  'src/render': [],
  'src/webhook': [],
  'src/index': [],
  'src/voice': [],
  'src/messaging': [],
  'src/define': [],
  'src/hono': ['hono'],
  'src/flow': ['hono'],
  'src/relay': ['hono'],
  'src/components': [],
}

const filesIn = (folder: string): string[] =>
  filesUnder(join(root, folder))
    .map((file) => join(folder, file))
    .filter((file) => /\.tsx?$/.test(file))

/** The innermost part of the house that a file is in; a part may be a file, such as `src/cli.ts`. */
const partOf = (file: string): string =>
  Object.keys(arrows)
    .filter((part) => file.startsWith(`${part}/`) || file.replace(/\.tsx?$/, '') === part)
    .toSorted((a, b) => b.length - a.length)[0] ?? dirname(file)

/** The imports of a file, of types too: they bind as tightly. Comments, which hold examples, are left out. */
const importsOf = (source: string): string[] =>
  [
    ...source
      .replace(/\/\*.*?\*\//gs, '')
      .replace(/^\s*\/\/.*$/gm, '')
      .matchAll(
        /(?:^|[;\n])\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|[;\n])\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|\brequire\(\s*['"]([^'"]+)['"]|\bdeclare module\s*['"]([^'"]+)['"]/g,
      ),
  ].map((found) => found.slice(1).find(Boolean)!)

const files = [...filesIn('src'), ...filesIn('jsx-runtime')].map((file) => ({
  file,
  part: partOf(file),
  imports: importsOf(readFileSync(join(root, file), 'utf8')),
}))

/** The file that an import leads to, if it is part of the house. */
const target = (file: string, specifier: string): string | undefined => {
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(file), specifier))
  if (!/^twimlx(\/|$)/.test(specifier)) return undefined
  return exported[`.${specifier.slice('twimlx'.length)}`]!['twimlx-source']!.slice(2)
}

const exported: Record<string, Record<string, string>> = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
).exports

/** The part of the house that an import leads to. */
const own = (file: string, specifier: string): string | undefined => {
  const to = target(file, specifier)
  return to === undefined ? undefined : partOf(to)
}

test('imports are found in any spelling', () => {
  expect(
    importsOf(`/** import no from 'no' */
// import no from 'no'
import a from 'a'
import type { b } from "b"
import {
  c,
  type d,
} from './c.ts'
import './e.ts'
export * from './f.ts'
export { g } from './g.ts'
const h = await import('h')
const i = require('i')
declare module 'j' {}
const text = "import"; import k from 'k'
`),
  ).toEqual(['a', 'b', './c.ts', './e.ts', './f.ts', './g.ts', 'h', 'i', 'j', 'k'])
  expect(files.length).toBeGreaterThan(80)
  expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(200)
})

test('every folder has its place in the house', () => {
  expect([...new Set(files.map(({ part }) => part))].filter((part) => !(part in arrows))).toEqual(
    [],
  )
})

describe.each(files)('$file', ({ file, part, imports }) => {
  test('imports only from lower layers', () => {
    const allowed = [part, ...(arrows[part] ?? [])]
    const up = imports.filter((specifier) => {
      const to = own(file, specifier)
      return to !== undefined && !allowed.includes(to)
    })
    expect(up).toEqual([])
  })

  test.runIf(part in deployed)('needs no Node, and only the packages of its entry point', () => {
    const foreign = imports.filter(
      (specifier) =>
        own(file, specifier) === undefined &&
        !deployed[part]!.some((name) => specifier === name || specifier.startsWith(`${name}/`)),
    )
    expect(foreign).toEqual([])
  })
})

test('no file imports itself through others, types included', () => {
  const below = new Map(
    files.map(({ file, imports }) => [
      file,
      imports.map((specifier) => target(file, specifier)).filter((to) => to !== undefined),
    ]),
  )
  /** The shortest way from a file back to itself. */
  const circle = (start: string): string[] | undefined => {
    const queue = [[start]]
    const seen = new Set<string>()
    for (const way of queue)
      for (const to of below.get(way.at(-1)!) ?? []) {
        if (to === start) return [...way, to]
        if (!seen.has(to)) queue.push([...way, to])
        seen.add(to)
      }
    return undefined
  }
  expect(files.map(({ file }) => circle(file)).filter((way) => way !== undefined)).toEqual([])
})

test('the voice of the simulator stands on three floors', () => {
  const voice = 'src/simulator/voice/'
  const floors = ['engine/', 'verbs/', 'switchboard.ts'].map((floor) => voice + floor)
  const floorOf = (file: string) => floors.findIndex((floor) => file.startsWith(floor))
  const rooms = files.filter(({ file }) => file.startsWith(voice))
  expect(rooms.filter(({ file }) => floorOf(file) < 0)).toEqual([])
  const up = rooms.flatMap(({ file, imports }) =>
    imports
      .map((specifier) => target(file, specifier) ?? '')
      .filter((to) => floorOf(to) > floorOf(file))
      .map((to) => `${file} → ${to}`),
  )
  expect(up).toEqual([])
})

test('imports point only down', () => {
  const parts = Object.keys(arrows)
  for (const [part, below] of Object.entries(arrows))
    for (const target of below)
      expect(parts.indexOf(target), `${part} → ${target}`).toBeGreaterThan(parts.indexOf(part))
})

test('only its own entry point imports hono, and the simulator is a client', () => {
  for (const { file, part, imports } of files) {
    if (['src/vocabulary', 'src/render', 'src/webhook', 'jsx-runtime'].includes(part))
      expect(
        imports.filter((name) => /^hono(\/|$)/.test(name)),
        file,
      ).toEqual([])
    if (part === 'src/simulator')
      expect(
        imports.filter((name) =>
          ['src/render', 'src/hono', 'jsx-runtime'].includes(own(file, name) ?? ''),
        ),
        file,
      ).toEqual([])
  }
})

test('every file states its purpose, at its top or at its only declaration', () => {
  const silent = files.filter(({ file }) => {
    const source = readFileSync(join(root, file), 'utf8').replace(/^#!.*\n/, '')
    const own = source.match(/^\/\*\*[^]*?\*\//)?.[0] ?? ''
    return (
      !/^ \* @module( twimlx.*)?$/m.test(own) &&
      !/\*\/\s*export (default )?(abstract )?\w+/.test(source)
    )
  })
  expect(silent.map(({ file }) => file)).toEqual([])
})

/** `<Prompt>` belongs to `<Pay>`, though it may stand in a `<Response>`; as a reply, `<Sms>` is a `<Message>`. */
const elsewhere = ['prompt.ts', 'sms.ts']

test.each(['voice', 'messaging'] as const)(
  'each %s verb has a file of its name where it is declared and where it is simulated',
  (dialect) => {
    const { children } = dialects[dialect].get('Response')!
    const names = [...children].map(
      (name) => `${name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase()}.ts`,
    )
    const filesIn = (folder: string) => filesUnder(join(root, folder)).map((path) => basename(path))
    const missing = (folder: string) => {
      const there = new Set(filesIn(folder))
      return names.filter((name) => !there.has(name) && !elsewhere.includes(name))
    }
    expect(names.length).toBeGreaterThan(2)
    expect(missing('src/vocabulary')).toEqual([])
    expect(
      missing(dialect === 'voice' ? 'src/simulator/voice/verbs' : 'src/simulator/messaging'),
    ).toEqual([])
  },
)
