import { Hono } from 'hono'
import type { Flow, HostOptions } from 'twimlx/flow'
import { simulate, type SimulateOptions } from 'twimlx/simulator'

/** The routes do not depend on a flow's type parameters. */
type AnyFlow = Pick<Flow, 'host' | 'routes'>

/** A flow behind a Twilio number; `deploy` replaces it with a newer version. */
export const line = (
  first: AnyFlow,
  { host = {}, simulator = {} }: { host?: HostOptions; simulator?: SimulateOptions } = {},
) => {
  const hosted = (flow: AnyFlow) =>
    new Hono().route('/f', flow.routes({ authToken: '12345', ...host }))
  let app = hosted(first)
  const twilio = simulate((request: Request) => app.fetch(request), {
    messageUrl: '/f',
    voiceUrl: '/f',
    statusCallback: '/f',
    ...simulator,
  })
  const alice = twilio.phone('+14155550100')
  return {
    twilio,
    alice,
    /** Texts, and returns the replies as one text. */
    text: async (body: string, options = {}) =>
      (await alice.text(body, options)).messages.map(({ body }) => body).join(' / '),
    deploy: (next: AnyFlow) => {
      app = hosted(next)
    },
  }
}

/** Returns what a call has heard since the last time. */
export const ears = () => {
  let heard = 0
  return (call: { heard: string[] }): string => {
    const news = call.heard.slice(heard).join(' / ')
    heard = call.heard.length
    return news
  }
}

/** Sends webhooks one by one, with any cookie, for rare behaviour of Twilio. */
export const webhooks = (first: AnyFlow, host: HostOptions = {}) => {
  const hosted = (flow: AnyFlow) =>
    new Hono().route('/f', flow.routes({ validate: false, secret: 'a secret for tests', ...host }))
  let app = hosted(first)
  let count = 0
  return {
    deploy: (next: AnyFlow, other: HostOptions = {}) => {
      app = new Hono().route(
        '/f',
        next.routes({ validate: false, secret: 'a secret for tests', ...host, ...other }),
      )
    },
    /** Makes a number for a SID that no other webhook has. */
    sid: () => `SM${String(++count).padStart(32, '0')}`,
    send: async (
      params: Record<string, string>,
      { cookie = '', query = '', method = 'POST', origin = 'https://app.test' } = {},
    ) => {
      const form = new URLSearchParams({
        AccountSid: 'AC1',
        From: '+14155550100',
        To: '+15550100200',
        ...(params['CallSid'] && { CallStatus: 'in-progress', Direction: 'inbound' }),
        ...params,
      })
      const get = method === 'GET'
      const answer = await app.request(
        `${origin}/f${query}${get ? `${query ? '&' : '?'}${form}` : ''}`,
        { method, ...(!get && { body: form }), headers: cookie ? { cookie } : {} },
      )
      const xml = (await answer.text()).replace(/^<\?xml[^>]*>/, '')
      return {
        status: answer.status,
        xml,
        headers: answer.headers,
        /** The cookie to send next. */
        cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? cookie,
        /** The query of the URL that the document leads back to. */
        query: /(?:action="|<Redirect>)(\?[^"<]*)/.exec(xml)?.[1]?.replaceAll('&amp;', '&') ?? '',
        words: [...xml.matchAll(/<(?:Say|Message)[^>]*>([^<]*)</g)]
          .map(([, text]) => text)
          .join(' / '),
      }
    },
  }
}
