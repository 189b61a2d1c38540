/**
 * @module
 * The routes of a flow in Hono: one URL for messages, calls and the status callbacks of calls.
 */
import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { receive } from '../hono/received.ts'
import { twiml } from '../hono/twiml.ts'
import { verifySignature } from '../hono/webhook.ts'
import { Redirect } from '../vocabulary/redirect.ts'
import { Pause } from '../vocabulary/voice/pause.ts'
import { Response as VoiceResponse } from '../vocabulary/voice/response.ts'
import { parseMessage } from '../webhook/message.ts'
import { publicUrl } from '../webhook/public-url.ts'
import { type Event, type Place, type Show, usedFacts } from './advance.ts'
import { assertChannel } from './channel.ts'
import { isStop } from './commands.ts'
import { documentOf } from './document.ts'
import { FlowError, mistake } from './error.ts'
import type { Hosting } from './hosting.ts'
import { cookieKeeping } from './keeping.ts'
import type { Saved, Who } from './saved.ts'

/** The routes of a hosted flow. */
export const routesOf = (hosting: Hosting): Hono =>
  new Hono()
    .get('/', (c, next) =>
      // The request of a browser: Twilio's webhooks name the account.
      c.req.query('AccountSid') === undefined
        ? c.text(
            `This is the flow "${hosting.inside.definition.name}": set this URL at a Twilio number, for messages and for calls.`,
          )
        : next(),
    )
    .on(['GET', 'POST'], '/', verifySignature(hosting.options), async (c: Context) => {
      // The middleware has already verified and parsed it.
      const { params } = await receive(c, hosting.options)
      const call = params.get('CallSid')
      const sid = call ?? params.get('MessageSid') ?? params.get('SmsSid')
      if (!sid || !params.get('From'))
        return c.text(
          'The request has no CallSid, MessageSid or From: it is no webhook of Twilio.',
          400,
        )
      return (call === null ? onMessage : onCall)({ c, hosting, params, sid })
    })

/** A verified webhook. */
interface Webhook {
  readonly c: Context
  readonly hosting: Hosting
  readonly params: URLSearchParams
  readonly sid: string
}

const onCall = async (webhook: Webhook): Promise<Response> => {
  const { c, hosting, params, sid } = webhook
  const get = (name: string): string => params.get(name) ?? ''
  const { at: key, n, r, t } = c.req.query()
  const place: Place | undefined =
    key === undefined ? undefined : { at: key, n: Number(n), r: Number(r) }
  const [us, them] = get('Direction').startsWith('outbound') ? ['From', 'To'] : ['To', 'From']
  const answeredBy = get('AnsweredBy')
  const who: Who = {
    channel: 'call',
    contact: get(them!),
    line: get(us!),
    ...(answeredBy && { answeredBy }),
  }
  const status = get('CallStatus')
  const hungUp = /^(completed|busy|no-answer|failed|canceled)$/.test(status)
  const at = Date.now()

  // A status callback, of a call that was not answered or has hung up.
  if (params.has('CallbackSource') || (hungUp && !place)) {
    if (hungUp)
      try {
        const keeping = hosting.storeFor(who, sid, c.env)
        if (status === 'completed') {
          if (keeping) await hosting.turn({ type: 'over', at, how: 'hung up' }, keeping)
        } else {
          const begun = await hosting.begun(t, await secretsOf(webhook))
          // An incoming call that was never answered has no conversation.
          if (begun)
            await hosting.ended(`not reached: ${status}`, { input: begun.input, answers: {}, who })
        }
      } catch (error) {
        hosting.report(error, who)
      }
    return c.body(null, 204)
  }

  const pressed = get('Digits')
  const text = (pressed || get('SpeechResult')).trim()
  return answer(webhook, who, {
    type: 'webhook',
    at,
    sid,
    who,
    place,
    live: status === 'in-progress',
    hungUp,
    heard: text ? { channel: 'call', text, pressed: pressed !== '', media: [] } : undefined,
    acted: { params, hungUp },
  })
}

