/** @jsxImportSource twimlx/messaging */
/**
 * @module
 * A Next.js route handler: `app/sms/route.tsx`. `request.url` may be the server's internal one, so `publicUrl` states
 * the URL that Twilio requests.
 */
import { twimlResponse } from 'twimlx'
import * as Messaging from 'twimlx/messaging'
import { receiveMessage } from 'twimlx/webhook'

const answer = (request: Request): Promise<Response> =>
  receiveMessage(request, { publicUrl: process.env['PUBLIC_URL']! }, ({ Body }) =>
    twimlResponse(
      <Messaging.Response>
        <Messaging.Message>You wrote: {Body}</Messaging.Message>
      </Messaging.Response>,
    ),
  )

// Twilio asks by POST, unless the number is configured otherwise.
export { answer as GET, answer as POST }
