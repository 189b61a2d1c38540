/** @jsxImportSource @kitajs/html */
/** @module @kitajs/html, made for HTML: text is escaped by hand, as its documentation asks. */
import { escapeHtml as esc } from '@kitajs/html'
import type { Writer } from './data.ts'

// A tag of any name, since these libraries know HTML's only.
type Tag = (props: Record<string, unknown>) => never
const Body = 'Body' as unknown as Tag
const Gather = 'Gather' as unknown as Tag
const Media = 'Media' as unknown as Tag
const Message = 'Message' as unknown as Tag
const Pause = 'Pause' as unknown as Tag
const Play = 'Play' as unknown as Tag
const Redirect = 'Redirect' as unknown as Tag
const Response = 'Response' as unknown as Tag
const Say = 'Say' as unknown as Tag

const start = '<?xml version="1.0" encoding="UTF-8"?>'
const document = (element: unknown) => start + String(element)

export const kita: Writer = {
  hello: ({ name }) =>
    document(
      <Response>
        <Message>Hello, {esc(name)}!</Message>
      </Response>,
    ),

  media: ({ body, media, next }) =>
    document(
      <Response>
        <Message>
          <Body>{esc(body)}</Body>
          {media.map((url) => (
            <Media>{esc(url)}</Media>
          ))}
        </Message>
        <Redirect method="POST">{esc(next)}</Redirect>
      </Response>,
    ),

  menu: ({ action, company, options }) =>
    document(
      <Response>
        <Gather
          input="dtmf speech"
          action={esc(action)}
          method="POST"
          timeout="5"
          speechTimeout="3"
          numDigits="1"
          finishOnKey="#"
          language="en-US"
          speechModel="phone_call"
          profanityFilter="true"
          bargeIn="true"
          actionOnEmptyResult="false"
        >
          <Say voice="Polly.Joanna" language="en-US">
            Welcome to <emphasis level="strong">{esc(company)}</emphasis>.<break time="500ms" />
          </Say>
          {options.map(({ key, label }) => (
            <Say voice="Polly.Joanna" language="en-US">
              For {esc(label)}, press <say-as interpret-as="digits">{esc(key)}</say-as>.
              <break time="250ms" />
            </Say>
          ))}
        </Gather>
      </Response>,
    ),

  long: ({ lines }) =>
    document(
      <Response>
        {lines.map(({ text, seconds, url }) => (
          <>
            <Say voice="Polly.Joanna" language="en-US">
              {esc(text)}
            </Say>
            <Pause length={String(seconds)} />
            <Play loop="1">{esc(url)}</Play>
          </>
        ))}
      </Response>,
    ),
}
