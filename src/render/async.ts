/**
 * @module
 * Async components: what `renderAsync` knows beyond `render`.
 */
import { addComponentToError, renderNode } from './node.ts'
import type { Awaiting, ProblemTree } from './scope.ts'

/** Awaits async parts: siblings run at the same time and keep their order. */
export const awaiting: Awaiting = {
  async component(result, element, frame, scope, depth) {
    // Problems found later belong where the component stands.
    const problems: ProblemTree = []
    scope.problems.push(problems)
    let resolved: unknown
    try {
      resolved = await result
    } catch (error) {
      throw addComponentToError(error, element, frame)
    }
    return renderNode(resolved, frame, { ...scope, problems }, depth)
  },

  async restOfList(parts, nodes, frame, scope, depth) {
    try {
      for (const node of nodes) parts.push(renderNode(node, frame, scope, depth))
    } catch (error) {
      // Nobody will wait for the parts already under way: their rejections must not be left unhandled.
      for (const part of parts) if (typeof part !== 'string') part.catch(() => {})
      throw error
    }
    return (await Promise.all(parts)).join('')
  },
}
