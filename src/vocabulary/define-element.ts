/**
 * @module
 * One declaration an element: {@link defineElement} makes the component that users write and the table that the
 * renderer, the checker and the simulator read.
 */
import type { AttributeKind } from './attributes.ts'
import type { AnyElement, TwimlElement } from './children.ts'
import { InertElement } from './element.ts'
import type { Level } from './verdict.ts'
import { hasContent, required, type Rule } from './rules.ts'

/** What may stand between an element's tags. */
export type Content = 'empty' | 'text' | 'elements' | 'mixed'

/**
 * What happens after a verb. `continues`: the next verb runs. `transfers`: another document takes over, always.
 * `transfers-if-action`: it does when `action` is given. `transfers-if-input`: it does when there was input. `ends`:
 * nothing after it runs. `blocks`: the call is held, normally until it ends.
 */
export type Flow =
  'continues' | 'transfers' | 'transfers-if-action' | 'transfers-if-input' | 'ends' | 'blocks'

// Not distributive: of exclusive props, such as those of <Play>, only what every form demands is required. Props of any
// name demand nothing.
type IfFilled<P> = string extends keyof P
  ? { required?: never }
  : object extends Pick<P, keyof P & 'children'>
    ? { required?: never }
    : {
        /** Its children must be given, exactly where the type demands them. */
        required: { children: true }
      }

// Props of any name are those of an open element, which need not declare them.
type AttributesOf<P> = string extends keyof P ? object : Omit<P, 'children'>

/** What an element is, beside its attributes. */
export interface ElementOptions {
  /** What may stand between its tags. */
  content: Content
  /** The elements that may stand in it, by XML name. */
  children?: readonly string[] | undefined
  /** Elements that it may stand in although they do not name it: for elements of your own. */
  parents?: readonly string[] | undefined
  /** For a verb: what happens after it. */
  flow?: Flow | undefined
  /** For a verb that transfers if there was input: the attribute that makes it transfer without any. */
  transfersWith?: string | undefined
  /** Twilio's own pages disagree about what happens after the verb. */
  flowDisputed?: true | undefined
  /** What must hold between its attributes, text and children. */
  rules?: readonly Rule[] | undefined
  /** What its text is: a kind as attributes have, such as `url()`. */
  text?: string | number | URL | undefined
  /** Unknown attributes and children are passed through without a problem. */
  permissive?: true | undefined
  /** Twilio's code for a child that may not stand in it. Default: 12200. */
  nestingCode?: number | undefined
  /** Twilio's code for an attribute that it does not have. Default: 12200. */
  unknownCode?: number | undefined
  /** What to write instead of elements that often stand in it by mistake: the end of a sentence, by name. */
  instead?: Readonly<Record<string, string>> | undefined
  /** Twilio's code and level for bad attribute values that have no code of their own. Default: 12200, a warning. */
  values?: { code: number; level: Level } | undefined
  /**
   * Twilio's code and level where children are required and missing; false where one of the rules says so. Default:
   * 12200, an error.
   */
  missing?: { code: number; level: Level } | false | undefined
}

/** What is known of one element, built once when it is declared. */
export class ElementTable {
  declare readonly name: string
  declare readonly attributes: Readonly<Record<string, AttributeKind>>
  declare readonly content: Content
  /** Whether text may stand in it. */
  declare readonly takesText: boolean
  /** The elements that may stand in it. */
  declare readonly children: ReadonlySet<string>
  /** What its text is. */
  declare readonly text: AttributeKind | undefined
  /** What must be there, and what must hold beside that. */
  declare readonly rules: readonly Rule[]
  /** Content of fewer characters breaks none of them: only the shape of the element does. */
  declare readonly minContent: number
  /** Whether any of them asks about that shape. */
  declare readonly dependsOnShape: boolean
  declare readonly options: ElementOptions & { required?: object }
  /** Unknown attributes and children are passed through. Asked of every element, and `options` have many shapes. */
  declare readonly permissive: boolean | undefined
  /** The closing tag. */
  declare readonly close: string
  /** Where it was last found to be allowed: most elements stand where another of them stood. */
  declare lastParent: ElementTable | undefined
  /** What the renderer remembers about this element; nobody else reads it. */
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

  /** Whether an element of that table may stand in this one. */
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

// What is said of every prop of an element that was declared without the type of its props.
type Untyped = Record<string, 'Write defineElement<Props>(…): the type of its props is missing.'>

/** A TwiML element as a component: written as a tag, or called with its props. */
export interface ElementComponent<P, E extends AnyElement = TwimlElement> {
  (props: P): E
  readonly table: ElementTable
}

/**
 * Declares an element: its name in the XML, the class whose fields are its attributes, and what it may hold. All of
 * twimlx's own elements are declared this way, so a new one of Twilio's, or one that only your account has, is as good
 * as they are.
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
