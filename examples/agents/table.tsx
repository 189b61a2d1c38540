/** An agent that talks until a table is found, and hands over to a flow, which asks what must be exact. */
import { Hono } from 'hono'
import { ask, dial, flow, once, say, who, yesNo } from 'twimlx/flow'
import { type AgentSocketOptions, relay } from 'twimlx/relay'
import * as v from 'valibot'

type Message = { role: 'caller' | 'agent'; text: string }
/** Any stream of text: a language model, or a fake one in a test. */
export type Model = (history: readonly Message[], signal: AbortSignal) => AsyncIterable<string>

export interface House extends AgentSocketOptions {
  url: `wss://${string}`
  book: (table: string, caller: string, idempotencyKey: string) => Promise<void>
}

export const tables = (model: Model, { url, book, upgradeWebSocket, ...signature }: House) => {
  const agent = relay({
    url,
    parameters: v.object({ caller: v.string() }),
    handoff: v.object({ table: v.nullable(v.string()) }),
    silence: 10,
    async talk(call) {
      const history: Message[] = []
      for await (const turn of call) {
        if (turn.type === 'digit') return { table: null }
        if (turn.type === 'silence') await turn.say('Are you still there?')
        if (turn.type !== 'prompt') continue
        history.push({ role: 'caller', text: turn.text })
        // Only what the caller has heard counts as said.
        const { heard } = await turn.say(model(history, turn.signal))
        if (heard) history.push({ role: 'agent', text: heard })
        const table = /a table for (.+)\./.exec(heard)?.[1]
        if (table) return { table }
      }
    },
  })
  const line = flow(
    'tables',
    function* () {
      const { contact } = yield* who()
      const session = yield* agent.step('agent', { caller: contact }, GREETING)
      if (session.how === 'completed') return
      const table = session.how === 'ended' ? session.handoff.table : null
      if (table === null) return yield* dial('person', '+14155550100')
      if (yield* ask('sure', `A table for ${table}: shall I book it?`, yesNo())) {
        yield* once('book', (c) => book(table, contact, c.idempotencyKey))
        yield* say('It is booked. Goodbye.')
      } else yield* say('Another time, then. Goodbye.')
    },
    { channels: ['call'] },
  )
  return new Hono()
    .get('/agent', agent.socket({ upgradeWebSocket, ...signature }))
    .route('/voice', line.routes(signature))
}

const GREETING = {
  welcomeGreeting: 'Chez Owl, for when may I book you a table?',
  dtmfDetection: true,
}
