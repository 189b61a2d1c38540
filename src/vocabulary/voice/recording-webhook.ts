import { httpMethod, list, oneOfCoded, url } from '../attributes.ts'

/** The webhook told about a recording. */
export class RecordingWebhookAttributes {
  /** Webhook told about state changes of the recording. */
  recordingStatusCallback? = url(13256)
  /** Which recording states trigger the recording webhook. Default: completed. */
  recordingStatusCallbackEvent? = list(oneOfCoded(13621, 'in-progress', 'completed', 'absent'))
  /** HTTP method used for the recording webhook request. Default: POST. */
  recordingStatusCallbackMethod? = httpMethod()
}
