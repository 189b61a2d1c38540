/** The pairs in docs/from-twilio.md are equal as XML. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { render } from 'twimlx'
import { afterAll, expect, test } from 'vitest'
import { readRoot } from './xml.ts'

const folder = resolve('.from-twilio')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pairs = [
  ...readFileSync('docs/from-twilio.md', 'utf8').matchAll(
    /\n## ([^\n]+)\n[^#]*?```ts\n(.*?)```\n\n```tsx\n(.*?)```/gs,
  ),
].map(([, title, before, after]) => ({ title: title!, before: before!, after: after! }))

test('the pairs are found', () => {
  expect(pairs.length).toBe(9)
})

test.each(pairs)('$title', async ({ title, before, after }) => {
  mkdirSync(folder, { recursive: true })
  const load = async (name: string, contents: string, loader: 'ts' | 'tsx') => {
    const file = resolve(folder, `${title.replaceAll(/\W+/g, '-')}-${name}.mjs`)
    const { outputFiles } = await build({
      stdin: { contents, loader, resolveDir: '.' },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      jsx: 'automatic',
      packages: 'external',
    })
    writeFileSync(file, outputFiles[0]!.contents)
    return (await import(pathToFileURL(file).href)) as { before: string; after: never }
  }
  const [old, now] = [await load('before', before, 'ts'), await load('after', after, 'tsx')]
  expect(readRoot(render(now.after, { problems: 'throw' }))).toEqual(readRoot(old.before))
})
