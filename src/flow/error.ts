/**
 * @module
 * A mistake in how a flow is written, told in a sentence that says what to write instead.
 */

/** A flow that cannot go on as it is written. */
export class FlowError extends Error {
  override readonly name = 'FlowError'
}
