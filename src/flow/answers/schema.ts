import type { StandardSchema } from '../../webhook/schema.ts'
import type { Answer } from '../answer.ts'
import type { Kept } from '../kept.ts'
import { custom, type CustomOptions } from './custom.ts'

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
  options: CustomOptions,
): Answer<Kept<NonNullable<T>>> => ({
  ...custom<T>(async (text) => {
    const result = await schema['~standard'].validate(text)
    return result.issues ? undefined : result.value
  }, options),
  kind: 'schema',
})
