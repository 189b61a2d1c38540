/**
 * @module
 * The program of `npm start`: the examples, which restart when they are saved, and a phone in the browser that talks to them.
 */
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { phone } from '../src/cli/phone.ts'
import { isListening } from '../src/phone/app-up.ts'
import { port } from './port.ts'

const url = `http://localhost:${port}`
const app = spawn(
  process.execPath,
  [
    'node_modules/tsx/dist/cli.mjs',
    'watch',
    '--clear-screen=false',
    '--conditions=twimlx-source',
    'examples/server.ts',
  ],
  { stdio: ['ignore', 'inherit', 'inherit'] },
)
// Without the examples, for example because the port is taken, the phone has no app.
app.once('exit', (code) => process.exit(code ?? 0))
process.once('exit', () => app.kill())

// The address of the phone is printed last.
while (!(await isListening(url))) await sleep(50)

process.exitCode = await phone(
  [`${url}/survey`, '--voice=/ivr', '--watch=examples', '--watch=src', ...process.argv.slice(2)],
  {
    env: process.env,
    out: (text) => void process.stdout.write(`${text}\n`),
    error: (text) => void process.stderr.write(`${text}\n`),
  },
)
app.kill()
