import { boolean, integer, list, oneOf, open, required } from '../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { cardType } from './card-type.ts'

class PromptAttributes {
  /** The attempts that the prompt is for, from 1. At least 1. */
  attempt? = list(integer({ min: 1 }))
  /** The card brands that the prompt is for. */
  cardType? = list(cardType())
  /** The errors that the prompt is for. */
  errorType? =
    list(
      open<
        | 'timeout'
        | 'invalid-card-number'
        | 'invalid-card-type'
        | 'invalid-date'
        | 'invalid-security-code'
        | 'internal-error'
        | 'input-matching-failed'
        | 'invalid-postal-code'
        | 'invalid-bank-routing-number'
        | 'invalid-bank-account-number'
      >(),
    )
  /** The payment step that the prompt is for. */
  for = required(
    oneOf(
      'payment-card-number',
      'expiration-date',
      'security-code',
      'postal-code',
      'payment-processing',
      'bank-account-number',
      'bank-routing-number',
    ),
  )
  /** Asks twice and compares the answers. */
  requireMatchingInputs? = boolean()
}

/** Attributes and children of <Prompt>. */
export interface PromptProps extends Fields<PromptAttributes> {
  children: VoiceElements
}

/**
 * Replaces the prompt of one step of <Pay>.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Pay>
 *     <Prompt for="security-code" errorType={['timeout', 'invalid-security-code']}>
 *       <Say>Please enter the code on the back of your card.</Say>
 *     </Prompt>
 *   </Pay>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/pay/prompt
 */
export const Prompt = /* @__PURE__ */ defineElement<PromptProps, VoiceElement>(
  'Prompt',
  PromptAttributes,
  {
    content: 'elements',
    required: { children: true },
    children: ['Pause', 'Play', 'Say'],
  },
)
