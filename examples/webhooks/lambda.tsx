/** @jsxImportSource twimlx */
/** AWS Lambda behind a function URL or an HTTP API (payload format 2.0). */
import { render } from 'twimlx'
import { parseCall, validateSignature } from 'twimlx/webhook'
import { Response, Say } from 'twimlx/voice'

/** What is used of the event. */
interface Event {
  rawPath: string
  rawQueryString: string
  headers: Record<string, string | undefined>
  body?: string
  isBase64Encoded: boolean
  requestContext: { domainName: string; http: { method: string } }
}

export async function handler(event: Event) {
  const { domainName, http } = event.requestContext
  const query = event.rawQueryString && `?${event.rawQueryString}`
  const body = event.isBase64Encoded ? atob(event.body ?? '') : (event.body ?? '')
  const report = await validateSignature({
    authToken: process.env['TWILIO_AUTH_TOKEN'] ?? '',
    headers: event.headers,
    // With a domain of your own or a stage in the path, the URL as configured at Twilio.
    url: `https://${domainName}${event.rawPath}${query}`,
    method: http.method,
    rawBody: body,
  })
  if (!report.valid) {
    console.warn(report.reason)
    return { statusCode: 403 }
  }
  const { Digits } = parseCall(http.method === 'GET' ? event.rawQueryString : body, {
    after: 'Gather',
  })
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'text/xml; charset=utf-8' },
    body: render(
      <Response>
        <Say>You pressed {Digits ?? 'nothing'}.</Say>
      </Response>,
    ),
  }
}
