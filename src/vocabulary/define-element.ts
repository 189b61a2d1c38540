/**
 * @module
 * The declaration of an element: {@link defineElement} makes the component that users write and the table that the
 * renderer, the checker and the simulator read.
 */
import type { AttributeKind } from './attributes.ts'
import type { AnyElement, TwimlElement } from './children.ts'
import { InertElement } from './element.ts'
import type { Level } from './verdict.ts'
import { hasContent, required, type Rule } from './rules.ts'

/**
 * The kinds of content between an element's tags.
 *
 * @example
 * ```ts
 * const content: Content = 'mixed'
 * ```
 */
export type Content = 'empty' | 'text' | 'elements' | 'mixed'

/**
 * The flow of control after a verb. `continues`: the next verb runs. `transfers`: another document always takes over.
 * `transfers-if-action`: another document takes over if `action` is given. `transfers-if-input`: another document takes
 * over if there was input. `ends`: nothing after it runs. `blocks`: the call is held, normally until it ends.
 *
 * @example
 * ```ts
 * const flow: Flow = 'transfers-if-action'
 * ```
 */
export type Flow =
  'continues' | 'transfers' | 'transfers-if-action' | 'transfers-if-input' | 'ends' | 'blocks'

// Not distributive: for exclusive props, such as those of <Play>, it requires only what all forms require. Props with
// arbitrary names require nothing.
type IfFilled<P> = string extends keyof P
  ? { required?: never }
  : object extends Pick<P, keyof P & 'children'>
    ? { required?: never }
    : {
        /** Children are required, just as the type says. */
        required: { children: true }
      }

// Props with arbitrary names belong to an open element, which need not declare them.
type AttributesOf<P> = string extends keyof P ? object : Omit<P, 'children'>

/**
 * The description of an element, beside its attributes.
 *
 * @example
 * ```ts
 * const options: ElementOptions = {
 *   content: 'elements',
 *   children: ['Say', 'Play'],
 *   parents: ['Response'],
 *   flow: 'transfers',
 *   rules: [childCount(3)],
 * }
 * ```
 */
export interface ElementOptions {
  /** The content between its tags. */
  content: Content
  /** Its allowed children, by XML name. */
  children?: readonly string[] | undefined
  /** Parents that it may stand in although they do not list it: for elements of your own. */
  parents?: readonly string[] | undefined
  /** The flow of control after it, if it is a verb. */
  flow?: Flow | undefined
  /** The attribute that makes a `transfers-if-input` verb transfer without input too. */
  transfersWith?: string | undefined
  /** Twilio's own pages disagree about the flow after the verb. */
  flowDisputed?: true | undefined
  /** Rules between its attributes, text and children. */
  rules?: readonly Rule[] | undefined
  /** The kind of its text, as attributes have it, such as `url()`. */
  text?: string | number | URL | undefined
  /** Unknown attributes and children are passed through without a problem. */
  permissive?: true | undefined
  /** Twilio's code for a misplaced child. Default: 12200. */
  nestingCode?: number | undefined
  /** Twilio's code for an unknown attribute. Default: 12200. */
  unknownCode?: number | undefined
  /**
   * Advice for children that are often misplaced in it: by name, the end of a sentence that says what to write instead.
   */
  instead?: Readonly<Record<string, string>> | undefined
  /** Twilio's code and level for bad attribute values that have no code of their own. Default: 12200, a warning. */
  values?: { code: number; level: Level } | undefined
  /**
   * Twilio's code and level for required children that are missing; `false` if one of the rules reports it. Default:
   * 12200, an error.
   */
  missing?: { code: number; level: Level } | false | undefined
}

/**
 * The table of one element, built once when it is declared.
 *
 * @example
 * ```ts
 * const isVerb = ({ options }: ElementTable): boolean => options.flow !== undefined
 * ```
 */
