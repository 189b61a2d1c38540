/** Compares the checker's findings for random programs with the renderer's when they run. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { Checker } from '../../../src/check/rules/checker.ts'
import type { Finding } from '../../../src/check/rules/finding.ts'
import { type Marked, readMarks } from './marks.ts'
import { gist, observe } from './oracle.ts'
import { writeProgram } from './program.ts'

/** The result for a number of programs. */
export interface Comparison {
  readonly programs: number
  readonly findings: number
  /** Reports on places without a problem. */
  readonly falseAlarms: string[]
  /** Nesting problems that occurred. */
  problems: number
  /** The occurred problems that were reported. */
  reported: number
  /** Those that were not, and showed in places that were right under other settings only: each report is a false alarm. */
  undecided: number
  /** The problems that were missed, each with its program. */
  readonly missed: string[]
  /** Faults in literals that showed whenever their tag was rendered. */
  values: number
  /** Those of them that were reported. */
  valuesReported: number
}

/** Compares programs of consecutive seeds. */
export const compare = async (
  from: number,
  count: number,
  makeChecker: () => Checker = () => new Checker(),
): Promise<Comparison> => {
  const directory = mkdtempSync(join(tmpdir(), 'twimlx-fuzz-'))
  const result = {
    programs: count,
    findings: 0,
    falseAlarms: [] as string[],
    problems: 0,
    reported: 0,
    undecided: 0,
    missed: [] as string[],
    values: 0,
    valuesReported: 0,
  }
  try {
    let checker = makeChecker()
    for (let seed = from; seed < from + count; seed++) {
      // A fresh checker from time to time, since caches of earlier programs are of no use.
      if (seed % 100 === 0) checker = makeChecker()
      await compareOne(seed, join(directory, String(seed)), checker, result)
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  return result
}

const compareOne = async (
  seed: number,
  directory: string,
  checker: Checker,
  result: Comparison & { findings: number },
): Promise<void> => {
  const program = writeProgram(seed)
  const marked: Record<string, Marked> = {}
  mkdirSync(directory)
  for (const [file, text] of Object.entries(program.files)) {
    marked[file] = readMarks(text)
    writeFileSync(join(directory, file), marked[file].checked)
  }
  const placeOf = ({ file, line, column }: Pick<Finding, 'file' | 'line' | 'column'>) =>
    marked[relative(directory, file)]?.checkedAt.get(`${line}:${column}`)

  const findings = Object.keys(marked)
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => {
      const found = checker.check(join(directory, file))
      if (typeof found === 'string') throw new Error(`${file} of program ${seed}: ${found}`)
      return found
    })
  const seen = await observe(program, marked)
  const reported = new Set<number>()
  const told = new Set<string>()
  for (const finding of findings) {
    result.findings++
    if (finding.rule === 'value') {
      const tag = placeOf(tagAround(finding, marked[relative(directory, finding.file)]!.checked))
      const always = tag === undefined ? undefined : seen.values.get(tag)
      // A tag that was never rendered was wrong nowhere.
      if (tag === undefined || !always) continue
      const message = [...always].find((each) => gist(finding.message).startsWith(each))
      // The marks around a text hide from the renderer that it is no value.
      if (message === undefined && !/^The text of .* has undefined/.test(finding.message))
        result.falseAlarms.push(
          `program ${seed}, ${relative(directory, finding.file)}:${finding.line}:${finding.column}: ${finding.message}`,
        )
      else told.add(`${tag} ${message}`)
      continue
    }
    const place = placeOf(finding)
    const about = `program ${seed}, ${relative(directory, finding.file)}:${finding.line}:${finding.column}: ${finding.message}`
    if (place === undefined)
      // The name of a callback is no place; its uses are.
      continue

    if (finding.rule === 'unreachable') {
      if (seen.reached.has(place)) result.falseAlarms.push(about)
      continue
    }
    reported.add(place)
    // If no element takes two siblings together, either may be the misplaced one.
    const beside = finding.related.some(({ message }) => message.endsWith('stands beside it'))
    if ((beside ? seen.peaceful : seen.fine).has(place)) result.falseAlarms.push(about)
  }
  for (const [tag, messages] of seen.values)
    for (const message of messages) {
      if (!LITERAL.test(message)) continue
      result.values++
      if (told.has(`${tag} ${message}`)) result.valuesReported++
      else result.missed.push(`program ${seed}, tag ${tag}: ${message}`)
    }
  for (const chain of seen.problems) {
    result.problems++
    if (chain.some((place) => reported.has(place))) result.reported++
    else {
      const isUndecided = chain.every((place) => seen.fine.has(place))
      if (isUndecided) result.undecided++
      result.missed.push(
        `program ${seed}, places ${chain.join(' in ')}${isUndecided ? ', all of them right under other flags' : ''}`,
      )
    }
  }
}

/** Faults that attributes alone decide, or a text: what content lacks may be the fault of a component. */
const LITERAL = / on <| has no attribute | of <\w+> is not | of <\w+> has | has text that /

/** The place of the name of the tag in which a finding is: no attribute has a bracket in it. */
const tagAround = (
  { file, start }: Finding,
  text: string,
): Pick<Finding, 'file' | 'line' | 'column'> => {
  const before = text.slice(0, text.lastIndexOf('<', start) + 1).split('\n')
  return { file, line: before.length, column: before.at(-1)!.length + 1 }
}
