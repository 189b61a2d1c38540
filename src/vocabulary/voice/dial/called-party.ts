import { httpMethod, list, oneOf, url } from '../../attributes.ts'

/** The attributes of all dialled parties: a document of their own before the bridge, and progress webhooks. */
export class CalledPartyAttributes {
  /** Webhook that receives call-progress events of the dialled leg. */
  statusCallback? = url()
  /** Call-progress events to send; if left out, the webhook receives `completed`. Default: completed. */
  statusCallbackEvent? = list(oneOf('initiated', 'ringing', 'answered', 'completed'))
  /** HTTP method used for the status webhook request. Default: POST. */
  statusCallbackMethod? = httpMethod()
  /**
   * TwiML for the called party after it answers and before the two legs are bridged (call screening or whisper); may
   * not contain <Dial>.
   */
  url? = url()
  /** HTTP method used for the screening TwiML request. Default: POST. */
  method? = httpMethod()
}
