/**
 * @module
 * Validates values that pass between the TwiML, the socket and the `action`, by the app's schemas.
 */
import { describeIssues, type StandardSchema } from '../webhook/schema.ts'

/** The input of a schema. */
export type InputOf<Schema extends StandardSchema> = NonNullable<
  Schema['~standard']['types']
>['input']

/** The output of a schema. */
export type OutputOf<Schema extends StandardSchema> = NonNullable<
  Schema['~standard']['types']
>['output']

export const PARAMETERS = 'The parameters do'
export const HANDOFF = 'The hand-off does'

/**
 * A value as a schema sees it.
 * @param what - What it is, to begin a sentence with.
 * @throws {TypeError} that says where it does not fit; never the value itself, nor what the schema says of it
 */
export const fit = (schema: StandardSchema | undefined, value: unknown, what: string): unknown => {
  const found = schema ? schema['~standard'].validate(value) : { value }
  if ('then' in found) throw new TypeError(`${what} not fit an asynchronous schema.`)
  if (found.issues) throw new TypeError(describeIssues(found.issues, what))
  return found.value
}
