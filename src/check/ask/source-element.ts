/**
 * @module
 * An element of the source as the rules of the vocabulary see one, as far as the source decides it.
 */
import { escapeText } from '../../xml/escape.ts'
import type { ElementTable } from '../../vocabulary/define-element.ts'
import type { Judged } from '../../vocabulary/rules.ts'
import { type Element, type Tree, type Value } from '../infer/tree.ts'
import { attributeText, ifSure, literalText, UNSURE } from './literal.ts'

interface Content {
  readonly children: readonly Judged[]
  readonly text: string
}

/** An element of the source. Whatever the source does not decide throws {@link UNSURE} when it is asked for. */
export class SourceElement implements Judged {
  readonly element: Element
  readonly #parent: ElementTable | undefined
  /** Attributes may come from above. */
  readonly #hasDefaults: boolean
  #content: Content | typeof UNSURE | undefined

  constructor(element: Element, parent: ElementTable | undefined, hasDefaults: boolean) {
    this.element = element
    this.#parent = parent
    this.#hasDefaults = hasDefaults
  }

  get name(): string {
    return this.element.table.name
  }

  get parent(): Judged {
    if (!this.#parent) throw UNSURE
    return new Surrounding(this.#parent.name)
  }

  get children(): readonly Judged[] {
    return this.#read().children
  }

  get textLength(): number {
    // What may not stand there is no text of it.
    return this.element.table.takesText ? this.text.replace(/^[ \t\r\n]+/, '').length : 0
  }

  get content(): string {
    if (this.children.length > 0) throw UNSURE
    return escapeText(this.text)
  }

  /** Its own text. */
  get text(): string {
    return this.#read().text
  }

  attribute(name: string): string | undefined {
    const { table, props } = this.element
    const text = attributeText(props.get(name), table.attributes[name]?.join ?? ' ')
    if (text === undefined && this.#hasDefaults) throw UNSURE
    return text
  }

  #read(): Content {
    this.#content ??=
      ifSure(() => read(this.element.content(), this.element.table, this.#hasDefaults)) ?? UNSURE
    // The rules ask again and again.
    if (this.#content === UNSURE) throw UNSURE
    return this.#content
  }
}

const read = (tree: Tree, around: ElementTable, hasDefaults: boolean): Content => {
  const children: Judged[] = []
  let text = ''
  const visit = (part: Tree): void => {
    switch (part.kind) {
      case 'nothing':
        if (part.literal === undefined) throw UNSURE
        return
      case 'text':
        text += literalText(part)
        return
      case 'element':
        children.push(new SourceElement(part, around, hasDefaults))
        return
      case 'sequence':
        if (part.isPartial) throw UNSURE
        part.items.forEach(visit)
        return
      case 'named':
        visit(part.tree)
        return
      default:
        throw UNSURE
    }
  }
  visit(tree)
  return { children, text }
}

/** An element of which only the name is known. */
class Surrounding implements Judged {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  get parent(): never {
    throw UNSURE
  }

  get children(): never {
    throw UNSURE
  }

  get textLength(): never {
    throw UNSURE
  }

  get content(): never {
    throw UNSURE
  }

  attribute(): never {
    throw UNSURE
  }
}

/** The names of the attributes that the source shows an element to have. */
export const attributeNames = ({ props }: Element): string[] => {
  const names = new Set<string>()
  const visit = (value: Value): void => {
    if (value.kind !== 'object') return
    for (const spread of value.spread) visit(spread)
    for (const [name] of value.written) names.add(name)
  }
  visit(props)
  names.delete('children')
  names.delete('key')
  return [...names]
}