export class ElementTable {
  declare readonly name: string
  declare readonly attributes: Readonly<Record<string, AttributeKind>>
  declare readonly content: Content
  /** True if text may stand in it. */
  declare readonly takesText: boolean
  /** Its allowed children. */
  declare readonly children: ReadonlySet<string>
  /** The kind of its text. */
  declare readonly text: AttributeKind | undefined
  /** All rules, those for required attributes and content included. */
  declare readonly rules: readonly Rule[]
  /** Content of fewer characters cannot break a rule; only the element's shape can. */
  declare readonly minContent: number
  /** True if a rule depends on that shape. */
  declare readonly dependsOnShape: boolean
  declare readonly options: ElementOptions & { required?: object }
  /** Unknown attributes and children are passed through. Asked of every element, and `options` have many shapes. */
  declare readonly permissive: boolean | undefined
  /** The closing tag. */
  declare readonly close: string
  /** The parent that was last found to allow it: most elements stand in the same one again. */
  declare lastParent: ElementTable | undefined
  /** The renderer's own cache for this element. */
  declare rendererCache: unknown

  constructor(name: string, attributes: object, options: ElementOptions & { required?: object }) {
    const { content, children = [], rules = [], missing, values } = options
    this.name = name
    // No prototype, so that an attribute called `constructor` is unknown.
    this.attributes = Object.assign(Object.create(null), attributes)
    this.content = content
    this.takesText = content === 'text' || content === 'mixed'
    this.children = new Set(children)
    // The other side of the cast in `kind`: at run time a kind is its table.
    this.text = options.text as AttributeKind | undefined
    this.rules = [
      ...Object.keys(attributes)
        .filter((name) => this.attributes[name]!.required)
        .map((name) => required(name, { code: values?.code })),
      ...(options.required && missing !== false
        ? [
            hasContent(
              this.takesText ? 'text' : children.map((child) => `<${child}>`).join(' or '),
              this.takesText,
              missing,
            ),
          ]
        : []),
      ...rules,
    ]
    this.minContent = Math.min(...this.rules.map(({ minContent }) => minContent))
    this.dependsOnShape = this.rules.some(({ minContent }) => minContent === Infinity)
    this.options = options
    this.permissive = options.permissive
    this.close = `</${name}>`
    this.lastParent = undefined
    this.rendererCache = undefined
  }

  /** Tells whether an element of that table may stand in this one. */
  takes(child: ElementTable): boolean {
    const { name, permissive, options } = child
    if (
      child.lastParent === this ||
      this.children.has(name) ||
      this.permissive ||
      permissive ||
      options.parents?.includes(this.name)
    ) {
      child.lastParent = this
      return true
    }
    return false
  }
}

// The type of every prop of an element that was declared without the type of its props.
type Untyped = Record<string, 'Write defineElement<Props>(…): the type of its props is missing.'>

/**
 * A TwiML element as a component: written as a tag, or called with its props.
 *
 * @example
 * ```ts
 * const namesOf = (...components: ElementComponent<never>[]): string[] =>
 *   components.map(({ table }) => table.name)
 * ```
 */
export interface ElementComponent<P, E extends AnyElement = TwimlElement> {
  (props: P): E
  readonly table: ElementTable
}

/**
 * Declares an element: its name in the XML, the class whose fields are its attributes, and its content. All of twimlx's
 * own elements are declared this way, so a new one of Twilio's, or one that only your account has, works just as well.
 *
 * @typeParam P - The props: the attributes and `children`.
 * @param name - The element's name in the XML.
 * @param Attributes - A class whose fields are the attributes, each a kind such as `integer()` or `oneOf(…)`.
 * @param options - Its content, children and rules, and whether children are required.
 * @returns The component.
 *
 * @example
 * ```tsx
 * import type { PlainText } from 'twimlx'
 * import { defineElement, type Fields, integer, oneOf } from 'twimlx/define'
 *
 * class ChimeAttributes {
 *   /** Which chime to play. *\/
 *   tone? = oneOf('low', 'high')
 *   /** How often, 1 or more. Default: 1. *\/
 *   times? = integer({ min: 1 })
 * }
 * export interface ChimeProps extends Fields<ChimeAttributes> {
 *   children?: PlainText
 * }
 * export const Chime = defineElement<ChimeProps>('Chime', ChimeAttributes, {
 *   content: 'text',
 *   parents: ['Response', 'Gather'],
 * })
 * ```
 */
export const defineElement = <P = Untyped, E extends AnyElement = TwimlElement>(
  name: string,
  Attributes: new () => AttributesOf<P>,
  options: ElementOptions & IfFilled<P>,
): ElementComponent<P, E> => {
  const component = (props: object) => new InertElement(component, props) as AnyElement as E
  component.table = new ElementTable(name, new Attributes(), options)
  return component as ElementComponent<P, E>
}
