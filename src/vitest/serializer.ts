/**
 * @module
 * A snapshot serializer for TwiML and conversations.
 */
import type { SnapshotSerializer } from 'vitest'
import { Call } from '../simulator/call.ts'
import { Chat } from '../simulator/chat.ts'
import { Simulator } from '../simulator/simulate.ts'
import { isElement } from '../vocabulary/element.ts'
import { textOfResponse } from './responses.ts'
import { indent, looksLikeTwiml, toXml } from './twiml.ts'

/**
 * Prints an element, a `Response` and XML text as indented TwiML; a call, a chat and a whole simulation as its
 * transcript.
 *
 * @example
 * ```ts
 * import { twimlSerializer } from 'twimlx/vitest'
 * import { expect } from 'vitest'
 *
 * expect.addSnapshotSerializer(twimlSerializer)
 * ```
 */
export const twimlSerializer: SnapshotSerializer = {
  test: (value) =>
    isElement(value) ||
    looksLikeTwiml(value) ||
    value instanceof Call ||
    value instanceof Chat ||
    value instanceof Simulator ||
    (value instanceof Response && looksLikeTwiml(textOfResponse(value))),
  serialize: (value) => {
    if (value instanceof Call || value instanceof Chat || value instanceof Simulator)
      return value.transcript()
    return indent(value instanceof Response ? (textOfResponse(value) ?? '') : toXml(value))
  },
}
