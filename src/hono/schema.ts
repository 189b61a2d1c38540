/** Standard Schema, as far as it is used here: the interface that Valibot, Zod, ArkType and others share. */
import type { Context } from 'hono'

/**
 * A schema of any library that follows Standard Schema v1. Declared here, as the specification proposes, so that
 * nothing needs to be installed.
 *
 * @see https://standardschema.dev
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

/** What a schema finds wrong. */
export interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** A payload after a schema has looked at it: what the schema gives has precedence. */
export type Narrowed<Payload, Schema extends StandardSchema> = [Schema] extends [never]
  ? Payload
  : Payload extends unknown
    ? Omit<Payload, keyof OutputOf<Schema>> & OutputOf<Schema>
    : never

type OutputOf<Schema extends StandardSchema> = NonNullable<Schema['~standard']['types']>['output']

/** A schema and what happens when a payload does not fit it. */
export interface SchemaOptions<Schema extends StandardSchema> {
  /** Validates the payload and narrows `c.var.webhook`: its output has precedence over the payload's own values. */
  schema?: Schema | undefined
  /**
   * Answers a request that does not fit the schema: an app that asked for four digits may ask again. Default: 400 with
   * a sentence that names the parameters, not their values.
   */
  onIssues?: ((issues: readonly Issue[], c: Context) => Response | Promise<Response>) | undefined
}

/** The schema's output, or the answer to a payload that does not fit. */
export async function applySchema(
  c: Context,
  payload: object,
  { schema, onIssues = refuse }: SchemaOptions<StandardSchema>,
): Promise<{ output: object } | Response> {
  const result = await schema!['~standard'].validate(payload)
  if (result.issues) return onIssues(result.issues, c)
  return { output: Object(result.value) as object }
}

function refuse(issues: readonly Issue[], c: Context): Response {
  const names = issues.map(({ path = [] }) =>
    path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
  )
  const listed = [...new Set(names)].filter(Boolean).join(', ')
  return c.text(`The webhook does not fit the schema${listed && `: see ${listed}`}.`, 400)
}
