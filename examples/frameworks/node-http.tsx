/** @jsxImportSource twimlx/messaging */
/**
 * @module
 * `node:http` without a framework.
 */
import { createServer } from 'node:http'
import { twimlResponse } from 'twimlx'
import { Message, Response } from 'twimlx/messaging'
import { receiveMessage } from 'twimlx/webhook'
import { send, toRequest } from './node-request.ts'

export const server = createServer(async (incoming, outgoing) => {
  try {
    const { webhook, response } = await receiveMessage(toRequest(incoming), {
      publicUrl: process.env['PUBLIC_URL']!,
    })
    await send(
      response ??
        twimlResponse(
          <Response>
            <Message>You wrote: {webhook.Body}</Message>
          </Response>,
        ),
      outgoing,
    )
  } catch (error) {
    console.error(error)
    outgoing.writeHead(500).end()
  }
})
