/**
 * @module
 * Test files run one after the other in one process, which takes half the time of a process for each. So none may leave
 * changed what the next one uses: one that must is listed in `vitest.config.ts`.
 */
import { afterAll, expect, vi } from 'vitest'

const shared = (): Record<string, unknown> => ({
  Request,
  Response,
  Headers,
  fetch,
  WebSocket: globalThis.WebSocket,
  crypto,
  Date,
  performance,
  setTimeout,
  setInterval,
  setImmediate,
  ...console,
  ...process.env,
})

const before = shared()

afterAll(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  const after = shared()
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  expect(
    [...names].filter((name) => before[name] !== after[name]),
    'this file changes them for those after it: restore them at its end, or list it in vitest.config.ts among the files that run alone',
  ).toEqual([])
})
