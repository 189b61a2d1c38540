/**
 * @module
 * Components that have a hand on how their children are rendered.
 */
import type { TwimlElement } from '../vocabulary/children.ts'
import type { RenderIn } from './node.ts'

/** Makes a component out of how it renders itself. */
export const defineBuiltIn = <P>(
  name: string,
  renderIn: RenderIn<P>,
): ((props: P) => TwimlElement) => {
  const component = (): TwimlElement => {
    throw new TypeError(`<${name}> is written as a tag, and not called.`)
  }
  return Object.defineProperty(Object.assign(component, { renderIn }), 'name', { value: name })
}
