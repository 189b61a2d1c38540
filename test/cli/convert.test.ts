/**
 * `twimlx convert`: every document of the tests, and random ones, compile as TSX, render without a problem, and are
 * equal as XML. `RUNS=40 SEED=random` draws more of them.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import fc from 'fast-check'
import { format } from 'prettier'
import { render } from 'twimlx'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { convert } from '../../src/cli/convert.ts'
import { tsxOf } from '../../src/cli/tsx.ts'
import { type Dialect, dialects } from '../../src/vocabulary/dialects.ts'
import type { ElementTable } from '../../src/vocabulary/define-element.ts'
import { filesUnder } from '../files.ts'
import { type ReadElement, readRoot } from '../xml.ts'

const folder = resolve('.convert')
beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const escapeText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const escapeValue = (text: string) =>
  escapeText(text)
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (space) => `&#${space.charCodeAt(0)};`)

/** The meaning of a document to Twilio: white space counts in messages, and is folded in speech. */
const meaning = ({ name, attributes, children }: ReadElement): unknown => {
  const isMessage = name === 'Message' || name === 'Body'
  const merged: (ReadElement | string)[] = []
  for (const child of children) {
    if (typeof child === 'object' && 'comment' in child) continue
    if (typeof child === 'string' && typeof merged.at(-1) === 'string')
      merged.push(`${merged.pop()}${child}`)
    else merged.push(child)
  }
  const counts = isMessage && merged.some((each) => typeof each === 'string' && each.trim())
  const nodes = merged.map((child) =>
    typeof child === 'object'
      ? meaning(child)
      : counts
        ? child
        : child.replace(/[ \t\r\n]+/g, ' ').trim(),
  )
  const given = Object.entries(attributes).filter(([key]) => !/^(xmlns(:|$)|xsi:)/.test(key))
  return [name, given.toSorted(), nodes.filter((node) => node !== '')]
}

