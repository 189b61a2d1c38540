/**
 * @module
 * The interface of the commands of `twimlx`.
 */
import type { Surroundings as CheckSurroundings } from '../check/faces/command.ts'

/** The parts of the process that a command uses. */
export interface Surroundings extends CheckSurroundings {
  /** The typed input. Default: the standard input of the process. */
  readonly input?: NodeJS.ReadableStream | undefined
}

/** Runs with the arguments after its name; resolves to the exit code: 0 for success, 2 for wrong usage. */
export type Command = (args: string[], surroundings: Surroundings) => Promise<number>
