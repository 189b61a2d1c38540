/** A warm transfer: caller, agent and a second agent in a conference, which the first one leaves. */
import express from 'express'
import twilio from 'twilio'

const client = twilio(process.env['TWILIO_ACCOUNT_SID'], process.env['TWILIO_AUTH_TOKEN'])
const from = '+15550100200'
const agents: Readonly<Record<string, string>> = { ann: '+14155550151', ben: '+14155550152' }

export const app = express()
app.use(express.urlencoded({ extended: false }))

app.post('/voice', async (request, response) => {
  const { CallSid } = request.body
  const url = `${request.protocol}://${request.get('host')}/agent?room=${CallSid}`
  await client.calls.create({ to: agents['ann']!, from, url })
  const twiml = new twilio.twiml.VoiceResponse()
  twiml.dial().conference({ endConferenceOnExit: true, waitUrl: '' }, CallSid)
  response.type('text/xml').send(twiml.toString())
})

app.post('/agent', (request, response) => {
  const twiml = new twilio.twiml.VoiceResponse()
  twiml.dial().conference({ participantLabel: 'ann', waitUrl: '' }, String(request.query['room']))
  response.type('text/xml').send(twiml.toString())
})

const roomOf = async (friendlyName: string) => {
  const [room] = await client.conferences.list({ friendlyName, status: 'in-progress', limit: 1 })
  return client.conferences(room!.sid)
}

app.post('/rooms/:room/invite/:name', async (request, response) => {
  const { room, name } = request.params
  const conference = await roomOf(room)
  const [caller] = await conference.participants.list({ limit: 1 })
  await conference.participants(caller!.callSid).update({ hold: true })
  await conference.participants.create({ to: agents[name]!, from, label: name })
  response.sendStatus(204)
})

app.post('/rooms/:room/leave/:name', async (request, response) => {
  const { room, name } = request.params
  const conference = await roomOf(room)
  const [caller] = await conference.participants.list({ limit: 1 })
  await conference.participants(caller!.callSid).update({ hold: false })
  await conference.participants(name).remove()
  response.sendStatus(204)
})
