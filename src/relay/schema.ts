/**
 * @module
 * What passes between the TwiML, the socket and the `action`, by schemas of the app's.
 */
import type { StandardSchema } from '../webhook/schema.ts'

/** What a schema takes. */
export type InputOf<Schema extends StandardSchema> = NonNullable<
  Schema['~standard']['types']
>['input']

/** What a schema gives. */
export type OutputOf<Schema extends StandardSchema> = NonNullable<
  Schema['~standard']['types']
>['output']

/**
 * A value as a schema sees it.
 * @throws {TypeError} that says what does not fit, and where; never the value itself
 */
export const fit = (schema: StandardSchema | undefined, value: unknown): unknown => {
  if (!schema) return value
  const found = schema['~standard'].validate(value)
  if ('then' in found) throw new TypeError('A schema may not be asynchronous here.')
  const { issues, ...result } = found
  if (!issues) return (result as { value: unknown }).value
  throw new TypeError(
    issues
      .map(
        ({ path = [], message }) =>
          `${path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.') || 'all of it'}: ${message}`,
      )
      .join('; '),
  )
}
