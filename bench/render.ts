/**
 * @module
 * Rendering side by side: everybody writes the same four documents, in one process, in turns. Outputs are compared as
 * XML first. What counts is the ratio within a round: the machine's moods hit all of them alike.
 */
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
const ROUNDS = Number(process.env['ROUNDS'] ?? 40)
const SLICE_MS = 4
// Everybody's code is compiled, and compiled again, before it counts: after only 3,000 renderings a hello-world reply took
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

// Before each slice, so that nobody pays for what another left behind.
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as (options: { type: 'minor' }) => void

/** Nanoseconds for one document, over a slice of time. */
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
const times = new Map(names.map((who) => [who, new Map<string, number[]>()]))
for (const name of documents) {
  const runs = new Map<string, number>()
  for (const who of names) {
    for (const end = performance.now() + WARM_UP_MS; performance.now() < end;)
      time(writers[who]!, name, 10)
    runs.set(who, Math.ceil((SLICE_MS * 1e6) / time(writers[who]!, name, 200)))
    times.get(who)!.set(name, [])
  }
  for (let round = 0; round < ROUNDS; round++)
    for (let i = 0; i < names.length; i++) {
      const who = names[(i + round) % names.length]!
      times
        .get(who)!
        .get(name)!
        .push(time(writers[who]!, name, runs.get(who)!))
    }
}

/** How many times longer `who` takes than `than`, document by document. */
const ratios = (who: string, than: string): number[] =>
  documents.map((name) =>
    median(
      times
        .get(who)!
        .get(name)!
        .map((t, i) => t / times.get(than)!.get(name)![i]!),
    ),
  )

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

console.log(`Node ${process.version}, ${ROUNDS} rounds. Median microseconds a document:\n`)
row(['', ...documents])
for (const who of names)
  row([who, ...documents.map((name) => median(times.get(who)!.get(name)!) / 1000)])
console.log(
  `\nTimes as long as twimlx takes (below 1: faster than twimlx); last the geometric mean:\n`,
)
row(['', ...documents, 'mean'])
for (const who of names) row([who, ...ratios(who, 'twimlx'), mean(ratios(who, 'twimlx'))])
const limit = ratios('twimlx', 'template literal')
console.log(
  `\ntwimlx takes ${mean(limit).toFixed(2)} times as long as the template literal (${limit.map((r) => r.toFixed(2)).join(', ')}).`,
)
