/** `twimlx rest`, as a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import twilioSdk from 'twilio'
import { expect, onTestFinished, test } from 'vitest'
import { rest } from '../../src/cli/rest.ts'

const accountSid = `AC${'a'.repeat(32)}`

const run = async (...args: string[]) => {
  const printed: string[] = []
  const print = (text: string) => void printed.push(text)
  const code = await rest(args, { env: {}, out: print, error: print })
  return { code, text: printed.join('\n') }
}

test.each([
  ['localhost:3000', 'is not an http or https URL'],
  ['http://localhost http://localhost', 'One URL is enough'],
  ['--port x', '--port is a number'],
  ['--answers maybe', 'answer, busy, no-answer, fail'],
  ['--portt 1', "Unknown option '--portt'"],
])('%s explains what to write', async (line, message) => {
  const { code, text } = await run(...line.split(' '))
  expect([code, text]).toEqual([2, expect.stringContaining(message)])
})

test('a port that is in use', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { code, text } = await run('--port', String((server.address() as AddressInfo).port))
  expect([code, text]).toEqual([1, expect.stringContaining('Give another with --port')])
})

test('help', async () => {
  expect(await run('--help')).toEqual({
    code: 0,
    text: expect.stringContaining('client.api.base_url'),
  })
})

test('serves the API, reports to the app, and ends when it is interrupted', async () => {
  const told = new Promise<string>((resolve) => {
    const app = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += String(chunk)))
      request.on('end', () => {
        response.writeHead(204).end()
        if (body.includes('MessageStatus=delivered')) resolve(body)
      })
    }).listen(0, '127.0.0.1', () => {
      const { port } = app.address() as AddressInfo
      base = `http://127.0.0.1:${port}`
      started()
    })
    onTestFinished(() => void app.close())
  })
  let base = ''
  let started = () => {}
  if (base === '') await new Promise<void>((resolve) => (started = resolve))
  const command = spawn(
    process.execPath,
    ['--conditions=twimlx-source', '--import', 'tsx', 'src/cli.ts', 'rest', base, '--port', '0'],
    { env: { ...process.env, TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: 'token' } },
  )
  onTestFinished(() => void command.kill())
  const lines: string[] = []
  const reader = createInterface(command.stdout).on('line', (line) => lines.push(line))
  await once(reader, 'line')
  const client = twilioSdk(accountSid, 'token')
  client.api.baseUrl = /http:\/\/127\S+\d/.exec(lines[0]!)![0]
  const { sid } = await client.messages.create({
    to: '+14155550100',
    from: '+15550100200',
    body: 'hello',
    statusCallback: `${base}/status`,
  })
  expect(await told).toContain(sid)
  command.kill('SIGINT')
  const [code] = (await once(command, 'exit')) as [number]
  expect(code).toBe(0)
  expect(lines.join('\n')).toContain('+15550100200 to +14155550100: hello')
})
