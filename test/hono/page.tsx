/** @jsxImportSource hono/jsx */
/** The HTML side of an app that answers Twilio too, with the types of its own layout. */
import type { PropsWithChildren } from 'hono/jsx'

declare module 'hono' {
  interface ContextRenderer {
    (content: string | Promise<string>, props: { title?: string }): Response | Promise<Response>
  }
}

export const Layout = ({ title, children }: PropsWithChildren<{ title?: string }>) => (
  <html>
    <title>{title ?? 'untitled'}</title>
    <body>{children}</body>
  </html>
)

export const page = (
  <h1>
    Hi &amp; <br /> bye
  </h1>
)
