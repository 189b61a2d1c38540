/**
 * @module
 * Findings as text, for people and for machines.
 */
import type { Format } from './format.ts'
import { github } from './github.ts'
import { json } from './json.ts'
import { pretty } from './pretty.ts'
import { tsc } from './tsc.ts'

/** The formats by name. */
export const formats = { pretty, tsc, github, json } as const satisfies Record<string, Format>

/** The name of a format. */
export type FormatName = keyof typeof formats
