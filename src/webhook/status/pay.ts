/**
 * @module
 * The progress of a payment: `statusCallback` of `<Pay>`.
 */
import { number, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * The details that the caller has entered, masked.
 *
 * @example
 * ```ts
 * const lastFour = ({ PaymentCardNumber = '' }: PaymentDetails): string =>
 *   PaymentCardNumber.slice(-4)
 * ```
 */
export interface PaymentDetails {
  /** The method of payment. */
  PaymentMethod?: Open<'credit-card' | 'ach-debit'>
  /** Number of the card, all but its end masked. */
  PaymentCardNumber?: string
  /** Kind of the card, such as `visa`. */
  PaymentCardType?: string
  /** The card's expiry date, `MMYY`. */
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
 * The parameters of a running `<Pay>`. Details that the caller has entered are masked.
 *
 * @see https://www.twilio.com/docs/voice/twiml/pay#statuscallback
 *
 * @example
 * ```ts
 * const isSecondTry = ({ Attempt = 1 }: PayStatusParameters): boolean => Attempt > 1
 * ```
 */
export interface PayStatusParameters extends PaymentDetails {
  /** SID of the call. */
  CallSid: string
  /** The detail that the caller is asked for. */
  For: Open<
    | 'payment-card-number'
    | 'expiration-date'
    | 'security-code'
    | 'postal-code'
    | 'bank-routing-number'
    | 'bank-account-number'
    | 'payment-processing'
  >
  /** The number of the attempt, from 1. */
  Attempt?: number
  /** The reason that the caller is asked again. */
  ErrorType?: string
}

export const payStatus: StatusKind<PayStatusParameters> = {
  is: (has) => has('For'),
  identity: undefined,
  conversions: { Attempt: number },
  always: { CallSid: '', For: '' },
}
