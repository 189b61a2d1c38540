import { upgradeWebSocket } from 'hono/deno'
import { withAgent } from './app.tsx'

declare const Deno: {
  env: { get(name: string): string }
  serve(options: { port: number }, fetch: (request: Request) => Response | Promise<Response>): void
}

const app = withAgent(upgradeWebSocket)

Deno.serve({ port: Number(Deno.env.get('PORT')) }, (request) => app.fetch(request))
