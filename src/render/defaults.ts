import type { Children, TwimlElement } from '../vocabulary/children.ts'
import type * as fax from '../vocabulary/fax/index.ts'
import type * as messaging from '../vocabulary/messaging/index.ts'
import type * as voice from '../vocabulary/voice/index.ts'
import type { SsmlElements } from '../vocabulary/voice/ssml/index.ts'
import { InertElement } from '../vocabulary/element.ts'
import type { Props } from './frame.ts'
import { renderNode } from './node.ts'
import { defineBuiltIn } from './built-in.ts'

type Components = Omit<typeof fax & typeof messaging & typeof voice, 'Response'>

type Attributes<P> = P extends unknown
  ? { [Name in keyof P as Exclude<Name, 'children'>]?: P[Name] | undefined }
  : never

type ByName = {
  [Name in keyof Components]?: Components[Name] extends (props: infer P) => unknown
    ? Attributes<P> | undefined
    : never
} & { [Name in keyof SsmlElements]?: Attributes<SsmlElements[Name]> | undefined }

/**
 * Default attributes by element name. Declare elements of your own here to add them.
 *
 * @example
 * ```ts
 * import type { Defaults } from 'twimlx'
 *
 * declare module 'twimlx' {
 *   interface DefaultsProps {
 *     Chime?: { tone?: 'low' | 'high' }
 *   }
 * }
 *
 * export const house: Parameters<typeof Defaults>[0] = { Chime: { tone: 'low' } }
 * ```
 */
export interface DefaultsProps extends ByName {
  children?: Children
}

/**
 * Gives default attributes to every element of a name below it. An element's own attributes win; `undefined` takes the
 * default; `null`, which only JavaScript can pass, leaves the attribute out. Nested defaults add up, and the inner ones
 * win.
 *
 * @example
 * ```tsx
 * import { Defaults } from 'twimlx'
 * import { Response, Say } from 'twimlx/voice'
 *
 * const document = (
 *   <Response>
 *     <Defaults Say={{ voice: 'Polly.Joanna', language: 'en-US' }}>
 *       <Say>Both of these sentences</Say>
 *       <Say>are spoken by Joanna.</Say>
 *     </Defaults>
 *   </Response>
 * )
 * ```
 */
export const Defaults: (props: DefaultsProps) => TwimlElement = /* @__PURE__ */ defineBuiltIn(
  'Defaults',
  (element, frame, scope, depth) => {
    const { children, ...given }: DefaultsProps = element.props
    const all = new Map<string, Props>(Object.entries(given))
    const defaults = (name: string, below: InertElement): InertElement => {
      const given = all.get(name)
      const { type, props, source } = below
      const filled = given ? new InertElement(type, over(given, props), source) : below
      return scope.defaults ? scope.defaults(name, filled) : filled
    }
    return renderNode(children, frame, { ...scope, defaults }, depth + 1)
  },
)

const over = (below: Props, above: Props): Props => {
  // No prototype: a user's attribute called `__proto__` would add others.
  const props: Record<string, unknown> = Object.assign(Object.create(null), below)
  for (const name in above) if (above[name] !== undefined) props[name] = above[name]
  return props
}
