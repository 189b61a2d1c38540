/**
 * @module
 * How Twilio writes parameters.
 */

export type Parameters = Readonly<Record<string, string>>

/**
 * Parameters as a form: sorted by name, spaces as `+`, or as `%20` in status and recording callbacks, as Twilio's
 * requests have been seen to do.
 */
export const encodeForm = (params: Parameters, space: '+' | '%20' = '+'): string => {
  const form = new URLSearchParams(
    Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  ).toString()
  // In a form a plus sign of the text itself is written %2B.
  return space === '+' ? form : form.replaceAll('+', space)
}

/** A URL with a form after its own query. */
export const withQuery = (url: string, form: string): string =>
  form === '' ? url : url + (url.includes('?') ? (/[?&]$/.test(url) ? '' : '&') : '?') + form
