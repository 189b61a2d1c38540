/**
 * @module
 * Components that control how their children are rendered.
 */
import type { TwimlElement } from '../vocabulary/children.ts'
import type { RenderIn } from './node.ts'

/** Makes a component from a function that renders it. */
export const defineBuiltIn = <P>(
  name: string,
  renderIn: RenderIn<P>,
): ((props: P) => TwimlElement) => {
  const component = (): TwimlElement => {
    throw new TypeError(`<${name}> must be written as a tag: it cannot be called.`)
  }
  return Object.defineProperty(Object.assign(component, { renderIn }), 'name', { value: name })
}
