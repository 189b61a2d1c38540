import { required, string } from '../attributes.ts'
import type { Fields, NoChildren, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { maxLength } from '../rules.ts'

class ParameterAttributes {
  /** The name of the parameter. */
  name = required(string())
  /** The value of the parameter. */
  value = required(string())
}

/** Attributes and children of <Parameter>. */
export interface ParameterProps extends Fields<ParameterAttributes> {
  children?: NoChildren<'<Parameter/>'> | undefined
}

/**
 * Passes a custom name and value to the service, app or client.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Connect>
 *     <Stream url="wss://example.com/audio">
 *       <Parameter name="customer" value="17" />
 *     </Stream>
 *   </Connect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/parameter
 */
export const Parameter = /* @__PURE__ */ defineElement<ParameterProps, VoiceElement>(
  'Parameter',
  ParameterAttributes,
  {
    content: 'empty',
    rules: [maxLength(['name', 'value'], 499, { inside: 'Stream' })],
  },
)
