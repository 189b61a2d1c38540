/**
 * @module
 * The interface of formats.
 */
import type { Finding } from '../../rules/finding.ts'

/** The context of findings: their directory, their texts and the kind of output. */
export interface FormatContext {
  /** The directory to which paths are relative. */
  readonly cwd: string
  /** True if the output is a terminal that shows colours. */
  readonly colors: boolean
  /** The text of a file that was checked. */
  textOf(file: string): string | undefined
}

/** Turns findings into text. */
export type Format = (findings: readonly Finding[], context: FormatContext) => string
