import type { StandardSchema } from '../../webhook/schema.ts'
import type { Answer } from '../answer.ts'
import type { Kept } from '../kept.ts'
import type { CustomOptions } from './custom.ts'

/**
 * Reads an answer by a schema of Valibot, Zod, ArkType or the like. It may validate asynchronously.
 *
 * @param schema - Any schema that follows Standard Schema and takes text.
 * @param options - The number of keys, hints for speech recognition, and an example.
 *
 * @see https://standardschema.dev
 * @example
 * ```ts
 * import * as v from 'valibot'
 * import { ask, flow, schema } from 'twimlx/flow'
 *
 * const Email = v.pipe(v.string(), v.email())
 *
 * export const newsletter = flow('newsletter', function* () {
 *   return yield* ask('email', 'Your e-mail address?', schema(Email, { example: 'a@example.com' }))
 * })
 * ```
 */
export const schema = <T>(
  schema: StandardSchema<never, T> | StandardSchema<unknown, T>,
  { digits, hints, example, is }: CustomOptions,
): Answer<Kept<T>> => ({
  kind: 'schema',
  keys: digits,
  hints,
  examples: [example].flat(),
  is,
  read: ({ text }) => {
    const result = schema['~standard'].validate(text)
    return result instanceof Promise ? result.then(output<T>) : output<T>(result)
  },
})

// The engine passes the value through JSON before the body sees it.
const output = <T>(result: { issues?: unknown; value?: unknown }): Kept<T> | undefined =>
  result.issues ? undefined : (result.value as Kept<T>)
