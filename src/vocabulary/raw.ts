import type { TwimlElement } from './children.ts'
import { InertElement } from './element.ts'

/**
 * Puts XML into the document as it is: for markup that you trust and that these components cannot write. Nothing is
 * escaped or judged, so never hand it what a user sent.
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
    // What the renderer asks of components that have a hand on their surroundings; here they cannot be judged any more.
    renderIn: ({ props }: InertElement, around: { hasUnjudgedMarkup: boolean }): string => {
      around.hasUnjudgedMarkup = true
      return String(props['children'] ?? '')
    },
  },
)