/** The documents that stand in the sources of the tests. */
const documentsOfTests = (): string[] => {
  const found = new Set<string>()
  for (const file of filesUnder('test'))
    if (/\.tsx?$/.test(file))
      for (const [document] of readFileSync(join('test', file), 'utf8').matchAll(
        /<Response(?:\s[^<>]*)?>[^]*?<\/Response>/g,
      )) {
        // Not TSX, and not what is put together.
        if (/[{}`]|\\[^"']|'\s*\+|\)/.test(document)) continue
        try {
          readRoot(document)
          found.add(document)
        } catch {}
      }
  return [...found]
}

const pool = [
  '',
  '0',
  '1',
  '5',
  '-1',
  '05',
  '1.5',
  '99999999',
  'true',
  'false',
  'TRUE',
  'GET',
  'post',
  'en-US',
  'auto',
  '/next',
  '/a?b=1&c=2',
  'https://app.test/x',
  'wss://app.test/s',
  'ftp://x',
  '+14155550100',
  'Polly.Joanna',
  'dtmf speech',
  'a, b',
  'initiated answered',
  '1s',
  '250ms',
  'medium',
  '+10%',
  'it\'s "so"',
  'a\tb\nc',
  '{x}',
  '*/',
  '\u2028',
  'ACdeadbeef',
  'sip:jo@example.com',
  '#',
]

/** Values that an attribute has often, those that it names among them. */
const valuesOf = (table: ElementTable, name: string) => {
  const kind = table.attributes[name]
  const named =
    /^one of (.*?)(?:, or several.*)?$/.exec(kind?.expected ?? '')?.[1]?.split(', ') ?? []
  const good = [...named, ...pool].filter((value) => !kind?.accepts || kind.accepts(value))
  return fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(...(good.length > 0 ? good : pool)) },
    { weight: 1, arbitrary: fc.constantFrom(...pool) },
    {
      weight: kind?.join && named.length > 1 ? 20 : 0,
      arbitrary: fc
        .subarray(named.length > 0 ? named : pool, { minLength: 1 })
        .map((values) => values.join(kind?.join)),
    },
  )
}

const texts = fc.oneof(
  fc.constantFrom(
    'Hello',
    ' Hello,  world ',
    '\n  two\n  lines\n',
    '+14155550100',
    'https://app.test/a.mp3',
    '{"a": 1}',
    'a < b && c > d',
    'word '.repeat(40),
    "it's",
    '\u00a0',
    '}',
    '{/* x */}',
    '&amp;',
    '`${x}`',
    '</Say>',
    '// x',
    '\u202e',
    ' ',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)

const attributesText = (attributes: Record<string, string | undefined>) =>
  Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeValue(value)}"`))
    .join('')

const documentOf = (dialect: Dialect, name: string, depth: number): fc.Arbitrary<string> => {
  const table = dialects[dialect].get(name)!
  const names = [...table.children]
  const nothing = { weight: 12, arbitrary: fc.constant(undefined) }
  const attributes = fc.record(
    Object.fromEntries(
      [...Object.keys(table.attributes), 'zorg'].map((attribute) => [
        attribute,
        fc.oneof(nothing, {
          weight: attribute === 'zorg' ? 1 : table.attributes[attribute]!.required ? 200 : 6,
          arbitrary: valuesOf(table, attribute),
        }),
      ]),
    ),
  )
  const inner =
    names.length > 0 && depth > 0
      ? fc
          .constantFrom(...names, 'Speak')
          .chain((child) =>
            dialects[dialect].has(child)
              ? documentOf(dialect, child, depth - 1)
              : fc.constant('<Speak loop="2">x</Speak>'),
          )
      : fc.constant('')
  const remark = fc.constantFrom('', '', '<!-- a */ remark -->', '<!--\n two\n lines -->')
  const text = table.takesText ? texts.map(escapeText) : fc.constant('\n  ')
  return fc
    .tuple(attributes, fc.array(fc.tuple(text, inner, remark), { maxLength: 2 }))
    .map(
      ([attributes, content]) =>
        `<${name}${attributesText(attributes)}>${content.flat().join('')}</${name}>`,
    )
}

// True for text that XML can carry.
const isXml = (document: string): boolean => {
  try {
    readRoot(document)
    return true
  } catch {
    return false
  }
}

/** The names around each element, from <Response> on. */
const waysIn = (dialect: Dialect): string[][] => {
  const ways = [['Response']]
  for (const way of ways)
    for (const name of dialects[dialect].get(way.at(-1)!)!.children)
      if (!ways.some((each) => each.at(-1) === name)) ways.push([...way, name])
  return ways
}

const generated = (): string[] =>
  (['messaging', 'voice', 'fax'] as const).flatMap((dialect) =>
    waysIn(dialect).flatMap((way) =>
      fc
        .sample(documentOf(dialect, way.at(-1)!, 2), Number(process.env['RUNS'] ?? 5))
        .map((document) =>
          way.slice(0, -1).reduceRight((inner, name) => `<${name}>${inner}</${name}>`, document),
        )
        .filter(isXml),
    ),
  )

test('each document compiles, renders without a problem, and is equal as XML', async () => {
  const documents = [...documentsOfTests(), ...generated()]
  expect(documents.length).toBeGreaterThan(400)
  const converted = documents.map((document) => tsxOf(document, 'Document'))
  const sources = converted.map(({ source }) => source)
  // Not all of them by <Custom>.
  expect(converted.filter(({ faults }) => faults === 0).length).toBeGreaterThan(
    documents.length / 4,
  )
  sources.forEach((source, i) => writeFileSync(join(folder, `${i}.tsx`), source))
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../tsconfig.json',
      compilerOptions: { types: ['node'] },
      include: ['*.tsx'],
      exclude: [],
    }),
  )
  writeFileSync(
    join(folder, 'all.js'),
    sources.map((_, i) => `export * as d${i} from './${i}.tsx'`).join('\n'),
  )
  const [{ stdout: errors }] = await Promise.all([
    promisify(execFile)(
      process.execPath,
      [resolve('node_modules/typescript/bin/tsc'), '-p', folder, '--noEmit'],
      { maxBuffer: 1e9 },
    ).catch((error: { stdout: string }) => error),
    build({
      entryPoints: [join(folder, 'all.js')],
      outfile: join(folder, 'bundle.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      jsx: 'automatic',
      conditions: ['twimlx-source'],
      // One copy of the library.
      external: ['twimlx'],
      logLevel: 'error',
    }),
  ])
  expect(errors).toBe('')
  const all = (await import(pathToFileURL(join(folder, 'bundle.mjs')).href)) as Record<
    string,
    Record<string, () => never>
  >
  documents.forEach((document, i) => {
    const [component] = Object.values(all[`d${i}`]!)
    let xml
    try {
      xml = render(component!(), { problems: 'throw' })
    } catch (error) {
      throw new Error(`${document}\n\n${sources[i]}`, { cause: error })
    }
    expect(meaning(readRoot(xml)), `${document}\n\n${sources[i]}`).toEqual(
      meaning(readRoot(document)),
    )
  })
}, 120_000)

