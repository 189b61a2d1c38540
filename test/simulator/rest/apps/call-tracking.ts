/** Call tracking: the advertisement that a caller saw, and the length of the call. */
import express from 'express'
import twilio from 'twilio'

const client = twilio(process.env['TWILIO_ACCOUNT_SID'], process.env['TWILIO_AUTH_TOKEN'])

interface Lead {
  campaign: string
  caller: string
  seconds?: number
  status?: string
}

const leads = new Map<string, Lead>()

export const app = express()
app.use(express.urlencoded({ extended: false }))

app.post('/track/:campaign', (request, response) => {
  leads.set(request.body.CallSid, { campaign: request.params.campaign, caller: request.body.From })
  const twiml = new twilio.twiml.VoiceResponse()
  twiml.dial({ action: '/done', record: 'record-from-answer' }, '+14155550190')
  response.type('text/xml').send(twiml.toString())
})

app.post('/done', (_request, response) => {
  response.type('text/xml').send(new twilio.twiml.VoiceResponse().toString())
})

// The status callback has fewer facts than the API.
app.post('/ended', async (request, response) => {
  const call = await client.calls(request.body.CallSid).fetch()
  Object.assign(leads.get(call.sid)!, { seconds: Number(call.duration), status: call.status })
  response.sendStatus(204)
})

app.get('/leads', (_request, response) => void response.json([...leads.values()]))
