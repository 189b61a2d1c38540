/**
 * @module
 * Notifies an app's observer of events, without affecting them.
 */

/** Calls `observer`. Its failure, now or later, is logged and has no other effect. */
export const notify = <Parameters extends unknown[]>(
  observer: (...parameters: Parameters) => unknown,
  ...parameters: Parameters
): Promise<void> => {
  // An `async` function turns a thrown error into a rejection.
  const told = async () => void (await observer(...parameters))
  return told().catch((error: unknown) => console.error('twimlx: an observer failed:', error))
}
