/** @jsxImportSource twimlx */
/** Express: the body is read as text, so that what is checked is what was sent. */
import express from 'express'
import { render } from 'twimlx'
import { Message, Response } from 'twimlx/messaging'
import { parseMessage, validateSignature, WebhookError } from 'twimlx/webhook'

export const app = express()

// oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 waits for it, and takes its errors
app.post('/sms', express.text({ type: '*/*', limit: '1mb' }), async (request, response) => {
  const body = typeof request.body === 'string' ? request.body : ''
  const report = await validateSignature({
    authToken: process.env['TWILIO_AUTH_TOKEN'] ?? '',
    headers: request.headers,
    // The URL as configured at Twilio, whatever proxy stands before the app.
    url: (process.env['PUBLIC_URL'] ?? '') + request.originalUrl,
    method: request.method,
    rawBody: body,
  })
  if (!report.valid) {
    console.warn(report.reason)
    response.sendStatus(403)
    return
  }
  const { Body } = parseMessage(body)
  response.type('text/xml').send(
    render(
      <Response>
        <Message>You wrote: {Body}</Message>
      </Response>,
    ),
  )
})

app.use(((error, _request, response, next) => {
  if (error instanceof WebhookError) response.status(error.status).send(error.message)
  else next(error)
}) satisfies express.ErrorRequestHandler)
