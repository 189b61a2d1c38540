/**
 * The checker as a Vite plugin: its findings fail builds and Vitest runs with a code frame, and show in the overlay of
 * the dev server.
 *
 * @module twimlx/vite
 */
import { resolve } from 'node:path'
import { type DevEnvironment, normalizePath, type Plugin } from 'vite'
import type { AnalysisOptions } from '../ask/analysis.ts'
import { Checker } from '../rules/checker.ts'
import { mentionsFlow } from '../read/syntax.ts'
import type { Finding } from '../rules/finding.ts'
import { codeFrame } from './format/code-frame.ts'
import { shownPath } from './format/path.ts'

/**
 * Options of the plugin.
 *
 * @example
 * ```ts
 * const options: TwimlxOptions = { messageAction: false }
 * ```
 */
export interface TwimlxOptions extends AnalysisOptions {}

/**
 * Checks every .tsx and .jsx file that Vite or Vitest loads, and every file with a flow.
 *
 * @param options - `messageAction`: if `true`, verbs after `<Message action>` count as unreachable. Default: true.
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
  /**
   * The files that a change of each file affects. Paths are the system's own here and in the checker, whose resolver
   * gives them so; Vite writes `/` on Windows too.
   */
  const affected = new Map<string, ReadonlySet<string>>()
  let root = process.cwd()
  return {
    name: 'twimlx',
    // The checker needs the source before other plugins transform it.
    enforce: 'pre',
    configResolved(config) {
      root = config.root
    },
    watchChange(id) {
      const file = resolve(id)
      const paths = checker.changed(file)
      // Vite calls this for every environment; only the first call finds files to forget.
      if (paths.size > 1 || !affected.has(file)) affected.set(file, paths)
      if (this.environment.mode !== 'dev') return
      // Files that use a changed component are transformed, and so checked, again.
      const { moduleGraph } = this.environment
      for (const module of modulesOf(affected.get(file), this.environment))
        moduleGraph.invalidateModule(module)
    },
    hotUpdate({ file, modules }) {
      const more = modulesOf(affected.get(resolve(file)), this.environment)
      return [...new Set([...modules, ...more])]
    },
    transform(code, id) {
      const [path = id, query] = id.split('?')
      if (query !== undefined && /(^|&)(raw|url)\b/.test(query)) return
      if (path.includes('/node_modules/') || !(/\.[jt]sx$/.test(path) || mentionsFlow(code))) return
      const found = checker.check(resolve(path), code)
      if (typeof found === 'string') return
      for (const finding of found)
        if (finding.level === 'warning') this.warn(problem(finding, code, root))
      const errors = found.filter(({ level }) => level === 'error')
      const [first, ...more] = errors
      if (first) this.error(problem(first, code, root, more))
    },
  }
}

const modulesOf = (files: Iterable<string> = [], { moduleGraph }: DevEnvironment) =>
  [...files].flatMap((file) => [...(moduleGraph.getModulesByFile(normalizePath(file)) ?? [])])

const problem = (
  { file, line, column, start, end, rule, message, related }: Finding,
  code: string,
  root: string,
  more: readonly Finding[] = [],
) => ({
  id: file,
  message: [
    // Vite and Rollup print the place of an error, Vitest only its message.
    `${shownPath(file, root)}:${line}:${column}: TWIML-${rule}: ${message}`,
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
