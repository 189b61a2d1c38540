/**
 * @module
 * The answer of work that was not done in time: kept in a store, and found when Twilio asks again.
 */
import type { Context } from 'hono'
import { Redirect } from '../vocabulary/redirect.ts'
import { answerOnce, keyOf } from '../webhook/idempotency.ts'
import type { IdempotencyOptions } from './idempotency.ts'
import { waitUntil } from './wait-until.ts'

/** Where a late answer is kept, and who is told that there is none. */
export interface KeptWorkOptions extends Pick<
  IdempotencyOptions,
  'store' | 'lease' | 'timeout' | 'onStoreError'
> {
  onLateError: (error: unknown) => Promise<void>
}

/** Work whose answer is kept once it is late. */
export interface KeptWork {
  /** Whether Twilio asks for the first time, and not again. */
  isFirst: boolean
  /** Does the work, or waits for the answer of what an earlier request began. */
  begin(work: () => Promise<Response>): Promise<Response>
  /** Lets the work go on past its deadline. */
  goOn(): Promise<void>
  /** What makes Twilio ask again, at `url` or at the URL of this request. */
  askAgain(url: string | undefined): ReturnType<typeof Redirect>
}

// Of the URL's parameters: what late work is called, and how often it has been begun. Twilio signs it with the rest.
const PARAMETER = 'twimlx-late'
const TOKEN = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.([1-9])$/
// Work that takes its process down, or that a store always loses, would keep a caller on the line for ever.
const MAX_RUNS = 3
const TTL = 600
const FAILED = 'twimlx-late-failed'

/**
 * The work of one request.
 *
 * @param c - The context.
 * @param options - Where its answer is kept.
 */
export const keptWork = (
  c: Context,
  { store, onLateError, ...options }: KeptWorkOptions,
): KeptWork => {
  const asked = TOKEN.exec(new URL(c.req.url).searchParams.get(PARAMETER) ?? '')
  const id = asked?.[1] ?? crypto.randomUUID()
  let runs = asked ? Number(asked[2]) : 1
  let isLate = false
  let working: Promise<Response>

  /** Runs the work, or what stands for it, unless its answer is kept or another process is at it. */
  const once = async (run: () => Promise<Response>): Promise<Response | undefined> =>
    answerOnce(await keyOf('late', ...callerOf(c), id), run, {
      ...options,
      ttl: TTL,
      store: typeof store === 'function' ? () => store(c.env as never) : store,
    })
  /** The answer to keep. In time, a failure is the app's own; later it is kept in the answer's place. */
  const outcome = async (work: Promise<Response>): Promise<Response> => {
    try {
      return (await work).clone()
    } catch (error) {
      if (!isLate) throw error
      await onLateError(error)
      return new Response(null, { status: 500, headers: { [FAILED]: 'true' } })
    }
  }
  const findOrWork = async (work: () => Promise<Response>): Promise<Response> => {
    let own: Promise<Response> | undefined
    const earlier = await once(async () => {
      if (++runs > MAX_RUNS)
        throw new Error(
          `The work given to withDeadline was begun ${MAX_RUNS} times, and its answer was lost each time: its process died, or the store failed.`,
        )

      own = work()
      return outcome(own)
    })
    if (earlier?.headers.has(FAILED))
      throw new Error('The work given to withDeadline failed after its deadline.')

    return earlier ?? own!
  }
  return {
    isFirst: !asked,
    begin: (work) => (working = asked ? findOrWork(work) : work()),
    async goOn() {
      isLate = true
      // A later request is told of a failure; here it has been told to `onLateError`.
      if (asked)
        return waitUntil(
          c,
          working.catch(() => {}),
        )
      // Twilio may ask again at once: by then the store must know that somebody works.
      await new Promise<void>((claimed) => {
        const keeping = once(() => {
          claimed()
          return outcome(working)
        })
        waitUntil(c, keeping)
      })
    },
    askAgain(url = ownUrl(c)) {
      const children = withToken(url, `${id}.${runs}`)
      return Redirect({ children, ...(c.req.method === 'GET' && { method: 'GET' }) })
    },
  }
}

/** Whose work it is, so that nobody is given another's answer. */
const callerOf = (c: Context): (string | undefined)[] => {
  const webhook = (c.get('webhook') ?? {}) as Record<string, string | undefined>
  return [webhook['AccountSid'], webhook['CallSid'] ?? webhook['MessageSid']]
}

// Relative to its folder: a proxy may strip the front of a path.
const ownUrl = (c: Context): string => {
  const { pathname, search } = new URL(c.req.url)
  const name = pathname.slice(pathname.lastIndexOf('/') + 1)
  const query = search.slice(1).split('&')
  // Twilio adds its parameters, which begin with a capital, to the query of each GET anew.
  const own = c.req.method === 'GET' ? query.filter((each) => !/^[A-Z]/.test(each)) : query
  return `${name && `./${name}`}?${own.join('&')}`
}

/** `url` with the token in its query, and with its fragment, which may hold connection overrides. */
const withToken = (url: string, token: string): string => {
  const [, path, query = '', fragment] = /^([^?#]*)(?:\?([^#]*))?(.*)$/s.exec(url)!
  const others = query.split('&').filter((each) => each && !each.startsWith(`${PARAMETER}=`))
  return `${path}?${[...others, `${PARAMETER}=${token}`].join('&')}${fragment}`
}
