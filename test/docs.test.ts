/**
 * @module
 * Every public name has an example, and every example of the documentation compiles: those of the docstrings as they
 * stand, with the imports they leave out.
 * Links lead somewhere, and the pages for maintainers name what there is.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entries, publicNames } from '../scripts/public-names.ts'
import { eventsPage, matchersPage, optionsPage } from '../scripts/reference-tables.ts'
import { filesUnder } from './files.ts'
import { twimlMatchers } from '../src/vitest/matchers.ts'

const folder = '.examples'

const docblocks = (source: string): string[] =>
  [...source.matchAll(/\/\*\*\n.*?\n? *\*\//gs)].map(([block]) =>
    block.replace(/^ *\* ?/gm, '').replaceAll('*\\/', '*/'),
  )

const examples = (text: string): { language: string; code: string }[] =>
  [...text.matchAll(/```(tsx?)\n(.*?)```/gs)].map(([, language, code]) => ({
    language: language!,
    code: code!,
  }))

const names = publicNames()

/** The import of the public names in a snippet, from the entry that exports the most names of the file. */
const importOf = (file: string, code: string): string => {
  const words = new Set(code.match(/\w+/g))
  const used = entries().map(({ entry }) => {
    const all = names.filter((each) => each.entry === entry && words.has(each.name))
    return { entry, all, count: all.filter((each) => each.file.path === file).length }
  })
  const { entry, all } = used.reduce((most, each) => (each.count > most.count ? each : most))
  return `import { ${all.map(({ name, isType }) => (isType ? `type ${name}` : name)).join(', ')} } from '${entry}'\n`
}

/** A snippet without imports gets them; one of tags is an expression. */
const complete = (file: string, code: string): string => {
  if (code.includes('import ')) return code
  if (!code.startsWith('<')) return importOf(file, code) + code
  const dialect = /vocabulary\/(messaging|fax)/.exec(file)?.[1] ?? 'voice'
  const names = [...new Set([...code.matchAll(/<([A-Z]\w*)/g)].map(([, name]) => name))]
  return `import { ${names.join(', ')} } from 'twimlx/${dialect}'\nexport const example = (\n${code})\n`
}

const filesIn = (folder: string, form: RegExp): string[] =>
  filesUnder(folder)
    .filter((name) => form.test(name))
    .map((name) => `${folder}/${name}`)
const sources = ['src', 'jsx-runtime'].flatMap((folder) => filesIn(folder, /\.tsx?$/))
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'llms.txt',
  // The site's packages, its templates, and the reference made for it are no pages.
  ...['docs', 'decisions'].flatMap((folder) =>
    filesIn(folder, /^(?!\.vitepress|examples|decisions|reference).*\.md$/),
  ),
]

const found = [
  ...sources.flatMap((file) =>
    docblocks(readFileSync(file, 'utf8')).flatMap((block) =>
      examples(block).map((example) => ({ file, ...example })),
    ),
  ),
  ...pages.flatMap((file) =>
    examples(readFileSync(file, 'utf8')).map((example) => ({ file, ...example })),
  ),
].map((example, i) => ({ ...example, path: `${folder}/${i}.${example.language}` }))

let said = ''

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const { file, code, path } of found) writeFileSync(path, complete(file, code))
  // Blocks that name their file are imported by later ones.
  for (const { code } of found) {
    const [, name] = /^\/\/ (\S+\.tsx?)\n/.exec(code) ?? []
    if (name) writeFileSync(join(folder, name), code)
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../tsconfig.json',
      compilerOptions: { lib: ['es2023', 'dom'], types: ['node'] },
      files: found.map(({ path }) => relative(folder, path)),
      include: [],
      exclude: [],
    }),
  )
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', folder, '--pretty', 'false'],
    { maxBuffer: 1e7 },
  ).catch((error: { stdout: string }) => error)
  said = stdout
}, 300_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('there are examples for every element', () => {
  const elements = sources.filter((file) =>
    /^export const .* defineElement</m.test(readFileSync(file, 'utf8')),
  )
  const documented = new Set(found.map(({ file }) => file))
  expect(elements.filter((file) => !documented.has(file))).toEqual([])
  expect(elements.length).toBeGreaterThan(60)
})

test('there is an example of every public name', () => {
  const shown = names.filter(({ doc }) => doc.includes('@example'))
  const isShown = ({ file, name, doc }: (typeof names)[number]) =>
    doc.includes('@example') ||
    // The props of an element have the example of the element.
    shown.some((each) => each.file === file && `${each.name}Props` === name)
  expect(
    names.filter((each) => !isShown(each)).map(({ entry, name }) => `${entry} ${name}`),
  ).toEqual([])
  expect(names.length).toBeGreaterThan(500)
})

test('the reference has every entry', () => {
  const { entryPoints } = JSON.parse(readFileSync('docs/typedoc.json', 'utf8')) as {
    entryPoints: string[]
  }
  const pages = new Set(entryPoints.map((path) => join('docs', path)))
  expect(entries().filter(({ path }) => !pages.has(path))).toEqual([])
})

