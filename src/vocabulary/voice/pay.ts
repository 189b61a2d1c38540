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
  /** The https URL requested when the payment flow ends. Default: current document URL. */
  action? = httpsUrl()
  /** The kind of bank account for ACH. Default: consumer-checking. */
  bankAccountType? = oneOf(
    'consumer-checking',
    'consumer-savings',
    'commercial-checking',
    'commercial-savings',
  )
  /** The amount to charge, without currency sign; 0, or no amount, only makes a token. From 0 to 1000000. */
  chargeAmount? = decimal({ min: 0, max: 1000000 })
  /** The currency code of the amount, as understood by the connector. Default: usd. */
  currency? = string()
  /** A text stored with the transaction. */
  description? = string()
  /** The kind of input. Default: dtmf. */
  input? = oneOf('dtmf')
  /** The language of the built-in prompts. Default: en-US. */
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
  /** The fewest characters accepted for the postal code. At least 1. */
  minPostalCodeLength? = integer({ min: 1 })
  /** The unique name of the installed Pay Connector. Default: Default. */
  paymentConnector? = string()
  /** Payment by card or by ACH. Default: credit-card. */
  paymentMethod? = oneOf('ach-debit', 'credit-card')
  /** Asks for the postal code, does not ask, or is the postal code. Default: true. */
  postalCode? = booleanOrText()
  /** Asks for the card's security code. Default: true. */
  securityCode? = boolean()
  /** Webhook notified of each step. */
  statusCallback? = url()
  /** HTTP method of the status webhook. Default: POST. */
  statusCallbackMethod? = httpMethod()
  /** Seconds to wait for the next key. Default: 5. At least 1. */
  timeout? = integer({ min: 1 })
  /** The kind of token to create (payment-method is Stripe only). Default: reusable. */
  tokenType? = oneOf('one-time', 'reusable', 'payment-method')
  /** The card brands to accept. Default: visa mastercard amex. */
  validCardTypes? = list(cardType())
}

/** Attributes and children of <Pay>. */
export interface PayProps extends Fields<PayAttributes> {
  children?: VoiceElements
}

/**
 * Collects card or bank details by keypad, and charges the account or makes a token through a Pay Connector. Then
 * Twilio continues with the document of `action`, to which it sends the details and the result.
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
