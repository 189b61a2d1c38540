/** `twimlx phone` from its arguments to its end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { phone } from '../../src/cli/phone.ts'
import { watchSources } from '../../src/phone/watch.ts'

const run = async (args: string[], during?: (said: string, now: () => string) => Promise<void>) => {
  const said: string[] = []
  const ending = new AbortController()
  const started = new Promise<void>((resolve) => {
    const say = (text: string) => {
      said.push(text)
      resolve()
    }
    void phone(args, { env: {}, out: say, error: say, signal: ending.signal }).then((code) => {
      codes.push(code)
      resolve()
    })
  })
  const codes: number[] = []
  await started
  await during?.(said.join('\n'), () => said.join('\n'))
  ending.abort()
  while (codes.length === 0) await new Promise((resolve) => setImmediate(resolve))
  return { code: codes[0], said: said.join('\n') }
}

const listening = async () => {
  const server = createServer((_, response) => response.writeHead(404).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

test('serves the page, prints where it is, and ends', async () => {
  const app = await listening()
  const ports = ['--port', '0', '--rest-port', '0', '--no-watch']
  const { code, said } = await run([`http://localhost:${app}/text?x=1`, ...ports], async (said) => {
    expect(said).toContain(`texts to /text?x=1, calls to /voice`)
    const url = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(said)![0]
    expect(await (await fetch(url)).text()).toContain('<title>Phone</title>')
    const rest = /REST API +(\S+)/.exec(said)![1]!
    expect((await fetch(`${rest}/2010-04-01/Accounts/AC1/Messages.json`)).status).toBe(401)
  })
  expect(code).toBe(0)
  expect(said).not.toContain('Nothing listens')
})

test.each(['--port', '--rest-port'])('%s that another program has', async (option) => {
  const taken = await listening()
  const others = { '--port': '0', '--rest-port': '0', [option]: String(taken) }
  const { code, said } = await run(['--no-watch', ...Object.entries(others).flat()])
  expect([code, said]).toEqual([
    1,
    `Port ${taken} is taken by another program, perhaps by another phone: stop that, or give another port with ${option}, or 0 for any that is free.`,
  ])
})

test('an app that is not there yet', async () => {
  const gone = createServer()
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
  const { port } = gone.address() as AddressInfo
  await new Promise((resolve) => gone.close(resolve))
  const args = [`http://127.0.0.1:${port}`, '--port', '0', '--rest-port', '0', '--no-watch']
  const { code, said } = await run(args, () => new Promise((resolve) => setImmediate(resolve)))
  expect(code).toBe(0)
  expect(said).toContain(`Nothing listens at http://127.0.0.1:${port} yet: start your app`)
})

test('a file of flows that makes none', async () => {
  const folder = mkdtempSync(join(import.meta.dirname, '.flows-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'none.mjs')
  writeFileSync(file, 'export const order = 1')
  const app = await listening()
  const ports = ['--port', '0', '--rest-port', '0', '--no-watch']
  const { code } = await run(
    [`http://localhost:${app}`, ...ports, '--flows', file],
    async (_, now) => {
      while (!now().includes('makes no flow when it is loaded'))
        await new Promise((resolve) => setImmediate(resolve))
    },
  )
  expect(code).toBe(0)
})

test.each([
  [['a', 'b'], 'One URL is enough'],
  [['localhost:3000'], 'is not an http or https URL'],
  [['http://a:b@localhost'], 'must not have a user name'],
  [['--port', '70000'], '--port is a number up to 65535'],
  [['--voice', 'voice'], '--voice is a path that begins with a slash, such as /voice.'],
  [['--phone', 'Bob'], '"Bob" is not a phone'],
  [['--watch', 'nowhere'], 'There is no '],
  [['--flows', 'nowhere.ts'], 'There is no '],
  [['--host', '0.0.0.0'], "Unknown option '--host'"],
])('%j is refused by a sentence', async (args, sentence) => {
  const { code, said } = await run(args)
  expect(code).toBe(2)
  expect(said).toContain(sentence)
})

test('help names every option', async () => {
  const { code, said } = await run(['--help'])
  expect(code).toBe(0)
  for (const option of ['--voice', '--watch', '--flows', '--rest-port'])
    expect(said).toContain(option)
})

test('saved sources are told of, in whatever language, and nothing that apps write', async () => {
  const folder = mkdtempSync(join(import.meta.dirname, '.watched-'))
  const told = new Promise<string[]>((resolve) => {
    const end = watchSources([folder], resolve)
    onTestFinished(() => {
      end()
      rmSync(folder, { recursive: true })
    })
  })
  for (const name of ['data.json', 'app.log', 'app.sqlite', 'app.py'])
    writeFileSync(join(folder, name), 'x')
  expect(await told).toEqual(['app.py'])
})
