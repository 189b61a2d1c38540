import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { check } from '../../src/check/faces/command.ts'
import { project } from './project.ts'

const PRAGMA = '/** @jsxImportSource twimlx */\n'
const WRONG = `import { Response, Body } from 'twimlx/messaging'\nexport const d = <Response><Body>x</Body></Response>\n`
const RIGHT = `import { Response } from 'twimlx/messaging'\nexport const d = <Response />\n`

const run = async (
  files: Readonly<Record<string, string | Uint8Array>>,
  args: string[] = [],
  surroundings: { isTerminal?: boolean; env?: Record<string, string> } = {},
) => {
  const cwd = project(files)
  const out: string[] = []
  const error: string[] = []
  const status = await check(args, {
    cwd,
    env: surroundings.env ?? {},
    isTerminal: surroundings.isTerminal ?? false,
    out: (text) => void out.push(text),
    error: (text) => void error.push(text),
  })
  return { status, out: out.join('\n'), error: error.join('\n') }
}

const names = async (files: Record<string, string>, args: string[] = []) => {
  const { out } = await run(files, ['--format', 'json', ...args])
  return (JSON.parse(out) as { file: string }[]).map(({ file }) => file)
}

const source = (name: string) =>
  JSON.stringify({ compilerOptions: { jsx: 'react-jsx', jsxImportSource: name } })

const disabled = (comment: string) =>
  `${PRAGMA}import { Response, Body } from 'twimlx/messaging'\nexport const disabled = (\n  <Response>\n    ${comment}\n    <Body>x</Body>\n  </Response>\n)\n`

describe('formats', () => {
  const files = {
    'src/greeting.tsx': `${PRAGMA}import { Body } from 'twimlx/messaging'\nexport const Greeting = () => <Body>x</Body>\n`,
    'src/reply.tsx': `${PRAGMA}import { Response } from 'twimlx/messaging'\nimport { Greeting } from './greeting'\nexport const reply = (\n  <Response>\n    <Greeting />\n  </Response>\n)\n`,
  }
  const message =
    '<Greeting> renders <Body>, which is not allowed directly in <Response>. <Body> goes in <Message>. Allowed in <Response>: Message, Redirect, Sms.'

  test('pretty shows the lines and the call chain of a finding', async () => {
    expect(await run(files)).toEqual({
      status: 1,
      error: '',
      out: `src/reply.tsx:6:6 - error TWIML-nesting: ${message}

  5 |   <Response>
> 6 |     <Greeting />
    |      ^^^^^^^^
  7 |   </Response>

  src/greeting.tsx:3:32: <Body> comes from here

Found 1 error in 1 file.`,
    })
  })

  test('pretty is coloured on a terminal only, unless the environment says otherwise', async () => {
    const escape = '\u001b['
    expect((await run(files, [], { isTerminal: true })).out).toContain(escape)
    expect((await run(files, [], { isTerminal: true, env: { NO_COLOR: '1' } })).out).not.toContain(
      escape,
    )
    expect((await run(files, [], { env: { FORCE_COLOR: '1' } })).out).toContain(escape)
  })

  test('tsc prints a format that problem matchers read', async () => {
    expect((await run(files, ['--format', 'tsc'])).out).toBe(
      `src/reply.tsx(6,6): error TS99001: ${message}`,
    )
  })

  test('github prints workflow commands', async () => {
    expect((await run(files, ['--format', 'github'])).out).toBe(
      `::error file=src/reply.tsx,line=6,col=6,title=twimlx nesting::${message}`,
    )
  })

  test('json prints an array, even an empty one', async () => {
    expect(JSON.parse((await run(files, ['--format', 'json'])).out)).toEqual([
      {
        file: 'src/reply.tsx',
        line: 6,
        column: 6,
        rule: 'nesting',
        message,
        related: [
          {
            file: 'src/greeting.tsx',
            line: 3,
            column: 32,
            message: '<Body> comes from here',
          },
        ],
      },
    ])
    expect(await run({ 'a.tsx': PRAGMA + RIGHT }, ['--format', 'json'])).toEqual({
      status: 0,
      out: '[]',
      error: '',
    })
  })

  test('a wrong call lists the options, with status 2', async () => {
    expect(await run({}, ['--format', 'xml'])).toMatchObject({
      status: 2,
      error: 'twimlx check: There is no format "xml": choose one of pretty, tsc, github, json.',
    })
    expect(await run({}, ['nowhere'])).toMatchObject({
      status: 2,
      error: 'twimlx check: There is no file or directory nowhere.',
    })
    expect((await run({}, ['--fromat'])).status).toBe(2)
    expect((await run({}, ['--help'])).out).toContain('Usage: twimlx check')
  })
})

