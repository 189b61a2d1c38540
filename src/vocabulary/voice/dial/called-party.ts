import { httpMethod, list, oneOf, url } from '../../attributes.ts'

/** What every dialled party can have: a document of its own before the bridge, and progress webhooks. */
export class CalledPartyAttributes {
  /** Webhook that receives call-progress events of the dialled leg. */
  statusCallback? = url()
  /** Which call-progress events to send; the webhook gets `completed` when this is left out. Default: completed. */
  statusCallbackEvent? = list(oneOf('initiated', 'ringing', 'answered', 'completed'))
  /** HTTP method used for the status webhook request. Default: POST. */
  statusCallbackMethod? = httpMethod()
  /**
   * TwiML run on the called side after it answers and before the two legs are bridged (call screening or whisper);
   * may not contain <Dial>.
   */
  url? = url()
  /** HTTP method used for the screening TwiML request. Default: POST. */
  method? = httpMethod()
}
