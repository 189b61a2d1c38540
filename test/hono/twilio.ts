/** Sends requests to an app as Twilio would. */
import type { Hono } from 'hono'
import { signRequest } from 'twimlx/webhook'

export const authToken = '0123456789abcdef0123456789abcdef'
export const origin = 'https://example.com'
export const call = { AccountSid: 'AC1', CallSid: 'CA1', From: '+15550001111', To: '+15550002222' }
export const message = { AccountSid: 'AC1', MessageSid: 'SM1', From: '+15550001111', Body: 'hi' }

interface Sent {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  /** The token to sign with. */
  token?: string
  /** A body other than the form. */
  body?: string | ReadableStream
}

/** A signed request; GET puts the parameters into the query. */
export const twilioRequest = async (
  path: string,
  params: Record<string, string>,
  { method = 'POST', headers = {}, token = authToken, body }: Sent = {},
): Promise<Request> => {
  const query = String(new URLSearchParams(params))
  const url = origin + path + (method === 'GET' ? `${path.includes('?') ? '&' : '?'}${query}` : '')
  const signature = await signRequest({ authToken: token, url, method, params })
  return new Request(url, {
    method,
    headers: {
      'X-Twilio-Signature': signature,
      ...(method === 'POST' && {
        'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      }),
      ...headers,
    },
    ...(method === 'POST' && { body: body ?? query, duplex: 'half' }),
  })
}

/** Sends a signed request to the app in process. */
export const send = async (
  // Any app, whatever the type of its environment.
  app: Pick<Hono, 'fetch'> | { fetch: (request: Request) => Response | Promise<Response> },
  path: string,
  params: Record<string, string>,
  sent?: Sent,
): Promise<Response> => app.fetch(await twilioRequest(path, params, sent))
