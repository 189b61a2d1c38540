/** @jsxImportSource twimlx/voice */
import { Hono } from 'hono'
import { TwimlError } from 'twimlx'
import { onTwimlError, twiml } from 'twimlx/hono'
import { Gather, Hangup, Response, Say } from 'twimlx/voice'

const Caller = async ({ number }: { number: string }) => {
  await new Promise((resolve) => setTimeout(resolve, 1))
  return <Say>You call from {number}.</Say>
}

export const app = new Hono()

app.post('/voice', async (c) => {
  const { From } = await c.req.parseBody()
  const strength = 'strong'
  // In a variable: a literal beside a tag is escaped twice where Deno precompiles (2.9).
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

app.onError(
  onTwimlError({
    voice: (error) => (
      <Response>
        <Say>{error instanceof TwimlError ? 'Sorry.' : 'What?'}</Say>
      </Response>
    ),
  }),
)

export default app
