import type { TwimlElement } from './children.ts'
import { InertElement } from './element.ts'

/**
 * Puts XML into the document as it is: for markup that you trust and that these components cannot write. It is neither
 * escaped nor judged, so never pass it text from a user.
 *
 * @param props.children - Well-formed XML.
 *
 * @example
 * ```tsx
 * import { Raw } from 'twimlx'
 * import { Response } from 'twimlx/voice'
 *
 * const document = (
 *   <Response>
 *     <Raw>{'<Say>Hello</Say>'}</Raw>
 *   </Response>
 * )
 * ```
 */
export const Raw: (props: { children: string }) => TwimlElement = /* @__PURE__ */ Object.assign(
  (props: object) => new InertElement(Raw, props) as unknown as TwimlElement,
  {
    // The renderer calls this for components that it treats specially. After raw markup, the surrounding elements
    // cannot be judged any more.
    renderIn: ({ props }: InertElement, around: { hasUnjudgedMarkup: boolean }): string => {
      around.hasUnjudgedMarkup = true
      return String(props['children'] ?? '')
    },
  },
)
