/** @jsxImportSource twimlx/voice */
import type { Twilio } from 'twilio'
import { render } from 'twimlx'
import { Gather, Hangup, Response, Say } from 'twimlx/voice'
import { Brand } from './components/brand.tsx'

/** The document of a reminder. Passed inline, it has no address of its own, so its URLs are absolute. */
const Reminder = ({ film, time }: { film: string; time: string }) => (
  <Response>
    <Brand>
      <Gather numDigits={1} action="https://example.com/reminder/confirmed">
        <Say>
          {film} begins at <say-as interpret-as="time">{time}</say-as>. Press 1 to keep your seats.
        </Say>
      </Gather>
      <Say>We will call again.</Say>
    </Brand>
    <Hangup />
  </Response>
)

/** Makes a call with an inline document, which needs no server of ours. */
export const remind = (client: Pick<Twilio, 'calls'>, to: string, film: string, time: string) =>
  client.calls.create({
    to,
    from: '+15550100200',
    twiml: render(<Reminder film={film} time={time} />, { inline: true }),
  })
