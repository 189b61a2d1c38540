/**
 * @module
 * A request as a command line.
 */
import { encodeForm, withQuery } from '../simulator/client/form.ts'
import type { RequestEvent } from '../simulator/events.ts'

/** The headers that an app may read; curl sends all others itself. */
const SENT =
  /^(x-twilio-.*|i-twilio-.*|x-home-region|x-forwarded-.*|cookie|authorization|user-agent)$/

/**
 * Writes the command.
 *
 * @param request - The request as the log has it.
 * @param target - The URL at which the app is reached.
 */
export const curlOf = (
  { method, params, headers, in: place }: RequestEvent,
  target: string,
): string => {
  const url = place === 'query' ? withQuery(target, encodeForm(params)) : target
  const parts = [
    // Without data curl would send a GET.
    `curl ${method === 'POST' && place !== 'body' ? '-X POST ' : ''}${quoted(url)}`,
    ...Object.entries(headers)
      .filter(([name]) => SENT.test(name))
      .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(place === 'body'
      ? Object.entries(params).map(
          ([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`,
        )
      : []),
  ]
  return parts.join(' \\\n  ')
}

/** A word for a POSIX shell. */
const quoted = (text: string): string =>
  /^[\w./:=@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
