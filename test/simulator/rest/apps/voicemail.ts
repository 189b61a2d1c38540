/** A voicemail whose recordings are fetched, kept elsewhere, and deleted at Twilio. */
import { Buffer } from 'node:buffer'
import express from 'express'
import twilio from 'twilio'

const accountSid = process.env['TWILIO_ACCOUNT_SID']!
const authToken = process.env['TWILIO_AUTH_TOKEN']!
const client = twilio(accountSid, authToken)
const owner = '+14155550190'

/** The files, by SID of the recording. */
const files = new Map<string, Buffer>()

export const app = express()
app.use(express.urlencoded({ extended: false }))

app.post('/voice', (_request, response) => {
  const twiml = new twilio.twiml.VoiceResponse()
  twiml.say('Please leave a message.')
  twiml.record({ action: '/thanks', recordingStatusCallback: '/recorded' })
  response.type('text/xml').send(twiml.toString())
})

app.post('/thanks', (_request, response) => {
  const twiml = new twilio.twiml.VoiceResponse()
  twiml.say('Goodbye.')
  response.type('text/xml').send(twiml.toString())
})

app.post('/recorded', async (request, response) => {
  const { RecordingUrl, RecordingSid, RecordingDuration, CallSid } = request.body
  const file = await fetch(`${RecordingUrl}.mp3`, {
    headers: {
      Authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
    },
  })
  if (!file.ok) return void response.sendStatus(502)
  files.set(RecordingSid, Buffer.from(await file.arrayBuffer()))
  const call = await client.calls(CallSid).fetch()
  await client.messages.create({
    to: owner,
    from: call.to,
    body: `${call.from} left a message of ${RecordingDuration} seconds.`,
  })
  await client.recordings(RecordingSid).remove()
  response.sendStatus(204)
})

app.get('/files', (_request, response) => {
  response.json(Object.fromEntries([...files].map(([sid, file]) => [sid, file.length])))
})
