/**
 * @module
 * Detects whether the app runs, and whether it restarts after a save: from outside, for any language and any
 * development server.
 */
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds between two looks. */
const PACE = 60
/** For so long a development server may take to stop the old process. */
const STOPS_WITHIN = 1200
/** By then those that look for changes once a second have seen this one. */
const SEEN_WITHIN = 2500
/** For so long an app may take to start. */
const STARTS_WITHIN = 120_000

/** True if a server listens at that URL. */
export const isListening = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port, protocol } = new URL(url)
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      timeout: 2000,
    })
    const end = (isUp: boolean) => {
      socket.destroy()
      resolve(isUp)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })

/**
 * Waits until an app that was saved runs anew.
 *
 * @param late - Whether it was waited for already.
 * @param isWanted - Whether anybody waits still.
 * @returns `anew` where it was seen to stop and start, `as before` where it never stopped, nothing where it does not come
 * back.
 */
export const restarted = async (
  url: string,
  late: boolean,
  isWanted: () => boolean,
): Promise<'anew' | 'as before' | undefined> => {
  const stops = performance.now() + (late ? SEEN_WITHIN - STOPS_WITHIN : STOPS_WITHIN)
  while (performance.now() < stops && isWanted()) {
    if (!(await isListening(url))) {
      const starts = performance.now() + STARTS_WITHIN
      while (performance.now() < starts && isWanted()) {
        if (await isListening(url)) return 'anew'
        await sleep(PACE)
      }
      return undefined
    }
    await sleep(PACE)
  }
  return 'as before'
}
