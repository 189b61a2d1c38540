/** @jsxImportSource twimlx/voice */
/** An agent whose own route runs in memory, under the virtual clock. */
import { upgradeWebSocket } from '@hono/node-server'
import { Hono } from 'hono'
import { render } from 'twimlx'
import { callWebhook, twiml } from 'twimlx/hono'
import { relay, type RelayDefinition, type Spoken } from 'twimlx/relay'
import { simulate, type SimulateOptions } from 'twimlx/simulator'
import { Response, Say } from 'twimlx/voice'
import { signRequest } from 'twimlx/webhook'
import * as v from 'valibot'
import { expect, test } from 'vitest'

const authToken = 'secret'
const alice = '+14155550100'

type Definition = RelayDefinition<typeof Parameters, typeof Handoff>
const Parameters = v.object({ plan: v.picklist(['free', 'gold']) })
const Handoff = v.object({ reason: v.string() })

const drive = (
  definition: Pick<Definition, 'talk'> & Partial<Definition>,
  {
    plan = 'gold',
    token = authToken,
    prefix = '',
    ...options
  }: SimulateOptions & { plan?: string; token?: string; prefix?: string } = {},
) => {
  const logged: string[] = []
  const agent = relay({
    parameters: Parameters,
    handoff: Handoff,
    log: (line) => logged.push(line),
    ...definition,
  })
  const signature = {
    authToken: token,
    publicUrl: `https://app.test${prefix}`,
    onInvalid: (why: { reason: string }) => void logged.push(why.reason),
  }
  const app = new Hono()
  app.post('/voice', callWebhook({ ...signature, authToken }), (c) =>
    twiml(
      c,
      <Response>
        <agent.Connect
          url={`wss://app.test${prefix}/agent`}
          action={`${prefix}/after`}
          parameters={{ plan: plan as 'gold' }}
          dtmfDetection
        />
      </Response>,
    ),
  )
  app.get('/agent', agent.socket({ upgradeWebSocket, ...signature }))
  app.post('/after', callWebhook({ ...signature, authToken, after: 'Connect' }), (c) => {
    const result = agent.result(c.var.webhook)
    return twiml(
      c,
      <Response>
        <Say>{JSON.stringify(result)}</Say>
      </Response>,
    )
  })
  const twilio = simulate(app, { authToken, publicUrl: `https://app.test${prefix}`, ...options })
  return { twilio, logged, phone: twilio.phone(alice) }
}

const echo: Definition['talk'] = async (call) => {
  for await (const turn of call) {
    if (turn.type === 'digit') return { reason: `pressed ${turn.digit}` }
    if (turn.type === 'prompt') await turn.say(`You said ${turn.text}`)
  }
}

test('a call from the greeting to the hand-off, without the test playing any side of the socket', async () => {
  const { twilio, phone, logged } = drive({
    talk: async (call) => {
      expect(call.parameters.plan).toBe('gold')
      for await (const turn of call) {
        if (turn.type === 'start') await turn.say('Hello.')
        if (turn.type === 'prompt') await turn.say(`You said ${turn.text}`)
        if (turn.type === 'digit') return { reason: 'key' }
      }
    },
  })
  const call = await phone.call()
  expect(call.heard).toEqual(['Hello.'])
  await call.say('one')
  await call.press('1')
  expect(call.heard).toEqual([
    'Hello.',
    'You said one',
    '{"how":"ended","handoff":{"reason":"key"}}',
  ])
  expect([twilio.problems, logged]).toEqual([[], []])
})

test('the caller interrupts at the current time, and the agent learns what was heard', async () => {
  const heard: Spoken[] = []
  const { phone } = drive({
    talk: async (call) => {
      for await (const turn of call)
        if (turn.type === 'prompt') heard.push(await turn.say(`${turn.text}, 0123456789`))
    },
  })
  const call = await phone.call()
  await call.say('tell', { listen: 0.6 })
  await call.say('stop')
  expect(heard).toMatchObject([
    { heard: 'tell, 012', interrupted: true, afterMs: 600, certain: true },
    { heard: 'stop, 0123456789', interrupted: false, certain: true },
  ])
  expect(call.transcript()).toContain('[cut short] after "tell, 012"')
})

