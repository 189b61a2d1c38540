import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

// Node gets them too, and what stands under `module` is for bundlers: Node cannot load it from every package.
const conditions = defaultServerConditions.filter((name) => name !== 'module')

export default defineConfig({
  // The tests import `twimlx` from source, as the examples and the compiler do.
  ssr: { resolve: { conditions: ['twimlx-source', ...conditions] } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/properties.ts'],
    // One core less, as is the default, is half of a machine with two.
    maxWorkers: '100%',
    // No test waits for time, and a machine may be slow: only a test that hangs is ended.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
