import { httpMethod, list, oneOfCoded, url } from '../attributes.ts'

/** The webhook of a recording. */
export class RecordingWebhookAttributes {
  /** Webhook notified of the recording's status. */
  recordingStatusCallback? = url(13256)
  /** Recording states to send to the webhook. Default: completed. */
  recordingStatusCallbackEvent? = list(oneOfCoded(13621, 'in-progress', 'completed', 'absent'))
  /** HTTP method used for the recording webhook request. Default: POST. */
  recordingStatusCallbackMethod? = httpMethod()
}
