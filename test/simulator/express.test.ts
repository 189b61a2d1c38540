import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import twilioSdk from 'twilio'
import { simulate } from 'twimlx/simulator'

const { MessagingResponse, VoiceResponse } = twilioSdk.twiml

const authToken = 'a token of this test'

// An app in the style of Twilio's own documentation, with the signature check of Twilio's own package.
const app = express()
app.use(express.urlencoded({ extended: false }))
app.use(twilioSdk.webhook(authToken))

app.post('/sms', (request, response) => {
  const visits = Number(/visits=(\d+)/.exec(request.headers.cookie ?? '')?.[1] ?? 0) + 1
  const twiml = new MessagingResponse()
  twiml.message(`${visits}. ${request.body.Body}`)
  response.cookie('visits', String(visits))
  response.type('text/xml').send(twiml.toString())
})

app.post('/voice', (_request, response) => {
  const twiml = new VoiceResponse()
  twiml.gather({ action: '/key?from=menu', method: 'GET', numDigits: 1 }).say('Press a key')
  response.type('text/xml').send(twiml.toString())
})

app.get('/key', (request, response) => {
  const twiml = new VoiceResponse()
  twiml.say(`${String(request.query['Digits'])} from ${String(request.query['from'])}`)
  response.type('text/xml').send(twiml.toString())
})

let server: ReturnType<typeof app.listen>
let base: string

beforeAll(async () => {
  server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

test('an Express app with the twilio package: messages, cookies, umlauts', async () => {
  const phone = simulate(base, { authToken, patience: 60_000 }).phone('+14155550100')
  expect((await phone.text('Grüße & 👋 + more')).messages[0]?.body).toBe('1. Grüße & 👋 + more')
  expect((await phone.text('again')).messages[0]?.body).toBe('2. again')
})

test('an Express app with the twilio package: a call, and a GET', async () => {
  const call = await simulate(base, { authToken, patience: 60_000 }).phone('+14155550100').call()
  await call.press('5')
  expect(call.heard).toEqual(['Press a key', '5 from menu'])
})

test('a wrong token is refused by the app', async () => {
  const twilio = simulate(base, { authToken: 'another', patience: 60_000 })
  await twilio.phone('+14155550100').text('hi')
  expect(twilio.events).toContainEqual(expect.objectContaining({ type: 'request', status: 403 }))
  expect(twilio.problems.map(({ code }) => code)).toEqual([11200])
})

test('an app under another public address gets signatures for it', async () => {
  const behind = express()
  behind.use(express.urlencoded({ extended: false }))
  behind.use(twilioSdk.webhook(authToken, { protocol: 'https', host: 'shop.example.com' }))
  behind.post('/sms', (request, response) => {
    response
      .type('text/xml')
      .send(`<Response><Message>${request.get('x-forwarded-host')}</Message></Response>`)
  })
  const other = behind.listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  const twilio = simulate(`http://127.0.0.1:${port}`, {
    authToken,
    publicUrl: 'https://shop.example.com',
    patience: 60_000,
  })
  const chat = await twilio.phone('+14155550100').text('hi')
  other.close()
  expect(chat.messages[0]?.body).toBe('shop.example.com')
})
