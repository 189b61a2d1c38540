/**
 * Matchers and a snapshot serializer for Vitest. Importing this file sets them up, and makes problems of a document
 * throw in every test: name it in `setupFiles`.
 *
 * @module twimlx/vitest
 *
 * @example
 * ```ts
 * // vitest.config.ts
 * import { defineConfig } from 'vitest/config'
 *
 * export default defineConfig({ test: { setupFiles: ['twimlx/vitest'] } })
 * ```
 */
import { expect } from 'vitest'
import { throwProblems } from '../render/render.ts'
import { type TwimlMatchers, twimlMatchers } from './matchers.ts'
import { rememberResponses } from './responses.ts'
import { twimlSerializer } from './serializer.ts'

export { type RequestExpectation, type TwimlMatchers, twimlMatchers } from './matchers.ts'
export { twimlSerializer } from './serializer.ts'

expect.extend(twimlMatchers)
expect.addSnapshotSerializer(twimlSerializer)
rememberResponses()
throwProblems()

declare module 'vitest' {
  // The names and the type parameter are Vitest's.
  // oxlint-disable-next-line typescript/no-explicit-any
  interface Matchers<T = any> extends TwimlMatchers<T> {}
}
