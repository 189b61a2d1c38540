/**
 * An agent like many today: Express, ws, and each message by hand. It knows nothing of twimlx, yet a test with twimlx
 * drives it.
 */
import { createServer, type Server } from 'node:http'
import express from 'express'
import twilio from 'twilio'
import { WebSocketServer } from 'ws'

export const createAgent = (host: string, authToken: string): Server => {
  const app = express()
  app.use(express.urlencoded({ extended: false }))
  app.post('/voice', (_, response) => {
    response.type('text/xml').send(
      `<Response><Connect action="/after">
        <ConversationRelay url="wss://${host}/relay" welcomeGreeting="Hi!" dtmfDetection="true"/>
      </Connect></Response>`,
    )
  })
  app.post('/after', ({ body }: { body: Record<string, string> }, response) => {
    const { reason } = JSON.parse(body['HandoffData'] ?? '{}') as { reason?: string }
    response
      .type('text/xml')
      .send(`<Response><Say>${reason ? 'One moment.' : 'Goodbye.'}</Say></Response>`)
  })

  const sockets = new WebSocketServer({ noServer: true })
  const server = createServer(app)
  server.on('upgrade', (request, socket, head) => {
    const signature = String(request.headers['x-twilio-signature'])
    if (!twilio.validateRequest(authToken, signature, `wss://${host}${request.url}`, {})) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      const send = (message: object) => {
        client.send(JSON.stringify(message))
      }
      client.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as Record<string, string>
        if (message['type'] === 'prompt')
          for (const token of ['You ', 'said ', `${message['voicePrompt']}.`])
            send({ type: 'text', token, last: token.endsWith('.') })
        if (message['type'] === 'dtmf')
          send({ type: 'end', handoffData: JSON.stringify({ reason: `key ${message['digit']}` }) })
      })
    })
  })
  return server
}
