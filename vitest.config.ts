import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The tests import `twimlx` from source, as the examples and the compiler do.
  ssr: { resolve: { conditions: ['twimlx-source', ...defaultServerConditions] } },
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
