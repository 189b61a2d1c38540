/**
 * @module
 * The checker as a Vite plugin: what it finds fails builds and Vitest runs with a code frame, and shows in the overlay
 * of the dev server.
 */
import type { Plugin } from 'vite'
import type { AnalysisOptions } from './analysis.ts'
import { Checker } from './check.ts'
import type { Finding } from './finding.ts'
import { codeFrame } from './format/code-frame.ts'
import { shownPath } from './format/path.ts'

/** Options of the plugin. */
export interface TwimlxOptions extends AnalysisOptions {}

/**
 * Checks every .tsx and .jsx file that Vite or Vitest loads.
 *
 * @param options - `messageAction`: whether verbs after `<Message action>` count as unreachable. Default: true.
 *
 * @example
 * ```ts
 * // vite.config.ts
 * import { defineConfig } from 'vite'
 * import twimlx from 'twimlx/vite'
 *
 * export default defineConfig({ plugins: [twimlx()] })
 * ```
 */
export default function twimlx(options: TwimlxOptions = {}): Plugin {
  const checker = new Checker(options)
  let root = process.cwd()
  return {
    name: 'twimlx',
    // The text must be what was written, before anything else transforms it.
    enforce: 'pre',
    configResolved(config) {
      root = config.root
    },
    watchChange(file) {
      checker.changed(file)
    },
    hotUpdate({ file, modules }) {
      // What a component renders matters to those who use it: they are transformed, and so checked, again.
      const affected = [...checker.changed(file)].flatMap((path) => [
        ...(this.environment.moduleGraph.getModulesByFile(path) ?? []),
      ])
      return [...new Set([...modules, ...affected])]
    },
    transform(code, id) {
      const [path = id, query] = id.split('?')
      if (query !== undefined && /(^|&)(raw|url)\b/.test(query)) return
      if (!/\.[jt]sx$/.test(path) || path.includes('/node_modules/')) return
      const found = checker.check(path, code)
      if (typeof found === 'string') return
      for (const finding of found)
        if (finding.level === 'warning') this.warn(problem(finding, code, root))
      const errors = found.filter(({ level }) => level === 'error')
      const [first, ...more] = errors
      if (first) this.error(problem(first, code, root, more))
    },
  }
}

const problem = (
  { file, line, column, start, end, rule, message, related }: Finding,
  code: string,
  root: string,
  more: readonly Finding[] = [],
) => ({
  id: file,
  message: [
    `TWIML-${rule}: ${message}`,
    ...related.map(
      (each) => `  ${shownPath(each.file, root)}:${each.line}:${each.column}: ${each.message}`,
    ),
    // Only one error can be thrown.
    ...more.map(
      (each) =>
        `${shownPath(each.file, root)}:${each.line}:${each.column}: TWIML-${each.rule}: ${each.message}`,
    ),
  ].join('\n'),
  // Rollup counts columns from 0.
  loc: { file, line, column: column - 1 },
  frame: codeFrame(code, line, column, end - start),
})
