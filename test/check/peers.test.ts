import { expect, test } from 'vitest'
import { CHECKER_PEERS, MissingPeerError, peer } from '../../src/check/read/peers.ts'

test('a missing package is reported with the command that installs all that is needed', () => {
  expect(() => peer('@twimlx/not-installed', CHECKER_PEERS)).toThrow(
    new MissingPeerError(
      "twimlx's checker needs the package @twimlx/not-installed, which could not be loaded. Install it with: npm i -D oxc-parser oxc-resolver",
    ),
  )
})
