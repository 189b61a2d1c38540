import { app } from './app.tsx'

declare const Deno: {
  env: { get(name: string): string }
  serve(options: { port: number }, fetch: typeof app.fetch): void
}

Deno.serve({ port: Number(Deno.env.get('PORT')) }, app.fetch)
