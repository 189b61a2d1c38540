/**
 * Follows a page as a newcomer does, word for word and in an empty folder: each block of code that names its file becomes
 * that file, and each command is run as it is written, with the packed package in the place of the published one. Prints
 * how long each command took.
 *
 *     node scripts/newcomer.mjs docs/start.md
 *     node scripts/newcomer.mjs docs/existing-app.md
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endAll, pack } from './packed.mjs'

const [page = 'docs/start.md'] = process.argv.slice(2)
if (!existsSync(page)) {
  console.error(`There is no page ${page}: name one of docs, such as docs/start.md.`)
  process.exit(2)
}
const text = readFileSync(page, 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'newcomer-'))
const app = join(folder, 'app')
mkdirSync(app)

const packed = pack(folder)

/** Commands that go on: the app itself. */
const running = []

const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1)

/** Runs a block of commands in one shell, as they stand; presses 1 where a call asks for a key. */
const run = (commands) =>
  new Promise((done, fail) => {
    const began = performance.now()
    const shell = spawn('bash', ['-e', '-c', commands], {
      cwd: app,
      detached: true,
      env: { ...process.env, NO_COLOR: '1' },
    })
    running.push(shell)
    let said = ''
    let isDone = false
    const hear = (data) => {
      said += data
      // A server says that it listens, and goes on.
      if (/^npm run dev$/.test(commands.trim()) && said.includes('http://')) finish(0)
    }
    const finish = (code) => {
      if (isDone) return
      isDone = true
      console.log(`\n$ ${commands.trim().replaceAll('\n', '\n$ ')}`)
      console.log(said.replace(/^npm warn.*\n/gm, '').trim())
      console.log(`(${seconds(began)} s)`)
      if (code === 0) done()
      else fail(new Error(`The page's command ended with ${code}.`))
    }
    shell.stdout.on('data', hear)
    shell.stderr.on('data', hear)
    shell.stdin.end('1\n')
    shell.on('exit', finish)
  })

const began = performance.now()
try {
  for (const [, language, code] of text.matchAll(/```(\w+)\n(.*?)```/gs)) {
    const [, name] = /^(?:\/\/|#) (\S+\.\w+)\n/.exec(code) ?? []
    if (name) writeFileSync(join(app, name), code)
    else if (language === 'json') writeFileSync(join(app, 'tsconfig.json'), code)
    else if (language === 'sh') await run(code.replaceAll(/^(npm i .*)\btwimlx\b/gm, `$1${packed}`))
  }
  console.log(`\n${page}: ${seconds(began)} s from an empty folder, packing left out.`)
} finally {
  endAll(running)
  rmSync(folder, { recursive: true, force: true })
}
