/**
 * @module
 * Addresses: phone numbers, and those of other channels with their prefix.
 */

/** The channel that an address belongs to: `sms`, or its prefix such as `whatsapp`, `client` or `sip`. */
export const channelOf = (address: string): string =>
  /^([a-z]+):/i.exec(address)?.[1]!.toLowerCase() ?? 'sms'

/** Whether an address is a phone number or short code rather than a name. */
export const isPhoneNumber = (address: string): boolean => /^\+?\d+$/.test(address)

/**
 * A phone number as it is dialled, in E.164 where that can be done.
 * @returns Nothing where it is no number.
 */
export const normalizeNumber = (written: string): string | undefined => {
  const digits = written.trim().replace(/[\s().-]/g, '')
  if (!/^\+?\d{3,15}$/.test(digits)) return undefined
  // Short codes and emergency numbers stay as they are.
  if (digits.startsWith('+')) return digits.length >= 8 ? digits : undefined
  if (digits.length < 7) return digits
  if (digits.length === 10) return `+1${digits}`
  return `+${digits}`
}

/** Whether a number is a toll-free one of the North American plan. */
export const isTollFree = (number: string): boolean =>
  /^\+1(800|833|844|855|866|877|888)\d{7}$/.test(number)

/**
 * The parameters that say where a phone number is. Nothing is known of a number here, which Twilio sends as empty.
 */
export const geography = (name: string, address: string): Record<string, string> =>
  isPhoneNumber(address)
    ? { [`${name}City`]: '', [`${name}State`]: '', [`${name}Zip`]: '', [`${name}Country`]: '' }
    : {}
