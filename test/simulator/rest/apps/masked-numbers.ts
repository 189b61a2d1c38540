/** Masked numbers: a rider and a driver reach each other through a third number. */
import express from 'express'
import twilio from 'twilio'

const client = twilio(process.env['TWILIO_ACCOUNT_SID'], process.env['TWILIO_AUTH_TOKEN'])
const masked = '+15550100200'
const rider = '+14155550100'
const driver = '+14155550101'

const other = (number: string): string | undefined =>
  number === rider ? driver : number === driver ? rider : undefined

export const app = express()
app.use(express.urlencoded({ extended: false }))

app.post('/sms', async (request, response) => {
  const to = other(request.body.From)
  if (to) await client.messages.create({ to, from: masked, body: request.body.Body })
  const twiml = new twilio.twiml.MessagingResponse()
  if (!to) twiml.message('This number belongs to a ride that is over.')
  response.type('text/xml').send(twiml.toString())
})

app.post('/voice', (request, response) => {
  const twiml = new twilio.twiml.VoiceResponse()
  const to = other(request.body.From)
  if (to) twiml.dial({ callerId: masked }, to)
  else twiml.say('This number belongs to a ride that is over.')
  response.type('text/xml').send(twiml.toString())
})
