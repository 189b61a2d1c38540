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
  const parts = value.map((part) => serialize(part, undefined))
  return parts.includes(undefined) ? undefined : parts.join(kind?.join ?? ' ')
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
  /** Markup that nobody can judge stands in it. */
  opaque = false
  #counts: Map<string, number> | undefined = undefined
  #children = 0

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
    const value = this.props[name]
    return value === undefined || value === null
      ? undefined
      : serialize(value, this.table.attributes[name])
  }

  given(): string[] {
    return Object.keys(this.props).filter(
      (name) => name !== 'children' && this.attribute(name) !== undefined,
    )
  }

  count(child?: string): number {
    return child === undefined ? this.#children : (this.#counts?.get(child) ?? 0)
  }

  /** Notes a child element. */
  add(child: string): void {
    this.#children++
    this.#counts ??= new Map()
    this.#counts.set(child, (this.#counts.get(child) ?? 0) + 1)
  }

  /** The same element seen by a part of its children that may yet be discarded. */
  branch(): Frame {
    return new Frame(this.table, this.element, this.props, this.around, this.name)
  }

  /** Takes over what a {@link branch} has noted. */
  merge(branch: Frame): void {
    this.opaque ||= branch.opaque
    for (const [child, count] of branch.#counts ?? [])
      for (let i = 0; i < count; i++) this.add(child)
  }
}

/** The names of the elements from the root down, ending with those given. */
export const pathOf = (frame: Frame | undefined, ...last: string[]): string => {
  const names = [...last]
  for (let at = frame; at?.around; at = at.around) names.unshift(at.name)
  return names.join(' > ')
}
