import { oneOf } from '../attributes.ts'

/** The brand of a payment card. */
export const cardType = () =>
  oneOf(
    'visa',
    'mastercard',
    'amex',
    'maestro',
    'discover',
    'optima',
    'jcb',
    'diners-club',
    'enroute',
  )
