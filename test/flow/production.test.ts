/**
 * @module
 * A flow as it is deployed: bundled for production, without the checks of development and their sentences.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import { simulate } from 'twimlx/simulator'
import 'twimlx/vitest'

const bundled = async (source: string): Promise<{ text: string; app: Hono }> => {
  const { outputFiles } = await build({
    stdin: { contents: source, loader: 'ts', resolveDir: '.' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    conditions: ['twimlx-source'],
  })
  const folder = mkdtempSync(join(tmpdir(), 'twimlx-flow-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'app.mjs')
  writeFileSync(file, outputFiles[0]!.contents)
  const { default: app } = (await import(pathToFileURL(file).href)) as { default: Hono }
  return { text: outputFiles[0]!.text, app }
}

test('a bundle talks as its source does, and has no check of development', async () => {
  const { text, app } = await bundled(`
    import { Hono } from 'hono'
    import { act, ask, choice, dial, flow, once, part, record, say } from 'twimlx/flow'
    import { Dial } from 'twimlx/voice'
    const order = flow('order', function* () {
      yield* say('Welcome.')
      const size = yield* part('first', function* () {
        return yield* ask('size', 'Size?', choice(['small', 'large']))
      })
      const { at, price } = yield* once('place', () => ({ at: Date.now() > 0, price: NaN }))
      yield* say('One ' + size + ', ' + at + ', ' + price + '.')
      yield* ask('more', 'More?', choice({ no: ['no', '🙅'] }))
      throw new Error('a fault of the app')
    }, { onError: (error) => { globalThis.seen = String(error) } })
    export default new Hono().route('/', order.routes({ authToken: '12345' }))`)
  for (const sentence of ['not taken it', 'a key is a name', 'takes a generator', 'cannot keep'])
    expect(text).not.toContain(sentence)
  const twilio = simulate(app, { authToken: '12345', messageUrl: '/', voiceUrl: '/' })
  const alice = twilio.phone('+14155550100')
  expect(await alice.text('hi')).toHaveReplied('Welcome.\nSize?')
  expect(await alice.text('huge')).toHaveReplied('Sorry, I did not get that.\nSize?')
  // Development reports values that JSON cannot keep; production keeps their JSON.
  expect(await alice.text('large')).toHaveReplied('One large, true, null.\nMore?')
  expect(await alice.text('🙅')).toHaveReplied('Sorry, something went wrong.\nMore?')
  expect((globalThis as { seen?: string }).seen).toBe('Error: a fault of the app')
  const call = await alice.call()
  await call.press('1')
  expect(call.heard).toEqual(['Welcome.', 'Size?', 'One small, true, null.', 'More?'])
  expect(twilio.problems).toEqual([])
})
