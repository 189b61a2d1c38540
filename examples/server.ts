/**
 * @module
 * Serves the examples for development. With TWILIO_AUTH_TOKEN set, only requests that it signs get in; without it any
 * request does, so this file is no example of a server in production.
 */
import { serve } from '@hono/node-server'
import { pretty } from 'twimlx'
import { createApp } from './app.tsx'
import { port } from './port.ts'

const authToken = process.env['TWILIO_AUTH_TOKEN']
const app = createApp(authToken ? { authToken } : { validate: false })

const announce = async (): Promise<void> => {
  const url = `http://localhost:${port}/survey`
  console.log(`
The examples are at http://localhost:${port}: ${paths().join(' ')}

Text one of them, and call another, in a second terminal:

  npm run -s twimlx -- chat ${url}
  npm run -s twimlx -- call http://localhost:${port}/ivr

Send a single text message, signed as Twilio would sign it:

  npm run -s twimlx -- send ${url} ${authToken ? '' : '--auth-token any '}Body=hi
${authToken ? '' : await plain(url)}
Press Ctrl+C to stop.`)
}

const server = serve({ fetch: app.fetch, port }, () => void announce())

server.on('error', (error: NodeJS.ErrnoException) => {
  console.error(
    error.code === 'EADDRINUSE'
      ? `Port ${port} is taken. Choose another one: PORT=${port + 1} npm start`
      : error,
  )
  process.exit(1)
})

const paths = (): string[] => [
  ...new Set(app.routes.filter(({ method }) => method === 'POST').map(({ path }) => path)),
]

/** These requests work as long as signatures are not checked. */
const plain = async (url: string): Promise<string> => {
  const form = { AccountSid: 'AC0', MessageSid: 'SM0', From: '+15550100111', Body: 'hi' }
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) })
  return `
TWILIO_AUTH_TOKEN is not set, so that signatures are not checked and plain requests get in too:

  curl ${url} ${Object.entries(form)
    .map(([name, value]) => `--data-urlencode ${name}=${value}`)
    .join(' ')}

Both are answered:

${pretty(await answer.text()).replace(/^/gm, '  ')}
`
}
