/**
 * @module
 * Parameters as Twilio encodes them.
 */

export type Parameters = Readonly<Record<string, string>>

/**
 * Converts parameters to text, as they are signed, sent and logged. A test without types may give numbers, and
 * undefined for missing ones.
 */
export const texts = (params: Readonly<Record<string, unknown>>): Parameters => {
  const entries: [string, string][] = []
  // In the order of signing and sending.
  for (const name of Object.keys(params).toSorted()) {
    const value = params[name]
    if (value !== undefined && value !== null) entries.push([name, String(value)])
  }
  // Not built by assignment, which would lose a name such as __proto__.
  return Object.fromEntries(entries)
}

/**
 * Parameters as a form: sorted by name, spaces as `+`, or as `%20` in status and recording callbacks, as seen in
 * Twilio's requests.
 */
export const encodeForm = (params: Parameters, space: '+' | '%20' = '+'): string => {
  // Sorted again, since an object has numeric names first, by their value.
  const names = Object.keys(params).toSorted()
  const form = new URLSearchParams(
    names.map((name): [string, string] => [name, params[name]!]),
  ).toString()
  // A plus sign in the text itself is %2B in a form.
  return space === '+' ? form : form.replaceAll('+', space)
}

/** A URL with a form after its own query. Twilio does not escape an apostrophe there. */
export const withQuery = (url: string, form: string): string =>
  form === ''
    ? url
    : url + (url.includes('?') ? (/[?&]$/.test(url) ? '' : '&') : '?') + form.replaceAll('%27', "'")
