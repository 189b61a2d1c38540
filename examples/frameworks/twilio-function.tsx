/** @jsxImportSource twimlx */
/**
 * Twilio Functions: Twilio itself checks requests to a function whose file ends in `.protected.js`, so this one only
 * parses and answers them. It runs as CommonJS, which can `require` this package on Node 20.19 and later.
 */
import { render } from 'twimlx'
import { Message, Response } from 'twimlx/messaging'
import { parseMessage } from 'twimlx/webhook'

/** The part of Twilio's own globals and arguments that is used. */
declare const Twilio: {
  Response: new () => {
    appendHeader(name: string, value: string): void
    setBody(body: string): void
  }
}
type Callback = (error: unknown, response?: unknown) => void

/** `event` holds the parameters and, beside them, the request's headers and cookies. */
export const handler = (_context: unknown, event: object, callback: Callback) => {
  const { request: _request, ...params } = event as Record<string, string>
  const { Body } = parseMessage(params)
  const response = new Twilio.Response()
  response.appendHeader('Content-Type', 'text/xml')
  response.setBody(
    render(
      <Response>
        <Message>You wrote: {Body}</Message>
      </Response>,
    ),
  )
  callback(null, response)
}
