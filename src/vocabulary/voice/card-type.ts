import { oneOf } from '../attributes.ts'

/** Brand of a payment card. */
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
