/**
 * @module
 * Twilio's addresses: phone numbers, raw caller ids, and the addresses of channels.
 */

/**
 * A phone number as E.164 writes it: `+` and up to fifteen digits.
 *
 * @example
 * ```ts
 * const number: E164 = '+14155550100'
 * ```
 */
export type E164 = `+${string}`

/**
 * The address in a `From` or `To`, as {@link parseAddress} classifies it.
 *
 * @example
 * ```ts
 * const isReachable = (address: Address): boolean => address.number !== undefined
 * ```
 */
export type Address = PhoneAddress | ChannelAddress | RawAddress

/**
 * A phone number.
 *
 * @example
 * ```ts
 * const address: PhoneAddress = { type: 'phone', number: '+14155550100', value: '+14155550100' }
 * ```
 */
export interface PhoneAddress {
  type: 'phone'
  /** The number, as in `value`. */
  number: E164
  value: string
}

/**
 * An address on another channel, such as `whatsapp:+14155550100` or `client:alice`.
 *
 * @example
 * ```ts
 * const address: ChannelAddress = {
 *   type: 'whatsapp',
 *   number: '+14155550100',
 *   value: 'whatsapp:+14155550100',
 * }
 * ```
 */
export interface ChannelAddress {
  type: 'whatsapp' | 'rcs' | 'messenger' | 'client' | 'sip'
  /** The phone number, if the channel's address is one. */
  number: E164 | undefined
  /** The address without the channel's prefix. */
  value: string
}

/**
 * Neither: a short code, a sender name, a withheld caller id (`anonymous`), a number that is not E.164, or nothing.
 *
 * @example
 * ```ts
 * const address: RawAddress = { type: 'raw', number: undefined, value: 'anonymous' }
 * ```
 */
export interface RawAddress {
  type: 'raw'
  number: undefined
  value: string
}

/**
 * Classifies an address: a phone number, a channel's address, or a raw caller ID.
 *
 * @param address - `From`, `To`, `Caller`, `Called` ….
 *
 * @example
 * ```ts
 * import { parseAddress } from 'twimlx/webhook'
 *
 * parseAddress('whatsapp:+14155550100') // { type: 'whatsapp', number: '+14155550100', value: '+14155550100' }
 * parseAddress('anonymous') // { type: 'raw', number: undefined, value: 'anonymous' }
 * ```
 *
 * @see https://www.twilio.com/docs/glossary/what-e164
 */
export const parseAddress = (address: string): Address => {
  if (isE164(address)) return { type: 'phone', number: address, value: address }
  const [, channel, value] = /^(whatsapp|rcs|messenger|client|sips?):(.*)$/is.exec(address) ?? []
  if (channel === undefined || value === undefined)
    return { type: 'raw', number: undefined, value: address }

  return {
    // The pattern matches only these channels.
    type: channel.toLowerCase().replace('sips', 'sip') as ChannelAddress['type'],
    number: isE164(value) ? value : undefined,
    value,
  }
}

const isE164 = (text: string): text is E164 => /^\+[1-9]\d{1,14}$/.test(text)
