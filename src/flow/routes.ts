/**
 * @module
 * The Hono face of a flow: one URL for messages, calls and the status callbacks of calls.
 */
import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { twiml } from '../hono/twiml.ts'
import { callWebhook, messageWebhook, verifySignature } from '../hono/webhook.ts'
import { Redirect } from '../vocabulary/redirect.ts'
import { Pause } from '../vocabulary/voice/pause.ts'
import { Response as VoiceResponse } from '../vocabulary/voice/response.ts'
import type { CallPayload } from '../webhook/call.ts'
import type { MessagePayload } from '../webhook/message.ts'
import { publicUrl } from '../webhook/public-url.ts'
import type { Event, Outcome, Place } from './advance.ts'
import { isStop } from './commands.ts'
import { type Link, documentOf, sentence } from './document.ts'
import { FlowError, mistake } from './error.ts'
import { assertChannel, type Hosting, report } from './hosting.ts'
import type { CookieKeeping } from './keeping.ts'
import type { Saved, Who } from './saved.ts'

/** The routes of a flow that is hosted. */
export const routesOf = (hosting: Hosting): Hono => {
  const { inside, options } = hosting
  const { name } = inside.definition
  const isCall = callWebhook(options)
  const isMessage = messageWebhook(options)
  return new Hono()
    .get('/', (c, next) =>
      // A browser: Twilio's webhooks name the account.
      c.req.query('AccountSid') === undefined
        ? c.text(
            `This is the flow "${name}". Set this URL at a Twilio number, for messages and for calls; it answers webhooks that Twilio has signed.`,
          )
        : next(),
    )
    .on(['GET', 'POST'], '/', verifySignature(options), async (c) => {
      // Read, bounded and checked by the middleware before.
      const params = await parametersOf(c)
      if (params.has('CallSid'))
        return answered(c, isCall, (payload) => onCall(c, hosting, payload as CallPayload))
      return answered(c, isMessage, (payload) => onMessage(c, hosting, payload as MessagePayload))
    })
}

const parametersOf = async (c: Context): Promise<URLSearchParams> =>
  c.req.method === 'GET' ? new URL(c.req.url).searchParams : new URLSearchParams(await c.req.text())

/** Runs a webhook's middleware, and what it leads to. */
const answered = async (
  c: Context,
  middleware: (c: Context, next: () => Promise<void>) => Promise<Response | void>,
  handle: (payload: unknown) => Promise<Response>,
): Promise<Response> => {
  let answer: Response | undefined
  const refused = await middleware(c, async () => {
    answer = await handle(c.get('webhook'))
  })
  return refused ?? answer!
}

const onCall = async (c: Context, hosting: Hosting, payload: CallPayload): Promise<Response> => {
  const { CallSid, CallStatus, Direction, From, To, AnsweredBy, params } = payload
  const query = c.req.query()
  const place = placeOf(query)
  const isOutgoing = Direction.startsWith('outbound')
  const who: Who = {
    channel: 'call',
    contact: isOutgoing ? To : From,
    line: isOutgoing ? From : To,
    ...(AnsweredBy !== undefined && { answeredBy: AnsweredBy }),
  }
  const isOver = /^(completed|busy|no-answer|failed|canceled)$/.test(CallStatus)
  if (params.has('CallbackSource') || (isOver && !place))
    return onStatus(c, hosting, payload, who, isOver)
  const [digits, speech] = [params.get('Digits') ?? '', params.get('SpeechResult') ?? '']
  const text = (digits || speech).trim()
  const hungUp = isOver
  return onTurn(c, hosting, payload, {
    type: 'webhook',
    at: Date.now(),
    sid: CallSid,
    who,
    place,
    live: CallStatus === 'in-progress',
    hungUp,
    heard: text ? { channel: 'call', text, pressed: digits !== '', media: [] } : undefined,
    acted: { params, hungUp },
  })
}

/** A status callback: of a call that nobody took, or of one that was hung up. */
const onStatus = async (
  c: Context,
  hosting: Hosting,
  { CallSid, CallStatus, AccountSid }: CallPayload,
  who: Who,
  isOver: boolean,
): Promise<Response> => {
  if (!isOver) return c.body(null, 204)
  try {
    const secrets = await hosting.secretsOf(AccountSid, c.req.raw.headers, c.env)
    const keeping = hosting.storeKeeping(who, CallSid, c.env)
    if (CallStatus !== 'completed') {
      const begun = await hosting.begun(c.req.query('t'), secrets)
      // An incoming call that was never answered has no conversation.
      if (begun)
        await hosting.ended(`not reached: ${CallStatus}`, {
          input: begun.input,
          answers: {},
          who,
        })
    } else if (keeping) await hosting.turn({ type: 'over', how: 'hung up', at: Date.now() }, keeping)
  } catch (error) {
    report(hosting.inside, error, who)
  }
  return c.body(null, 204)
}

