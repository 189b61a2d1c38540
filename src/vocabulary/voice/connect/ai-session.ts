import { string } from '../../attributes.ts'
import type { Fields, NoChildren, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class AiSessionAttributes {
  /** The name or SID of the installed AI connector. */
  aiConnector? = string()
  /** The name or ID of the AI session configuration. */
  aiSessionConfiguration? = string()
}

/** Attributes and children of <AiSession>. */
export interface AiSessionProps extends Fields<AiSessionAttributes> {
  children?: NoChildren<'<AiSession/>'> | undefined
}

/**
 * Connects the call to an AI connector add-on.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Connect>
 *     <AiSession aiConnector="agents" aiSessionConfiguration="support" />
 *   </Connect>
 * </Response>
 * ```
 */
export const AiSession = /* @__PURE__ */ defineElement<AiSessionProps, VoiceElement>(
  'AiSession',
  AiSessionAttributes,
  { content: 'empty' },
)
