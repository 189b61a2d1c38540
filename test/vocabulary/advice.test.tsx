/** @jsxImportSource twimlx */
/** Markup that is legal but pointless: the renderer accepts it, and a simulation says why it does nothing. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { render } from 'twimlx'
import * as M from 'twimlx/messaging'
import { simulate } from 'twimlx/simulator'
import * as V from 'twimlx/voice'
import { expect, test } from 'vitest'
import { advice } from '../../src/vocabulary/advice.ts'
import { xml } from '../simulator/app.ts'

/** Props that tsc refuses, as JavaScript may bring them. */
// oxlint-disable-next-line typescript/no-explicit-any
const wrong = (props: object): any => props

const call = (verb: unknown) => <V.Response>{verb as never}</V.Response>

/** By advice: an odd document, one in which the same makes sense, and the transcript's hint for the first. */
const cases: Record<string, [odd: unknown, fine: unknown, hint: string]> = {
  'text beside <Body>': [
    <M.Response>
      <M.Message>
        Hi
        <M.Body>there</M.Body>
      </M.Message>
    </M.Response>,
    <M.Response>
      <M.Message>
        <M.Body>Hi there</M.Body>
      </M.Message>
    </M.Response>,
    '<Message> has text beside <Body>, of which Twilio does not say what it means: put all text into <Body>.',
  ],
  '<Dial referMethod> without referUrl': [
    call(<V.Dial referMethod="GET">+14155550100</V.Dial>),
    call(
      <V.Dial referMethod="GET" referUrl="/refer">
        +14155550100
      </V.Dial>,
    ),
    '<Dial> has referMethod, which does nothing without referUrl: add that, or leave referMethod out.',
  ],
  '<Dial method> without action': [
    call(<V.Dial method="GET">+14155550100</V.Dial>),
    call(
      <V.Dial method="GET" action="/after">
        +14155550100
      </V.Dial>,
    ),
    '<Dial> has method, which does nothing without action: add that, or leave method out.',
  ],
  '<Dial trim> without record': [
    call(<V.Dial trim="trim-silence">+14155550100</V.Dial>),
    call(
      <V.Dial trim="trim-silence" record="record-from-answer">
        +14155550100
      </V.Dial>,
    ),
    '<Dial> has trim, which does nothing without record: add that, or leave trim out.',
  ],
  '<Enqueue> into a queue and with a <Task>': [
    call(<V.Enqueue workflowSid="WW123">{wrong(['support', <V.Task>{'{}'}</V.Task>])}</V.Enqueue>),
    call(
      <V.Enqueue workflowSid="WW123">
        <V.Task>{'{}'}</V.Task>
      </V.Enqueue>,
    ),
    '<Enqueue> has the name of a queue beside <Task>: leave one of them out.',
  ],
  '<Pay tokenType> with a charge': [
    call(<V.Pay tokenType="one-time" chargeAmount={1} />),
    call(<V.Pay tokenType="one-time" chargeAmount={0} />),
    '<Pay> has tokenType, which does nothing where chargeAmount is more than 0: leave it out.',
  ],
  '<Queue postWorkActivitySid> without a reservation': [
    call(
      <V.Dial>
        <V.Queue postWorkActivitySid="WA123">support</V.Queue>
      </V.Dial>,
    ),
    call(
      <V.Dial>
        <V.Queue postWorkActivitySid="WA123" reservationSid="WR123" />
      </V.Dial>,
    ),
    '<Queue> has postWorkActivitySid, which does nothing without reservationSid: add that, or leave postWorkActivitySid out.',
  ],
  '<Record transcribeCallback> without transcribe': [
    call(<V.Record transcribeCallback="/transcript" />),
    call(<V.Record transcribe transcribeCallback="/transcript" />),
    '<Record> has transcribeCallback, which does nothing without transcribe="true": add that, or leave transcribeCallback out.',
  ],
  '<prosody> that changes nothing': [
    call(
      <V.Say>
        <prosody>Hi</prosody>
      </V.Say>,
    ),
    call(
      <V.Say>
        <prosody rate="slow">Hi</prosody>
      </V.Say>,
    ),
    '<prosody> changes nothing: give it pitch, rate or volume.',
  ],
  '<say-as format> of no date': [
    call(
      <V.Say>
        <say-as interpret-as="digits" format="mdy">
          1234
        </say-as>
      </V.Say>,
    ),
    call(
      <V.Say>
        <say-as interpret-as="date" format="mdy">
          1/2/2034
        </say-as>
      </V.Say>,
    ),
    '<say-as> has format, which does nothing without interpret-as="date": add that, or leave format out.',
  ],
}

/** The hints of a simulation that runs a document without problems. */
const hints = async (document: unknown): Promise<string[]> => {
  const text = render(document as never, { problems: 'throw' })
  const twilio = simulate(({ url }) => xml(/sms|voice/.test(url) ? text : '<Response/>'))
  const alice = twilio.phone('+14155550111')
  await (text.includes('<Message>') ? alice.text('hi') : alice.call())
  return twilio.events.flatMap((event) => (event.type === 'hint' ? event.message : []))
}

test.each(Object.entries(cases))('%s', async (_, [odd, fine, hint]) => {
  expect(await hints(odd)).toEqual([hint])
  expect(await hints(fine)).toEqual([])
})

test('a transcript shows it beside the events', async () => {
  const document = render(cases['<Dial trim> without record']![0] as never)
  const twilio = simulate(() => xml(document))
  const call = await twilio.phone('+14155550111').call()
  expect(call.transcript()).toContain(`! ${cases['<Dial trim> without record']![2]}`)
  expect(twilio.problems).toEqual([])
})

test('every advice has a case', () => {
  const count = Object.values(advice).flat().length
  expect(new Set(Object.values(cases).map(([, , hint]) => hint)).size).toBe(count)
})

test('only the simulator loads it', () => {
  const src = resolve(import.meta.dirname, '../../src')
  const importers = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => /from '[^']*\/advice\.ts'/.test(readFileSync(join(src, file), 'utf8')))
  expect(importers).toEqual([join('simulator', 'inspect.ts')])
})
