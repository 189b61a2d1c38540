/**
 * @module
 * The async part of `renderAsync`, which `render` does not load.
 */
import { addComponentToError, renderNode } from './node.ts'
import type { Awaiting, ProblemTree } from './scope.ts'

/** Awaits async parts: siblings run at the same time and keep their order. */
export const awaiting: Awaiting = {
  async component(result, element, frame, scope, depth) {
    // Problems found later are listed at the component's place.
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
      // The parts already under way are not awaited any more: their rejections must not be unhandled.
      for (const part of parts) if (typeof part !== 'string') part.catch(() => {})
      throw error
    }
    return (await Promise.all(parts)).join('')
  },
}
