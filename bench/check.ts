/**
 * The speed of the checker as it is published: 1,000 generated files cold, and edited files of them while watching.
 * `npm run bench:check`; with `-- --memory`, the memory that the command takes for 50,000 files.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as Rules from '../src/check/rules/checker.ts'
import type * as Watch from '../src/check/faces/watch.ts'

const built = (path: string) => new URL(`../dist/src/${path}`, import.meta.url)
const { Checker } = (await import(built('check/rules/checker.js').href)) as {
  Checker: typeof Rules.Checker
}
const { Watched } = (await import(built('check/faces/watch.js').href)) as {
  Watched: typeof Watch.Watched
}

const FILES = 1000
const MANY = 50_000
const EDITS = 50
// The length of a chain of files that import each other.
const CHAIN = 50

/** A part that the next file uses, a wrapper, and a document, with a mistake in every tenth file. */
const source = (i: number, edit = 0): string => `/** @jsxImportSource twimlx/voice */
import { Response, Say, Gather, Play, Pause, Dial, Number, Redirect } from 'twimlx/voice'
${i % CHAIN === 0 ? '' : `import { Part as Other, Frame as Outer } from './file${i - 1}'`}

export interface PartProps {
  readonly name: string
  readonly again?: boolean
}

/** Edited ${edit} times. */
export const Part = ({ name, again = false }: PartProps) =>
  again ? <Play>https://example.com/{name}.mp3</Play> : <Say voice="Polly.Joanna">Hello {name}</Say>

export function Frame({ title, children }: { title?: unknown; children?: unknown }) {
  if (!children) return <Response>{title}</Response>
  return (
    <Response>
      {title}
      {children}
      <Pause length={1} />
    </Response>
  )
}

const options = ['sales', 'support', 'billing']

export const menu${i} = (names: string[], closed: boolean) => (
  <${i % CHAIN === 0 ? 'Frame' : 'Outer'} title={<Say>Welcome</Say>}>
    {closed && <Say>We are closed.</Say>}
    {names.map((name) => (
      <Part name={name} />
    ))}
    ${i % CHAIN === 0 ? '' : '<Other name="x" again />'}
    <Gather numDigits={1} action="/menu">
      {options.map((option, key) => (
        <Say>
          For {option}, press {key + 1} <break time="200ms" />
        </Say>
      ))}
    </Gather>
    ${i % 10 === 3 ? '<Number>+15550100</Number>' : '<Dial><Number>+15550100</Number></Dial>'}
    <Redirect>/menu</Redirect>
  </${i % CHAIN === 0 ? 'Frame' : 'Outer'}>
)
`

const directory = mkdtempSync(join(tmpdir(), 'twimlx-bench-'))

/** Writes files, a chain of them in each directory. */
const generate = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => {
    const file = join(directory, String(Math.floor(i / CHAIN)), `file${i}.tsx`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, source(i))
    return file
  })

const measureSpeed = (): void => {
  const files = generate(FILES)
  const before = process.cpuUsage()
  let start = performance.now()
  const checker = new Checker()
  const watched = new Watched(checker, files)
  const cold = performance.now() - start
  // CPU time, since on a busy machine the clock runs on while this process waits.
  const cpu = process.cpuUsage(before)

  /** Edits files one after the other, and reports how long each check took. */
  const edits = (offset: number): string => {
    const times: number[] = []
    let looked = 0
    for (let edit = 1; edit <= EDITS; edit++) {
      const i = ((edit * CHAIN) % FILES) + offset
      writeFileSync(files[i]!, source(i, edit))
      start = performance.now()
      looked = Math.max(
        looked,
        watched.update([files[i]!], () => true),
      )
      times.push(performance.now() - start)
    }
    times.sort((a, b) => a - b)
    return `an edited file and the ${looked - 1} that depend on it in ${times[EDITS >> 1]!.toFixed(1)} ms (median of ${EDITS}; slowest ${times.at(-1)!.toFixed(1)} ms)`
  }
  // The last file of a chain of imports, then the first, which affects all of them.
  const [last, first] = [edits(CHAIN - 1), edits(0)]
  const found = watched.findings.length

  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`)
  console.log(
    `cold: ${FILES} files in ${(cold / 1000).toFixed(2)} s, ${Math.round(FILES / (cold / 1000))} files a second (${((cpu.user + cpu.system) / 1e6).toFixed(2)} s of processor time, all threads), ${found} of ${FILES / 10} planted mistakes found`,
  )
  console.log(`watching: ${last}`)
  console.log(`watching: ${first}`)
  process.exitCode = found === FILES / 10 ? 0 : 1
}

const measureMemory = (): void => {
  generate(MANY)
  const report =
    'data:text/javascript,process.on("exit",()=>console.error(JSON.stringify([process.resourceUsage().maxRSS,process.cpuUsage().user])))'
  const start = performance.now()
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', report, fileURLToPath(built('cli.js')), 'check', '--format', 'tsc'],
    { cwd: directory, encoding: 'utf8', maxBuffer: 1e9 },
  )
  const seconds = (performance.now() - start) / 1000
  const [kilobytes, microseconds] = JSON.parse(stderr.trim().split('\n').at(-1)!) as number[]
  const found = stdout.trim().split('\n').length
  console.log(
    `${MANY} files: at most ${Math.round(kilobytes! / 1024)} MB resident, ${seconds.toFixed(0)} s (${(microseconds! / 1e6).toFixed(0)} s of processor time), ${found} of ${MANY / 10} planted mistakes found`,
  )
  process.exitCode = found === MANY / 10 && kilobytes! < 500 * 1024 ? 0 : 1
}

try {
  if (process.argv.includes('--memory')) measureMemory()
  else measureSpeed()
} finally {
  rmSync(directory, { recursive: true, force: true })
}
