/**
 * @module
 * The package as npm packs it, for what tries it in an empty folder, and the end of what was started there.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Packs the package into a folder, and returns the path of the file. */
export const pack = (folder) => {
  const printed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // What the build prints stands before the list.
  const [{ filename }] = JSON.parse(printed.slice(printed.indexOf('[')))
  return join(folder, filename)
}

/** Ends processes that were started as `detached`, with the children that they have. */
export const endAll = (processes) => {
  for (const { pid } of processes)
    try {
      process.kill(-pid)
    } catch {
      // It has ended.
    }
}