describe('files to check', () => {
  test('are all files with JSX that Git does not ignore, in any directory', async () => {
    expect(
      await names({
        '.gitignore': '/dist\n*.gen.tsx\n',
        'a.tsx': PRAGMA + WRONG,
        'b.jsx': PRAGMA + WRONG,
        'dist/c.tsx': PRAGMA + WRONG,
        'x.gen.tsx': PRAGMA + WRONG,
        'node_modules/p/d.tsx': PRAGMA + WRONG,
        'sub/.gitignore': 'e.tsx\n!x.gen.tsx\n',
        'sub/e.tsx': PRAGMA + WRONG,
        'sub/x.gen.tsx': PRAGMA + WRONG,
      }),
    ).toEqual(['a.tsx', 'b.jsx', 'sub/x.gen.tsx'])
  })

  test('are the files that are named, in any directory', async () => {
    expect(
      await names({ '.gitignore': 'a.tsx\n', 'a.tsx': PRAGMA + WRONG, 'b.tsx': PRAGMA + WRONG }, [
        'a.tsx',
      ]),
    ).toEqual(['a.tsx'])
  })
})

describe('nothing to check', () => {
  test('is reported, and fails if a path was named', async () => {
    const error = 'There is no .tsx or .jsx file and no flow in empty: nothing was checked.'
    expect(await run({ 'empty/x.txt': '' }, ['empty'])).toEqual({ status: 2, out: '', error })
  })

  test('is reported, but is no failure for a package without TSX', async () => {
    const error = 'There is no .tsx or .jsx file and no flow in .: nothing was checked.'
    expect(await run({ 'x.txt': '' })).toEqual({ status: 0, out: '', error })
  })
})

describe('tsconfig', () => {
  // Lower-case tags are SSML only if the JSX source is twimlx's.
  const ssml = `import { Response } from 'twimlx/voice'\nexport const d = <Response><break /></Response>\n`
  test('sets the import source, also through extends; a pragma wins', async () => {
    const tsconfig = {
      'tsconfig.json': '{ /* comments are fine */ "extends": "./base.json", }',
      'base.json': source('twimlx/voice'),
    }
    expect((await run({ ...tsconfig, 'a.tsx': ssml })).status).toBe(1)
    expect(
      (await run({ ...tsconfig, 'a.tsx': `/** @jsxImportSource react */\n${ssml}` })).status,
    ).toBe(0)
    expect((await run({ 'tsconfig.json': source('react'), 'a.tsx': ssml })).status).toBe(0)
  })

  test('is found through references', async () => {
    const { out } = await run(
      {
        'tsconfig.json':
          '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "./web" }] }',
        'tsconfig.app.json': JSON.stringify({
          include: ['app'],
          compilerOptions: { jsxImportSource: 'twimlx' },
        }),
        'web/tsconfig.json': source('react'),
        'app/a.tsx': ssml,
        'web/b.tsx': ssml,
      },
      ['--format', 'tsc'],
    )
    expect(out).toMatch(/^app\/a\.tsx\(2,29\): [^\n]*$/)
  })

  test('maps the paths of imports', async () => {
    const { out } = await run(
      {
        'tsconfig.json': JSON.stringify({
          compilerOptions: { jsxImportSource: 'twimlx', paths: { '@/*': ['./src/*'] } },
        }),
        'src/part.tsx': `import { Body } from 'twimlx/messaging'\nexport const Part = () => <Body>x</Body>`,
        'src/deep/a.tsx': `import { Response } from 'twimlx/messaging'\nimport { Part } from '@/part'\nexport const d = <Response><Part /></Response>`,
      },
      ['--format', 'tsc'],
    )
    expect(out).toContain('src/deep/a.tsx(3,29)')
  })

  test('that cannot be found is named, and the files are checked without it', async () => {
    const { status, out, error } = await run(
      { 'tsconfig.json': '{ "extends": "./nowhere.json" }', 'a.tsx': PRAGMA + WRONG },
      ['--format', 'tsc'],
    )
    expect(error).toMatch(/^tsconfig\.json: not read, so its settings are not known: .*nowhere/)
    expect(out).toContain('a.tsx(3,29)')
    expect(status).toBe(1)
  })

  test.each(['{ "compilerOptions": ', '[]', '', 'null', '\u0000'])(
    'that does not parse, %j, is read as far as possible: the compiler reports it',
    async (tsconfig) => {
      const { out } = await run({ 'tsconfig.json': tsconfig, 'a.tsx': PRAGMA + WRONG }, [
        '--format',
        'tsc',
      ])
      expect(out).toContain('a.tsx(3,29)')
    },
  )
})

describe('disable comments', () => {
  test('switch a rule off for the next line', async () => {
    for (const comment of [
      '{/* twimlx-disable-next-line nesting */}',
      '{/* twimlx-disable-next-line */}',
      '{/* twimlx-disable-next-line nesting -- a test of the renderer */}',
    ])
      expect(await run({ 'a.tsx': disabled(comment) }), comment).toEqual({
        status: 0,
        out: '',
        error: '',
      })
  })

  test('that disable nothing are reported as warnings, which do not fail the check', async () => {
    const { status, out } = await run({
      'a.tsx': `${PRAGMA}// twimlx-disable-next-line nesting\n${RIGHT}`,
    })
    expect(status).toBe(0)
    expect(out).toContain(
      'a.tsx:2:1 - warning TWIML-unused-disable: Nothing on the next line breaks the rule nesting: remove this comment.',
    )
  })

  test('switch off only the rules they name', async () => {
    const { status, out } = await run(
      { 'a.tsx': disabled('{/* twimlx-disable-next-line unreachable */}') },
      ['--format', 'tsc'],
    )
    expect(status).toBe(1)
    expect(out).toContain('error TS99001')
    expect(out).toContain('warning TS99004')
  })
})

