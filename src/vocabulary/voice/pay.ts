import {
  boolean,
  booleanOrText,
  decimal,
  httpMethod,
  integer,
  list,
  oneOf,
  httpsUrl,
  string,
  url,
} from '../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { requires } from '../rules.ts'
import { cardType } from './card-type.ts'

class PayAttributes {
  /** https URL posted to when the payment flow ends. Default: current document URL. */
  action? = httpsUrl()
  /** Kind of bank account for ACH. Default: consumer-checking. */
  bankAccountType? = oneOf(
    'consumer-checking',
    'consumer-savings',
    'commercial-checking',
    'commercial-savings',
  )
  /** Amount to charge, without currency sign; 0 or absent means tokenize. From 0 to 1000000. */
  chargeAmount? = decimal({ min: 0, max: 1000000 })
  /** Currency code of the amount, as understood by the connector. Default: usd. */
  currency? = string()
  /** Free text stored with the transaction. */
  description? = string()
  /** Input method. Default: dtmf. */
  input? = oneOf('dtmf')
  /** Language of the built-in prompts. Default: en-US. */
  language? = oneOf(
    'de-DE',
    'en-AU',
    'en-CA',
    'en-GB',
    'en-IE',
    'en-IN',
    'en-NZ',
    'en-PH',
    'en-US',
    'en-ZA',
    'es-ES',
    'es-MX',
    'es-US',
    'fr-CA',
    'fr-FR',
    'it-IT',
  )
  /** Retries per step on timeout or invalid input. Default: 1. From 1 to 3. */
  maxAttempts? = integer({ min: 1, max: 3 })
  /** Fewest characters accepted for the postal code. At least 1. */
  minPostalCodeLength? = integer({ min: 1 })
  /** Unique name of the installed Pay Connector. Default: Default. */
  paymentConnector? = string()
  /** Card or ACH. Default: credit-card. */
  paymentMethod? = oneOf('ach-debit', 'credit-card')
  /** Ask for a postal code, do not ask, or a known postal code. Default: true. */
  postalCode? = booleanOrText()
  /** Ask for the card security code. Default: true. */
  securityCode? = boolean()
  /** Webhook told about each step. */
  statusCallback? = url()
  /** HTTP method of the status webhook. Default: POST. */
  statusCallbackMethod? = httpMethod()
  /** Seconds to wait for the next key. Default: 5. At least 1. */
  timeout? = integer({ min: 1 })
  /** Kind of token to create (payment-method is Stripe only). Default: reusable. */
  tokenType? = oneOf('one-time', 'reusable', 'payment-method')
  /** Accepted card brands. Default: visa mastercard amex. */
  validCardTypes? = list(cardType())
}

/** Attributes and children of <Pay>. */
export interface PayProps extends Fields<PayAttributes> {
  children?: VoiceElements
}

/**
 * Collects card or bank details by keypad and charges or tokenizes them through a Pay Connector.
 * Then `action` is asked, with what was captured and how it ended.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Pay chargeAmount={20.45} action="https://example.com/paid" validCardTypes={['visa', 'amex']}>
 *     <Prompt for="payment-card-number">
 *       <Say>Please enter your card number.</Say>
 *     </Prompt>
 *   </Pay>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/pay
 */
export const Pay = /* @__PURE__ */ defineElement<PayProps, VoiceElement>('Pay', PayAttributes, {
  content: 'elements',
  children: ['Prompt', 'Parameter'],
  flow: 'transfers-if-input',
  rules: [requires('@bankAccountType', '@paymentMethod=ach-debit')],
})
