/** @jsxImportSource twimlx/messaging */
/**
 * @module
 * `node:http` without a framework.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { twimlResponse } from 'twimlx'
import { Message, Response } from 'twimlx/messaging'
import { receiveMessage } from 'twimlx/webhook'
import { send, toRequest } from './node-request.ts'

const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
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
}

export const server = createServer((incoming, outgoing) => {
  answer(incoming, outgoing).catch((error: unknown) => {
    console.error(error)
    outgoing.writeHead(500).end()
  })
})
