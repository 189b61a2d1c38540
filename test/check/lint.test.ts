import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { ESLint, type Linter } from 'eslint'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import twimlx from '../../src/check/faces/eslint.ts'
import { project, write } from './project.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PRAGMA = '/** @jsxImportSource twimlx */\n'
const part = (element: string) =>
  `import { ${element} } from 'twimlx/messaging'\nexport const Part = () => <${element}>x</${element}>\n`
const files = {
  'part.tsx': PRAGMA + part('Body'),
  'a.tsx': `${PRAGMA}import { Response, Redirect, Message } from 'twimlx/messaging'
import { Part } from './part'
type Props = { readonly a: string }
export const d = (_: Props) => <Response><Part /></Response>
export const e = <Response><Redirect>/x</Redirect><Message>x</Message></Response>
// eslint-disable-next-line twimlx/nesting
export const f = <Response><Part /></Response>
// twimlx-disable-next-line nesting
export const g = <Response><Part /></Response>
// twimlx-disable-next-line nesting
import { say } from 'twimlx/flow'
export function* h() { say('x') }
export const i = <Message to="me">x</Message>
`,
}
const expected = [
  { rule: 'twimlx/nesting', line: 5, column: 43 },
  { rule: 'twimlx/unreachable', line: 6, column: 52 },
  { rule: 'twimlx/unused-disable', line: 11, column: 1 },
  { rule: 'twimlx/yield-star', line: 13, column: 24 },
  { rule: 'twimlx/value', line: 14, column: 30 },
]

describe('ESLint', () => {
  test('reports with only the plugin installed, under TypeScript 7', async () => {
    expect(
      JSON.parse(readFileSync(join(root, 'node_modules/typescript/package.json'), 'utf8')).version,
    ).toMatch(/^7\./)
    const cwd = project(files)
    // A user's configuration, type-checked.
    const config: Linter.Config[] = [twimlx.configs.standalone]
    const eslint = new ESLint({ cwd, overrideConfigFile: true, overrideConfig: config })
    const [result] = await eslint.lintFiles(['a.tsx'])
    expect(
      result!.messages.map(({ ruleId, line, column }) => ({ rule: ruleId, line, column })),
    ).toEqual(expected)
    expect(result!.messages[0]!.message).toMatch(
      /^<Part> renders <Body>.* \(<Body> comes from here: part\.tsx:3:28\)$/,
    )
    expect(result!.messages.map(({ severity }) => severity)).toEqual([2, 2, 1, 2, 2])
  })

  test('leaves messages with action alone if configured so', async () => {
    const cwd = project({
      'a.jsx': `import { Response, Message } from 'twimlx/messaging'\nexport const d = <Response><Message action="/x">a</Message><Message>b</Message></Response>\n`,
    })
    const lint = async (rules: Linter.RulesRecord) => {
      const config: Linter.Config[] = [twimlx.configs.standalone, { rules }]
      const eslint = new ESLint({ cwd, overrideConfigFile: true, overrideConfig: config })
      return (await eslint.lintFiles(['a.jsx']))[0]!.messages.map(({ ruleId }) => ruleId)
    }
    expect(await lint({})).toEqual(['twimlx/unreachable'])
    expect(await lint({ 'twimlx/unreachable': ['error', { messageAction: false }] })).toEqual([])
  })

  test('runs under the parser of ESLint itself', async () => {
    const cwd = project({
      'a.jsx': `import { Response, Body } from 'twimlx/messaging'\nexport const d = <Response><Body>x</Body></Response>\n`,
    })
    const eslint = new ESLint({
      cwd,
      overrideConfigFile: true,
      overrideConfig: [
        { languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
        twimlx.configs.recommended,
      ],
    })
    const [result] = await eslint.lintFiles(['a.jsx'])
    expect(result!.messages).toMatchObject([{ ruleId: 'twimlx/nesting', line: 2, column: 29 }])
  })
})

describe('oxlint', () => {
  // oxlint loads JavaScript only, and resolves the plugin's imports from its file.
  const built = join(root, 'node_modules', '.twimlx-lint-test')
  const plugin = join(built, 'eslint.mjs')
  const binary = join(root, 'node_modules/oxlint/bin/oxlint')
  const config = {
    '.oxlintrc.json': JSON.stringify({
      jsPlugins: [plugin],
      categories: { correctness: 'off' },
      rules: {
        'twimlx/nesting': 'error',
        'twimlx/unreachable': 'error',
        'twimlx/value': 'error',
        'twimlx/yield-star': 'error',
        'twimlx/unused-disable': 'warn',
      },
    }),
  }

  beforeAll(async () => {
    mkdirSync(built, { recursive: true })
    await build({
      entryPoints: [join(root, 'src/check/faces/eslint.ts')],
      outfile: plugin,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    })
  })
  afterAll(() => rmSync(built, { recursive: true, force: true }))

  test('reports the same on the command line', async () => {
    const cwd = project({ ...files, ...config })
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [binary, '--format', 'json', 'a.tsx'],
      { cwd },
    ).catch((error: { stdout: string }) => error)
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: { code: string; labels: { span: { line: number; column: number } }[] }[]
    }
    expect(
      diagnostics
        .map(({ code, labels }) => ({
          rule: code.replace(/^(.*)\((.*)\)$/, '$1/$2'),
          line: labels[0]!.span.line,
          column: labels[0]!.span.column,
        }))
        .toSorted((a, b) => a.line - b.line),
    ).toEqual(expected)
  })

  test('reports in an editor, and again after an edit of another file', async () => {
    const cwd = realpathSync(project({ ...files, ...config }))
    const server = new LanguageServer(spawn(process.execPath, [binary, '--lsp'], { cwd }))
    try {
      const uri = (name: string) => String(pathToFileURL(join(cwd, name)))
      await server.request('initialize', {
        processId: null,
        rootUri: String(pathToFileURL(cwd)),
        capabilities: {},
        workspaceFolders: [{ uri: String(pathToFileURL(cwd)), name: 'test' }],
        initializationOptions: [
          { workspaceUri: String(pathToFileURL(cwd)), options: { run: 'onType' } },
        ],
      })
      server.notify('initialized', {})
      const open = (name: string, text: string) =>
        server.notify('textDocument/didOpen', {
          textDocument: { uri: uri(name), languageId: 'typescriptreact', version: 1, text },
        })
      const lines = () =>
        server.diagnostics
          .get(uri('a.tsx'))
          ?.map(({ range }) => `${range.start.line + 1}:${range.start.character + 1}`)
          .toSorted((a, b) => Number.parseInt(a) - Number.parseInt(b))
      open('a.tsx', files['a.tsx'])
      await vi.waitFor(
        () => expect(lines()).toEqual(['5:43', '6:52', '11:1', '13:24', '14:30']),
        50_000,
      )

      // The component's output is right now, so the comment that hid a report is unused.
      write(cwd, { 'part.tsx': PRAGMA + part('Message') })
      await vi.waitFor(
        () => {
          server.notify('textDocument/didChange', {
            textDocument: { uri: uri('a.tsx'), version: ++version },
            contentChanges: [{ text: `${files['a.tsx']}// ${version}\n` }],
          })
          expect(lines()).toEqual(['6:52', '9:1', '11:1', '13:24', '14:30'])
        },
        { timeout: 50_000, interval: 200 },
      )
    } finally {
      server.end()
    }
  })
  let version = 1
})

