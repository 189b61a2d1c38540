/**
 * @module
 * Rendering side by side: each library writes the same four documents, in one process, in turns. Outputs are compared
 * as XML first. The result is the ratio within a round, since the load of the machine affects all alike. How well the
 * same code is compiled differs between processes, so several run, and the median is reported.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { SaxesParser } from 'saxes'
import { data, type Writer } from './documents/data.ts'
import { hono } from './documents/hono.tsx'
import { kita } from './documents/kita.tsx'
import { preact } from './documents/preact.tsx'
import { template } from './documents/template.ts'
import { builders } from './documents/twilio.ts'
import { twimlx } from './documents/twimlx.tsx'

const writers: Record<string, Writer> = {
  'template literal': template,
  twimlx,
  '@kitajs/html': kita,
  'preact-render-to-string': preact,
  'hono/jsx': hono,
  twilio: builders,
}
const documents = Object.keys(data) as (keyof typeof data)[]
const PROCESSES = Number(process.env['PROCESSES'] ?? 5)
const ROUNDS = Number(process.env['ROUNDS'] ?? 20)
const SLICE_MS = 4
// All code is compiled, and compiled again, before measuring: after only 3,000 renderings, a hello-world reply took
// ours twice the time it takes later.
const WARM_UP_MS = 300

const canonical = (xml: string): string => {
  const events: unknown[] = []
  const parser = new SaxesParser()
  parser.on('opentag', ({ name, attributes }) =>
    events.push([name, Object.entries(attributes).toSorted()]),
  )
  parser.on('text', (text) => events.push(text))
  parser.on('closetag', ({ name }) => events.push('/' + name))
  parser.on('error', (error) => {
    throw error
  })
  parser.write(xml).close()
  return JSON.stringify(events)
}

const write = (writer: Writer, name: keyof Writer): string => writer[name](data[name] as never)

for (const name of documents) {
  const wanted = canonical(write(template, name))
  for (const [who, writer] of Object.entries(writers))
    if (canonical(write(writer, name)) !== wanted) {
      console.error(write(template, name))
      console.error(write(writer, name))
      throw new Error(`${who} writes another ${name} document`)
    }
}

// Runs before each slice, so that no writer pays for another's garbage.
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as (options: { type: 'minor' }) => void

/** Nanoseconds for one document, measured over a slice of time. */
const time = (writer: Writer, name: keyof Writer, runs: number): number => {
  collectGarbage({ type: 'minor' })
  const start = process.hrtime.bigint()
  for (let i = 0; i < runs; i++) sink += flat(write(writer, name))
  return Number(process.hrtime.bigint() - start) / runs
}
let sink = 0
// Joined strings are lazy; reading the last character joins them for good, as sending them would.
const flat = (xml: string): number => xml.charCodeAt(xml.length - 1)

const median = (all: number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1]!
const mean = (all: number[]): number =>
  Math.exp(all.reduce((sum, one) => sum + Math.log(one), 0) / all.length)

const names = Object.keys(writers)

/** Nanoseconds for each document, by writer. */
type Times = Record<string, number[]>

/** Measures, in this process, the time of each writer and its ratio to each other writer. */
const measure = (): { took: Times; than: Record<string, Times> } => {
  const times = documents.map((name) => {
    const runs = names.map((who) => {
      for (const end = performance.now() + WARM_UP_MS; performance.now() < end;)
        time(writers[who]!, name, 10)
      return Math.ceil((SLICE_MS * 1e6) / time(writers[who]!, name, 200))
    })
    const rounds: number[][] = Array.from({ length: ROUNDS }, () => [])
    for (const [round, slices] of rounds.entries())
      for (let i = 0; i < names.length; i++) {
        const who = (i + round) % names.length
        slices[who] = time(writers[names[who]!]!, name, runs[who]!)
      }
    return rounds
  })
  const over = (told: (slices: number[], who: number) => number): Times =>
    Object.fromEntries(
      names.map((name, who) => [
        name,
        times.map((rounds) => median(rounds.map((slices) => told(slices, who)))),
      ]),
    )
  return {
    took: over((slices, who) => slices[who]!),
    than: Object.fromEntries(
      names.map((name, of) => [name, over((slices, who) => slices[who]! / slices[of]!)]),
    ),
  }
}

if (process.send) {
  process.send(measure())
  process.exit()
}
const all: ReturnType<typeof measure>[] = []
for (let i = 0; i < PROCESSES; i++) {
  const [told] = await once(fork(import.meta.filename), 'message')
  all.push(told)
}
const middle = (told: (one: (typeof all)[number]) => number[]): number[] =>
  documents.map((_, i) => median(all.map((one) => told(one)[i]!)))

/** The time of `who` as a multiple of that of `than`, for each document. */
const ratios = (who: string, than: string): number[] => middle((one) => one.than[than]![who]!)

const row = (cells: (string | number)[]): void =>
  console.log(
    cells
      .map((cell, i) =>
        i === 0
          ? String(cell).padEnd(24)
          : String(typeof cell === 'number' ? cell.toFixed(2) : cell).padStart(10),
      )
      .join(''),
  )

console.log(
  `Node ${process.version}, ${PROCESSES} processes of ${ROUNDS} rounds. Median microseconds a document:\n`,
)
row(['', ...documents])
for (const who of names) row([who, ...middle((one) => one.took[who]!.map((ns) => ns / 1000))])
console.log(
  `\nTimes as long as twimlx takes (below 1: faster than twimlx); last the geometric mean:\n`,
)
row(['', ...documents, 'mean'])
for (const who of names) row([who, ...ratios(who, 'twimlx'), mean(ratios(who, 'twimlx'))])
const limit = ratios('twimlx', 'template literal')
console.log(
  `\ntwimlx takes ${mean(limit).toFixed(2)} times as long as the template literal (${limit.map((r) => r.toFixed(2)).join(', ')}).`,
)