test('a slow model takes virtual time, and an interruption closes it', async () => {
  const { twilio, phone } = drive({ talk: async () => {} })
  let closed = 0
  const slow = drive({
    talk: async (call) => {
      for await (const turn of call) if (turn.type === 'prompt') await turn.say(model())
    },
  })
  async function* model() {
    try {
      for (let word = 1; word <= 60; word++) {
        await slow.twilio.sleep(10)
        yield `Word ${word}. `
      }
    } finally {
      closed++
    }
  }
  const began = performance.now()
  const call = await slow.phone.call()
  await call.say('go')
  expect(call.heard.join('')).toContain('Word 60.')
  expect(slow.twilio.now.getTime()).toBeGreaterThan(599_000)
  expect(performance.now() - began).toBeLessThan(10_000)
  await call.say('again', { listen: 25 })
  await call.say('stop', { listen: 0 })
  await call.hangup()
  expect(closed).toBe(3)
  expect([twilio.problems, phone.rings]).toEqual([[], false])
})

test('an invalid signature is refused before the upgrade', async () => {
  const { phone, twilio, logged } = drive({ talk: echo }, { token: 'another' })
  const call = await phone.call()
  expect(twilio.problems).toMatchObject([
    { code: 64102, message: expect.stringContaining('status 403') },
  ])
  expect(call.heard).toEqual([
    '{"how":"failed","code":64102,"message":"Unable to Connect to Websocket URL"}',
  ])
  expect(logged).toHaveLength(1)
})

test('a shared key may replace the auth token', async () => {
  const heard = async (secret: string) => {
    const sharedKeys = { webhooks_sharedkey_1: secret }
    const agent = relay({ talk: async () => {} })
    const app = new Hono()
      .post('/voice', (c) =>
        twiml(
          c,
          <Response>
            <agent.Connect url="wss://app.test/agent" action="/after" />
          </Response>,
        ),
      )
      .get(
        '/agent',
        agent.socket({
          upgradeWebSocket,
          sharedKeys: { webhooks_sharedkey_1: 'shared' },
          publicUrl: 'https://app.test',
          onInvalid: () => {},
        }),
      )
      .post('/after', async (c) => {
        const { SessionStatus } = await c.req.parseBody<{ SessionStatus: string }>()
        return twiml(
          c,
          <Response>
            <Say>{SessionStatus}</Say>
          </Response>,
        )
      })
    const twilio = simulate(app, { sharedKeys, publicUrl: 'https://app.test' })
    return (await twilio.phone(alice).call()).heard
  }
  expect([await heard('shared'), await heard('another')]).toEqual([['ended'], ['failed']])
})

test('the URL is given once: in the definition, or where the agent is connected', () => {
  const nowhere = relay({ talk: async () => {} })
  const somewhere = relay({ url: 'wss://app.test/agent', talk: async () => {} })
  // @ts-expect-error there is no url
  void (() => nowhere.step('agent', {}))
  // @ts-expect-error there is no url
  void (() => <nowhere.Connect />)
  expect(render(somewhere.connect({}), { fragment: true })).toContain('url="wss://app.test/agent"')
  expect(render(somewhere.connect({ url: 'wss://app.test/b' }), { fragment: true })).toContain(
    'url="wss://app.test/b"',
  )
})

test('the handshake is verified over the wss URL, with and without the slash at its end', async () => {
  const agent = relay({ talk: async () => {} })
  const log: string[] = []
  const app = new Hono().get(
    '/agent',
    agent.socket({
      // A helper that shows that it was reached.
      upgradeWebSocket: () => (c) => Promise.resolve(c.text('open')),
      authToken,
      publicUrl: 'https://app.test',
      onInvalid: ({ reason }) => void log.push(reason),
    }),
  )
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket' }
  const status = async (url: string, secret = authToken) => {
    const signature = await signRequest({ authToken: secret, url, method: 'GET' })
    const headers = { ...upgrade, 'x-twilio-signature': signature }
    return (await app.request('/agent', { headers })).status
  }
  expect(await status('wss://app.test/agent')).toBe(200)
  expect(await status('wss://app.test/agent/')).toBe(200)
  expect(log).toEqual([])
  expect(await status('https://app.test/agent')).toBe(403)
  expect(await status('wss://app.test/another')).toBe(403)
  expect(await status('wss://app.test/agent', 'guessed')).toBe(403)
  expect((await app.request('/agent', { headers: upgrade })).status).toBe(403)
  expect(log).toHaveLength(4)
})

test('an optional parameter may be left out', () => {
  const parameters = v.object({ plan: v.string(), lang: v.optional(v.string()) })
  const agent = relay({ url: 'wss://app.test/agent', parameters, talk: async () => {} })
  const xml = render(agent.connect({ parameters: { plan: '', lang: undefined } }), {
    fragment: true,
  })
  expect(xml).toContain('<Parameter name="plan" value=""/></ConversationRelay>')
})

test('the events that tell what was heard are always asked for', () => {
  const agent = relay({ url: 'wss://app.test/agent', talk: async () => {} })
  expect(render(agent.connect({ events: 'config-updated' }), { fragment: true })).toContain(
    'events="config-updated speaker-events tokens-played"',
  )
})

