/**
 * @module
 * Messages of your own: a document's, as parameters of the REST API.
 */
import { renderAsync } from '../render/render.ts'
import type { Children } from '../vocabulary/children.ts'

/** Parameters for `client.messages.create`. */
export interface OutgoingMessage {
  to: string
  from: string
  body: string
  mediaUrl?: string[]
}

/** The messages of a document. */
export const messagesOf = async (
  document: Children,
  { to, from }: { to: string; from: string },
): Promise<OutgoingMessage[]> =>
  // The renderer writes its tags in one form, and `<` in text never by itself.
  [...(await renderAsync(document)).matchAll(/<Message(?: [^>]*)?>(.*?)<\/Message>/gs)].map(
    ([, content = '']) => {
      const media = [...content.matchAll(/<Media>(.*?)<\/Media>/gs)].map(([, url = '']) =>
        textOf(url),
      )
      const body = textOf(content.replace(/<Media>.*?<\/Media>|<\/?Body>/gs, ''))
      return { to, from, body, ...(media.length > 0 && { mediaUrl: media }) }
    },
  )

const textOf = (xml: string): string =>
  xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replace(/&#(x?)([\da-f]+);/gi, (_, hex: string, code: string) =>
      String.fromCodePoint(Number.parseInt(code, hex ? 16 : 10)),
    )
    .replaceAll('&amp;', '&')
