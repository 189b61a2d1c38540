import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

// Node gets them too, and what stands under `module` is for bundlers: Node cannot load it from every package.
const conditions = defaultServerConditions.filter((name) => name !== 'module')

/**
 * Files that replace `Response` for good, as `serve()` of Hono's Node server and `twimlx/vitest` do, or the timers, which
 * what another file began may still use.
 */
const alone = [
  'test/cli/{send,talk}.test.ts',
  'test/components/flows.test.ts',
  'test/examples/frameworks.test.ts',
  'test/flow/{examples,explore,host,order,production,rules}.test.{ts,tsx}',
  'test/hono/{deadline,failing-store,idempotency,on-webhook}.test.ts',
  'test/hono/{raw-socket,strangers,twiml,websocket}.test.{ts,tsx}',
  'test/phone/server.test.ts',
  'test/relay/{examples,memory,real}.test.{ts,tsx}',
  'test/simulator/public-url.test.ts',
  'test/vitest/matchers.test.tsx',
  'test/webhook/spellings.test.ts',
]

/** Files that `npm test` leaves to commands of their own. */
const long = ['test/package.test.ts', 'test/types/strict.test.ts']

export default defineConfig({
  // The tests import `twimlx` from source, as the examples and the compiler do.
  ssr: { resolve: { conditions: ['twimlx-source', ...conditions] } },
  test: {
    // One core less, as is the default, is half of a machine with two.
    maxWorkers: '100%',
    // No test waits for time, and a machine may be slow: only a test that hangs is ended.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.{ts,tsx}'],
          // A link of the runtimes' tests leads back here.
          exclude: [...alone, ...long, '**/node_modules/**'],
          isolate: false,
          setupFiles: ['test/properties.ts', 'test/globals.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, setupFiles: ['test/properties.ts'] },
      },
      { extends: true, test: { name: 'long', include: long } },
    ],
  },
})
