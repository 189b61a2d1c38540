/**
 * @module
 * The cost of type-checking: a file of 1,000 elements, against the same file without elements.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const folder = resolve(import.meta.dirname, '../.bench-types')

const element = (i: number): string =>
  [
    `<Say voice="Polly.Joanna">Line ${i} <break time="1s" /></Say>`,
    `<Gather numDigits={${(i % 4) + 1}} input={['dtmf', 'speech']} action="/${i}"><Say>Choose</Say></Gather>`,
    `<Dial timeout={20}><Number>+1415555${1000 + i}</Number></Dial>`,
    `<Connect><Stream url="wss://example.com/${i}"><Parameter name="n" value="${i}" /></Stream></Connect>`,
  ][i % 4]!

const check = (elements: string[]): Record<string, string> => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'file.tsx'),
    `/** @jsxImportSource twimlx/voice */
import { Connect, Dial, Gather, Number, Parameter, Response, Say, Stream } from 'twimlx/voice'
export const names = [Connect, Dial, Gather, Number, Parameter, Say, Stream]
export const document = <Response>${elements.join('\n')}</Response>
`,
  )
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../tsconfig.json',
      // The declarations as installed, not the source that the tests import.
      compilerOptions: { customConditions: [] },
      files: ['file.tsx'],
      include: [],
      exclude: [],
    }),
  )
  const printed = execFileSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', folder, '--extendedDiagnostics'],
    { cwd: resolve(import.meta.dirname, '..'), encoding: 'utf8' },
  )
  rmSync(folder, { recursive: true })
  return Object.fromEntries(
    [...printed.matchAll(/^([\w ]+):\s+(\S+)$/gm)].map(([, name, value]) => [name, value]),
  )
}

// 1,000 elements, counting the <Response>s around them.
const lines = Array.from({ length: 444 }, (_, i) => element(i))
const tags = lines.join('').match(/<[A-Za-z]/g)!.length + 1
const [none, all] = [check([]), check(lines)]
for (const name of ['Types', 'Instantiations', 'Check time', 'Memory used'])
  console.log(
    `${name.padEnd(16)} ${String(none[name]).padStart(10)} → ${String(all[name]).padStart(10)} with ${tags} elements`,
  )
