/**
 * @module
 * The routes of a flow in Hono: one URL for messages, calls and the status callbacks of calls.
 */
import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { receive } from '../hono/received.ts'
import { twiml } from '../hono/twiml.ts'
import { verifySignature } from '../hono/webhook.ts'
import { STOP_WORDS } from '../vocabulary/messaging/opt-out.ts'
import { parseMessage } from '../webhook/message.ts'
import { publicUrl } from '../webhook/public-url.ts'
import type { Happening } from './advance.ts'
import { documentOf, type Look } from './document.ts'
import { FlowError, mistake } from './error.ts'
import { type Begun, type HostOptions, identify, inputOf, secretsOf, storeFor } from './hosting.ts'
import { cookieKeeping } from './keeping.ts'
import type { FlowInside } from './options.ts'
import type { Saved, Who } from './saved.ts'
import { unseal } from './seal.ts'
import { report, tellEnd } from './telling.ts'
import { takeTurn } from './turn.ts'

/** The routes of a hosted flow. */
export const routesOf = (inside: FlowInside, options: HostOptions): Hono => {
  const { name } = inside
  const { ttl } = options
  const introduce = (c: Context, status: 200 | 400): Response =>
    c.text(
      `This is the flow "${name}": set this URL at a Twilio number, for messages and calls.`,
      status,
    )
  const verify = verifySignature(options)

  const handle = async (c: Context): Promise<Response> => {
    // The middleware has already verified and parsed it.
    const { params } = await receive(c, options)
    const get = (name: string): string => params.get(name) ?? ''
    const status = get('CallStatus')
    const optOut = get('OptOutType')
    const answeredBy = get('AnsweredBy')
    const digits = get('Digits')
    const isCall = params.has('CallSid')
    const sid = get('CallSid') || get('MessageSid') || get('SmsSid')
    if (!sid || !get('From')) return introduce(c, 400)
    const text = (digits || get('SpeechResult') || get('Body') || get('ButtonText')).trim()
    const channel = isCall ? 'call' : 'message'
    const isOurs = get('Direction').startsWith('outbound')
    const who: Who = {
      channel,
      contact: get(isOurs ? 'To' : 'From'),
      line: get(isOurs ? 'From' : 'To'),
      ...(answeredBy && { answeredBy }),
      ...(!isCall && text && { text }),
    }
    const id = identify(name, who, sid)
    // busy, canceled, completed, failed, no-answer; all others begin with other letters.
    const hungUp = /^[bcfn]/.test(status)
    const { at = '', n, r, t, e } = c.req.query()
    const place = n && `${at} ${n} ${r}`
    const isFirst = isCall && !place
    // The status callback of a message, or of a call that was not answered or has hung up.
    const isCallback = isCall
      ? params.has('CallbackSource') || (hungUp && isFirst)
      : /^(?!receiv)./.test(get('MessageStatus'))

    /** This URL, with these parameters beside the app's own. */
    const urlOf = (set: Record<string, string | undefined>): string => {
      const own = [...new URL(c.req.url).searchParams].filter(([name]) => !OTHERS.test(name))
      const given = Object.entries(set).filter((pair): pair is [string, string] => !!pair[1])
      return `?${new URLSearchParams([...given, ...own])}`
    }
    /** Responds without a conversation. */
    const show = (
      stop: 'nothing' | 'busy' | 'go on' | 'give up',
      sentences: Look = inside,
    ): Response | Promise<Response> =>
      twiml(
        c,
        documentOf(sentences, { saved: { who } as Saved, show: { stop } }, () =>
          urlOf({ at, n, r, t, e: '1' }),
        ),
      )
    try {
      const { raw } = c.req
      const secrets = await secretsOf(inside, options, get('AccountSid'), raw.headers, c.env)
      let keeping = storeFor(options, id, c.env)
      const token = isFirst && t && (await unseal(t, `call ${name}`, secrets))
      const begun = token ? (JSON.parse(token) as Begun) : undefined
      if (isCallback) {
        if (status === 'completed') {
          if (keeping) await takeTurn(inside, { type: 'over', how: 'hung up' }, keeping, ttl)
        } else if (hungUp && begun)
          // An incoming call that was never answered has no conversation.
          await tellEnd(inside, { ...begun, done: `not reached: ${status}`, facts: [], who })
        return c.body(null, 204)
      }
      if (!inside.channels.includes(channel)) {
        report(inside, mistake(`no ${channel}`, name), who)
        const giveUp = `Sorry, please ${isCall ? 'text' : 'call'} this number.`
        return show('give up', { ...inside, giveUp })
      }
      const isStop = optOut === 'STOP' || (!isCall && STOP_WORDS.includes(text.toUpperCase()))
      // Twilio has already replied, and ignores our response.
      if (optOut && !isStop) return show('nothing')
      const event: Happening = isStop
        ? { type: 'over', how: 'opted out' }
        : {
            type: 'webhook',
            sid,
            who,
            place,
            status,
            hungUp,
            heard:
              text || !isCall
                ? {
                    channel,
                    text,
                    pressed: !!digits,
                    media: isCall ? [] : parseMessage(params).media,
                  }
                : undefined,
            acted: Object.fromEntries(params),
            input: isFirst ? await inputOf(inside, begun?.input) : undefined,
          }
      if (!keeping) {
        const url = new URL(publicUrl(raw, options))
        const secure = url.protocol === 'https:'
        // It would cross the network in plain text, where anybody could replay it.
        if (!secure && !/^((.*\.)?localhost|127[.\d]+|\[::1\])$/.test(url.hostname))
          throw mistake('plain http', name)
        const cookie = `flow-${name}`
        keeping = cookieKeeping(
          getCookie(c, cookie),
          (value) => setCookie(c, cookie, value, { path: url.pathname, httpOnly: true, secure }),
          id,
          secrets,
        )
      }
      const outcome = await takeTurn(inside, event, keeping, ttl).catch((error: unknown) => {
        if (!(error instanceof FlowError)) throw error
        // The state is too large to keep: the answer is discarded.
        return takeTurn(inside, { ...event, failure: error }, keeping!, ttl)
      })
      if (typeof outcome !== 'object') return await show(outcome ?? 'nothing')
      return await twiml(
        c,
        documentOf(inside, outcome, ({ n, round }, at) => urlOf({ at, n: `${n}`, r: `${round}` })),
      )
    } catch (error) {
      report(inside, error, who)
      if (isCallback) return c.body(null, 204)
      // The store is down, or the document failed: Twilio still gets a response, and a call asks once more.
      return show(isCall && e ? 'give up' : 'go on')
    }
  }

  return (
    new Hono()
      // The request of a browser: Twilio's webhooks name the account.
      .get(
        '/',
        (c, next) => (c.req.query('AccountSid') === undefined ? introduce(c, 200) : next()),
        verify,
        handle,
      )
      .post('/', verify, handle)
  )
}

/** Parameters that are not the app's own: Twilio's begin with a capital letter. */
const OTHERS = /^([A-Z].*|msg|[nrte]|at)$/
