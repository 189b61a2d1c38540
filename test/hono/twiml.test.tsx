/** @jsxImportSource twimlx */
/** TwiML answers in Hono: `twiml`, `twimlRenderer` beside HTML, and the messages of failing handlers. */
import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import { jsxRenderer } from 'hono/jsx-renderer'
import { secureHeaders } from 'hono/secure-headers'
import type { AddressInfo } from 'node:net'
import { type Problem, TwimlError } from 'twimlx'
import { onTwimlError, type OnTwimlErrorOptions, twiml } from 'twimlx/hono'
import { twimlRenderer } from 'twimlx/hono/renderer'
import * as Messaging from 'twimlx/messaging'
import { Dial, Pause, Response, Say } from 'twimlx/voice'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Layout, page } from './page.tsx'

const hello = (
  <Response>
    <Say>Hello!</Say>
  </Response>
)
const XML = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello!</Say></Response>'

const Later = async () => {
  await new Promise((resolve) => setTimeout(resolve, 2))
  return <Say>Hello!</Say>
}

/** The answer of a route with this handler. */
const ask = (handler: (c: Context) => globalThis.Response | Promise<globalThis.Response>) =>
  new Hono().get('/', handler).request('/')

describe('twiml', () => {
  test('responds with the document as XML in UTF-8', async () => {
    const response = await ask((c) => twiml(c, hello))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    expect(await response.text()).toBe(XML)
  })

  test('is a response if nothing is async, and otherwise a promise of it', async () => {
    await ask((c) => {
      const response = twiml(c, hello)
      expect(response).toBeInstanceOf(globalThis.Response)
      return response
    })
    const response = await ask((c) => {
      const promise = twiml(
        c,
        <Response>
          <Later />
        </Response>,
      )
      expect(promise).toBeInstanceOf(Promise)
      return promise
    })
    expect(await response.text()).toBe(XML)
    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8')
  })

  test.each([
    ['sync', hello],
    [
      'async',
      <Response>
        <Later />
      </Response>,
    ],
  ])('keeps headers, cookies and status set before, %s', async (_, document) => {
    const app = new Hono().use(secureHeaders()).get('/', (c) => {
      setCookie(c, 'step', '2')
      setCookie(c, 'name', 'Ann')
      c.header('X-Before', 'yes')
      c.header('X-Both', 'before')
      return twiml(c, document, { headers: { 'X-Both': 'init', 'X-Init': 'yes' } })
    })
    const { headers } = await app.request('/')
    expect(headers.getSetCookie()).toEqual(['step=2; Path=/', 'name=Ann; Path=/'])
    expect(headers.get('x-before')).toBe('yes')
    expect(headers.get('x-both')).toBe('init')
    expect(headers.get('x-init')).toBe('yes')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('keeps a cookie that is set during or after the rendering of an async document', async () => {
    const response = await ask(async (c) => {
      const answer = twiml(
        c,
        <Response>
          <Later />
        </Response>,
      )
      setCookie(c, 'during', '1')
      await answer
      return answer
    })
    expect(response.headers.getSetCookie()).toEqual(['during=1; Path=/'])
    const after = new Hono().use(async (c, next) => {
      await next()
      setCookie(c, 'after', '1')
    })
    after.get('/', (c) => twiml(c, hello))
    expect((await after.request('/')).headers.getSetCookie()).toEqual(['after=1; Path=/'])
  })

  test('adds several Set-Cookie of its own to one set before', async () => {
    const { headers } = await ask((c) => {
      setCookie(c, 'a', '1')
      return twiml(c, hello, {
        headers: [
          ['Set-Cookie', 'b=2'],
          ['Set-Cookie', 'c=3'],
        ],
      })
    })
    expect(headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2', 'c=3'])
  })

  test('takes a status, another type, headers in any form, and the options of render', async () => {
    for (const headers of [
      { 'content-type': 'application/xml' },
      new Headers({ 'Content-Type': 'application/xml' }),
    ]) {
      const response = await ask((c) =>
        twiml(c, hello, { status: 503, headers, declaration: false, pretty: true }),
      )
      expect(response.status).toBe(503)
      expect(response.headers.get('content-type')).toBe('application/xml')
      expect(await response.text()).toBe('<Response>\n  <Say>Hello!</Say>\n</Response>')
    }
    expect((await ask((c) => (c.status(202), twiml(c, hello)))).status).toBe(202)
  })

  test('throws into app.onError, sync and async, and reports if configured', async () => {
    for (const verb of [
      <Dial>{''}</Dial>,
      <>
        <Later />
        <Dial>{''}</Dial>
      </>,
    ]) {
      const seen: unknown[] = []
      const app = new Hono().get('/', (c) => twiml(c, <Response>{verb}</Response>))
      app.onError((error, c) => {
        seen.push(error)
        return c.text('caught', 500)
      })
      expect(await (await app.request('/')).text()).toBe('caught')
      expect(seen).toEqual([expect.any(TwimlError)])
      const problems: Problem[] = []
      const reported = await ask((c) =>
        twiml(c, <Response>{verb}</Response>, {
          problems: 'report',
          onProblem: (problem) => problems.push(problem),
        }),
      )
      expect(reported.status).toBe(200)
      expect(problems).toHaveLength(1)
    }
  })
})

describe('twimlRenderer beside an HTML renderer', () => {
  const html = jsxRenderer(Layout)
  const orders = {
    'after it': [html, twimlRenderer()],
    'before it': [twimlRenderer(), html],
  } as const

  const appOf = (order: keyof typeof orders) => {
    const app = new Hono()
    for (const renderer of orders[order]) app.use(renderer)
    app.get('/page', (c) => c.render(page, { title: 'Page' }))
    app.get('/voice', (c) => c.render(hello))
    app.get('/later', (c) =>
      c.render(
        <Response>
          <Later />
        </Response>,
        { status: 201, headers: { 'X-A': '1' } },
      ),
    )
    return app
  }

  test('responds with TwiML, sync and async', async () => {
    const app = appOf('after it')
    const voice = await app.request('/voice')
    expect(voice.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    expect(await voice.text()).toBe(XML)
    const later = await app.request('/later')
    expect([later.status, later.headers.get('x-a')]).toEqual([201, '1'])
    expect(await later.text()).toBe(XML)
  })

  test.each(Object.keys(orders) as (keyof typeof orders)[])(
    'leaves HTML to it, %s',
    async (order) => {
      const response = await appOf(order).request('/page')
      expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8')
      expect(await response.text()).toBe(
        '<!DOCTYPE html><html><title>Page</title><body><h1>Hi &amp; <br/> bye</h1></body></html>',
      )
    },
  )

  test('responds with TwiML in either order', async () => {
    const response = await appOf('before it').request('/voice')
    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    expect(await response.text()).toBe(XML)
  })

  test("leaves strings to Hono's default renderer", async () => {
    const app = new Hono().use(twimlRenderer()).get('/', (c) => c.render('<p>Hi</p>'))
    const response = await app.request('/')
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await response.text()).toBe('<p>Hi</p>')
  })

  test('has defaults for every document, which a document may override, and keeps cookies', async () => {
    const app = new Hono().use(twimlRenderer({ status: 202, pretty: true, declaration: false }))
    app.get('/', (c) => {
      setCookie(c, 'step', '2')
      return c.render(hello, { status: 200 })
    })
    const response = await app.request('/')
    expect(response.status).toBe(200)
    expect(response.headers.getSetCookie()).toEqual(['step=2; Path=/'])
    expect(await response.text()).toBe('<Response>\n  <Say>Hello!</Say>\n</Response>')
  })
})

describe('onTwimlError', () => {
  const logged = vi.spyOn(console, 'error')
  beforeEach(() => void logged.mockReset().mockImplementation(() => {}))
  afterEach(() => void logged.mockReset())

  const voice = (
    <Response>
      <Say>Sorry.</Say>
    </Response>
  )
  const messaging = (
    <Messaging.Response>
      <Messaging.Message>Sorry.</Messaging.Message>
    </Messaging.Response>
  )
  const error = new Error('broken')

  const appOf = (options: OnTwimlErrorOptions, before: (c: Context) => unknown = () => {}) => {
    const app = new Hono()
    app.all('/', async (c) => {
      await before(c)
      throw error
    })
    app.onError(onTwimlError(options))
    return app
  }

  const form = (fields: Record<string, string>): RequestInit => ({
    method: 'POST',
    body: new URLSearchParams(fields),
  })
  const call = { CallSid: 'CA1', From: '+14155550100' }
  const message = { MessageSid: 'SM1', SmsSid: 'SM1', Body: 'name="CallSid" & CallSid=1' }
  const both = { voice, messaging }

  const answer = async (response: globalThis.Response) => [
    response.status,
    response.headers.get('content-type')?.toLowerCase().replace('; ', ';'),
    (await response.text()).replace(/^<\?.*?\?>/, ''),
  ]
  const spoken = [200, 'text/xml;charset=utf-8', '<Response><Say>Sorry.</Say></Response>']
  const written = [200, 'text/xml;charset=utf-8', '<Response><Message>Sorry.</Message></Response>']
  const plain = [500, 'text/plain;charset=utf-8', 'Internal Server Error']

  test('says the apology to a caller and writes it to a texter, by POST and by GET, and logs the error', async () => {
    const app = appOf(both)
    const query = (fields: Record<string, string>) => `/?${new URLSearchParams(fields)}`
    expect(await answer(await app.request('/', form(call)))).toEqual(spoken)
    expect(await answer(await app.request(query(call)))).toEqual(spoken)
    expect(await answer(await app.request('/', form(message)))).toEqual(written)
    expect(await answer(await app.request(query(message)))).toEqual(written)
    expect(await answer(await app.request('/', form({ SmsSid: 'SM1' })))).toEqual(written)
    expect(logged.mock.calls).toEqual(Array.from({ length: 5 }, () => [error]))
  })

  test('treats a message sent during a call as the call', async () => {
    expect(await answer(await appOf(both).request('/', form({ ...message, ...call })))).toEqual(
      spoken,
    )
  })

  test.each<[string, (c: Context) => unknown]>([
    ['parseBody()', (c) => c.req.parseBody()],
    ['text()', (c) => c.req.text()],
    ['formData()', (c) => c.req.formData()],
    ['arrayBuffer()', (c) => c.req.arrayBuffer()],
  ])('recognises the request after the handler has read %s', async (_, before) => {
    const app = appOf(both, before)
    expect(await answer(await app.request('/', form(call)))).toEqual(spoken)
    expect(await answer(await app.request('/', form(message)))).toEqual(written)
  })

  test('is a plain 500 for every other request', async () => {
    const app = appOf(both)
    expect(await answer(await app.request('/'))).toEqual(plain)
    expect(await answer(await app.request('/', form({ Body: 'Hi' })))).toEqual(plain)
    expect(
      await answer(await app.request('/', { method: 'POST', body: '{"CallSid":"CA1"}' })),
    ).toEqual(plain)
    expect(await answer(await app.request('/', { method: 'DELETE' }))).toEqual(plain)
    const taken = appOf(both, (c) => c.req.raw.text())
    expect(await answer(await taken.request('/?CallSid=CA1', form(call)))).toEqual(spoken)
    expect(await answer(await taken.request('/', form(call)))).toEqual(plain)
  })

  test('is a plain 500 without an apology for the kind of request', async () => {
    expect(await answer(await appOf({ messaging }).request('/', form(call)))).toEqual(plain)
    expect(await answer(await appOf({ voice }).request('/', form(message)))).toEqual(plain)
  })

  test('may have another status, for Twilio to try the fallback URL', async () => {
    const app = appOf({ ...both, status: 503 })
    expect(await answer(await app.request('/', form(call)))).toEqual([503, ...spoken.slice(1)])
  })

  test('makes the apology from the error and the context, also an async one', async () => {
    const app = appOf({
      voice: (error, c) => (
        <Response>
          <Say>
            {error.message} at {c.req.path}
          </Say>
          <Later />
        </Response>
      ),
    })
    expect((await answer(await app.request('/', form(call))))[2]).toBe(
      '<Response><Say>broken at /</Say><Say>Hello!</Say></Response>',
    )
  })

  test('responds with the response of an error that brings one', async () => {
    const app = appOf(both, () => {
      throw new HTTPException(403, {
        message: 'not Twilio',
        res: new globalThis.Response('go away', { status: 403 }),
      })
    })
    expect((await answer(await app.request('/', form(call)))).filter((_, i) => i !== 1)).toEqual([
      403,
      'go away',
    ])
    expect(logged).not.toHaveBeenCalled()
  })

  test('keeps headers and cookies already set, in an apology and in a response that an error brings', async () => {
    const set = (c: Context) => {
      c.header('X-Request-Id', '7')
      setCookie(c, 'seen', 'yes')
      setCookie(c, 'count', '1')
    }
    const brings = new HTTPException(401, {
      res: new globalThis.Response('go away', {
        status: 401,
        headers: { 'Set-Cookie': 'own=1', 'WWW-Authenticate': 'Basic' },
      }),
    })
    const cookies = ['seen=yes; Path=/', 'count=1; Path=/']
    const headers = async (app: Hono) => {
      const response = await app.request('/', form(call))
      return [
        response.status,
        response.headers.get('X-Request-Id'),
        response.headers.get('WWW-Authenticate'),
        response.headers.getSetCookie(),
      ]
    }
    const failing = appOf(both, (c) => {
      set(c)
      throw brings
    })
    expect(await headers(failing)).toEqual([401, '7', 'Basic', [...cookies, 'own=1']])
    expect(await headers(appOf(both, set))).toEqual([200, '7', null, cookies])
  })

  test('is a plain 500 if the apology fails, and logs both errors', async () => {
    const second = new Error('the apology')
    for (const failing of [
      () => {
        throw second
      },
      () => (
        <Response>
          {(() => {
            const Throws = () => {
              throw second
            }
            return <Throws />
          })()}
        </Response>
      ),
      () => (
        <Response>
          {(() => {
            const Rejects = async () => {
              throw second
            }
            return <Rejects />
          })()}
        </Response>
      ),
    ]) {
      logged.mockClear()
      expect(await answer(await appOf({ voice: failing }).request('/', form(call)))).toEqual(plain)
      expect(logged.mock.calls).toEqual([[error], [second]])
    }
  })

  test('says an apology with a problem unchanged', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const app = appOf({
      voice: (
        <Response>
          <Pause length={0} />
        </Response>
      ),
    })
    expect((await answer(await app.request('/', form(call))))[2]).toBe(
      '<Response><Pause length="0"/></Response>',
    )
    expect(warned).toHaveBeenCalledTimes(1)
    warned.mockRestore()
  })

  test('responds for a document that is refused', async () => {
    const app = new Hono().post('/', (c) =>
      twiml(
        c,
        <Response>
          <Dial>{''}</Dial>
        </Response>,
      ),
    )
    app.onError(onTwimlError(both))
    expect(await answer(await app.request('/', form(call)))).toEqual(spoken)
    expect(logged.mock.calls).toEqual([[expect.any(TwimlError)]])
  })
})

test('everything works over real HTTP', async () => {
  const app = new Hono()
  app.use(twimlRenderer())
  app.post('/voice', async (c) => {
    const { From } = await c.req.parseBody()
    setCookie(c, 'step', '2')
    return c.render(
      <Response>
        <Say>Hello {String(From)}!</Say>
        <Later />
      </Response>,
    )
  })
  app.post('/fails', () => {
    throw new Error('broken')
  })
  app.onError(onTwimlError({ voice: hello, status: 500 }))
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
  const server = serve({ fetch: app.fetch, port: 0 })
  try {
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const post = (path: string) =>
      fetch(`http://localhost:${port}${path}`, {
        method: 'POST',
        body: new URLSearchParams({ From: '<+1&>', CallSid: 'CA1' }),
      })
    const voice = await post('/voice')
    expect(voice.status).toBe(200)
    expect(voice.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    expect(voice.headers.getSetCookie()).toEqual(['step=2; Path=/'])
    expect(await voice.text()).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello &lt;+1&amp;&gt;!</Say><Say>Hello!</Say></Response>',
    )
    const fails = await post('/fails')
    expect(fails.status).toBe(500)
    expect(await fails.text()).toBe(XML)
  } finally {
    server.close()
    logged.mockRestore()
  }
})
