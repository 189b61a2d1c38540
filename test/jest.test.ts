/**
 * @module
 * Jest, with the configuration that the documentation shows. `npm run test:jest` installs it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

test('the configuration of the documentation is the one that is run', () => {
  const [, shown] = /\/\/ jest\.config\.js\n(.*?)```/s.exec(readFileSync('docs/test.md', 'utf8'))!
  expect(shown).toBe(readFileSync('test/jest/jest.config.js', 'utf8'))
})

const jest = resolve('test/jest/node_modules/jest/bin/jest.js')

// It brings 286 packages, which no other test needs.
test.skipIf(!existsSync(jest))('Jest runs an app of it', () => {
  const { stderr, status } = spawnSync(process.execPath, ['--experimental-vm-modules', jest], {
    cwd: 'test/jest',
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  expect([stderr, status]).toEqual([expect.stringMatching(/Tests: +3 passed, 3 total/), 0])
})
