/**
 * @module
 * Serves the phone on this machine, and to nobody else.
 */
import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readStep } from '../conversation/step.ts'
import { foreign, type Refusal, unknown } from './gate.ts'
import { readPage } from './html.ts'
import type { Session } from './session.ts'

/** A phone that is served. */
export interface PhoneServer {
  /** The address of the page, with its token: for the person at this machine. */
  readonly url: string
  readonly port: number
  readonly token: string
  close(): Promise<void>
}

/** Longest request that is read. */
const MAX_BYTES = 1024 * 1024
/** A stream that is quiet for longer is taken for lost. */
const BEAT_MS = 15_000

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#e0354b"/><path d="M8 11.5A3.5 3.5 0 0 1 11.5 8h9A3.5 3.5 0 0 1 24 11.5v6a3.5 3.5 0 0 1-3.5 3.5H15l-4.5 4v-4A3 3 0 0 1 8 18z" fill="#fff"/></svg>`

/**
 * Serves a session.
 * @param options - The port, and the base URL of the app, whose pictures the page may show.
 * @throws {Error} when the port is taken
 */
export const servePhone = async (
  session: Session,
  { port = 0, app }: { port?: number; app: string },
): Promise<PhoneServer> => {
  const token = randomBytes(18).toString('base64url')
  const page = await readPage(app)
  const common = {
    'Content-Security-Policy': page.policy,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  }
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(common)) response.setHeader(name, value)
    void serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.end()
      else refuse(response, { status: 400, message: (error as Error).message })
    })
  })
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', headers } = request
    const [path = '/'] = (request.url ?? '/').split('?', 1)
    const isPage = method === 'GET' && (path === '/' || path === '/icon.svg')
    const refusal = foreign(headers, { isPage })
    if (refusal) return refuse(response, refusal)
    if (method === 'GET' && path === '/')
      return void response
        .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
        .end(page.html)
    if (method === 'GET' && path === '/icon.svg')
      return void response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(ICON)
    const stranger = unknown(headers, token)
    if (stranger) return refuse(response, stranger)
    const route = routes[`${method} ${path.replace(/\/\d+/g, '/:')}`]
    if (!route) return refuse(response, { status: 404, message: `There is no ${method} ${path}.` })
    const numbers = [...path.matchAll(/\/(\d+)/g)].map(([, digits]) => Number(digits))
    await route(session, request, response, numbers)
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // No option for more: whoever reaches the phone can sign as Twilio.
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    // Behind a hash it is sent to nobody: in no log, and in no Referer.
    url: `http://127.0.0.1:${taken}/#${token}`,
    port: taken,
    token,
    close: () =>
      new Promise((resolve) => {
        session.close()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Route = (
  session: Session,
  request: IncomingMessage,
  response: ServerResponse,
  numbers: readonly number[],
) => void | Promise<void>

const routes: Readonly<Record<string, Route>> = {
  'GET /events': (session, _, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    const unsubscribe = session.subscribe((change) =>
      response.write(`data: ${JSON.stringify(change)}\n\n`),
    )
    const beat = setInterval(() => response.write(': still here\n\n'), BEAT_MS)
    response.once('close', () => {
      clearInterval(beat)
      unsubscribe()
    })
  },
  'GET /runs/:': (session, _, response, [run = 0]) =>
    found(response, session.entries(run), `The log of run ${run} is not kept any more.`),
  'GET /runs/:/requests/:': (session, _, response, [run = 0, id = 0]) =>
    found(response, session.request(run, id), `Run ${run} has no request ${id}.`),
  'GET /test': (session, _, response) =>
    void response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(session.test),
  'POST /steps': async (session, request, response) => {
    await session.act(readStep(await read(request)))
    done(response)
  },
  'POST /again': async (session, _, response) => {
    await session.again('Ran again')
    done(response)
  },
  'POST /new': async (session, _, response) => {
    await session.clear()
    done(response)
  },
  'POST /hold': async (session, request, response) => {
    const { by, held } = await read(request)
    await session.hold(String(by), held === true)
    done(response)
  },
  'POST /phones': async (session, request, response) => {
    const { address } = await read(request)
    const step = readStep({ does: 'call', by: address })
    if (step.does === 'call') session.add(step.by)
    done(response)
  },
  'POST /reruns': async (session, request, response) => {
    session.reruns = (await read(request))['wanted'] === true
    done(response)
  },
}

const done = (response: ServerResponse): void => void response.writeHead(204).end()

const found = (response: ServerResponse, value: unknown, otherwise: string): void => {
  if (value === undefined) refuse(response, { status: 404, message: otherwise })
  else
    response
      .writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(value))
}

const refuse = (response: ServerResponse, { status, message }: Refusal): void =>
  void response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(message)

/** The body of a request, which is an object. */
const read = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MAX_BYTES) chunks.push(chunk)
  }
  if (size > MAX_BYTES) throw new Error('A request to the phone may have at most 1 MB.')
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString())
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // The sentence below tells it.
  }
  throw new Error('The body of a request to the phone must be a JSON object.')
}