const onMessage = async (
  c: Context,
  hosting: Hosting,
  payload: MessagePayload,
): Promise<Response> => {
  const { MessageSid, From, To, Body, media, OptOutType, ButtonText, params } = payload
  const at = Date.now()
  const text = (Body || ButtonText || '').trim()
  const who: Who = { channel: 'message', contact: From, line: To, ...(text && { text }) }
  // A status callback of a message that was sent is none that was received.
  if (
    /^(accepted|queued|sending|sent|delivered|undelivered|failed|read|canceled|scheduled)$/.test(
      params.get('MessageStatus') ?? '',
    )
  )
    return c.body(null, 204)
  // Twilio has answered it, and takes no answer of ours.
  if (OptOutType === 'STOP' || isStop(text))
    return onTurn(c, hosting, payload, { type: 'over', how: 'opted out', at }, who)
  if (OptOutType) return twiml(c, emptyOf(hosting, who))
  return onTurn(c, hosting, payload, {
    type: 'webhook',
    at,
    sid: MessageSid,
    who,
    heard: { channel: 'message', text, pressed: false, media },
  })
}

const onTurn = async (
  c: Context,
  hosting: Hosting,
  payload: CallPayload | MessagePayload,
  event: Event,
  who: Who = (event as Extract<Event, { type: 'webhook' }>).who,
): Promise<Response> => {
  const { inside, options } = hosting
  const { look, definition } = inside
  const sid = 'CallSid' in payload ? payload.CallSid : payload.MessageSid
  const link = linkOf(c)
  let outcome: Outcome | 'busy' | undefined
  try {
    assertChannel(inside, who.channel)
  } catch (error) {
    report(inside, error, who)
    return twiml(
      c,
      sentence(
        look,
        who.channel as 'call',
        who.channel === 'call'
          ? 'Sorry, please send a text to this number.'
          : 'Sorry, please call this number.',
      ),
    )
  }
  try {
    const secrets = await hosting.secretsOf(payload.AccountSid, c.req.raw.headers, c.env)
    const begun =
      event.type === 'webhook' ? await hosting.begun(c.req.query('t'), secrets) : undefined
    const whole =
      event.type === 'webhook' && !event.place && who.channel === 'call'
        ? { ...event, input: await hosting.inputOf(begun?.input) }
        : event
    const store = hosting.storeKeeping(who, sid, c.env)
    const url = new URL(publicUrl(c.req.raw, options))
    const cookieName = `flow-${definition.name}`
    const cookie = store ?? hosting.cookieKeeping(getCookie(c, cookieName), who, sid, secrets)
    if (!store) assertPrivate(url, definition.name)
    try {
      outcome = await hosting.turn(whole, cookie)
    } catch (error) {
      if (!(error instanceof FlowError)) throw error
      // There was no room for what is to be kept: it is as if the answer had not come.
      outcome = await hosting.turn({ type: 'failed', at: event.at, error }, cookie)
    }
    if (!store) {
      const { value } = cookie as CookieKeeping
      if (value !== undefined)
        setCookie(c, cookieName, value, {
          path: url.pathname,
          httpOnly: true,
          secure: url.protocol === 'https:',
        })
    }
    if (outcome === 'busy')
      return who.channel === 'call'
        ? twiml(
            c,
            VoiceResponse({ children: [Pause({ length: 1 }), Redirect({ children: here(c) })] }),
          )
        : twiml(c, emptyOf(hosting, who))
    if (!outcome) return twiml(c, emptyOf(hosting, who))
    return await twiml(c, documentOf(look, outcome, link))
  } catch (error) {
    report(inside, error, who)
    return sorry(c, hosting, who)
  }
}

/** The store is down, or there is no document: Twilio gets an answer all the same, and a call asks once more. */
const sorry = (c: Context, { inside }: Hosting, who: Who): Response | Promise<Response> => {
  const again = Number(c.req.query('e') ?? 0) + 1
  const saved: Saved = {
    v: 1,
    id: '',
    began: 0,
    last: 0,
    round: 0,
    n: 0,
    who,
    facts: [],
    errors: 0,
    seen: [],
  }
  const show = { stop: who.channel === 'call' && again > 1 ? 'give up' : 'go on' } as const
  return twiml(
    c,
    documentOf(inside.look, { saved, said: [], show, ended: [], errors: [] }, () => here(c, again)),
  )
}

const emptyOf = ({ inside }: Hosting, who: Who) =>
  documentOf(
    inside.look,
    { saved: { who } as Saved, said: [], show: { stop: 'nothing' }, ended: [], errors: [] },
    () => '',
  )

const placeOf = ({ at, n, r }: Record<string, string>): Place | undefined =>
  at === undefined ? undefined : { at, n: Number(n), r: Number(r) }

/** The app's own parameters of the URL: Twilio's begin with a capital letter, and the others are ours. */
const ownQuery = (c: Context): [string, string][] =>
  [...new URL(c.req.url).searchParams].filter(([name]) => !/^([A-Z].*|msg|at|n|r|t|e)$/.test(name))

const linkOf =
  (c: Context): Link =>
  ({ n, round }, key) =>
    `?${new URLSearchParams([['at', key], ['n', String(n)], ['r', String(round)], ...ownQuery(c)])}`

/** The URL of this request, which is asked once more. */
const here = (c: Context, errors?: number): string => {
  const query = c.req.query()
  return `?${new URLSearchParams([
    ...['at', 'n', 'r', 't'].flatMap((name): [string, string][] =>
      query[name] === undefined ? [] : [[name, query[name]]],
    ),
    ...(errors === undefined ? [] : [['e', String(errors)] as [string, string]]),
    ...ownQuery(c),
  ])}`
}

/** @throws {FlowError} Where a cookie would cross the network for everybody to read and change. */
const assertPrivate = ({ protocol, hostname }: URL, name: string): void => {
  if (
    protocol === 'https:' ||
    /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  )
    return
  throw mistake('host: plain http', name)
}
