/**
 * @module
 * An element while it is rendered: the view of it that rules have, and the way back to the root.
 */
import type { AttributeKind } from '../vocabulary/attributes.ts'
import type { ElementTable } from '../vocabulary/define-element.ts'
import type { InertElement } from '../vocabulary/element.ts'
import { oneLine } from '../vocabulary/verdict.ts'
import type { Judged } from '../vocabulary/rules.ts'
import { objectText } from '../vocabulary/text.ts'

/** Props by name; attributes are read from them when needed. */
export type Props = Readonly<Record<string, unknown>>

/** The text of an attribute's value; `undefined` for a value without one: an object, a function, NaN. */
export const serialize = (value: unknown, kind?: AttributeKind): string | undefined => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || Number.isFinite(value)) return String(value)
  if (!Array.isArray(value))
    return typeof value === 'object' && value ? objectText(value) : undefined
  let joined = ''
  for (let i = 0; i < value.length; i++) {
    // No nested lists: JSON may nest them without end.
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
  // Declared here and assigned below, since initialised fields take twice the bytes.
  declare readonly table: ElementTable
  declare readonly element: InertElement
  declare readonly parent: Frame | undefined
  /** The part of the opening tag that was not cached. */
  declare varyingStart: string
  /** True if it contains markup that cannot be judged. */
  declare hasUnjudgedMarkup: boolean
  declare textLength: number
  declare children: readonly Frame[]
  declare content: string

  constructor(table: ElementTable, element: InertElement, parent?: Frame) {
    this.table = table
    this.element = element
    this.parent = parent
    this.varyingStart = ''
    this.hasUnjudgedMarkup = false
    this.textLength = 0
    this.children = NONE
    this.content = ''
  }

  get name(): string {
    return this.table.name
  }

  /** Adds a child. */
  add(child: Frame): void {
    if (this.children === NONE) this.children = [child]
    else (this.children as Frame[]).push(child)
  }

  attribute(name: string): string | undefined {
    const value = this.element.props[name]
    return typeof value === 'string' ? value : serialize(value, this.table.attributes[name])
  }
}

/** The names of the elements from the root down, followed by the given ones. */
export const pathOf = (frame: Frame | undefined, ...names: string[]): string => {
  for (; frame?.parent; frame = frame.parent) names.unshift(frame.name)
  // Endless nesting has hundreds of names.
  if (names.length > 99) names.splice(8, names.length - 10, '…')
  return oneLine(names.join(' > '))
}