const onMessage = (webhook: Webhook): Response | Promise<Response> => {
  const { c, params, sid } = webhook
  const get = (name: string): string => params.get(name) ?? ''
  const text = (get('Body') || get('ButtonText')).trim()
  const who: Who = {
    channel: 'message',
    contact: get('From'),
    line: get('To'),
    ...(text && { text }),
  }
  // A status callback of an outgoing message.
  const status = get('MessageStatus')
  if (status && !status.startsWith('receiv')) return c.body(null, 204)
  const at = Date.now()
  const optOut = get('OptOutType')
  // Twilio has already replied, and ignores our response.
  if (optOut === 'STOP' || isStop(text))
    return answer(webhook, who, { type: 'over', at, how: 'opted out' })
  if (optOut) return show(webhook, who, 'nothing')
  const { media } = parseMessage(params)
  const heard = { channel: 'message', text, pressed: false, media } as const
  return answer(webhook, who, { type: 'webhook', at, sid, who, heard })
}

/** Takes a turn, and responds with its outcome. */
const answer = async (webhook: Webhook, who: Who, event: Event): Promise<Response> => {
  const { c, hosting, sid } = webhook
  const { inside, options } = hosting
  const { look, definition } = inside
  const isCall = who.channel === 'call'
  try {
    assertChannel(inside, who.channel)
  } catch (error) {
    hosting.report(error, who)
    const giveUp = `Sorry, please ${isCall ? 'send a text to' : 'call'} this number.`
    return show(webhook, who, 'give up', { ...look, giveUp })
  }
  try {
    const secrets = await secretsOf(webhook)
    if (event.type === 'webhook' && isCall && !event.place) {
      const begun = await hosting.begun(c.req.query('t'), secrets)
      event = { ...event, input: await hosting.inputOf(begun?.input) }
    }
    const url = new URL(publicUrl(c.req.raw, options))
    const name = `flow-${definition.name}`
    let keeping = hosting.storeFor(who, sid, c.env)
    if (!keeping) {
      assertPrivate(url, definition.name)
      keeping = cookieKeeping({
        given: getCookie(c, name),
        set: (value) =>
          setCookie(c, name, value, {
            path: url.pathname,
            httpOnly: true,
            secure: url.protocol === 'https:',
          }),
        use: `cookie ${hosting.placeOf(who, sid)}`,
        secrets,
        usedBy: (saved) => usedFacts(definition, saved),
      })
    }
    const outcome = await hosting.turn(event, keeping).catch((error: unknown) => {
      if (!(error instanceof FlowError)) throw error
      // The state is too large to keep: the answer is discarded.
      return hosting.turn({ type: 'failed', at: event.at, error }, keeping)
    })
    if (outcome === 'busy' && isCall)
      return await twiml(
        c,
        VoiceResponse({
          children: [Pause({ length: 1 }), Redirect({ children: urlOf(c, {}, OTHERS) })],
        }),
      )
    if (typeof outcome !== 'object') return await show(webhook, who, 'nothing')
    return await twiml(
      c,
      documentOf(look, outcome, ({ n, round }, at) => urlOf(c, { at, n, r: round })),
    )
  } catch (error) {
    hosting.report(error, who)
    // The store is down, or the document failed: Twilio still gets a response, and a call asks once more.
    return show(webhook, who, isCall && c.req.query('e') ? 'give up' : 'go on')
  }
}

/** Responds without a conversation. */
const show = (
  { c, hosting }: Webhook,
  who: Who,
  stop: Exclude<Show, { step: unknown }>['stop'],
  look = hosting.inside.look,
): Response | Promise<Response> =>
  twiml(
    c,
    documentOf(look, { saved: { who } as Saved, show: { stop } as Show, said: [] }, () =>
      urlOf(c, { e: 1 }, OTHERS),
    ),
  )

const secretsOf = ({ c, hosting, params }: Webhook) =>
  hosting.secretsOf(params.get('AccountSid') ?? '', c.req.raw.headers, c.env)

/** Parameters that are not the app's own: Twilio's begin with a capital letter. */
const OTHERS = /^([A-Z].*|msg|e)$/
const PLACED = /^([A-Z].*|msg|[nrte]|at)$/

/** This URL with other parameters, minus those that match a pattern. */
const urlOf = (c: Context, set: Record<string, string | number>, without = PLACED): string => {
  const own = [...new URL(c.req.url).searchParams].filter(([name]) => !without.test(name))
  const given = Object.entries(set).map(([name, value]): [string, string] => [name, `${value}`])
  return `?${new URLSearchParams([...given, ...own])}`
}

/** @throws {FlowError} If a cookie would cross the network in plain text, where anybody could replay it. */
const assertPrivate = ({ protocol, hostname }: URL, name: string): void => {
  if (protocol !== 'https:' && !/^((.*\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname))
    throw mistake('host: plain http', name)
}
