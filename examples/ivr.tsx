/** @jsxImportSource twimlx/voice */
import { Hono } from 'hono'
import { callWebhook, type SignatureOptions, twiml } from 'twimlx/hono'
import { Dial, Hangup, Number, Redirect, Response, Say } from 'twimlx/voice'
import { Brand, CompanyName } from './components/brand.tsx'
import { type Choices, PhoneMenu } from './components/menu.tsx'

const choices: Choices = { 1: 'the programme', 2: 'tickets', 3: 'the voicemail' }

/** A menu that listens to keys and to speech. */
export const ivr = (signature: SignatureOptions = {}) =>
  new Hono()
    .post('/', callWebhook(signature), (c) =>
      twiml(
        c,
        <Response>
          <Brand>
            <Say>
              Welcome to <CompanyName />.
            </Say>
            <PhoneMenu choices={choices} action="/ivr/choice" />
            <Say>We did not hear you.</Say>
          </Brand>
          <Redirect>/ivr</Redirect>
        </Response>,
      ),
    )
    .post('/choice', callWebhook({ ...signature, after: 'Gather' }), (c) => {
      const { Digits, SpeechResult = '' } = c.var.webhook
      return twiml(
        c,
        <Response>
          <Brand>
            <Answer choice={Digits ?? chosen(SpeechResult)} />
          </Brand>
        </Response>,
      )
    })

const chosen = (speech: string): string | undefined =>
  Object.keys(choices).find((key) => speech.toLowerCase().includes(choices[key]!))

const Answer = ({ choice }: { choice: string | undefined }) => {
  switch (choice) {
    case '1':
      return (
        <>
          <Say>
            Tonight at <say-as interpret-as="time">8:00pm</say-as>: The Birds.{' '}
            <break time="500ms" />
            Goodbye.
          </Say>
          <Hangup />
        </>
      )
    case '2':
      return (
        <Dial timeout={20} action="/voicemail">
          <Number>+14155550100</Number>
        </Dial>
      )
    case '3':
      return <Redirect>/voicemail</Redirect>
    default:
      return (
        <>
          <Say>That is not in our menu.</Say>
          <Redirect>/ivr</Redirect>
        </>
      )
  }
}
