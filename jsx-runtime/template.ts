/**
 * @module
 * What Deno calls where it precompiles TSX. Only lower-case tags are precompiled, which here means SSML; their markup
 * reaches the renderer as text and cannot be judged.
 * @see https://docs.deno.com/runtime/reference/jsx/#jsx-precompile-transform
 */
import { InertElement } from '../src/vocabulary/element.ts'
import { Raw } from '../src/vocabulary/raw.ts'
import { objectText } from '../src/vocabulary/text.ts'
import { escapeAttribute } from '../src/xml/escape.ts'
import { Fragment } from './factory.ts'

/** Puts static markup and dynamic parts together. */
export const jsxTemplate = (strings: readonly string[], ...values: unknown[]): InertElement =>
  new InertElement(Fragment, {
    children: strings.map((xml, i) => [markup(xml), values[i]]),
  })

/** One dynamic attribute of a precompiled tag; what has no text is left out, as the renderer does, and so is a key. */
export const jsxAttr = (name: string, value: unknown): InertElement => {
  const hasText =
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    Number.isFinite(value) ||
    objectText(Object(value)) !== undefined
  return markup(hasText && name !== 'key' ? `${name}="${escapeAttribute(String(value))}"` : '')
}

/** One dynamic child of a precompiled tag; the renderer escapes it. */
export const jsxEscape = (value: unknown): unknown => value

const markup = (xml: string): InertElement => new InertElement(Raw, { children: xml })
