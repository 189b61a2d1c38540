/**
 * @module
 * All findings in one file.
 */
import { setImmediate } from 'node:timers/promises'
import { Analysis, type AnalysisOptions } from '../ask/analysis.ts'
import { applyDisables } from './disable.ts'
import { type Finding, locationOf } from './finding.ts'
import type { Module } from '../infer/module.ts'
import { judgeNesting } from './nesting.ts'
import { Project, type Skipped } from '../infer/project.ts'
import { mentions } from '../read/files.ts'
import { functionAround, type Node, unwrap } from '../read/syntax.ts'
import { judgeReach } from './unreachable.ts'
import { judgeValues } from './value.ts'
import { KnownAround } from '../ask/around.ts'
import { aroundPrompt } from '../ask/prompt.ts'
import { type Judge, KnownUses } from './known-uses.ts'
import { ANYWHERE, walk } from '../ask/walk.ts'
import { judgeSteps } from './yield-star.ts'

/** Checks files of one project. */
export class Checker {
  readonly project = new Project()
  readonly #options: AnalysisOptions
  #analysis: Analysis

  constructor(options: AnalysisOptions = {}) {
    this.#options = options
    this.#analysis = new Analysis(options)
  }

  /**
   * Checks a file.
   *
   * @param path - Its absolute path.
   * @param text - Its text, if that differs from the file on disk.
   * @returns The findings in the order of the text, or the reason why the file was not checked.
   */
  check(path: string, text?: string): readonly Finding[] | Skipped {
    if (this.project.isOutdated(path, text)) this.changed(path)
    const module = this.project.load(path, text)
    if (typeof module === 'string') return module
    try {
      return checkModule(module, this.#analysis, this.project.hasDefaults)
    } catch (error) {
      // Only generated code, such as a minified bundle, nests expressions deeper than the stack goes.
      if (error instanceof RangeError) return 'too deep'
      throw error
    }
  }

  /** The text of a file that was read. */
  textOf(path: string): string | undefined {
    return this.project.textOf(path)
  }

  /** Looks into files that will be checked: a `<Defaults>` in one gives attributes to elements in all. */
  prepare(files: readonly string[]): void {
    this.project.hasDefaults ||= files.some((file) => mentions(file, 'Defaults'))
  }

  /** Checks one file after the other, and keeps no more of them than half a gigabyte holds. */
  async *checkAll(
    files: readonly string[],
  ): AsyncGenerator<readonly [file: string, found: readonly Finding[] | Skipped]> {
    this.prepare(files)
    let since = 0
    for (const file of files) {
      yield [file, this.check(file)]
      const { size } = this.project
      since++
      if (size < KEPT || (since < LEAST && size < MOST_KEPT)) continue
      since = 0
      this.#analysis = new Analysis(this.#options)
      this.project.clear()
      // The parser's own memory is given back between two turns of the event loop only.
      await setImmediate()
    }
  }

  /** Forgets a file that has changed. Returns the files whose findings may change with it. */
  changed(path: string): ReadonlySet<string> {
    this.#analysis = new Analysis(this.#options)
    return this.project.changed(path)
  }

  /** Forgets all files that have changed on disk, except the one whose text the caller has. */
  refresh(except?: string): void {
    if (this.project.refresh(except)) this.#analysis = new Analysis(this.#options)
  }
}

// Syntax trees take some seventy times the room of their text. With this many characters the command stays at 300 MB.
const KEPT = 500_000
// What many files import is read again each time, so some files are checked in between, unless they are very large.
const LEAST = 200
const MOST_KEPT = 4_000_000

const checkModule = (module: Module, analysis: Analysis, hasDefaults: boolean): Finding[] => {
  const findings = new Map<string, Finding>()
  const covered = new Set<Node>()
  const add = (finding: Finding | undefined) => {
    // An argument may be judged in several places.
    if (finding?.file !== module.path) return
    const { rule, start, message } = finding
    const key = `${rule}|${start}|${rule === 'value' ? message : ''}`
    findings.set(key, findings.get(key) ?? finding)
  }
  for (const found of judgeSteps(module)) add(found)
  const judge: Judge = (tree, context, first, add) => {
    add(judgeNesting(tree, context, analysis))
    if (first) add(judgeReach(tree, context, analysis))
  }
  const uses = new KnownUses(module, analysis, judge)
  const around = new KnownAround(module.inference)
  for (const jsx of module.scopes.jsx) {
    const root = rootOf(jsx)
    if (covered.has(root) || covered.has(jsx)) continue
    covered.add(root)
    // A wrapper around it may reorder or drop it.
    const together = !isWithinJsx(jsx)
    walk(
      module.inference.tree(root),
      {
        ...ANYWHERE,
        groups: aroundPrompt(module, root),
        together,
        known: around.of(root),
      },
      analysis,
      (tree, context, first) => {
        if (tree.kind === 'element' || tree.kind === 'use') covered.add(tree.at.node)
        uses.add(tree, context)
        judge(tree, context, first, add)
        for (const found of judgeValues(tree, context, hasDefaults)) add(found)
      },
    )
  }
  const wrong = new Set([...findings.values()].map(({ start }) => start))
  for (const found of uses.findings(({ at }) => wrong.has(locationOf(at).start))) add(found)
  return applyDisables(module, [...findings.values()]).toSorted((a, b) => a.start - b.start)
}

/** The outermost array around JSX that a component returns; else the JSX itself. */
const rootOf = (jsx: Node): Node => {
  let root = jsx
  let at = jsx
  for (let outer = at.parent; outer; at = outer, outer = outer.parent ?? undefined)
    switch (outer.type) {
      case 'ArrayExpression':
        root = outer
        break
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'SpreadElement':
        break
      case 'ArrowFunctionExpression':
        return isComponent(outer) ? root : jsx
      case 'ReturnStatement':
        return isComponent(functionAround(outer)) ? root : jsx
      default:
        if (unwrap(outer) === outer) return jsx
    }
  return jsx
}

/** Only a capitalised function can be used as a tag. */
const isComponent = (node: Node | undefined): boolean => {
  const name =
    node && 'id' in node && node.id?.type === 'Identifier'
      ? node.id.name
      : node?.parent?.type === 'VariableDeclarator' && node.parent.id.type === 'Identifier'
        ? node.parent.id.name
        : ''
  return /^[A-Z]/.test(name)
}

const isWithinJsx = (node: Node): boolean => {
  for (let at = node.parent; at; at = at.parent ?? undefined)
    if (at.type === 'JSXElement') return true
  return false
}
