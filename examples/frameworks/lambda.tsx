/** @jsxImportSource twimlx/voice */
/**
 * @module
 * AWS Lambda behind a function URL or an HTTP API (payload format 2.0), a REST API or a load balancer (1.0).
 */
import { twimlResponse } from 'twimlx'
import * as Voice from 'twimlx/voice'
import { receiveCall } from 'twimlx/webhook'

/** The part of an event that is used. */
interface Event {
  headers?: Record<string, string | undefined> | null
  body?: string | null
  isBase64Encoded: boolean
}

/** Payload format 2.0. */
interface Event2 extends Event {
  rawPath: string
  rawQueryString: string
  requestContext: { domainName: string; http: { method: string } }
}

/** Payload format 1.0, whose path in `requestContext` has the stage in front. */
interface Event1 extends Event {
  path: string
  httpMethod: string
  multiValueQueryStringParameters?: Record<string, string[] | undefined> | null
  requestContext: { domainName?: string; path?: string }
}

/** Makes a web `Request` of an event, with the body as bytes, so that text in UTF-8 stays intact. */
export const toRequest = (event: Event1 | Event2): Request => {
  const is2 = 'rawPath' in event
  const method = is2 ? event.requestContext.http.method : event.httpMethod
  const headers = new Headers()
  for (const [name, value] of Object.entries(event.headers ?? {}))
    if (value !== undefined) headers.set(name, value)

  const host = event.requestContext.domainName ?? headers.get('host')
  const path = is2 ? event.rawPath : (event.requestContext.path ?? event.path)
  // Format 1.0 has the query decoded, its names in the order of the request.
  const query = is2
    ? event.rawQueryString
    : Object.entries(event.multiValueQueryStringParameters ?? {})
        .flatMap(([name, values = []]) =>
          values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
        )
        .join('&')
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  return new Request(`https://${host}${path}${query && `?${query}`}`, {
    method,
    headers,
    ...(method !== 'GET' && method !== 'HEAD' && { body }),
  })
}

export const handler = async (event: Event1 | Event2) => {
  const response = await receiveCall(toRequest(event), { after: 'Gather' }, ({ Digits }) =>
    twimlResponse(
      <Voice.Response>
        <Voice.Say>You pressed {Digits ?? 'nothing'}.</Voice.Say>
      </Voice.Response>,
    ),
  )
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  }
}
