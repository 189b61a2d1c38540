/**
 * @module
 * Loads the optional peers of the checker. They carry native binaries, so only projects that use the checker install
 * them.
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Thrown if a package that the user has to install is missing. The message says how to install it. */
export class MissingPeerError extends Error {
  override readonly name = 'MissingPeerError'
}

/**
 * Loads an optional peer.
 *
 * @param name - The package.
 * @param all - All packages that the feature needs, for the message.
 * @throws {MissingPeerError} If it is not installed, or has no binary for this platform.
 */
export const peer = <T>(name: string, all: readonly string[] = [name]): T => {
  try {
    // The caller states the type of the package that it names.
    return require(name) as T
  } catch (error) {
    throw new MissingPeerError(
      `twimlx's checker needs the package ${name}, which could not be loaded. Install it with: npm i -D ${all.join(' ')}`,
      { cause: error },
    )
  }
}

/** The packages that parsing and following imports need. */
export const CHECKER_PEERS = ['oxc-parser', 'oxc-resolver'] as const
