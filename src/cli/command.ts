/**
 * @module
 * A command of `twimlx`.
 */
import type { Surroundings } from '../check/faces/command.ts'

/** Runs with the arguments after its name; resolves to the exit code: 0 for success, 2 for a wrong call. */
export type Command = (args: string[], surroundings: Surroundings) => Promise<number>
