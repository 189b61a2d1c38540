/** Announces the arrival of a delivery by message or, if that cannot be delivered, by call. */
import express from 'express'
import twilio from 'twilio'

const client = twilio(process.env['TWILIO_ACCOUNT_SID'], process.env['TWILIO_AUTH_TOKEN'])
const from = '+15550100200'

interface Order {
  phone: string
  minutes?: number
  told?: string
}

const orders = new Map<string, Order>([
  ['1', { phone: '+14155550100' }],
  ['2', { phone: '+14155550101' }],
])

export const app = express()
app.use(express.urlencoded({ extended: false }))
app.use(express.json())

app.post('/orders/:id/eta', async (request, response) => {
  const order = orders.get(request.params.id)!
  order.minutes = request.body.minutes
  const { sid } = await client.messages.create({
    to: order.phone,
    from,
    body: `Your order arrives in ${order.minutes} minutes.`,
    statusCallback: `${request.protocol}://${request.get('host')}/orders/${request.params.id}/told`,
  })
  response.status(202).json({ sid })
})

app.post('/orders/:id/told', async (request, response) => {
  const order = orders.get(request.params.id)!
  order.told = request.body.MessageStatus
  if (order.told === 'undelivered')
    await client.calls.create({
      to: order.phone,
      from,
      twiml: `<Response><Say>Your order arrives in ${order.minutes} minutes.</Say></Response>`,
    })
  response.sendStatus(204)
})

app.get('/orders', (_request, response) => void response.json(Object.fromEntries(orders)))
