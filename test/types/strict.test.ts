/**
 * @module
 * The strictest rules of typescript-eslint over everything that uses the types: `npm run test:strict`.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('strict linters accept the types, in the examples and elsewhere', async () => {
  const eslint = 'node_modules/eslint/bin/eslint.js --config test/types/strict/eslint.config.js'
  const args = `--require ./test/types/strict/typescript.cjs ${eslint} examples test/types/strict/elements.tsx`
  const { stdout } = await promisify(execFile)(process.execPath, args.split(' '), {
    maxBuffer: 1e7,
  }).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
}, 240_000)
