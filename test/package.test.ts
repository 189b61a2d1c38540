/**
 * @module
 * The package as a user gets it: packed, installed into an empty folder, and used as the README says.
 */
import { execFile, spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { block, serveApp } from './existing-app.ts'

const run = promisify(execFile)
const bin = (name: string): string => resolve('node_modules/.bin', name)

const readme = readFileSync('README.md', 'utf8')
const app = /```tsx\n(.*?)```/s.exec(readme)![1]!
const tsconfig = (module: string, moduleResolution: string): string =>
  JSON.stringify({
    compilerOptions: {
      jsx: 'react-jsx',
      jsxImportSource: 'twimlx/messaging',
      target: 'es2022',
      lib: ['es2022', 'dom'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      module,
      moduleResolution,
    },
    include: ['*.tsx'],
  })

let folder: string
let tarball: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'twimlx-'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder])
  tarball = join(folder, JSON.parse(stdout.slice(stdout.indexOf('[')))[0].filename)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  await run('npm', ['i', tarball, '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder })
  for (const scope of ['@hono', '@types'])
    mkdirSync(join(folder, 'node_modules', scope), { recursive: true })
  for (const peer of ['@hono/node-server', '@types/node', 'express', 'hono', 'twilio', 'vitest'])
    symlinkSync(resolve('node_modules', peer), join(folder, 'node_modules', peer))
  writeFileSync(join(folder, 'app.tsx'), app)
}, 600_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('publint finds nothing', async () => {
  const { stdout } = await run(bin('publint'), [tarball, '--strict'])
  expect(stdout).toContain('All good!')
})

test('the page of the phone ships as one file', () => {
  const html = readFileSync(join(folder, 'node_modules/twimlx/dist/src/phone/page.html'), 'utf8')
  expect(html).toContain('<div id="root">')
})

test('are the types wrong? no', async () => {
  // `attw` fails by its exit code, but prints even what the profile ignores.
  const { stdout } = await run(bin('attw'), [tarball, '--profile', 'esm-only', '--format', 'ascii'])
  expect(stdout).toContain('"twimlx/webhook"')
  expect(stdout).not.toContain('❌')
}, 300_000)

describe.each([
  ['preserve', 'bundler'],
  ['nodenext', 'nodenext'],
])('module %s, resolution %s', (module, moduleResolution) => {
  test('the app of the README compiles', async () => {
    writeFileSync(join(folder, 'tsconfig.json'), tsconfig(module, moduleResolution))
    const { stdout } = await run(bin('tsc'), ['-p', folder]).catch((error) => error)
    expect(stdout).toBe('')
  })

  test('a mistake in it does not', async () => {
    writeFileSync(join(folder, 'app.tsx'), app.replace('<Message>', '<Message form="+1">'))
    const { stdout } = await run(bin('tsc'), ['-p', folder]).catch((error) => error)
    writeFileSync(join(folder, 'app.tsx'), app)
    expect(stdout).toContain(
      "Property 'form' does not exist on type 'IntrinsicAttributes & MessageProps'",
    )
  })
})

test('the types of what an app loads need neither those of Node nor those of a package', async () => {
  const own = JSON.parse(readFileSync('package.json', 'utf8')).exports as Record<string, unknown>
  const faces = Object.keys(own)
    .filter((path) => path.startsWith('.') && !/eslint|vite$|vitest|package\.json/.test(path))
    .map((path, i) => `export * as face${i} from 'twimlx${path.slice(1)}'\n`)
  expect(faces.length).toBeGreaterThan(15)
  const root = join(folder, 'faces')
  mkdirSync(root)
  writeFileSync(join(root, 'faces.tsx'), faces.join(''))
  writeFileSync(join(root, 'tsconfig.json'), tsconfig('preserve', 'bundler'))
  const { stdout } = await run(bin('tsc'), ['-p', root]).catch((error) => error)
  expect(stdout.split('\n').filter((line: string) => line.includes('twimlx/'))).toEqual([])
}, 60_000)

test('go to definition leads from what is published to its source', () => {
  const root = join(folder, 'node_modules/twimlx')
  const maps = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.map'))
    .map((file) => join(root, 'dist', file))
  expect(maps.filter((file) => file.endsWith('.d.ts.map')).length).toBeGreaterThan(250)
  const lost = maps.flatMap((file) => {
    const { sources, sourceRoot = '' } = JSON.parse(readFileSync(file, 'utf8')) as {
      sources: string[]
      sourceRoot?: string
    }
    return sources
      .map((source) => join(dirname(file), sourceRoot, source))
      .filter((source) => !existsSync(source))
  })
  expect(lost).toEqual([])
})

test('the package has its guide for agents, and nothing of the site', () => {
  const root = join(folder, 'node_modules/twimlx')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  expect(files).toEqual(expect.arrayContaining(['llms.txt', 'docs/agent-guide.md', 'README.md']))
  const foreign = files.filter((file) =>
    /\.vitepress|^test\/|^docs\/(?!.*\.md$|maintainers$)/.test(file),
  )
  expect(foreign).toEqual([])
  // Links of its pages lead to files that it has. Pictures are for the site.
  const missing = ['llms.txt', ...files.filter((file) => /^docs\/.*\.md$/.test(file))].flatMap(
    (page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)/g)]
        .map(([, to]) => join(dirname(page), to!))
        .filter((to) => !to.endsWith('.png') && !existsSync(join(root, to))),
  )
  expect(missing).toEqual([])
})

