/**
 * @module
 * Async components: what `renderAsync` knows beyond `render`.
 */
import type { Awaiting, Found, Xml } from './scope.ts'

/** Awaits async parts: siblings run at the same time and keep their order. */
export const awaiting: Awaiting = {
  async component(result, scope, render, locate) {
    // Problems found later belong where the component stands.
    const found: Found = []
    scope.found.push(found)
    let resolved: unknown
    try {
      resolved = await result
    } catch (error) {
      throw locate(error)
    }
    return render(resolved, { ...scope, found })
  },

  async rest(before, first, next, nodes, render) {
    const parts: Xml[] = [before, first]
    try {
      for (const node of nodes.slice(next)) parts.push(render(node))
    } catch (error) {
      // Nobody will wait for the parts already under way: their rejections must not be left unhandled.
      for (const part of parts) if (typeof part !== 'string') part.catch(() => {})
      throw error
    }
    return (await Promise.all(parts)).join('')
  },

  async after(part, finish) {
    return finish(await part)
  },
}
