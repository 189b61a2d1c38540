/** @jsxImportSource twimlx */
/**
 * @module
 * The parts of Hono and Vitest that twimlx uses. Run by `npm run test:peers` against the lowest and the newest of each.
 */
import { type Context, Hono } from 'hono'
import { expect, test, vi } from 'vitest'
import { ErrorBoundary, render } from 'twimlx'
import { ask, choice, flow, once, say } from 'twimlx/flow'
import {
  callWebhook,
  messageWebhook,
  onTwimlError,
  statusWebhook,
  twiml,
  withDeadline,
} from 'twimlx/hono'
import { twimlRenderer } from 'twimlx/hono/renderer'
import * as Messaging from 'twimlx/messaging'
import { relay } from 'twimlx/relay'
import { simulate } from 'twimlx/simulator'
import * as Voice from 'twimlx/voice'
import 'twimlx/vitest'

const authToken = 'an auth token'
const told: string[] = []
const ended: unknown[] = []

const order = flow(
  'order',
  function* () {
    const size = yield* ask('size', 'Small or large? Press 1 or 2.', choice(['small', 'large']))
    const number = yield* once('place', () => 41 + (size === 'large' ? 1 : 0))
    yield* say(`Order ${number} is ${size}.`)
  },
  { onEnd: ({ how }) => void ended.push(how) },
)

const agent = relay({
  async talk(call) {
    for await (const turn of call)
      if (turn.type === 'prompt') {
        await turn.say(`You said ${turn.text}.`)
        return { heard: turn.text }
      }
  },
})

const app = new Hono()
  .use(twimlRenderer())
  .post('/sms', messageWebhook({ authToken }), async (c) => {
    c.header('X-Trace', '1')
    return twiml(
      c,
      <Messaging.Response>
        <Messaging.Message statusCallback="/status">
          You wrote: {c.var.webhook.Body}
        </Messaging.Message>
      </Messaging.Response>,
    )
  })
  .post('/status', statusWebhook({ authToken }), (c) => {
    if (c.var.webhook.kind === 'message') told.push(c.var.webhook.MessageStatus)
    return c.body(null, 204)
  })
  .post('/voice', callWebhook({ authToken }), (c) =>
    withDeadline(
      c,
      () =>
        c.render(
          <Voice.Response>
            <Voice.Gather action="/choice" numDigits={1}>
              <Voice.Say>For sales, press 1.</Voice.Say>
            </Voice.Gather>
          </Voice.Response>,
        ),
      { voice: '/voice' },
    ),
  )
  .post('/choice', callWebhook({ authToken, after: 'Gather' }), (c) => {
    if (c.var.webhook.Digits === '9') throw new Error('broken')
    return twiml(
      c,
      <Voice.Response>
        <Voice.Say>You pressed {c.var.webhook.Digits}.</Voice.Say>
      </Voice.Response>,
    )
  })
  .post('/agent', callWebhook({ authToken }), (c) =>
    twiml(
      c,
      <Voice.Response>
        <agent.Connect url="wss://app.test/socket" action="/after" />
      </Voice.Response>,
    ),
  )
  .get(
    '/socket',
    // In memory the simulator takes the socket before it is upgraded.
    agent.socket({ authToken, upgradeWebSocket: () => async (_c: Context, next) => next() }),
  )
  .post('/after', callWebhook({ authToken, after: 'Connect' }), (c) => {
    const result = agent.result(c.var.webhook)
    return twiml(
      c,
      <Voice.Response>
        <Voice.Say>{JSON.stringify(result)}</Voice.Say>
      </Voice.Response>,
    )
  })
  .route('/order', order.routes({ authToken }))
app.onError(
  onTwimlError({
    voice: (
      <Voice.Response>
        <Voice.Say>Something is broken.</Voice.Say>
      </Voice.Response>
    ),
  }),
)

test('a text is answered, and its status is told', async () => {
  const twilio = simulate(app, { authToken, delivery: 'delivered' })
  const chat = await twilio.phone('+14155550100').text('a & b')
  expect(chat).toHaveReplied('You wrote: a & b')
  expect(chat).not.toHaveWarned()
  expect(told).toEqual(['sent', 'delivered'])
})

test('a request that is not signed is refused', async () => {
  const answer = await app.request('/sms', {
    method: 'POST',
    body: new URLSearchParams({ Body: 'hi' }),
  })
  expect(answer.status).toBe(403)
})

test('a call is led by keys, and looks the same in a snapshot', async () => {
  const call = await simulate(app, { authToken }).phone('+14155550100').call()
  await call.press('1')
  expect(call).toHaveHeard('You pressed 1.')
  expect(call).toHaveRequested({ url: '/choice', params: { Digits: '1' } })
  expect(call).toMatchInlineSnapshot()
})

test('a caller hears of an error', async () => {
  const silent = vi.spyOn(console, 'error').mockImplementation(() => {})
  const call = await simulate(app, { authToken }).phone('+14155550100').call()
  await call.press('9')
  expect(call).toHaveHeard('Something is broken.')
  expect(silent).toHaveBeenCalledOnce()
})

test('a flow keeps its answers in a cookie', async () => {
  const phone = simulate(app, { authToken, messageUrl: '/order' }).phone('+14155550100')
  expect(await phone.text('hi')).toHaveReplied('Small or large?')
  expect(await phone.text('large')).toHaveReplied('Order 42 is large.')
  expect(ended).toEqual(['done'])
})

test('an agent talks over its socket', async () => {
  const call = await simulate(app, { authToken, voiceUrl: '/agent' }).phone('+14155550100').call()
  await call.say('hello')
  expect(call).toHaveHeard('You said hello.')
  expect(call).toHaveHeard('"how":"ended","handoff":{"heard":"hello"}')
})

test('documents are equal as XML, and their problems throw', async () => {
  const say = <Voice.Say>{'<hi>'}</Voice.Say>
  expect(<Voice.Response>{say}</Voice.Response>).toBeTwiml(
    '<Response>\n  <Say>&lt;hi&gt;</Say>\n</Response>',
  )
  // The checker would find it if it were a tag.
  const wrong = Messaging.Response({ children: say as never })
  expect(() => render(wrong)).toThrow('<Say> is not allowed in <Response>')
  const caught = <ErrorBoundary fallback={<Voice.Response />}>{wrong}</ErrorBoundary>
  expect(render(caught)).toBeTwiml('<Response/>')
  const differ = () => expect(<Voice.Response>{say}</Voice.Response>).toBeTwiml('<Response/>')
  expect(differ).toThrow('expected the same TwiML')
})
