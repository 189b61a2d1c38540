/**
 * @module
 * Addresses: phone numbers, and those of other channels with their prefix.
 */

import { countryOf } from './countries.ts'

/** The channel of an address: `sms`, or its prefix such as `whatsapp`, `client` or `sip`. */
export const channelOf = (address: string): string =>
  /^([a-z]+):/i.exec(address)?.[1]!.toLowerCase() ?? 'sms'

/** True for an address of another channel, with its prefix: `client:…`, `sip:…`, `whatsapp:…`. */
export const isChannelAddress = (address: string): boolean => /^[a-z]+:\S+$/i.test(address)

/** True for a phone number or short code, false for a name. */
export const isPhoneNumber = (address: string): boolean => /^\+?\d+$/.test(address)

/**
 * Normalises a phone number to E.164 if possible.
 *
 * @param from - The dialling number: a number that begins with 0, as people write it at home, belongs to its country.
 * @returns `undefined` if it is no number.
 */
export const normalizeNumber = (written: string, from = ''): string | undefined => {
  const digits = written.trim().replace(/[\s().-]/g, '')
  if (!/^\+?\d{3,15}$/.test(digits)) return undefined
  // Short codes and emergency numbers are kept.
  if (digits.startsWith('+')) return digits.length >= 8 ? digits : undefined
  if (digits.length < 7) return digits
  const home = dialingCodeOf(from)
  // Abroad the trunk prefix is dropped, but not in Italy. https://www.itu.int/oth/T0202.aspx?parent=T0202
  if (home !== '1' && digits.startsWith('0'))
    return home && `+${home}${home === '39' ? digits : digits.slice(1)}`
  // Longer numbers begin with a country code, without the plus.
  return digits.length > 10 ? `+${digits}` : `+${home ?? '1'}${digits}`
}

/**
 * The country code of a number in E.164: one digit, two or three.
 * @see https://www.itu.int/pub/T-SP-E.164D
 */
const dialingCodeOf = (number: string): string | undefined =>
  /^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/.exec(number)?.[1]

/** True for a toll-free number of the North American plan. */
export const isTollFree = (number: string): boolean =>
  /^\+1(800|833|844|855|866|877|888)\d{7}$/.test(number)

/**
 * The place of a phone number.
 *
 * @example
 * ```ts
 * const geography: Geography = { city: 'Oakland', state: 'CA', zip: '94601', country: 'US' }
 * ```
 */
export interface Geography {
  /** The city in capitals, as Twilio writes it: `SAN FRANCISCO`. */
  readonly city?: string | undefined
  readonly state?: string | undefined
  readonly zip?: string | undefined
  /** ISO 3166. Default: the country of the number's dialling code. */
  readonly country?: string | undefined
}

/**
 * The parameters for the place of a phone number. All but the country are empty, as Twilio sends unknown ones, unless a
 * test states them.
 */
export const geography = (
  name: string,
  address: string,
  known: Geography | undefined,
): Record<string, string> =>
  isPhoneNumber(address)
    ? {
        [`${name}City`]: known?.city ?? '',
        [`${name}State`]: known?.state ?? '',
        [`${name}Zip`]: known?.zip ?? '',
        [`${name}Country`]: known?.country ?? countryOf(address) ?? '',
      }
    : {}

/**
 * Normalises the address of a recipient: a number to E.164, with the sender's country if it has none; addresses of
 * other channels, SIDs and names are kept.
 *
 * @param from - The sender's address.
 * @see https://www.twilio.com/docs/messaging/twiml/message#to
 */
export const addressFrom = (written: string, from: string): string => {
  const address = written.trim()
  if (!isPhoneNumber(address.replace(/[\s().-]/g, ''))) return address
  return normalizeNumber(address, from) ?? address
}
