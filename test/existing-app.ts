/**
 * @module
 * Starts an app of `docs/existing-app.md`, unchanged, as a program of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** The code block of a page that begins with this line. */
export const block = (page: string, firstLine: string): string => {
  const start = page.indexOf(firstLine)
  if (start < 0) throw new Error(`There is no block that begins with "${firstLine}".`)
  return page.slice(start, page.indexOf('```', start))
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })

/** Resolves on any answer of the app; throws the app's output if it ends before. */
const listening = async (url: string, app: ChildProcess): Promise<void> => {
  let said = ''
  app.stderr!.on('data', (text) => (said += text))
  for (;;) {
    if (app.exitCode !== null) throw new Error(`The app ended: ${said}`)
    try {
      return void (await fetch(url))
    } catch {
      await new Promise((done) => setTimeout(done, 20))
    }
  }
}

export const serveApp = async (
  folder: string,
  command: string,
  [name, code]: [name: string, code: string],
): Promise<{ url: string; stop: () => void }> => {
  writeFileSync(join(folder, name), code)
  const port = await freePort()
  const app = spawn(command, [name], {
    cwd: folder,
    env: { ...process.env, PORT: String(port), TWILIO_AUTH_TOKEN: 'your auth token' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const url = `http://127.0.0.1:${port}`
  await listening(url, app)
  return { url, stop: () => void app.kill() }
}
