/** Repeated webhooks answered once over several processes, with Redis, Valkey or whatever speaks their language. */
import type { IdempotencyStore } from 'twimlx/hono'

/** The commands used, as `ioredis` has them. */
interface Redis {
  set(key: string, value: string, ex: 'EX', seconds: number, nx: 'NX'): Promise<'OK' | null>
  set(key: string, value: string, ex: 'EX', seconds: number): Promise<'OK' | null>
  get(key: string): Promise<string | null>
  del(key: string): Promise<number>
}

const RUNNING = ''

export function redisStore(redis: Redis, prefix = 'twilio:'): IdempotencyStore {
  return {
    async claim(key, ttl) {
      // NX makes it atomic: of two processes that come at once, one sets the key.
      if (await redis.set(prefix + key, RUNNING, 'EX', ttl, 'NX')) return 'claimed'
      const answer = await redis.get(prefix + key)
      // A key that has gone since is claimed the next time it is asked for.
      return answer === null || answer === RUNNING ? 'running' : { answer }
    },
    async put(key, answer, ttl) {
      if (answer === undefined) await redis.del(prefix + key)
      else await redis.set(prefix + key, answer, 'EX', ttl)
    },
  }
}
