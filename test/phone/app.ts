/**
 * @module
 * An app behind the phone, and the phone itself: real servers on ports of this machine.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { servePhone } from '../../src/phone/server.ts'
import { Session, type SessionOptions } from '../../src/phone/session.ts'
import type { Change, Entry, RequestDetail } from '../../src/phone/view.ts'

/** A response of the app: TwiML without its root, or the whole with status and headers. */
type Answer =
  | string
  | { status?: number; headers?: Record<string, string | string[]>; body?: string }
  | Promise<never>

type Handler = (
  path: string,
  form: URLSearchParams,
  headers: Record<string, string | string[] | undefined>,
) => Answer | undefined

/** An app that can be changed while it runs, and stopped. */
class ServedApp {
  handler: Handler
  port = 0
  #server: Server | undefined

  constructor(handler: Handler) {
    this.handler = handler
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async start(): Promise<this> {
    this.#server = createServer(async (request, response) => {
      let text = ''
      for await (const chunk of request) text += String(chunk)
      const [path = '', query] = (request.url ?? '').split('?')
      const form = new URLSearchParams(request.method === 'GET' ? query : text)
      const answer = await this.handler(path, form, request.headers)
      if (answer === undefined) return response.writeHead(404).end()
      const {
        status = 200,
        headers = {},
        body = '',
      } = typeof answer === 'string' ? { body: `<Response>${answer}</Response>` } : answer
      return response.writeHead(status, { 'Content-Type': 'text/xml', ...headers }).end(body)
    })
    await new Promise<void>((resolve) => {
      this.#server!.listen(this.port, '127.0.0.1', resolve)
    })
    this.port = (this.#server.address() as AddressInfo).port
    return this
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server?.close(() => resolve())
      this.#server?.closeAllConnections()
      if (!this.#server) resolve()
    })
  }
}

/** The text of a form as it may stand in a document. */
export const escaped = (text: string | null): string =>
  (text ?? '').replace(/[&<>]/g, (character) => `&#${character.codePointAt(0)};`)

/** A phone with an app behind it. */
export const phoneFor = async (handler: Handler, options: Partial<SessionOptions> = {}) => {
  const app = await new ServedApp(handler).start()
  const session = new Session({
    app: app.url,
    phones: ['+14155550100'],
    simulate: { authToken: 'secret', patience: 4000 },
    ...options,
  })
  const server = await servePhone(session, { app: app.url })
  onTestFinished(async () => {
    await server.close()
    await app.stop()
  })
  const origin = `http://127.0.0.1:${server.port}`
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(origin + path, {
      ...init,
      headers: { Authorization: `Bearer ${server.token}`, ...init.headers },
    })
  const post = (path: string, body: object = {}) =>
    ask(path, { method: 'POST', body: JSON.stringify(body) })
  const changes: Change[] = []
  session.subscribe((change) => changes.push(structuredClone(change)))
  return {
    app,
    session,
    server,
    origin,
    ask,
    post,
    changes,
    /** Takes steps one after the other; says what is wrong with one. */
    take: async (...steps: object[]) => {
      for (const step of steps) {
        const answer = await post('/steps', step)
        if (!answer.ok) throw new Error(await answer.text())
      }
    },
    entries: (): readonly Entry[] => session.entries(changes.at(-1)!.status.run)!,
    detail: async (id: number): Promise<RequestDetail> => {
      const answer = await ask(`/runs/${changes.at(-1)!.status.run}/requests/${id}`)
      return (await answer.json()) as RequestDetail
    },
    /** Waits until a change is as wanted. */
    until: (is: (change: Change) => boolean): Promise<Change> =>
      new Promise((resolve) => {
        const end = session.subscribe((change) => {
          if (!is(change)) return
          resolve(change)
          setImmediate(() => end())
        })
      }),
  }
}
