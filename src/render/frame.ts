/**
 * @module
 * One element while it is rendered: what the rules ask about it, and the way back to the root.
 */
import type { AttributeKind } from '../vocabulary/attributes.ts'
import type { ElementTable } from '../vocabulary/define-element.ts'
import type { InertElement } from '../vocabulary/element.ts'
import type { Judged } from '../vocabulary/rules.ts'

/** The text of an attribute's value, or nothing where there is no such text: an object, a function, NaN. */
export const serialize = (value: unknown, kind: AttributeKind | undefined): string | undefined => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined
  if (!Array.isArray(value)) return undefined
  const join = kind?.join ?? ' '
  let joined = ''
  for (let i = 0; i < value.length; i++) {
    const part = serialize(value[i], undefined)
    if (part === undefined) return undefined
    joined += i === 0 ? part : join + part
  }
  return joined
}

/** An element being rendered. */
export class Frame implements Judged {
  readonly table: ElementTable
  readonly name: string
  readonly element: InertElement | undefined
  readonly props: Readonly<Record<string, unknown>>
  /** The element around it. */
  readonly around: Frame | undefined
  content = ''
  /** The opening tag, as far as it had to be written anew. */
  open = ''
  hasText = false
  /** Markup that nobody can judge stands in it. */
  opaque = false
  /** The names of its child elements, where its rules ask for them. */
  #children: string[] | undefined = undefined

  constructor(
    table: ElementTable,
    element: InertElement | undefined,
    props: Readonly<Record<string, unknown>>,
    around: Frame | undefined,
    name = table.name,
  ) {
    this.table = table
    this.element = element
    this.props = props
    this.around = around
    this.name = name
  }

  get parent(): string | undefined {
    return this.around?.name
  }

  attribute(name: string): string | undefined {
    return this.has(name) ? serialize(this.props[name], this.table.attributes[name]) : undefined
  }

  has(name: string): boolean {
    const value = this.props[name]
    return value !== undefined && value !== null
  }

  given(): string[] {
    return Object.keys(this.props).filter((name) => name !== 'children' && this.has(name))
  }

  count(child?: string): number {
    const all = this.#children
    if (all === undefined) return 0
    if (child === undefined) return all.length
    let count = 0
    for (let i = 0; i < all.length; i++) if (all[i] === child) count++
    return count
  }

  /** Notes a child element. */
  add(child: string): void {
    if (this.#children === undefined) this.#children = [child]
    else this.#children.push(child)
  }

  /** The same element seen by a part of its children that may yet be discarded. */
  branch(): Frame {
    return new Frame(this.table, this.element, this.props, this.around, this.name)
  }

  /** Takes over what a {@link branch} has noted. */
  merge(branch: Frame): void {
    this.opaque ||= branch.opaque
    this.hasText ||= branch.hasText
    for (const child of branch.#children ?? []) this.add(child)
  }
}

/** The names of the elements from the root down, ending with those given. */
export const pathOf = (frame: Frame | undefined, ...last: string[]): string => {
  const names = [...last]
  for (let at = frame; at?.around; at = at.around) names.unshift(at.name)
  return names.join(' > ')
}
