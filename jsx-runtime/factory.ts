/**
 * @module
 * What compiled TSX calls. Elements are inert: all work happens when they are rendered.
 */
import type { Children, TwimlElement } from '../src/vocabulary/children.ts'
import { InertElement, type Source } from '../src/vocabulary/element.ts'

/** Makes an element. Keys mean nothing in a document that is rendered once, and are dropped. */
export const jsx = (type: unknown, props: object | null): InertElement =>
  // What Deno hands over for a tag without attributes is null.
  new InertElement(type, props ?? {})

/** Makes an element in development: it knows where it was written. */
export const jsxDEV = (
  type: unknown,
  props: object | null,
  _key?: unknown,
  _isStatic?: boolean,
  source?: Source,
): InertElement => new InertElement(type, props ?? {}, source ?? null)

/** `<>…</>`: its children, without an element around them. */
export const Fragment = ({ children }: { children?: Children }): TwimlElement =>
  // A fragment stands wherever its children do; the compiler judges them where they are written.
  children as TwimlElement
