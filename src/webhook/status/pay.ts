/**
 * @module
 * How a payment proceeds: `statusCallback` of `<Pay>`.
 */
import { number, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/** What was typed in, masked. */
export interface PaymentDetails {
  /** How is paid. */
  PaymentMethod?: Open<'credit-card' | 'ach-debit'>
  /** Number of the card, all but its end masked. */
  PaymentCardNumber?: string
  /** Kind of the card, such as `visa`. */
  PaymentCardType?: string
  /** When the card expires, `MMYY`. */
  ExpirationDate?: string
  /** The card's security code, masked. */
  SecurityCode?: string
  /** Postal code of the card's owner. */
  PaymentCardPostalCode?: string
  /** Number of the bank account, all but its end masked. */
  BankAccountNumber?: string
  /** Routing number of the bank. */
  BankRoutingNumber?: string
}

/**
 * What Twilio tells of a `<Pay>` at work. What was typed in is masked.
 *
 * @see https://www.twilio.com/docs/voice/twiml/pay#statuscallback
 */
export interface PayStatusParameters extends PaymentDetails {
  /** SID of the call. */
  CallSid: string
  /** What the caller is asked for. */
  For: Open<
    | 'payment-card-number'
    | 'expiration-date'
    | 'security-code'
    | 'postal-code'
    | 'bank-routing-number'
    | 'bank-account-number'
    | 'payment-processing'
  >
  /** How often the caller has been asked, from 1. */
  Attempt?: number
  /** Why the caller is asked again. */
  ErrorType?: string
}

export const payStatus: StatusKind<PayStatusParameters> = {
  is: (has) => has('For'),
  identity: undefined,
  conversions: { Attempt: number },
  always: { CallSid: '', For: '' },
}
