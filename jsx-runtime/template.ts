/**
 * @module
 * What Deno calls where it precompiles TSX. Only lower-case tags are precompiled, which here means SSML; their markup
 * reaches the renderer as text and cannot be judged.
 * @see https://docs.deno.com/runtime/reference/jsx/#jsx-precompile-transform
 */
import { InertElement } from '../src/vocabulary/element.ts'
import { Raw } from '../src/vocabulary/raw.ts'
import { Fragment } from './factory.ts'

/** Puts static markup and dynamic parts together. */
export const jsxTemplate = (strings: readonly string[], ...values: unknown[]): InertElement =>
  new InertElement(Fragment, {
    children: strings.map((children, i) => [new InertElement(Raw, { children }), values[i]]),
  })

/** One dynamic attribute of a precompiled tag; the renderer escapes it. */
export const jsxAttr = (name: string, value: unknown): InertElement =>
  new InertElement(jsxAttr, { name, value })

/** One dynamic child of a precompiled tag; the renderer escapes it. */
export const jsxEscape = (value: unknown): unknown => value
