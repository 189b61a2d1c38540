import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The tests import `twimlx` from source, as the examples and the compiler do.
  ssr: { resolve: { conditions: ['twimlx-source', ...defaultServerConditions] } },
  test: { include: ['test/**/*.test.{ts,tsx}'] },
})