test('the documents of the tests are written as Prettier writes them', async () => {
  for (const document of documentsOfTests().filter((_, i) => i % 3 === 0)) {
    const { source } = tsxOf(document, 'Document')
    const options = { parser: 'typescript', semi: false, singleQuote: true, filepath: 'a.tsx' }
    expect(source).toBe(await format(source, options))
  }
})

const run = async (args: string[], input: string | Uint8Array = '') => {
  const out: string[] = []
  const errors: string[] = []
  const code = await convert(args, {
    env: {},
    cwd: folder,
    input: Readable.from([input]),
    out: (text) => void out.push(text),
    error: (text) => void errors.push(text),
  })
  return { code, out: out.join('\n'), error: errors.join('\n') }
}

test('what is wrong is told beside it, and nothing is lost', async () => {
  const { code, out, error } = await run(
    ['-'],
    `<?xml version="1.0"?>
<!-- main menu -->
<?php echo 1 ?>
<Response xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <!-- greet */ alert(1) /* -->
  <Gather numDigits="1" action="/menu?a=1&amp;b=2" method="post" input="dtmf speech" timeout="05">
    <Say voice="Polly.Joanna">
      Welcome to <emphasis level="strong">Owl</emphasis> Cinema, {name} &amp; friends.
    </Say>
  </Gather>
  <Speak>other provider</Speak>
  <Pause length="-1"/>
  <o:Say x="&lt;">namespaced</o:Say>
  <Dial></Dial>
  <Hangup/><Say>never</Say>
</Response>
<!-- end -->`,
  )
  expect([code, error]).toEqual([1, '-: 5 things are wrong in it: see the comments.'])
  expect(out).toMatchInlineSnapshot(`
    "/** @jsxImportSource twimlx/voice */
    import { Custom, Raw } from 'twimlx'
    import { Gather, Hangup, Response, Say } from 'twimlx/voice'

    // main menu
    // <?php echo 1 ?>
    // xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" is left out: it says nothing to Twilio.
    export const Document = () => (
      <Response>
        {/* greet * / alert(1) /* */}
        <Gather
          numDigits={1}
          action={'/menu?a=1&b=2'}
          method={'post' as 'POST'}
          input={['dtmf', 'speech']}
          timeout={'05' as never}
        >
          <Say voice="Polly.Joanna">
            Welcome to <emphasis level="strong">Owl</emphasis>
            {' Cinema, {name} & friends.'}
          </Say>
        </Gather>
        {/* 12200: <Speak> is not an element of TwiML, so it is ignored; names are case-sensitive. */}
        <Custom name="Speak">other provider</Custom>
        {/* 13910: length on <Pause> is not a whole number of at least 1. */}
        <Custom name="Pause" attributes={{ length: '-1' }} />
        {/* 12200: <o:Say> is not an element of TwiML, so it is ignored; names are case-sensitive. */}
        <Raw>{'<o:Say x="&lt;">namespaced</o:Say>'}</Raw>
        {/* 12200: <Dial> has nothing: give either text or children. */}
        <Custom name="Dial" />
        <Hangup />
        {/* <Say> after <Hangup> is never reached: nothing runs after it. */}
        <Say>never</Say>
      </Response>
    )
    // end"
  `)
})

