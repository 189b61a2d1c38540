import { required, string } from '../attributes.ts'
import type { Fields, NoChildren, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'

class ConfigAttributes {
  /** The name of the setting. */
  name = required(string())
  /** The value of the setting. */
  value = required(string())
}

/** Attributes and children of <Config>. */
export interface ConfigProps extends Fields<ConfigAttributes> {
  children?: NoChildren<'<Config/>'> | undefined
}

/**
 * Overrides one setting of a VirtualAgent or Transcription.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Connect>
 *     <VirtualAgent connectorName="project">
 *       <Config name="language" value="es-MX" />
 *       <Parameter name="customer" value="17" />
 *     </VirtualAgent>
 *   </Connect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/connect/virtualagent
 */
export const Config = /* @__PURE__ */ defineElement<ConfigProps, VoiceElement>(
  'Config',
  ConfigAttributes,
  { content: 'empty' },
)