interface Diagnostic {
  readonly range: { readonly start: { readonly line: number; readonly character: number } }
  readonly message: string
}

/** A client of the language server protocol, as far as diagnostics need one. */
class LanguageServer {
  readonly diagnostics = new Map<string, Diagnostic[]>()
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, (result: unknown) => void>()
  #id = 0
  #input = Buffer.alloc(0)

  constructor(process: ChildProcess) {
    this.#process = process
    process.stdout!.on('data', (data: Buffer) => {
      this.#input = Buffer.concat([this.#input, data])
      this.#read()
    })
  }

  request(method: string, params: object): Promise<unknown> {
    const id = ++this.#id
    this.#send({ id, method, params })
    return new Promise((resolve) => this.#waiting.set(id, resolve))
  }

  notify(method: string, params: object): void {
    this.#send({ method, params })
  }

  end(): void {
    this.#process.kill()
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    this.#process.stdin!.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }

  #read(): void {
    for (;;) {
      const head = this.#input.indexOf('\r\n\r\n')
      if (head < 0) return
      const length = Number(
        /Content-Length: (\d+)/i.exec(this.#input.toString('utf8', 0, head))![1],
      )
      const end = head + 4 + length
      if (this.#input.length < end) return
      const message = JSON.parse(this.#input.toString('utf8', head + 4, end))
      this.#input = this.#input.subarray(end)
      if (message.method === 'textDocument/publishDiagnostics')
        this.diagnostics.set(message.params.uri, message.params.diagnostics)
      else if (message.method && message.id !== undefined)
        // The server's requests, such as for settings, get an empty answer.
        this.#send({
          id: message.id,
          result: message.method === 'workspace/configuration' ? [{ run: 'onType' }] : null,
        })
      else this.#waiting.get(message.id)?.(message.result)
    }
  }
}
