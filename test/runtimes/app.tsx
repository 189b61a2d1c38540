/** @jsxImportSource twimlx/voice */
import { Hono } from 'hono'
import { TwimlError } from 'twimlx'
import { ask, choice, flow, once, say } from 'twimlx/flow'
import { callWebhook, onTwimlError, twiml } from 'twimlx/hono'
import { type AgentSocketOptions, relay } from 'twimlx/relay'
import { Gather, Hangup, Response, Say } from 'twimlx/voice'
import { memoryStore } from 'twimlx/webhook'

const Caller = async ({ number }: { number: string }) => {
  await new Promise((resolve) => setTimeout(resolve, 1))
  return <Say>You call from {number}.</Say>
}

export const app = new Hono()

app.post('/voice', async (c) => {
  const { From } = await c.req.parseBody()
  const strength = 'strong'
  // In a variable: Deno's precompiler (2.9) escapes a literal beside a tag twice.
  const special = '<&> "quoted" \u{1F989} \u0007'
  return twiml(
    c,
    <Response>
      <Gather numDigits={1} input={['dtmf', 'speech']}>
        <Say voice="Polly.Joanna">
          Press <emphasis level={strength}>one</emphasis>.<break time="500ms" />
          {special}
        </Say>
      </Gather>
      <Caller number={String(From)} />
      <Hangup />
    </Response>,
    { headers: { 'X-Runtime': 'any' } },
  )
})

app.post('/broken', (c) => {
  const Missing = undefined as unknown as typeof Hangup
  return twiml(
    c,
    <Response>
      <Missing />
    </Response>,
  )
})

const signature = { authToken: 'secret', publicUrl: 'https://app.test' }

const order = flow('order', function* () {
  yield* say('Welcome.')
  const size = yield* ask('size', 'Small or large? \u{1F355}', choice(['small', 'large']))
  const { key } = yield* once('place', async (c) => ({ key: c.idempotencyKey.split(':').at(-1) }))
  yield* say(`One ${size}, ${key}d.`)
})

app.route('/order/cookie', order.routes(signature))
app.route('/order/store', order.routes({ ...signature, store: memoryStore() }))

const agent = relay({
  async talk(call) {
    for await (const turn of call) {
      if (turn.type === 'digit') return { key: turn.digit }
      if (turn.type === 'prompt') await turn.say(`You said ${turn.text}`)
    }
  },
})

/** Adds the agent, with the runtime's own sockets. */
export const withAgent = (upgradeWebSocket: AgentSocketOptions['upgradeWebSocket']) =>
  app
    .post('/agent/voice', callWebhook(signature), (c) =>
      twiml(
        c,
        <Response>
          <agent.Connect url="wss://app.test/agent" action="/agent/after" dtmfDetection />
        </Response>,
      ),
    )
    .get('/agent', agent.socket({ upgradeWebSocket, ...signature, onWebhook: () => {} }))
    .post('/agent/after', callWebhook({ ...signature, after: 'Connect' }), (c) =>
      twiml(
        c,
        <Response>
          <Say>{JSON.stringify(agent.result(c.var.webhook))}</Say>
        </Response>,
      ),
    )

app.onError(
  onTwimlError({
    voice: (error) => (
      <Response>
        <Say>{error instanceof TwimlError ? 'Sorry.' : 'What?'}</Say>
      </Response>
    ),
  }),
)
