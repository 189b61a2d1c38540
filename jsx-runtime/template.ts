/**
 * @module
 * The functions that Deno calls in precompiled TSX. Deno precompiles only lower-case tags, which are SSML here; their
 * markup reaches the renderer as text and cannot be judged.
 * @see https://docs.deno.com/runtime/reference/jsx/#jsx-precompile-transform
 */
import { InertElement } from '../src/vocabulary/element.ts'
import { Raw } from '../src/vocabulary/raw.ts'
import { objectText } from '../src/vocabulary/text.ts'
import { escapeAttribute } from '../src/xml/escape.ts'
import { Fragment } from './factory.ts'

/**
 * Joins static markup and dynamic parts.
 *
 * @example
 * ```ts
 * import { jsxTemplate } from 'twimlx/voice/jsx-runtime'
 *
 * // <break time="1s" />, as Deno writes it
 * jsxTemplate(['<break time="1s"/>'])
 * ```
 */
export const jsxTemplate = (strings: readonly string[], ...values: unknown[]): InertElement =>
  new InertElement(Fragment, {
    children: strings.map((xml, i) => [markup(xml), values[i]]),
  })

/**
 * Makes one dynamic attribute of a precompiled tag. Like the renderer, it omits a key, and a value that has no text.
 *
 * @example
 * ```ts
 * import { jsxAttr, jsxTemplate } from 'twimlx/voice/jsx-runtime'
 *
 * // <break time={time} />, as Deno writes it
 * const pause = (time: string) => jsxTemplate(['<break ', '/>'], jsxAttr('time', time))
 * ```
 */
export const jsxAttr = (name: string, value: unknown): InertElement => {
  const hasText =
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    Number.isFinite(value) ||
    objectText(Object(value)) !== undefined
  return markup(hasText && name !== 'key' ? `${name}="${escapeAttribute(String(value))}"` : '')
}

/**
 * Makes one dynamic child of a precompiled tag; the renderer escapes it.
 *
 * @example
 * ```ts
 * import { jsxEscape, jsxTemplate } from 'twimlx/voice/jsx-runtime'
 *
 * // <s>{text}</s>, as Deno writes it
 * const sentence = (text: string) => jsxTemplate(['<s>', '</s>'], jsxEscape(text))
 * ```
 */
export const jsxEscape = (value: unknown): unknown => value

const markup = (xml: string): InertElement => new InertElement(Raw, { children: xml })
