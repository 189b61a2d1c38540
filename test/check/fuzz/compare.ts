/** Compares the checker's findings for random programs with the renderer's when they run. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { Checker } from '../../../src/check/rules/checker.ts'
import type { Finding } from '../../../src/check/rules/finding.ts'
import { type Marked, readMarks } from './marks.ts'
import { observe } from './oracle.ts'
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
  /** The occurred problems that were missed, each with its program. */
  readonly missed: string[]
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
    missed: [] as string[],
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
  for (const finding of findings) {
    result.findings++
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
  for (const chain of seen.problems) {
    result.problems++
    if (chain.some((place) => reported.has(place))) result.reported++
    else result.missed.push(`program ${seed}, places ${chain.join(' in ')}`)
  }
}
