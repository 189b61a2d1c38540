/** One store for several processes, with Redis, Valkey or another server of the same protocol. */
import type { Store } from 'twimlx/webhook'

/** The commands used, as `ioredis` has them. */
interface Redis {
  get(key: string): Promise<string | null>
  eval(script: string, keys: 1, ...parameters: string[]): Promise<unknown>
  del(key: string): Promise<number>
}

// Redis runs a script as one step. The kept text is the version, a blank, and the value.
const PUT = `
local kept = redis.call('GET', KEYS[1])
local version = kept and string.match(kept, '^%S+') or ''
if ARGV[1] ~= 'always' and ARGV[2] ~= version then return 0 end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
return 1`

export const redisStore = (redis: Redis, prefix = 'twilio:'): Store => ({
  async get(key) {
    const kept = await redis.get(prefix + key)
    if (kept === null) return undefined
    const blank = kept.indexOf(' ')
    return { version: kept.slice(0, blank), value: kept.slice(blank + 1) }
  },
  async put(key, value, { ttl, ifVersion }) {
    const kept = `${crypto.randomUUID()} ${value}`
    const when = ifVersion === undefined ? 'always' : 'if'
    const milliseconds = String(Math.ceil(ttl * 1000))
    const parameters = [prefix + key, when, ifVersion ?? '', kept, milliseconds]
    return (await redis.eval(PUT, 1, ...parameters)) === 1
  },
  async delete(key) {
    await redis.del(prefix + key)
  },
})
