/** A real Redis of the test's own, if one is installed. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const commands = ['redis-server', 'valkey-server']
const command = commands.find((name) => !spawnSync(name, ['--version']).error)

/** The reason to skip tests that need Redis; `undefined` if it is installed. */
export const missing = command ? undefined : `neither ${commands.join(' nor ')} is installed`

/** Starts it on a socket file, which no other process has. */
export const startRedis = async (): Promise<{ path: string; stop: () => void }> => {
  const folder = mkdtempSync(join(tmpdir(), 'twimlx-redis-'))
  const path = join(folder, 'socket')
  const options = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder]
  const server = spawn(command!, options, { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`Redis ended with ${code}.`)))
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (/ready to accept connections/i.test(text)) resolve()
    })
  })
  const stop = () => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  return { path, stop }
}