test('behind a proxy that strips a path', async () => {
  const { phone, twilio } = drive({ talk: echo }, { prefix: '/api' })
  const call = await phone.call()
  await call.say('hi')
  expect(call.heard).toEqual(['You said hi'])
  expect(twilio.problems).toEqual([])
})

test('invalid parameters fail the session, as the result says', async () => {
  const { phone, logged } = drive({ talk: echo }, { plan: 'silver' })
  const call = await phone.call()
  expect(call.heard[0]).toMatch(
    /"how":"failed","message":"TypeError: The parameters do not fit the schema: see plan\./,
  )
  expect(logged).toHaveLength(1)
})

test('a schema that changes what it reads reads it once', async () => {
  const count = v.pipe(v.string(), v.transform(Number))
  const agent = relay({
    parameters: v.object({ guests: count }),
    handoff: v.object({ tables: count }),
    talk: async ({ parameters: { guests } }) => ({ tables: String(guests / 2) }),
  })
  const app = new Hono()
    .post('/voice', (c) =>
      twiml(
        c,
        <Response>
          <agent.Connect url="wss://app.test/agent" action="/after" parameters={{ guests: '4' }} />
        </Response>,
      ),
    )
    .get('/agent', agent.socket({ upgradeWebSocket, authToken, publicUrl: 'https://app.test' }))
    .post(
      '/after',
      callWebhook({ authToken, publicUrl: 'https://app.test', after: 'Connect' }),
      (c) => {
        const result = agent.result(c.var.webhook)
        return twiml(
          c,
          <Response>
            <Say>{result.how === 'ended' ? result.handoff.tables + 1 : result.how}</Say>
          </Response>,
        )
      },
    )
  const call = await simulate(app, { authToken, publicUrl: 'https://app.test' }).phone(alice).call()
  expect(call.heard).toEqual(['3'])
})

test('a talk that throws apologises, and fails', async () => {
  const { phone, logged } = drive({
    onError: 'Oh no.',
    talk: async (call) => {
      for await (const turn of call) if (turn.type === 'prompt') throw new Error('boom')
    },
  })
  const call = await phone.call()
  await call.say('hi')
  expect(call.heard).toEqual(['Oh no.', '{"how":"failed","message":"talk() threw: Error: boom"}'])
  expect(logged).toHaveLength(1)
})

test('a talk that returns early ends the session', async () => {
  const { phone } = drive({ talk: async () => ({ reason: 'nothing to say' }) })
  const call = await phone.call()
  expect(call.heard).toEqual(['{"how":"ended","handoff":{"reason":"nothing to say"}}'])
})

test('a lost connection ends the iteration', async () => {
  let ended = false
  const { phone } = drive({
    talk: async (call) => {
      await echo(call)
      ended = true
    },
  })
  const call = await phone.call()
  await call.drop()
  expect(ended).toBe(true)
  expect(call.heard).toEqual(['{"how":"failed","code":64105,"message":"Websocket ended"}'])
})

test('silence comes by the virtual clock', async () => {
  const { phone } = drive({
    silence: 8,
    talk: async (call) => {
      for await (const turn of call)
        if (turn.type === 'silence') await turn.say('Are you still there?')
    },
  })
  const call = await phone.call()
  await call.silence(7)
  expect(call.heard).toEqual([])
  await call.silence(2)
  expect(call.heard).toEqual(['Are you still there?'])
})

test('a hanging model is not waited for', async () => {
  const { phone } = drive({
    talk: async (call) => {
      for await (const turn of call)
        if (turn.type === 'prompt')
          await turn.say(turn.text === 'hang' ? new Promise<string>(() => {}) : 'Here')
    },
  })
  const call = await phone.call()
  await call.say('hang')
  await call.say('and now')
  expect(call.heard).toEqual(['Here'])
})

test('sockets with impossible options', () => {
  const app = new Hono()
  expect(() => simulate(app, { sockets: 'real' })).toThrow("use sockets: 'memory'")
  expect(() => simulate('http://localhost:1', { sockets: 'memory' })).toThrow("use sockets: 'real'")
})

test('a socket without an agent', async () => {
  const app = new Hono().post('/voice', (c) =>
    c.body(
      '<Response><Connect><ConversationRelay url="wss://app.test/x"/></Connect></Response>',
      200,
      { 'Content-Type': 'text/xml' },
    ),
  )
  const twilio = simulate(app, { sockets: 'memory' })
  await twilio.phone(alice).call()
  expect(twilio.problems).toMatchObject([{ code: 64102, message: expect.stringContaining('404') }])
})
