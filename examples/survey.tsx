/** @jsxImportSource twimlx/messaging */
import { Hono } from 'hono'
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'
import { messageWebhook, type SignatureOptions, twiml } from 'twimlx/hono'
import { Message, Response } from 'twimlx/messaging'
import { CompanyName } from './components/brand.tsx'
import { Disclaimer } from './components/disclaimer.tsx'
import { type Choices, TextMenu } from './components/menu.tsx'

const questions: { text: string; choices: Choices }[] = [
  { text: 'How was the film?', choices: { 1: 'Great', 2: 'Fine', 3: 'Not for me' } },
  { text: 'And the popcorn?', choices: { 1: 'Salty', 2: 'Sweet', 3: 'None' } },
]

const SECRET = process.env['COOKIE_SECRET'] ?? 'only for development'

/** A survey over text messages. Twilio keeps its cookie for the pair of numbers, for four hours. */
export const survey = (signature: SignatureOptions = {}) =>
  new Hono().post('/', messageWebhook(signature), async (c) => {
    const { Body } = c.var.webhook
    // `false` for a cookie that was tampered with: it is not trusted, and the survey starts again.
    const cookie = await getSignedCookie(c, SECRET, 'answers')
    const started = typeof cookie === 'string'
    const answers = started ? cookie.split('-').filter(Boolean) : []
    const asked = questions[answers.length]
    const answer = Body.trim()

    if (started && asked && !Object.hasOwn(asked.choices, answer))
      return twiml(
        c,
        <Response>
          <Message>
            Please answer with one of these:
            <TextMenu choices={asked.choices} />
          </Message>
        </Response>,
      )

    if (started) answers.push(answer)
    const next = questions[answers.length]
    if (next) await setSignedCookie(c, 'answers', answers.join('-') || '-', SECRET)
    else deleteCookie(c, 'answers')
    return twiml(
      c,
      <Response>
        {!started && (
          <Message>
            Thank you for visiting <CompanyName />! <Disclaimer />
          </Message>
        )}
        <Message>
          {next ? (
            <>
              {next.text}
              <TextMenu choices={next.choices} />
            </>
          ) : (
            <>
              That was all. See you soon at <CompanyName />!
            </>
          )}
        </Message>
      </Response>,
    )
  })
