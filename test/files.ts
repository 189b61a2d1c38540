/**
 * @module
 * The files of a folder, for tests that read the repository.
 */
import { readdirSync } from 'node:fs'

/** The paths of all files in a folder, from there. Leaves out installed packages, of which one is a link back here. */
export const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    !entry.isDirectory()
      ? [entry.name]
      : entry.name === 'node_modules'
        ? []
        : filesUnder(`${folder}/${entry.name}`).map((path) => `${entry.name}/${path}`),
  )
