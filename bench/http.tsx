/** @jsxImportSource twimlx/messaging */
/**
 * @module
 * The server's cost of a signed webhook of twenty parameters, answered with a small document, over real HTTP: bare
 * `node:http`, hand-written on Hono with `node:crypto`, ours, and `twilio`'s functions on Hono and on Express. Each
 * serves in a process of its own; rounds are interleaved, so that all meet the same load of the machine. Prints the
 * server's CPU time a request, requests a second, and the ratios of paired rounds.
 *
 *     npm run bench:http
 */
import { type ChildProcess, fork } from 'node:child_process'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'

const authToken = '0123456789abcdef0123456789abcdef'
const params = {
  AccountSid: 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  ApiVersion: '2010-04-01',
  Body: 'I would like to talk to someone about my order, please & thank you.',
  From: '+15550001111',
  FromCity: 'BOSTON',
  FromCountry: 'US',
  FromState: 'MA',
  FromZip: '02139',
  MessageSid: 'SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  MessagingServiceSid: 'MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  NumMedia: '0',
  NumSegments: '1',
  SmsMessageSid: 'SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  SmsSid: 'SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  SmsStatus: 'received',
  To: '+15550002222',
  ToCity: 'SAN FRANCISCO',
  ToCountry: 'US',
  ToState: 'CA',
  ToZip: '94103',
}
const body = String(new URLSearchParams(params))
const publicUrl = 'https://example.com'
const signature = createHmac('sha1', authToken)
  .update(`${publicUrl}/sms${Object.entries(params).flat().join('')}`)
  .digest('base64')
