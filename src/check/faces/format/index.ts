/**
 * @module
 * Findings as text, for people and for machines.
 */
import type { Finding } from '../../rules/finding.ts'
import { github } from './github.ts'
import { json } from './json.ts'
import { pretty } from './pretty.ts'
import { tsc } from './tsc.ts'

/** What a format needs to know beside the findings. */
export interface FormatContext {
  /** Paths are shown relative to it. */
  readonly cwd: string
  /** Whether the output is a terminal that shows colours. */
  readonly colors: boolean
  /** The text of a file that was checked. */
  textOf(file: string): string | undefined
}

/** Turns findings into text. */
export type Format = (findings: readonly Finding[], context: FormatContext) => string

/** The formats by name. */
export const formats = { pretty, tsc, github, json } as const satisfies Record<string, Format>

/** The name of a format. */
export type FormatName = keyof typeof formats
