/**
 * @module
 * Serves the API on a port of this machine.
 */
import { Buffer } from 'node:buffer'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConnectionLost } from './handler.ts'
import { bodyOf, headersOf, type IncomingRequest, type RestAnswer } from './request.ts'

/**
 * A running server of the API.
 *
 * @example
 * ```ts
 * const using = async (server: RestServer, run: (url: string) => Promise<void>): Promise<void> => {
 *   await run(server.url)
 *   await server.close()
 * }
 * ```
 */
export interface RestServer {
  /** Its address, which clients take as their base URL. */
  readonly url: string
  readonly port: number
  /** Closes the server. */
  close(): Promise<void>
}

/** The longest request body that is read. */
const MAX_BYTES = 1024 * 1024

export const listen = async (
  handle: (request: IncomingRequest) => Promise<RestAnswer>,
  later: () => void,
  { port = 0 }: { port?: number | undefined },
): Promise<RestServer> => {
  const server = createServer((request, response) => {
    void serve(request, response, handle).finally(() => {
      // Later effects begin once the answer has been sent.
      if (response.writableFinished) later()
      else response.once('close', later)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: IncomingRequest) => Promise<RestAnswer>,
): Promise<void> => {
  try {
    const body = await read(request)
    if (body === undefined) {
      response.writeHead(413).end()
      return
    }
    const answer = await handle({
      method: request.method ?? 'GET',
      url: `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body,
    })
    response.writeHead(answer.status, { ...headersOf(answer), ...answer.headers })
    response.end(bodyOf(answer))
  } catch (error) {
    if (!(error instanceof ConnectionLost)) {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
      return
    }
    // `ETIMEDOUT` leaves the client waiting; `ECONNREFUSED` breaks the connection.
    if (error.code === 'ECONNREFUSED') request.socket.destroy()
  }
}

const read = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
