/** @module The builders of Twilio's own library. */
import twilio from 'twilio'
import type { Writer } from './data.ts'

const { MessagingResponse, VoiceResponse } = twilio.twiml

export const builders: Writer = {
  hello: ({ name }) => {
    const response = new MessagingResponse()
    response.message(`Hello, ${name}!`)
    return response.toString()
  },

  media: ({ body, media, next }) => {
    const response = new MessagingResponse()
    const message = response.message({})
    message.body(body)
    for (const url of media) message.media(url)
    response.redirect({ method: 'POST' }, next)
    return response.toString()
  },

  menu: ({ action, company, options }) => {
    const response = new VoiceResponse()
    const gather = response.gather({
      input: ['dtmf', 'speech'],
      action,
      method: 'POST',
      timeout: 5,
      speechTimeout: '3',
      numDigits: 1,
      finishOnKey: '#',
      language: 'en-US',
      speechModel: 'phone_call',
      profanityFilter: true,
      bargeIn: true,
      actionOnEmptyResult: false,
    })
    const welcome = gather.say({ voice: 'Polly.Joanna', language: 'en-US' }, '')
    welcome.addText('Welcome to ')
    welcome.emphasis({ level: 'strong' }, company)
    welcome.addText('.')
    welcome.break({ time: '500ms' })
    for (const { key, label } of options) {
      const say = gather.say({ voice: 'Polly.Joanna', language: 'en-US' }, `For ${label}, press `)
      say.sayAs({ 'interpret-as': 'digits' }, key)
      say.addText('.')
      say.break({ time: '250ms' })
    }
    return response.toString()
  },

  long: ({ lines }) => {
    const response = new VoiceResponse()
    for (const { text, seconds, url } of lines) {
      response.say({ voice: 'Polly.Joanna', language: 'en-US' }, text)
      response.pause({ length: seconds })
      response.play({ loop: 1 }, url)
    }
    return response.toString()
  },
}