test.each([
  ['', 'There is no element: send at least <Response/>.'],
  ['hello', 'There is text outside of <Response>'],
  ['{"a":1}', 'There is text outside of <Response>'],
  ['<!doctype html><html><body><h1>502</h1><br></body></html>', 'This is an HTML page'],
  ['<html><body>502 Bad Gateway</body></html>', 'This is an HTML page, not TwiML'],
  ['<!DOCTYPE Response><Response/>', 'DOCTYPE'],
  ['<Response/><Response/>', 'There is a second root'],
  ['<response><say>x</say></response>', 'The root of TwiML is <Response>, and not <response>.'],
  ['<Response><Say>a & b</Say></Response>', '1:18: '],
  ['<Response><Say>a</Response>', '1:'],
  [
    `<Response>${'<Gather>'.repeat(60_000)}${'</Gather>'.repeat(60_000)}</Response>`,
    'nested more than 500',
  ],
  ['<Response a:b="1"/>', 'whose name TSX cannot write'],
  [new Uint8Array([0, 255, 254, 1]), ''],
])('%.40s is not a document, which a sentence says', async (input, sentence) => {
  const { code, out, error } = await run(['-'], input)
  expect([code, out, error]).toEqual([1, '', expect.stringContaining(`-: `)])
  expect(error).toContain(sentence)
})

test('5 MB are converted, and said to be too long for Twilio', async () => {
  const { code, out } = await run(
    ['-'],
    `<Response>${`<Say>${'Hello '.repeat(20)}</Say>\n`.repeat(40_000)}</Response>`,
  )
  expect(code).toBe(1)
  expect(out).toContain('more than the 65536 that Twilio takes (11750)')
  expect(out.match(/ Hello\n    <\/Say>/g)).toHaveLength(40_000)
})

test('files', async () => {
  writeFileSync(join(folder, 'main-menu.xml'), '<Response><Say>a</Say></Response>')
  writeFileSync(join(folder, 'say.xml'), '<Response><Message>b</Message></Response>')
  expect((await run(['main-menu.xml'])).out).toContain('export const MainMenu = () => (')
  expect(await run(['main-menu.xml', 'say.xml', '--write'])).toEqual({
    code: 0,
    out: '',
    error: '',
  })
  expect(readFileSync(join(folder, 'say.tsx'), 'utf8')).toContain(`from 'twimlx/messaging'`)
  const again = await run(['say.xml', 'none.xml', '.', '--write'])
  expect(again.code).toBe(1)
  expect(again.error.split('\n')).toEqual([
    expect.stringMatching(/^say\.xml: .*say\.tsx is there already/),
    'none.xml: There is no such file.',
    '.: That is a folder: name the files in it.',
  ])
  for (const name of ['main-menu', 'say']) rmSync(join(folder, `${name}.tsx`))
})

test.each([
  [[], 'Which file?'],
  [['a.xml', 'b.xml'], 'add --write'],
  [['-', '--write'], 'The standard input is not a file'],
  [['a.xml', '--dialect', 'sms'], '--dialect is one of messaging, voice, fax, not sms.'],
  [['--out', 'x'], "Unknown option '--out'"],
])('%j is called wrongly', async (args, sentence) => {
  const { code, error } = await run(args)
  expect([code, error]).toEqual([2, expect.stringContaining(sentence)])
})
