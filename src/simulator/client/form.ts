/**
 * @module
 * How Twilio writes parameters.
 */

export type Parameters = Readonly<Record<string, string>>

/**
 * Parameters as they are signed, sent and logged: all of them text. A test without types may give numbers, and undefined
 * for what is not there.
 */
export const texts = (params: Readonly<Record<string, unknown>>): Parameters => {
  const names = Object.keys(params).toSorted()
  // In the order in which they are sent and signed; not by assignment, which a name such as __proto__ would escape.
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = params[name]
      return value === undefined || value === null ? [] : [[name, String(value)]]
    }),
  )
}

/**
 * Parameters as a form: sorted by name, spaces as `+`, or as `%20` in status and recording callbacks, as Twilio's
 * requests have been seen to do.
 */
export const encodeForm = (params: Parameters, space: '+' | '%20' = '+'): string => {
  // An object has names that are numbers first, and in the order of their size.
  const names = Object.keys(params).toSorted()
  const form = new URLSearchParams(
    names.map((name): [string, string] => [name, params[name]!]),
  ).toString()
  // In a form a plus sign of the text itself is written %2B.
  return space === '+' ? form : form.replaceAll('+', space)
}

/** A URL with a form after its own query, where Twilio leaves an apostrophe as it is. */
export const withQuery = (url: string, form: string): string =>
  form === ''
    ? url
    : url + (url.includes('?') ? (/[?&]$/.test(url) ? '' : '&') : '?') + form.replaceAll('%27', "'")
