/**
 * @module
 * A SvelteKit endpoint: `src/routes/status/+server.ts`. SvelteKit refuses forms of other origins, and Twilio's is one:
 * in `svelte.config.js` set `kit.csrf.trustedOrigins` to `['*']`, or `kit.csrf.checkOrigin` to `false`, and check the
 * origin of your own forms in a hook.
 */
import { receiveStatus } from 'twimlx/webhook'

/** The part of the event that is used. */
interface RequestEvent {
  request: Request
}

export const POST = async ({ request }: RequestEvent): Promise<Response> => {
  const { webhook, response } = await receiveStatus(request, { kind: 'message' })
  if (response) return response
  console.log(webhook.MessageSid, webhook.MessageStatus)
  return new Response(null, { status: 204 })
}
