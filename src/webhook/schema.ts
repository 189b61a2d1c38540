/**
 * @module
 * Standard Schema, as far as it is used here: the interface that Valibot, Zod, ArkType and others share.
 */

import { shown } from './shown.ts'

/**
 * A schema of any library that follows Standard Schema v1. Declared here, as the specification proposes, so that
 * nothing needs to be installed.
 *
 * @see https://standardschema.dev
 *
 * @example
 * ```ts
 * import * as v from 'valibot'
 * import type { StandardSchema } from 'twimlx/webhook'
 *
 * const order: StandardSchema = v.object({ Body: v.string() })
 * ```
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

type StandardResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly Issue[] }

/**
 * A problem that a schema has found.
 *
 * @example
 * ```ts
 * const issue: Issue = { message: 'Invalid ZIP code', path: ['Body'] }
 * ```
 */
export interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/**
 * A payload narrowed by a schema, whose output takes precedence.
 *
 * @example
 * ```ts
 * import * as v from 'valibot'
 * import type { MessagePayload, Narrowed } from 'twimlx/webhook'
 *
 * const order = v.object({ Body: v.picklist(['small', 'large']) })
 * const size = (message: Narrowed<MessagePayload, typeof order>): 'small' | 'large' => message.Body
 * ```
 */
export type Narrowed<Payload, Schema extends StandardSchema> = [Schema] extends [never]
  ? Payload
  : Payload extends unknown
    ? Omit<Payload, keyof OutputOf<Schema>> & OutputOf<Schema>
    : never

type OutputOf<Schema extends StandardSchema> = NonNullable<Schema['~standard']['types']>['output']

/**
 * A schema, and the answer to a payload that does not fit it. `Request` is the request as a framework's handlers
 * receive it.
 *
 * @example
 * ```ts
 * import * as v from 'valibot'
 * import type { SchemaOptions } from 'twimlx/webhook'
 *
 * const order = v.object({ Body: v.picklist(['small', 'large']) })
 * const options: SchemaOptions<typeof order, Request> = {
 *   schema: order,
 *   onIssues: () => new Response('Please write small or large.'),
 * }
 * ```
 */
export interface SchemaOptions<Schema extends StandardSchema, Request> {
  /** Validates the payload and narrows it: the schema's output takes precedence over the payload's own values. */
  schema?: Schema | undefined
  /**
   * Answers a request that does not fit the schema: an app that asked for four digits may ask again. Default: 400 with
   * a sentence that names the parameters, not their values.
   */
  onIssues?:
    ((issues: readonly Issue[], request: Request) => Response | Promise<Response>) | undefined
}

/** Applies a schema. Returns its output, or its issues. */
export const applySchema = async (
  payload: object,
  schema: StandardSchema,
): Promise<{ output: object } | { issues: readonly Issue[] }> => {
  const result = await schema['~standard'].validate(payload)
  return result.issues ? { issues: result.issues } : { output: Object(result.value) as object }
}

/** A sentence that names what does not fit, and no value. */
export const describeIssues = (issues: readonly Issue[], what = 'The webhook does'): string => {
  const names = issues.map(({ path = [] }) =>
    path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
  )
  // For a schema of arbitrary names, these come from the request, so they are made safe for a log.
  const listed = shown([...new Set(names)].filter(Boolean).join(', '))
  return `${what} not fit the schema${listed && `: see ${listed}`}.`
}
