/**
 * @module
 * One element while it is rendered: what the rules ask about it, and the way back to the root.
 */
import type { AttributeKind } from '../vocabulary/attributes.ts'
import type { ElementTable } from '../vocabulary/define-element.ts'
import type { InertElement } from '../vocabulary/element.ts'
import type { Judged } from '../vocabulary/rules.ts'

/** Props by name; attributes are read off them as they are needed. */
export type Props = Readonly<Record<string, unknown>>

/** The text of an attribute's value, or nothing where it has none: an object, a function, NaN. */
export const serialize = (value: unknown, kind?: AttributeKind): string | undefined => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || Number.isFinite(value)) return String(value)
  if (!Array.isArray(value)) return undefined
  let joined = ''
  for (let i = 0; i < value.length; i++) {
    // No lists in lists, which JSON may nest without end.
    const part = Array.isArray(value[i]) ? undefined : serialize(value[i])
    if (part === undefined) return undefined
    joined += i > 0 ? (kind?.join ?? ' ') + part : part
  }
  return joined
}

// Most elements have no child elements, and need no list.
const NONE: readonly Frame[] = []

/** An element being rendered. */
export class Frame implements Judged {
  readonly table: ElementTable
  readonly name: string
  readonly props: Props
  readonly parent: Frame | undefined
  readonly element: InertElement | undefined
  children: readonly Frame[] = NONE
  textLength = 0
  content = ''
  /** The opening tag, as far as it had to be written anew. */
  open = ''
  /** Markup that nobody can judge stands in it. */
  opaque = false

  constructor(
    table: ElementTable,
    props: Props,
    parent: Frame | undefined,
    element: InertElement | undefined,
  ) {
    this.table = table
    this.name = table.name
    this.props = props
    this.parent = parent
    this.element = element
  }

  /** Notes a child. */
  add(child: Frame): void {
    if (this.children === NONE) this.children = [child]
    else (this.children as Frame[]).push(child)
  }

  attribute(name: string): string | undefined {
    return serialize(this.props[name], this.table.attributes[name])
  }

  given(): string[] {
    return Object.keys(this.props).filter(
      (name) => name !== 'children' && this.attribute(name) !== undefined,
    )
  }
}

/** The names of the elements from the root down, ending with those given. */
export const pathOf = (frame: Frame | undefined, ...last: string[]): string => {
  for (; frame?.parent; frame = frame.parent) last.unshift(frame.name)
  return last.join(' > ')
}