describe('bad input', () => {
  test.each<[string, Record<string, string | Uint8Array>]>([
    ['a syntax error', { 'a.tsx': `${PRAGMA}export const d = <Response><Body></Response>` }],
    [
      'an import that breaks',
      {
        'a.tsx': `${PRAGMA}import { X } from './b'\nimport { Response } from 'twimlx/voice'\nexport const d = <Response><X/></Response>`,
        'b.tsx': 'export const X = () => <',
      },
    ],
    [
      'a binary file',
      { 'a.tsx': Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256) },
    ],
    ['an empty file', { 'a.tsx': '' }],
    [
      'files that re-export each other',
      {
        'a.tsx': `${PRAGMA}import { X } from './b'\nimport { Response } from 'twimlx/voice'\nexport const d = <Response><X/></Response>`,
        'b.tsx': `export * from './c'\nexport { X } from './c'`,
        'c.tsx': `export * from './b'\nexport { X } from './b'`,
      },
    ],
    [
      'a variable made of itself',
      {
        'a.tsx': `${PRAGMA}import { Response } from 'twimlx/voice'\nlet a: any = b, b: any = a\nconst C = C2, C2 = C\nexport const d = <Response>{a}<C/></Response>`,
      },
    ],
    [
      'a component that hands itself on',
      {
        'a.tsx': `${PRAGMA}import { Response } from 'twimlx/voice'\nconst A = ({ children, as }: any): any => <A as={<A>{as}</A>}><A>{children}</A></A>\nexport const d = <Response><A><A/></A></Response>`,
      },
    ],
  ])('%s is skipped silently', async (_, files) => {
    expect(await run(files)).toEqual({ status: 0, out: '', error: '' })
  })

  test('a bundle that is nested deeper than the stack is reported', async () => {
    const { status, error } = await run({
      'a.tsx': `${PRAGMA}export const n = ${'1' + ' + 1'.repeat(30_000)}\nexport const d = <div>{n}</div>`,
    })
    expect(status).toBe(0)
    expect(error).toMatch(/^(|a\.tsx: not checked, its expressions are nested too deeply.*)$/)
  })

  test('a file of 5 MB is reported', async () => {
    expect(await run({ 'a.tsx': `export const x = "${'x'.repeat(5_000_000)}"` })).toEqual({
      status: 0,
      out: '',
      error: 'a.tsx: not checked, it is larger than 2 MB: is it a bundle? Add it to .gitignore',
    })
  })

  test('a long minified line is cut in the frame', async () => {
    const { out } = await run({
      'a.tsx': `${PRAGMA}import{Response as R,Body as B}from'twimlx/messaging';${'var x=1;'.repeat(5000)}export const d=<R><B>x</B></R>;${'var x=1;'.repeat(5000)}`,
    })
    expect(out).toContain('TWIML-nesting')
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(250)
  })
})

describe('--watch', () => {
  test('checks again the files that a change may affect', async () => {
    const cwd = project({
      'part.tsx': `${PRAGMA}import { Message } from 'twimlx/messaging'\nexport const Part = () => <Message>x</Message>`,
      'a.tsx': `${PRAGMA}import { Response } from 'twimlx/messaging'\nimport { Part } from './part'\nimport { New } from './new'\nexport const d = <Response><Part /><New /></Response>`,
    })
    const out: string[] = []
    const stop = new AbortController()
    const ended = check(['--watch', '--format', 'tsc'], {
      cwd,
      env: {},
      isTerminal: false,
      out: (text) => void out.push(text),
      error: (text) => void out.push(text),
      signal: stop.signal,
    })
    const seen = (text: string) => vi.waitFor(() => expect(out.join('\n')).toContain(text), 50_000)
    await seen('Nothing found; 2 files checked')
    writeFileSync(
      join(cwd, 'part.tsx'),
      `${PRAGMA}import { Body } from 'twimlx/messaging'\nexport const Part = () => <Body>x</Body>`,
    )
    await seen('a.tsx(5,29): error TS99001: <Part> renders <Body>')
    // A missing file appears, and another one goes.
    out.length = 0
    writeFileSync(
      join(cwd, 'new.tsx'),
      `${PRAGMA}import { Media } from 'twimlx/messaging'\nexport const New = () => <Media>x</Media>`,
    )
    await seen('a.tsx(5,37): error TS99001: <New> renders <Media>')
    out.length = 0
    rmSync(join(cwd, 'part.tsx'))
    await seen('1 found')
    // Ignored files stay ignored.
    mkdirSync(join(cwd, 'node_modules'))
    appendFileSync(join(cwd, 'node_modules/x.tsx'), WRONG)
    stop.abort()
    expect(await ended).toBe(1)
  })
})
