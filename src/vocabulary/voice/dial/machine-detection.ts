import { httpMethod, integer, open, url } from '../../attributes.ts'
import { CalledPartyAttributes } from './called-party.ts'

/** Answering-machine detection, for parties that are phones. */
export class MachineDetectionAttributes extends CalledPartyAttributes {
  /** Webhook for the verdict: human, machine or fax. */
  amdStatusCallback? = url()
  /** HTTP method used for the detection webhook request. Default: POST. */
  amdStatusCallbackMethod? = httpMethod()
  /**
   * Turns answering-machine detection on: reports as soon as the verdict is known, or waits for the end of the
   * greeting.
   */
  machineDetection? = open<'Enable' | 'DetectMessageEnd'>()
  /** Milliseconds of opening silence before detection gives up. Default: 5000. From 2000 to 10000. */
  machineDetectionSilenceTimeout? = integer({ min: 2000, max: 10000 })
  /** Milliseconds of silence that close a burst of speech. Default: 1200. From 500 to 5000. */
  machineDetectionSpeechEndThreshold? = integer({ min: 500, max: 5000 })
  /**
   * Speech shorter than this many milliseconds counts as a human, longer as a machine. Default: 2400. From 1000 to
   * 6000.
   */
  machineDetectionSpeechThreshold? = integer({ min: 1000, max: 6000 })
  /** Seconds until detection gives up with the verdict `unknown`. Default: 30. From 3 to 60. */
  machineDetectionTimeout? = integer({ min: 3, max: 60 })
}
