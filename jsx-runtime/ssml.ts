/**
 * @module
 * The factory for import sources with SSML: a lower-case tag becomes its element when it is made, so that only voice
 * documents load SSML.
 */
import { ssml } from '../src/vocabulary/voice/ssml/index.ts'
import type { InertElement, Source } from '../src/vocabulary/element.ts'
import * as factory from './factory.ts'

const elements = new Map<unknown, unknown>(Object.entries(ssml))

const resolve = (type: unknown): unknown =>
  typeof type === 'string' ? (elements.get(type) ?? type) : type

/** Makes an element. */
export const jsx = (type: unknown, props: object | null): InertElement =>
  factory.jsx(resolve(type), props)

/** Makes an element in development: it knows where it was written. */
export const jsxDEV = (
  type: unknown,
  props: object | null,
  key?: unknown,
  isStatic?: boolean,
  source?: Source,
): InertElement => factory.jsxDEV(resolve(type), props, key, isStatic, source)