test('the tables of the reference have each option with its default, each matcher and each event', () => {
  const options = optionsPage(names)
  const named = names
    .filter(({ name }) => name.endsWith('Options'))
    .map(({ name }) => `### ${name}\n`)
  expect(named.filter((heading) => !options.includes(heading))).toEqual([])
  expect(options).toContain('| `patience` | `number` | 4000 | Real time')
  // A default that stayed in the last column was not understood.
  expect(options.split('\n').filter((line) => /^\|.*\bDefault:? /.test(line))).toEqual([])

  const matchers = [...matchersPage(names).matchAll(/^\| `(\w+)\(/gm)].map(([, name]) => name)
  expect(matchers.toSorted()).toEqual(Object.keys(twimlMatchers).toSorted())

  const events = [...eventsPage(names).matchAll(/^## (\w+)$/gm)].map(([, type]) => type)
  const declared = [
    ...readFileSync('src/simulator/events.ts', 'utf8').matchAll(/^  readonly type: '(\w+)'/gm),
  ].map(([, type]) => type)
  expect(events.toSorted()).toEqual(declared.toSorted())
})

test('the README is read in one sitting', () => {
  expect(readFileSync('README.md', 'utf8').split('\n').length).toBeLessThanOrEqual(200)
})

/** Anchors as GitHub makes them from headings: lower case, blanks as hyphens, no punctuation. */
const anchors = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

test.each(pages)('each link of %s leads somewhere', (page) => {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to!)
  const broken = links.filter((to) => {
    if (/^https?:/.test(to)) return false
    const [path, anchor] = to.split('#')
    const file = path ? join(dirname(page), path) : page
    if (!existsSync(file)) return true
    return anchor !== undefined && !anchors(readFileSync(file, 'utf8')).includes(anchor)
  })
  expect(broken).toEqual([])
})

test('llms.txt names each page', () => {
  const text = readFileSync('llms.txt', 'utf8')
  // The page that the site opens with says the same as the README.
  const all = pages.filter((page) => page.startsWith('docs/') && page !== 'docs/index.md')
  expect(all.filter((page) => !text.includes(`](${page})`))).toEqual([])
})

test('each script that a page or a workflow runs is one of package.json', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }
  const files = [...pages, ...filesIn('.github/workflows', /\.yml$/)]
  const run = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/npm (?:run |(?=test|start))([\w:]+)/g)].map(
      ([, name]) => ({ file, name: name! }),
    ),
  )
  expect(run.length).toBeGreaterThan(20)
  // `dev` is a script of the reader's own.
  expect(run.filter(({ name }) => name !== 'dev' && !(name in scripts))).toEqual([])
})

const written = [...sources, ...filesIn('test', /\.(tsx?|json)$/)]
const words = new Set(sources.flatMap((file) => readFileSync(file, 'utf8').match(/\w+/g) ?? []))
const paths = new Set(
  written.flatMap((file) => file.split('/').map((_, i, parts) => parts.slice(i).join('/'))),
)

/** Of what a page has in backquotes: files that are not there, and names of code that no code has. */
const unknownNames = (page: string): string[] =>
  [...page.replace(/```.*?```/gs, '').matchAll(/`([^`\n]+)`/g)]
    .map(([, name]) => name!)
    .filter((name) =>
      /^[\w./-]+\.(tsx?|json)$/.test(name)
        ? !paths.has(name)
        : /^(src|test)\//.test(name)
          ? !existsSync(name)
          : // A name that no English word looks like: camelCase, or in capitals; with or without a call.
            /^<?\w*[a-z][A-Z]\w*>?(\(.*\))?$|^<?[A-Z]\w+>?$/.test(name) &&
            !words.has(/\w+/.exec(name)![0]),
    )

test('names that are not there are found', () => {
  expect(
    unknownNames('`node.ts` `render/node.ts` `renderTag` `src/render` `<Say>` `back`'),
  ).toEqual([])
  const gone = ['knot.ts', 'rendered/node.ts', 'renderTags(a)', 'src/rendered', '<Sayy>']
  expect(unknownNames(gone.map((name) => `\`${name}\``).join(' '))).toEqual(gone)
})

test.each(pages.filter((page) => page.startsWith('docs/maintainers/')))(
  '%s names what there is',
  (page) => expect(unknownNames(readFileSync(page, 'utf8'))).toEqual([]),
)

test('each open rule of the simulator is in the table of rules, and nothing else is called an option', () => {
  const [, open] = /interface OpenRules \{(.*?)\n\}/s.exec(
    readFileSync('src/simulator/options.ts', 'utf8'),
  )!
  const rules = readFileSync('docs/maintainers/rules.md', 'utf8')
  const told = [...rules.matchAll(/[Oo]ption `(\w+)`/g)].map(([, name]) => name!)
  const all = [...readFileSync('src/simulator/options.ts', 'utf8').matchAll(/^  (\w+)\?:/gm)]
  expect(told.filter((name) => !all.some(([, option]) => option === name))).toEqual([])
  const names = [...open!.matchAll(/^  (\w+)\?:/gm)].map(([, name]) => name!)
  expect(names.filter((name) => !told.includes(name))).toEqual([])
  const rows = rules.split('\n').filter((line) => /^\| (?!rule|-)/.test(line))
  expect(rows.filter((row) => !/\| (documented|observed|weak) +\|$/.test(row))).toEqual([])
})

test.each(found)('$file: $path', ({ path, file, code }) => {
  const errors = said.split('\n').filter((line) => line.startsWith(path))
  expect(errors, complete(file, code)).toEqual([])
})
