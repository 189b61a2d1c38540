/**
 * @module
 * The packed package with the lowest versions of its peers, and with the newest that this Node runs: each is installed
 * by npm into an empty folder, and every part of twimlx that asks something of a peer is run there. Run by
 * `npm run test:peers`.
 */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pack } from '../../scripts/packed.mjs'

const { peerDependencies: ranges } = JSON.parse(readFileSync('package.json', 'utf8'))
const root = mkdtempSync(join(tmpdir(), 'twimlx-peers-'))

/** A command in a folder: how it ended, and all that it said. */
const run = (folder, command, ...args) =>
  new Promise((done) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, CI: '1' }
    execFile(command, args, { cwd: folder, env, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      done({ code: error ? (error.code ?? 1) : 0, stdout, said: stdout + stderr }),
    )
  })

const packed = pack(root)

const FILES = {
  'hello.tsx': `import { Body } from 'twimlx/messaging'

export const Hello = () => <Body>Hello</Body>
`,
  'wrong.tsx': `import { Response } from 'twimlx/messaging'
import { Hello } from './hello'

export const wrong = (
  <Response>
    <Hello />
  </Response>
)
`,
  'right.tsx': `import { Message, Response } from 'twimlx/messaging'
import { Hello } from './hello'

export const right = <Response><Message><Hello /></Message></Response>
`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      jsx: 'react-jsx',
      jsxImportSource: 'twimlx',
      target: 'es2023',
      lib: ['es2023', 'dom'],
      module: 'preserve',
      types: [],
      strict: true,
      noEmit: true,
      // The declarations of the lowest versions are not ours to mend.
      skipLibCheck: true,
    },
    include: ['*.tsx', '*.ts'],
  }),
  'vite.config.ts': `import { defineConfig } from 'vite'
import twimlx from 'twimlx/vite'

export default defineConfig({ plugins: [twimlx()] })
`,
  'wrong.test.tsx': `import { test } from 'vitest'
import { wrong } from './wrong'

test('is never reached', () => void wrong)
`,
  'eslint.config.js': `import twimlx from 'twimlx/eslint'

export default [twimlx.configs.standalone]
`,
}
const NESTING = /wrong\.tsx:6:6.*nesting: <Hello> renders <Body>, which is not allowed/

/** The checks: each with its expected exit code and output. */
const checks = (bin) => [
  [
    'the smoke tests pass',
    [bin('vitest'), 'run', 'smoke.test.tsx', '--update'],
    0,
    /Tests +7 passed/,
  ],
  ['they compile', [resolve('node_modules/.bin/tsc'), '-p', '.'], 0, /^$/],
  ['Vitest names a misplaced element', [bin('vitest'), 'run', 'wrong.test.tsx'], 1, NESTING],
  ['Vite builds a right document', [bin('vite'), 'build', '--ssr', 'right.tsx'], 0, /built in/],
  ['Vite names a misplaced element', [bin('vite'), 'build', '--ssr', 'wrong.tsx'], 1, NESTING],
  ['ESLint passes a right document', [bin('eslint'), 'right.tsx'], 0, /^$/],
  [
    'ESLint names a misplaced element',
    [bin('eslint'), 'wrong.tsx'],
    1,
    /6:6 +error +<Hello> renders <Body>.*twimlx\/nesting/,
  ],
  ['the checker passes a right document', [bin('twimlx'), 'check', 'right.tsx'], 0, /^$/],
  [
    'the checker names a misplaced element',
    [bin('twimlx'), 'check', 'wrong.tsx'],
    1,
    /wrong\.tsx:6:6 .*nesting/,
  ],
]

let failed = 0

/** Installs the peers by those specs, and runs the checks. */
const tryWith = async (name, specOf) => {
  const began = Date.now()
  const folder = join(root, name)
  const bin = (command) => join(folder, 'node_modules/.bin', command)
  const peers = Object.entries(ranges).map(([peer, range]) => [peer, specOf(range)])
  mkdirSync(folder)
  for (const [file, text] of Object.entries(FILES)) writeFileSync(join(folder, file), text)
  copyFileSync('test/peers/smoke.tsx', join(folder, 'smoke.test.tsx'))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      type: 'module',
      dependencies: { twimlx: `file:${packed}`, ...Object.fromEntries(peers) },
    }),
  )
  const installed = await run(folder, 'npm', 'i', '--prefer-offline', '--no-audit', '--no-fund')
  if (installed.code !== 0) {
    failed++
    return console.log(`${name}: FAILED: npm cannot install it\n${installed.said}`)
  }
  const versions = peers.map(([peer]) => {
    const file = join(folder, 'node_modules', peer, 'package.json')
    return `${peer} ${JSON.parse(readFileSync(file, 'utf8')).version}`
  })
  console.log(`${name}: ${versions.join(', ')}`)
  for (const [what, command, code, words] of checks(bin)) {
    const ended = await run(folder, ...command)
    const said = ended.said.trim()
    const isRight = ended.code === code && words.test(said)
    if (!isRight) failed++
    console.log(isRight ? `  ok: ${what}` : `  FAILED with ${ended.code}: ${what}\n${said}`)
  }
  console.log(`  ${Math.round((Date.now() - began) / 1000)} s`)
}

try {
  await tryWith('lowest', (range) => range.match(/\d+\.\d+\.\d+/)[0])
  // npm takes the newest in the range that says it runs on this Node.
  await tryWith('newest', (range) => range)
} finally {
  rmSync(root, { recursive: true, force: true })
}
process.exitCode = failed > 0 ? 1 : 0
