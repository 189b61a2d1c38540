/**
 * @module
 * Code that must compile: `tsc` reads this file like any other.
 */
import {
  type Children,
  createContext,
  Defaults,
  type MessagingElement,
  type Renders,
  render,
  type VoiceElement,
} from 'twimlx'
import { Body, Message, Response as MessagingResponse } from 'twimlx/messaging'
import {
  Connect,
  Refer,
  Sip,
  Stream,
  Client,
  Dial,
  Gather,
  type GatherProps,
  Hangup,
  Parameter,
  Play,
  type PlayProps,
  Reject,
  Response,
  Say,
} from 'twimlx/voice'

declare const flag: boolean
declare const lines: readonly string[]
declare const voiceName: string
declare const either: PlayProps
declare const maybe: number | undefined

export const fragments = (
  <Response>
    <>
      <Say>One</Say>
      <>
        <Say>Two</Say>
      </>
    </>
  </Response>
)

declare module 'twimlx' {
  interface DefaultsProps {
    Chime?: { tone?: 'low' | 'high' }
  }
}

export const defaults = (
  <Response>
    <Defaults
      Say={{ voice: 'alice' }}
      say-as={{ 'interpret-as': 'digits' }}
      Chime={{ tone: 'low' }}
      Receive={{ pageSize: 'a4' }}
    >
      <Say>One</Say>
    </Defaults>
  </Response>
)

export const lists = (
  <Response>
    {[<Say>One</Say>, <Hangup />]}
    {lines.map((line) => (
      <Say>{line}</Say>
    ))}
    {lines.map((line) => [<Say>{line}</Say>, false])}
  </Response>
)

export const conditions = (
  <Response>
    {flag ? <Say>Yes</Say> : <Say>No</Say>}
    {flag && <Hangup />}
    {lines.length > 0 && <Hangup />}
    {flag ? <Hangup /> : null}
    {flag ? <Hangup /> : undefined}
    {voiceName && <Say>By {voiceName}</Say>}
    {lines[0] && [<Say>{lines[0]}</Say>]}
    <Gather>{voiceName && <Say>By {voiceName}</Say>}</Gather>
    <Connect>{voiceName && <Stream url="wss://example.com/voice" />}</Connect>
    <Refer>{voiceName && <Sip>{voiceName}</Sip>}</Refer>
  </Response>
)

const Weather = async ({ city }: { city: string }) => <Say>It rains in {city}.</Say>
const Twice = <T extends string>({ of }: { of: T }) => (
  <>
    <Say>{of}</Say>
    <Say>{of}</Say>
  </>
)
const Ask = ({ prompt, ...gather }: GatherProps & { prompt: string }) => (
  <Gather timeout={3} {...gather}>
    <Say>{prompt}</Say>
  </Gather>
)
const Layout = ({ children, footer }: { children?: Children; footer: VoiceElement }) => (
  <Response>
    <Say>Welcome.</Say>
    {children as VoiceElement}
    {footer}
  </Response>
)
const Text = () => 'just text'
const Number = () => 5
const Nothing = () => null
const Several = () => [<Say>One</Say>, <Say>Two</Say>]

export const components = (
  <Layout footer={<Hangup />} key={null}>
    <Weather city="Bergen" key="weather" />
    <Twice<'again'> of="again" />
    <Ask prompt="Which?" numDigits={1} />
    <Say>
      <Text /> and <Number />
    </Say>
    <Nothing />
    <Several />
  </Layout>
)

export const attributes = (
  <Response>
    <Say voice={voiceName}>Any voice</Say>
    <Say voice="Polly.NotBornYet-Neural" language="tlh">
      An unknown voice
    </Say>
    <Gather input={['dtmf', 'speech']} hints={lines} numDigits={maybe} speechTimeout="auto" />
    <Gather input="speech" hints="one, two" speechTimeout={3} bargeIn />
    <Dial record="record-from-answer-dual" answerOnBridge>
      <Client>
        <></>
      </Client>
    </Dial>
    <Dial record>+14155550100</Dial>
    <Play digits="1w2" />
    <Play loop={0}>https://example.com/a.mp3</Play>
    <Play key="file">{new URL('https://example.com/a.mp3')}</Play>
    <Gather key={1} action={new URL('https://example.com/choice')} />
    <Play {...either} />
    <Say>
      <break time="3s" />
      <break time="250ms" strength="weak" key={1n} />
      <prosody rate="+20%">fast</prosody> <lang xml:lang="fr-FR">bonjour</lang>
    </Say>
    <Reject reason="busy">
      <Parameter name="reason" value="busy" />
    </Reject>
    <Hangup>
      <Parameter name="a" value="b" />
      <Parameter name="c" value="d" />
    </Hangup>
  </Response>
)

// An element of the default source passes in every dialect.
export const shared = () => <Say>Hello</Say>
export const inVoice: VoiceElement = shared()
export const inMessaging: MessagingElement = (
  <Message>
    <Body>Hello</Body>
  </Message>
)
export const called: VoiceElement = Say({ children: 'Hello' })
export const declared = (): Renders<'Body' | 'Media'> => <Body>Hello</Body>

const Brand = createContext({ name: 'Owl' })
export const provided = (
  <Brand.Provider value={{ name: 'Fox' }}>
    <MessagingResponse />
  </Brand.Provider>
)
export const rendered: string = render(provided, { pretty: true })