const type = 'text/xml; charset=utf-8'
const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const document = (text: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Response><Message>You wrote: ${escape(text)}</Message></Response>`

/** Checks the signature by hand. Returns the parameters if it holds. */
const verify = (text: string, header = ''): URLSearchParams | undefined => {
  const form = new URLSearchParams(text)
  let signed = `${publicUrl}/sms`
  for (const name of [...form.keys()].toSorted()) signed += name + form.get(name)
  const expected = createHmac('sha1', authToken).update(signed).digest()
  const given = Buffer.from(header, 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected) ? form : undefined
}

/** The servers. Each starts on a port of the system's choice, and passes it to `tell`. */
const servers: Record<string, (tell: (port: number) => void) => Promise<unknown>> = {
  async 'node:http'(tell) {
    const server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => {
        const header = incoming.headers['x-twilio-signature'] as string
        const form = verify(Buffer.concat(chunks).toString(), header)
        if (!form) return void outgoing.writeHead(403).end()
        outgoing.writeHead(200, { 'Content-Type': type }).end(document(form.get('Body') ?? ''))
      })
    }).listen(0, '127.0.0.1', () => tell((server.address() as { port: number }).port))
  },
  async 'Hono by hand'(tell) {
    const { Hono } = await import('hono')
    const app = new Hono().post('/sms', async (c) => {
      const form = verify(await c.req.text(), c.req.header('x-twilio-signature'))
      if (!form) return c.text('Forbidden', 403)
      return c.body(document(form.get('Body') ?? ''), 200, { 'Content-Type': type })
    })
    await serve(app, tell)
  },
  async twimlx(tell) {
    const { Hono } = await import('hono')
    const { messageWebhook, twiml } = await import('twimlx/hono')
    const { Message, Response } = await import('twimlx/messaging')
    const app = new Hono().post('/sms', messageWebhook({ authToken, publicUrl }), (c) =>
      twiml(
        c,
        <Response>
          <Message>You wrote: {c.var.webhook.Body}</Message>
        </Response>,
      ),
    )
    await serve(app, tell)
  },
  async 'Hono with twilio'(tell) {
    const { Hono } = await import('hono')
    const { default: twilio } = await import('twilio')
    const app = new Hono().post('/sms', async (c) => {
      const form = await c.req.parseBody<Record<string, string>>()
      const header = c.req.header('x-twilio-signature') ?? ''
      if (!twilio.validateRequest(authToken, header, `${publicUrl}/sms`, form))
        return c.text('Forbidden', 403)
      const response = new twilio.twiml.MessagingResponse()
      response.message(`You wrote: ${form['Body']}`)
      return c.body(response.toString(), 200, { 'Content-Type': type })
    })
    await serve(app, tell)
  },
  async 'Express with twilio'(tell) {
    const { default: express } = await import('express')
    const { default: twilio } = await import('twilio')
    const app = express()
    app.use(express.urlencoded({ extended: false }))
    app.post(
      '/sms',
      twilio.webhook(authToken, { host: 'example.com', protocol: 'https' }),
      (incoming, outgoing) => {
        const response = new twilio.twiml.MessagingResponse()
        response.message(`You wrote: ${incoming.body.Body}`)
        outgoing.type('text/xml').send(response.toString())
      },
    )
    const server = app.listen(0, '127.0.0.1', () =>
      tell((server.address() as { port: number }).port),
    )
  },
}

const serve = async (
  app: { fetch: (request: Request) => unknown },
  tell: (port: number) => void,
) => {
  const node = await import('@hono/node-server')
  const options = { fetch: app.fetch as never, port: 0, hostname: '127.0.0.1' }
  node.serve(options, ({ port }) => tell(port))
}

const WARM_UP = 3_000
const REQUESTS = 1_500
const IN_FLIGHT = 8
const ROUNDS = Number(process.env['ROUNDS'] ?? 15)

const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT })
const headers = {
  Host: 'example.com',
  'Content-Type': 'application/x-www-form-urlencoded',
  'Content-Length': body.length,
  'X-Twilio-Signature': signature,
  'I-Twilio-Idempotency-Token': '3f0b0a5e-6c37-4a2f-9f6e-0f2b0b8f7f11',
  'User-Agent': 'TwilioProxy/1.1',
  Accept: '*/*',
}

const post = (port: number) =>
  new Promise<string>((resolve, reject) => {
    const options = { agent, host: '127.0.0.1', port, path: '/sms', method: 'POST', headers }
    const sent = request(options, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve(`${response.statusCode} ${text}`))
    })
    sent.on('error', reject)
    sent.end(body)
  })

const run = async (port: number, requests: number) => {
  let left = requests
  const lane = async () => {
    while (left-- > 0) await post(port)
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
}

const cpuOf = async (server: ChildProcess): Promise<number> => {
  server.send('cpu')
  const [{ user, system }] = (await once(server, 'message')) as [NodeJS.CpuUsage]
  return user + system
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!

const ratio = (cpu: number[], other: number[]) => median(cpu.map((value, i) => value / other[i]!))

const versions = ['hono', '@hono/node-server', 'express', 'twilio', 'twimlx'].map((name) => {
  const file = new URL(`node_modules/${name}/package.json`, import.meta.url)
  return `${name} ${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}`
})

const compare = async () => {
  console.log(`Node ${process.versions.node}, ${versions.join(', ')}`)
  const running = await Promise.all(
    Object.keys(servers).map(async (name) => {
      const server = fork(import.meta.filename, [name])
      const [port] = (await once(server, 'message')) as [number]
      const answer = await post(port)
      if (!answer.startsWith('200') || !answer.includes('please &amp; thank you'))
        throw new Error(`${name} answered ${answer}`)

      await run(port, WARM_UP)
      return { name, server, port, cpu: [] as number[], rate: [] as number[] }
    }),
  )
  for (let round = 0; round < ROUNDS; round++)
    // The order changes in each round.
    for (let i = 0; i < running.length; i++) {
      const each = running[(i + round) % running.length]!
      const before = await cpuOf(each.server)
      const start = performance.now()
      await run(each.port, REQUESTS)
      each.rate.push(REQUESTS / ((performance.now() - start) / 1000))
      each.cpu.push(((await cpuOf(each.server)) - before) / REQUESTS)
    }

  const byHand = running.find(({ name }) => name === 'Hono by hand')!
  const ours = running.find(({ name }) => name === 'twimlx')!
  for (const { name, cpu, rate } of running)
    console.log(
      `${name.padEnd(20)} ${median(cpu).toFixed(1).padStart(6)} µs CPU  ${median(rate).toFixed(0).padStart(6)} requests/s  ${ratio(cpu, byHand.cpu).toFixed(2)} of by hand, ${ratio(cpu, ours.cpu).toFixed(2)} of ours`,
    )

  for (const { server } of running) server.kill()
  agent.destroy()
}

const [, , name] = process.argv
if (name === undefined) {
  await compare()
  const { compareColdStarts } = await import('./cold-start.ts')
  await compareColdStarts()
} else {
  process.on('message', () => process.send!(process.cpuUsage()))
  await servers[name]!((port) => process.send!(port))
}
