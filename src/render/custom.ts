import type { Children, TwimlElement } from '../vocabulary/children.ts'
import { isName } from '../xml/escape.ts'
import { InertElement } from '../vocabulary/element.ts'
import { DOCUMENT, describeNode, renderTag, permissiveTable } from './node.ts'
import { report } from './scope.ts'
import { defineBuiltIn } from './built-in.ts'
import { noComponent, wrongRoot } from './renderer-verdicts.ts'

/**
 * Props of {@link Custom}.
 *
 * @example
 * ```tsx
 * import { Custom, type CustomProps } from 'twimlx'
 *
 * const Beta = (props: Omit<CustomProps, 'name'>) => <Custom name="Beta" {...props} />
 * ```
 */
export interface CustomProps {
  /** The element's name in the XML. */
  name: string
  /** Its attributes; `undefined` and `null` leave one out, lists are joined by spaces. */
  attributes?:
    | Readonly<
        Record<string, string | number | boolean | readonly (string | number)[] | null | undefined>
      >
    | undefined
  children?: Children | undefined
}

/**
 * Writes an element that these components do not know yet, or one of them with a new attribute: nothing in it is
 * judged, everything is escaped.
 *
 * @param props.name - The element's name in the XML.
 * @param props.attributes - Its attributes.
 *
 * @example
 * ```tsx
 * import { Custom } from 'twimlx'
 * import { Response } from 'twimlx/voice'
 *
 * const document = (
 *   <Response>
 *     <Custom name="Whistle" attributes={{ tone: 'high', times: 3 }}>
 *       All aboard!
 *     </Custom>
 *   </Response>
 * )
 * ```
 */
export const Custom: (props: CustomProps) => TwimlElement = /* @__PURE__ */ defineBuiltIn(
  'Custom',
  (element, frame, scope, depth) => {
    const { name, attributes, children } = element.props
    const wrong = !(typeof name === 'string' && isName(name))
      ? noComponent(describeNode(name), frame.name)
      : frame.table === DOCUMENT && name !== 'Response' && wrongRoot(`<${name}>`)
    if (!wrong)
      return renderTag(
        permissiveTable(name),
        new InertElement(name, { ...attributes, children }, element.source),
        frame,
        scope,
        depth,
      )
    report(scope, wrong, frame, element)
    return ''
  },
)
