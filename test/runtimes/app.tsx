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
  return twiml(
    c,
    <Response>
      <Gather numDigits={1} input={['dtmf', 'speech']}>
        <Say voice="Polly.Joanna">
          Press <emphasis level={strength}>one</emphasis>.<break time="500ms" />
          {'<&> "quoted" \u{1F989} \u0007'}
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
