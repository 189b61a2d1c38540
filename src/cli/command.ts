/** What a command of `twimlx` is. */

/** What a command may use of the process it runs in. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>
  out: (text: string) => void
  error: (text: string) => void
}

/** Runs with the arguments after its name; resolves to the exit code: 0 for success, 2 for a wrong call. */
export type Command = (args: string[], surroundings: Surroundings) => Promise<number>
