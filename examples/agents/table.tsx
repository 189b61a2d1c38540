/** @jsxImportSource twimlx/voice */
/** An agent that books a table, and hands over to a person who is asked for. */
import { Hono } from 'hono'
import { callWebhook, twiml } from 'twimlx/hono'
import { type AgentSocketOptions, relay } from 'twimlx/relay'
import { Dial, Response, Say } from 'twimlx/voice'
import * as v from 'valibot'

type Message = { role: 'caller' | 'agent'; text: string }
/** Whatever streams text: a language model, or a fake one in a test. */
export type Model = (history: readonly Message[], signal: AbortSignal) => AsyncIterable<string>

export const tables = (model: Model, options: AgentSocketOptions & { host: string }) => {
  const { host, upgradeWebSocket, ...signature } = options
  const agent = relay({
    parameters: v.object({ caller: v.string() }),
    handoff: v.object({ reason: v.string(), table: v.optional(v.string()) }),
    silence: 10,
    async talk(call) {
      const history: Message[] = []
      for await (const turn of call) {
        if (turn.type === 'digit') return { reason: 'asked for a person' }
        if (turn.type === 'silence') await turn.say('Are you still there?')
        if (turn.type !== 'prompt') continue
        history.push({ role: 'caller', text: turn.text })
        // What the caller did not hear, the agent did not say.
        const { heard } = await turn.say(model(history, turn.signal))
        if (heard) history.push({ role: 'agent', text: heard })
        const table = /booked for (.+?)\./.exec(heard)?.[1]
        if (table) return { reason: 'booked', table }
      }
    },
  })
  return new Hono()
    .post('/voice', callWebhook(signature), (c) =>
      twiml(
        c,
        <Response>
          <agent.Connect
            url={`wss://${host}/agent`}
            action="/after"
            parameters={{ caller: c.var.webhook.From }}
            welcomeGreeting="Chez Owl, for when may I book you a table?"
            dtmfDetection
          />
        </Response>,
      ),
    )
    .get('/agent', agent.socket({ upgradeWebSocket, ...signature }))
    .post('/after', callWebhook({ ...signature, after: 'Connect' }), (c) => {
      const result = agent.result(c.var.webhook)
      const booked = result.how === 'ended' && result.handoff.reason === 'booked'
      return twiml(
        c,
        <Response>{booked ? <Say>Goodbye.</Say> : <Dial>+14155550100</Dial>}</Response>,
      )
    })
}
