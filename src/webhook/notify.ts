/**
 * @module
 * Tells an app's observer what happened, which must not change what happens.
 */

/** Calls `observer`. Where it fails, now or later, that is logged and nothing else changes. */
export const notify = <Parameters extends unknown[]>(
  observer: (...parameters: Parameters) => unknown,
  ...parameters: Parameters
): Promise<void> => {
  // An `async` function turns what is thrown into a rejection.
  const told = async () => void (await observer(...parameters))
  return told().catch((error: unknown) => console.error('twimlx: an observer failed:', error))
}
