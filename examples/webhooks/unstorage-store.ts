/**
 * A store on any driver of `unstorage`: a file system, MongoDB, Cloudflare KV, Netlify Blobs, …
 *
 * No driver of `unstorage` can compare and put in one step. This adapter does so for one process, by putting the values
 * of a key one after another. If two tries of a webhook reach two processes at once, both run: to prevent that, use a
 * store of Redis or Durable Objects.
 */
import type { Store, Stored } from 'twimlx/webhook'
import type { Storage } from 'unstorage'

type Kept = Stored & { expires: number }

export const unstorageStore = (
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): Store => {
  const running = new Map<string, Promise<unknown>>()

  /** Runs `work` after all earlier work for the same key. */
  const inTurn = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const turn = (running.get(key) ?? Promise.resolve()).then(work, work)
    running.set(key, turn)
    try {
      return await turn
    } finally {
      if (running.get(key) === turn) running.delete(key)
    }
  }
  const current = async (key: string): Promise<Kept | undefined> => {
    const kept = await storage.getItem<Kept>(nameOf(key))
    // Few drivers remove expired values.
    return kept && kept.expires > Date.now() ? kept : undefined
  }
  return {
    get: current,
    put: (key, value, { ttl, ifVersion }) =>
      inTurn(key, async () => {
        if (ifVersion !== undefined && ifVersion !== ((await current(key))?.version ?? null))
          return false

        const kept: Kept = { value, version: crypto.randomUUID(), expires: Date.now() + ttl * 1000 }
        await storage.setItem(nameOf(key), kept, { ttl: Math.ceil(ttl) })
        return true
      }),
    delete: (key) => inTurn(key, () => storage.removeItem(nameOf(key))),
  }
}

// In a key of `unstorage`, a colon and a slash separate folders, and a question mark ends it. Some file systems do not
// distinguish upper case.
const nameOf = (key: string): string =>
  key.replace(/[^a-z\d-]/g, (character) => `_${character.charCodeAt(0).toString(16)}_`)
