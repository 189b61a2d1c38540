/**
 * @module
 * Components that have a hand on how their children are rendered.
 */
import type { TwimlElement } from '../vocabulary/children.ts'
import type { InertElement } from '../vocabulary/element.ts'
import type { Frame } from './frame.ts'
import type { Xml } from './node.ts'
import type { Scope } from './scope.ts'

/** Renders an element with a hand on what reaches its children. */
export type RenderIn<P> = (
  props: P,
  frame: Frame,
  scope: Scope,
  depth: number,
  element: InertElement,
) => Xml

/** Makes a component out of how it renders itself. */
export const special = <P>(name: string, renderIn: RenderIn<P>): ((props: P) => TwimlElement) => {
  const component = (): TwimlElement => {
    throw new TypeError(`${name} is written as a tag, <${name}>…</${name}>, and not called.`)
  }
  return Object.defineProperty(Object.assign(component, { renderIn }), 'name', { value: name })
}
