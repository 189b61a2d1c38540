/**
 * Judges the API's answers by Twilio's own description: `schemas.json` holds, without their texts, the schemas of
 * twilio-oai (Apache 2.0, https://github.com/twilio/twilio-oai) of the resources that are answered here.
 */
import schemas from './schemas.json' with { type: 'json' }

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly nullable?: boolean
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Schema>>
}

const all: Readonly<Record<string, Schema>> = schemas

/** The flaws of a resource: missing properties, and values that differ from their description. */
export const flawsOf = (name: string, resource: Readonly<Record<string, unknown>>): string[] => {
  const { properties = {} } = all[`api.v2010.account.${name}`]!
  const missing = Object.keys(properties).filter((key) => !(key in resource))
  const wrong = Object.entries(properties).flatMap(([key, schema]) =>
    key in resource ? flaw(schema, resource[key], key) : [],
  )
  return [...missing.map((key) => `${key} is missing`), ...wrong]
}

const flaw = (schema: Schema, value: unknown, path: string): string[] => {
  if (schema.$ref) return flaw(all[schema.$ref.split('/').at(-1)!]!, value, path)
  if (value === null) return schema.nullable ? [] : [`${path} is null`]
  const { type, format, pattern } = schema
  if (type === undefined) return []
  const is = Number.isInteger(value) ? 'integer' : typeof value
  if (is !== type && !(type === 'number' && is === 'integer'))
    return [`${path} is ${is}, not ${type}`]
  if (schema.enum && !schema.enum.includes(String(value)))
    return [`${path} is ${String(value)}, not one of ${schema.enum.join(', ')}`]
  if (pattern && !new RegExp(pattern).test(String(value)))
    return [`${path} is ${String(value)}, not ${pattern}`]
  if (
    format === 'date-time-rfc-2822' &&
    !/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/.test(String(value))
  )
    return [`${path} is ${String(value)}, no date of RFC 2822`]
  return []
}