test('the app of the README runs', async () => {
  writeFileSync(
    join(folder, 'run.ts'),
    `import { signRequest } from 'twimlx/webhook'
import app from './app.tsx'

const [url, authToken] = ['http://localhost/sms', 'your auth token']
const params = { AccountSid: 'AC0', MessageSid: 'SM0', Body: 'hi & <bye>' }
const send = async (token: string) =>
  app.request(url, {
    method: 'POST',
    body: new URLSearchParams(params),
    headers: { 'X-Twilio-Signature': await signRequest({ authToken: token, url, params }) },
  })
const answer = await send(authToken)
console.log(answer.headers.get('content-type'), await answer.text())
console.log((await send('another')).status)
`,
  )
  const { stdout } = await run(bin('tsx'), ['run.ts'], { cwd: folder })
  expect(stdout).toBe(
    'text/xml; charset=utf-8 <?xml version="1.0" encoding="UTF-8"?>' +
      '<Response><Message>You wrote: hi &amp; &lt;bye&gt;</Message></Response>\n403\n',
  )
})

test.each([
  { pages: ['README.md', 'docs/write.md', 'docs/agent-guide.md'], tests: 4 },
  { pages: ['docs/start.md', 'docs/test.md'], tests: 6 },
])(
  'the tests of $pages pass, with the files and the tsconfig.json shown there',
  async ({ pages, tests }) => {
    const root = mkdtempSync(join(folder, 'conversation-'))
    const texts = pages.map((page) => readFileSync(page, 'utf8'))
    writeFileSync(join(root, 'tsconfig.json'), /```json\n(.*?)```/s.exec(texts[0]!)![1]!)
    const files = /```tsx?\n\/\/ (\S+\.tsx?)\n(.*?)```/gs
    for (const [, name, code] of texts.flatMap((text) => [...text.matchAll(files)]))
      if (!existsSync(join(root, name!)) && name !== 'menu.test.ts')
        writeFileSync(join(root, name!), code!)
    const { stdout } = await run(bin('vitest'), ['run', '--update', '--reporter=json'], {
      cwd: root,
    }).catch((error) => error)
    expect(JSON.parse(stdout), stdout).toMatchObject({
      numPassedTests: tests,
      numTotalTests: tests,
    })
    const { stdout: said } = await run(bin('tsc'), ['-p', root, '--noEmit']).catch((error) => error)
    expect(said).toBe('')
  },
  60_000,
)

const pythonHas = (name: string): boolean =>
  spawnSync('/usr/bin/python3', ['-c', `import ${name}`]).status === 0

describe('the test of an app in any language passes', () => {
  const page = readFileSync('docs/existing-app.md', 'utf8')
  const shown = block(page, '// menu.test.ts')

  test('the first page shows the same test', () => {
    expect(block(readme, '// menu.test.ts')).toBe(shown)
  })

  const passes = async (command: string, app: [name: string, code: string]): Promise<unknown> => {
    const root = mkdtempSync(join(folder, 'existing-'))
    writeFileSync(join(root, 'menu.test.ts'), shown)
    const { url, stop } = await serveApp(root, command, app)
    const { stdout } = await run(bin('vitest'), ['run', '--reporter=json'], {
      cwd: root,
      env: { ...process.env, APP_URL: url },
    }).catch((error) => error)
    stop()
    return JSON.parse(stdout)
  }

  test('against the Express app shown', async () => {
    expect(await passes('node', ['app.mjs', block(page, '// app.mjs')])).toMatchObject({
      numPassedTests: 1,
      numTotalTests: 1,
    })
  }, 300_000)

  // Flask comes from Debian or pip, not from npm, and may not be installed.
  test.skipIf(!pythonHas('flask'))(
    'against the Flask app shown',
    async () => {
      expect(await passes('/usr/bin/python3', ['app.py', block(page, '# app.py')])).toMatchObject({
        numPassedTests: 1,
        numTotalTests: 1,
      })
    },
    300_000,
  )
})

test('an editor shows the description of an attribute', async () => {
  const text = `/** @jsxImportSource twimlx/voice */
import { Gather } from 'twimlx/voice'
export const gather = <Gather numDigits={1} action="/menu" />
`
  writeFileSync(join(folder, 'hover.tsx'), text)
  expect(await hover(join(folder, 'hover.tsx'), text, 'numDigits=')).toContain(
    'The number of digits that submits them at once.',
  )
  expect(await hover(join(folder, 'hover.tsx'), text, 'Gather num')).toContain(
    'Collects keypad digits, speech or both',
  )
})

/** The answer of TypeScript's language server for a place in a file. */
const hover = async (path: string, text: string, at: string): Promise<string> => {
  const server = spawn(bin('tsc'), ['--lsp', '--stdio'], { cwd: folder })
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  )
  connection.onRequest(() => null)
  connection.listen()
  try {
    const uri = pathToFileURL(path).href
    await connection.sendRequest('initialize', {
      processId: null,
      rootUri: pathToFileURL(folder).href,
      capabilities: {},
    })
    await connection.sendNotification('initialized', {})
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'typescriptreact', version: 1, text },
    })
    const before = text.slice(0, text.indexOf(at)).split('\n')
    const result = await connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: before.length - 1, character: before.at(-1)!.length + 1 },
    })
    return JSON.stringify(result)
  } finally {
    connection.dispose()
    server.kill()
  }
}
