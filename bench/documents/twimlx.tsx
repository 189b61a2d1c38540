/** @jsxImportSource twimlx */
/** @module Ours, with every check on. */
import { render } from 'twimlx'
import { Body, Media, Message, Redirect, Response as Messaging } from 'twimlx/messaging'
import { Gather, Pause, Play, Response as Voice, Say } from 'twimlx/voice'
import type { Writer } from './data.ts'

const document = (element: Parameters<typeof render>[0]) => render(element)

export const twimlx: Writer = {
  hello: ({ name }) =>
    document(
      <Messaging>
        <Message>Hello, {name}!</Message>
      </Messaging>,
    ),

  media: ({ body, media, next }) =>
    document(
      <Messaging>
        <Message>
          <Body>{body}</Body>
          {media.map((url) => (
            <Media>{url}</Media>
          ))}
        </Message>
        <Redirect method="POST">{next}</Redirect>
      </Messaging>,
    ),

  menu: ({ action, company, options }) =>
    document(
      <Voice>
        <Gather
          input={['dtmf', 'speech']}
          action={action}
          method="POST"
          timeout={5}
          speechTimeout={3}
          numDigits={1}
          finishOnKey="#"
          language="en-US"
          speechModel="phone_call"
          profanityFilter={true}
          bargeIn={true}
          actionOnEmptyResult={false}
        >
          <Say voice="Polly.Joanna" language="en-US">
            Welcome to <emphasis level="strong">{company}</emphasis>.<break time="500ms" />
          </Say>
          {options.map(({ key, label }) => (
            <Say voice="Polly.Joanna" language="en-US">
              For {label}, press <say-as interpret-as="digits">{key}</say-as>.
              <break time="250ms" />
            </Say>
          ))}
        </Gather>
      </Voice>,
    ),

  long: ({ lines }) =>
    document(
      <Voice>
        {lines.map(({ text, seconds, url }) => (
          <>
            <Say voice="Polly.Joanna" language="en-US">
              {text}
            </Say>
            <Pause length={seconds} />
            <Play loop={1}>{url}</Play>
          </>
        ))}
      </Voice>,
    ),
}
