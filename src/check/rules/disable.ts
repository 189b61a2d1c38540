/**
 * @module
 * Comments that switch rules off for the next line: `// twimlx-disable-next-line nesting`.
 */
import type { Finding, RuleName } from './finding.ts'
import type { Module } from '../infer/module.ts'

const RULES: readonly string[] = [
  'nesting',
  'text',
  'unreachable',
  'value',
  'yield-star',
] satisfies RuleName[]

const COMMENT = /^\s*twimlx-disable-next-line\b([^]*)$/

/** Leaves out what a comment disables, and adds a warning for every comment that disables nothing. */
export const applyDisables = (module: Module, findings: readonly Finding[]): Finding[] => {
  const left = new Set(findings)
  const unused: Finding[] = []
  for (const { value, start, end } of module.comments) {
    const rest = COMMENT.exec(value)?.[1]
    if (rest === undefined) continue
    const names = rest.split(' -- ')[0]?.match(/[\w-]+/g)
    const { line } = module.positionOf(end)
    const here = findings.filter((finding) => finding.line === line + 1)
    for (const name of names ?? [undefined]) {
      const hit = here.filter(({ rule }) => name === undefined || rule === name)
      for (const finding of hit) left.delete(finding)
      if (hit.length === 0)
        unused.push({
          file: module.path,
          ...module.positionOf(start),
          start,
          end,
          rule: 'unused-disable',
          level: 'warning',
          message:
            name !== undefined && !RULES.includes(name)
              ? `There is no rule ${name}: the rules are ${RULES.join(', ')}.`
              : `Nothing on the next line breaks ${name === undefined ? 'a rule' : `the rule ${name}`}: remove ${(names?.length ?? 0) > 1 ? `"${name}" from this comment` : 'this comment'}.`,
          related: [],
        })
    }
  }
  return [...left, ...firstOfLine(unused)]
}

/** Of the comments on one line the first, and how many more there are. */
const firstOfLine = (unused: readonly Finding[]): Finding[] => {
  const byLine = new Map<number, { first: Finding; more: number }>()
  for (const finding of unused) {
    const known = byLine.get(finding.line)
    if (known) known.more++
    else byLine.set(finding.line, { first: finding, more: 0 })
  }
  return [...byLine.values()].map(({ first, more }) =>
    more === 0
      ? first
      : { ...first, message: `${first.message} The same holds ${more} more times on this line.` },
  )
}
