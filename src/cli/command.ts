/**
 * @module
 * What a command of `twimlx` is.
 */
import type { Surroundings as CheckSurroundings } from '../check/faces/command.ts'

/** What a command may use of the process it runs in. */
export interface Surroundings extends CheckSurroundings {
  /** What is typed. Default: the standard input of the process. */
  readonly input?: NodeJS.ReadableStream | undefined
}

/** Runs with the arguments after its name; resolves to the exit code: 0 for success, 2 for wrong usage. */
export type Command = (args: string[], surroundings: Surroundings) => Promise<number>
