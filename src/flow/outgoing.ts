/**
 * @module
 * Messages that you begin: a document as parameters of the REST API.
 */
import { renderAsync } from '../render/render.ts'
import type { Children } from '../vocabulary/children.ts'

/**
 * Parameters for `client.messages.create`.
 *
 * @example
 * ```ts
 * import type { OutgoingMessage } from 'twimlx/flow'
 * import type { Twilio } from 'twilio'
 *
 * const sendAll = (client: Twilio, messages: OutgoingMessage[]) =>
 *   Promise.all(messages.map((message) => client.messages.create(message)))
 * ```
 */
export interface OutgoingMessage {
  to: string
  from: string
  body: string
  mediaUrl?: string[]
}

/** The messages in a document. */
export const messagesOf = async (
  document: Children,
  to: string,
  from: string,
): Promise<OutgoingMessage[]> =>
  // The renderer writes tags in a single form, and always escapes `<` and `>` in text and attributes.
  [...(await renderAsync(document)).matchAll(/<Message[^>]*>(.*?)<\/Message>/gs)].map(
    ([, content = '']) => {
      const mediaUrl: string[] = []
      const body = content.replace(/<Media>(.*?)<\/Media>/gs, (_, url: string) => {
        mediaUrl.push(textOf(url))
        return ''
      })
      return { to, from, body: textOf(body), ...(mediaUrl[0] && { mediaUrl }) }
    },
  )

/** The references that the renderer writes in text. */
const REFERENCES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', '#13': '\r' }

const textOf = (xml: string): string =>
  xml.replace(/<[^>]*>|&([^;]*);/g, (whole, name: string = '') =>
    name ? (REFERENCES[name] ?? whole) : '',
  )
