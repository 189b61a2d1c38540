/**
 * @module
 * What a format is given, and what it makes.
 */
import type { Finding } from '../../rules/finding.ts'

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
