/** @jsxImportSource twimlx/messaging */
/**
 * @module
 * Express: put these routes before `express.urlencoded()`, or tell it to leave them out.
 */
import express from 'express'
import { twimlResponse } from 'twimlx'
import { Message, Response } from 'twimlx/messaging'
import { receiveMessage } from 'twimlx/webhook'
import { send, toRequest } from './node-request.ts'

export const app = express()

// oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 waits for it, and takes its errors
app.all('/sms', async (request, response) => {
  const options = { publicUrl: process.env['PUBLIC_URL']! }
  const answer = await receiveMessage(toRequest(request), options, ({ Body }) =>
    twimlResponse(
      <Response>
        <Message>You wrote: {Body}</Message>
      </Response>,
    ),
  )
  await send(answer, response)
})
