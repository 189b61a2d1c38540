import { serve } from '@hono/node-server'
import { pretty } from 'twimlx'
import { app } from './app.tsx'

const port = Number(process.env['PORT'] ?? 3000)

const server = serve({ fetch: app.fetch, port }, async () => {
  const url = `http://localhost:${port}/survey`
  const form = {
    From: '+15550100111',
    MessageSid: 'SM00000000000000000000000000000000',
    Body: 'hi',
  }
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) })
  console.log(`
The examples are at http://localhost:${port}. Send one of them a text message, as Twilio would:

  curl ${url} ${Object.entries(form)
    .map(([name, value]) => `--data-urlencode '${name}=${value}'`)
    .join(' ')}

It answers:

${indented(pretty(await answer.text()))}

Others: ${app.routes
    .filter(({ method }) => method === 'POST')
    .map(({ path }) => path)
    .join(' ')}
Press Ctrl+C to stop.`)
})

server.on('error', (error: NodeJS.ErrnoException) => {
  console.error(
    error.code === 'EADDRINUSE'
      ? `Port ${port} is taken. Choose another one: PORT=${port + 1} npm start`
      : error,
  )
  process.exit(1)
})

const indented = (text: string): string => text.replace(/^/gm, '  ')
