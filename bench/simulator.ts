/**
 * @module
 * The speed of the simulator: two-message conversations with an app in this process, and whether later ones cost more
 * than earlier ones.
 */
import { Hono } from 'hono'
import { simulate } from 'twimlx/simulator'

const app = new Hono()
app.post('/sms', async (c) => {
  const { Body } = await c.req.parseBody()
  return c.body(`<Response><Message>You said ${String(Body)}</Message></Response>`, 200, {
    'Content-Type': 'text/xml',
    'Set-Cookie': 'said=1; Path=/',
  })
})

const converse = async (conversations: number): Promise<number> => {
  const twilio = simulate(app, { messageUrl: '/sms' })
  const begun = performance.now()
  for (let index = 0; index < conversations; index++) {
    const phone = twilio.phone(`+1415${String(5_550_000 + index)}`)
    await phone.text('hello')
    const { messages } = await phone.text('again')
    if (messages.length !== 1) throw new Error('A conversation went wrong.')
  }
  return performance.now() - begun
}

await converse(100)
console.log('conversations        ms   µs each')
for (const conversations of [500, 1000, 2000, 4000]) {
  const ms = await converse(conversations)
  console.log(
    `${String(conversations).padStart(13)} ${ms.toFixed(0).padStart(9)} ${((ms * 1000) / conversations).toFixed(0).padStart(9)}`,
  )
}
