/**
 * @module
 * The answer of late work: kept in a store, and found when Twilio asks again.
 */
import type { Context } from 'hono'
import { Redirect } from '../vocabulary/redirect.ts'
import { answerOnce, keyOf } from '../webhook/idempotency.ts'
import type { IdempotencyOptions } from './idempotency.ts'
import { waitUntil } from './wait-until.ts'

/** The store of a late answer, and the callbacks for failures. */
export interface KeptWorkOptions extends Pick<
  IdempotencyOptions,
  'store' | 'lease' | 'timeout' | 'onStoreError'
> {
  onLateError: (error: unknown) => Promise<void>
}

/** Work whose answer is kept if it is late. */
export interface KeptWork {
  /** True if this is Twilio's first request for the work. */
  isFirst: boolean
  /** Does the work, or waits for the answer of work that an earlier request began. */
  begin(work: () => Promise<Response>): Promise<Response>
  /** Lets the work continue past its deadline. */
  goOn(): Promise<void>
  /** The TwiML that makes Twilio ask again, at `url` or at the URL of this request. */
  askAgain(url: string | undefined): ReturnType<typeof Redirect>
}

// The URL's parameter with the token of late work and the number of its runs. Twilio signs it with the rest.
const PARAMETER = 'twimlx-late'
const TOKEN = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.([1-9])$/
// Limits work that ends its process, or that a store always loses: it would keep a caller on the line for ever.
const MAX_RUNS = 3
const TTL = 600
const FAILED = 'twimlx-late-failed'

/**
 * The work of one request.
 *
 * @param c - The context.
 * @param options - The store of its answer.
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

  /** Runs the work or its substitute, unless its answer is kept or another process runs it. */
  const once = async (run: () => Promise<Response>): Promise<Response | undefined> =>
    answerOnce(await keyOf('late', ...callerOf(c), id), run, {
      ...options,
      ttl: TTL,
      store: typeof store === 'function' ? () => store(c.env as never) : store,
    })
  /** The answer to keep. In time, a failure is the app's own; later it is kept as the answer. */
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
      // A later request reports the failure; here it was passed to `onLateError`.
      if (asked)
        return waitUntil(
          c,
          working.catch(() => {}),
        )
      // Twilio may ask again at once: by then the store must know that the work is running.
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

/** Identifies the caller, so that no request gets another one's answer. */
const callerOf = (c: Context): (string | undefined)[] => {
  const webhook = (c.get('webhook') ?? {}) as Record<string, string | undefined>
  return [webhook['AccountSid'], webhook['CallSid'] ?? webhook['MessageSid']]
}

// The URL of this request, relative to its folder, since a proxy may strip the front of a path.
const ownUrl = (c: Context): string => {
  const { pathname, search } = new URL(c.req.url)
  const name = pathname.slice(pathname.lastIndexOf('/') + 1)
  const query = search.slice(1).split('&')
  // Twilio adds its parameters, which begin with a capital, to the query of each GET anew.
  const own = c.req.method === 'GET' ? query.filter((each) => !/^[A-Z]/.test(each)) : query
  return `${name && `./${name}`}?${own.join('&')}`
}

/** Puts the token into the query of `url`, keeping its fragment, which may hold connection overrides. */
const withToken = (url: string, token: string): string => {
  const [, path, query = '', fragment] = /^([^?#]*)(?:\?([^#]*))?(.*)$/s.exec(url)!
  const others = query.split('&').filter((each) => each && !each.startsWith(`${PARAMETER}=`))
  return `${path}?${[...others, `${PARAMETER}=${token}`].join('&')}${fragment}`
}
