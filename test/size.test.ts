/**
 * @module
 * The size of a worker's code, in bytes after minification and gzip, without Hono.
 */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { bundlePage } from '../scripts/phone-page.mjs'
import { expect, test } from 'vitest'

const size = async (source: string): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents: source, loader: 'tsx', resolveDir: '.' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['twimlx-source'],
    jsx: 'automatic',
    // The app brings Hono itself.
    external: ['hono'],
    jsxImportSource: /@jsxImportSource (\S+)/.exec(source)?.[1] ?? 'twimlx',
  })
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length
}

const firstApp = /```tsx\n(.*?)```/s.exec(readFileSync('README.md', 'utf8'))![1]!

// Each `measured` is what this test measured when the number was last set; two per cent more are free, so that a better
// sentence needs no new number. The author of a commit that makes a worker load more sets it anew, in that commit, and
// the commit message says what users get for the bytes. The author of one that saves more lowers it.
const FREE = 1.02

const budgets = [
  {
    what: 'a messaging-only reply',
    measured: 6873,
    source: `/** @jsxImportSource twimlx/messaging */
      import { render } from 'twimlx'
      import { Message, Response } from 'twimlx/messaging'
      export const reply = (name: string) => render(<Response><Message>Hello {name}</Message></Response>)`,
  },
  {
    what: 'the same through twiml',
    measured: 7143,
    source: `/** @jsxImportSource twimlx/messaging */
      import { twiml } from 'twimlx/hono'
      import { Message, Response } from 'twimlx/messaging'
      export const reply = (c, name: string) =>
        twiml(c, <Response><Message>Hello {name}</Message></Response>)`,
  },
  {
    what: 'the first app of the README',
    measured: 17982,
    source: `/** @jsxImportSource twimlx/messaging */
      ${firstApp}`,
  },
  {
    what: 'a voice reply with Gather and Say',
    measured: 8672,
    source: `/** @jsxImportSource twimlx/voice */
      import { render } from 'twimlx'
      import { Gather, Response, Say } from 'twimlx/voice'
      export const reply = (name: string) =>
        render(<Response><Gather numDigits={1}><Say>Hello {name}</Say></Gather></Response>)`,
  },
  {
    what: 'everything: all dialects, the runtimes, render and its components',
    measured: 16069,
    source: `export * from 'twimlx'
      export * as messaging from 'twimlx/messaging'
      export * as voice from 'twimlx/voice'
      export * as fax from 'twimlx/fax'
      export * as runtime from 'twimlx/jsx-runtime'`,
  },
]

test.each(budgets)('$what takes about $measured bytes', async ({ source, measured }) => {
  expect(await size(source), 'see the rule above').toBeLessThanOrEqual(Math.floor(measured * FREE))
})

// Code that an app has anyway, beside which a flow and an agent are measured.
const beside = `export * from 'twimlx/hono'
  export { render, renderAsync } from 'twimlx'
  export { Dial, Gather, Hangup, Pause, Record, Redirect, Response, Say } from 'twimlx/voice'
  export { Connect, ConversationRelay, Parameter } from 'twimlx/voice'
  export * as messaging from 'twimlx/messaging'
  export { parseCall } from 'twimlx/webhook'
  export { getCookie, setCookie } from 'hono/cookie'
`
const engine = [
  'advance',
  'steps',
  'commands',
  ...['choice', 'digits', 'number', 'text', 'yes-no'].map((name) => `answers/${name}`),
]

test.each([
  { what: 'twimlx/flow', measured: 9193, source: `export * from 'twimlx/flow'` },
  {
    what: 'its engine, steps and core answers',
    measured: 4470,
    source: engine.map((name) => `export * from './src/flow/${name}.ts'`).join('\n'),
  },
  { what: 'twimlx/relay', measured: 2432, source: `export * from 'twimlx/relay'` },
  {
    what: 'twimlx/relay, with a flow,',
    measured: 2286,
    has: `export * from 'twimlx/flow'\n`,
    source: `export * from 'twimlx/relay'`,
  },
])('$what takes about $measured bytes beside them', async ({ source, measured, has = '' }) => {
  const own = (await size(beside + has + source)) - (await size(beside + has))
  expect(own).toBeLessThanOrEqual(Math.floor(measured * FREE))
})

test.each([
  { of: 'flow', sentence: 'and not taken it' },
  { of: 'relay', sentence: 'say() takes text' },
])('no development check of $of reaches a bundle', async ({ of, sentence }) => {
  const { outputFiles } = await build({
    stdin: { contents: `export * from 'twimlx/${of}'`, loader: 'ts', resolveDir: '.' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    conditions: ['twimlx-source'],
    external: ['hono'],
  })
  expect(outputFiles[0]!.text).not.toContain(sentence)
})

test('no list of voices reaches a bundle', async () => {
  const { outputFiles } = await build({
    stdin: { contents: budgets.at(-1)!.source, loader: 'ts', resolveDir: '.' },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['twimlx-source'],
  })
  expect(outputFiles[0]!.text).not.toContain('Chirp3')
})

test('the page of the phone takes at most 40 kB, whole', async () => {
  const { length } = gzipSync(await bundlePage(), { level: 9 })
  expect(length).toBeLessThanOrEqual(40_000)
  expect(length).toBeGreaterThan(10_000)
})
