/** @jsxImportSource twimlx/voice */
import { Defaults } from 'twimlx'
import { defineElement, oneOf } from 'twimlx/define'
import { Message, Response as MessagingResponse } from 'twimlx/messaging'
import {
  Client,
  Connect,
  ConversationRelay,
  Dial,
  Gather,
  Hangup,
  Leave,
  Parameter,
  Pause,
  Play,
  Prompt,
  Redirect,
  Refer,
  Reject,
  Response,
  Say,
  Sip,
  Stream,
} from 'twimlx/voice'
import { Greeting } from './messaging.tsx'

// A misspelt attribute.
//! Property 'numDigit' does not exist on type 'IntrinsicAttributes & GatherProps'. Did you mean 'numDigits'?
export const misspelt = <Gather numDigit={1} />

// A wrong value.
//! Type '"bussy"' is not assignable to type '"busy" | "rejected" | undefined'. Did you mean '"busy"'?
export const wrongValue = <Reject reason="bussy" />
//! Type '"PATCH"' is not assignable to type '"GET" | "POST" | undefined'.
export const wrongMethod = <Redirect method="PATCH">/x</Redirect>
//! Type 'string' is not assignable to type 'number'.
export const textForNumber = <Gather numDigits="1" />
//! Type '"dtmf speech"' is not assignable to type '"dtmf" | "speech" | readonly ("dtmf" | "speech")[] | undefined'.
export const joinedList = <Gather input="dtmf speech" />

// A missing attribute, or text.
//! Property 'url' is missing in type '{}' but required in type 'ConversationRelayProps'.
export const noUrl = <ConversationRelay />
//! Property 'value' is missing in type '{ name: string; }' but required in type 'ParameterProps'.
export const noValue = <Parameter name="a" />
export const noFor = (
  //! Property 'for' is missing in type '{ children: VoiceElement; }' but required in type 'PromptProps'.
  <Prompt>
    <Say>x</Say>
  </Prompt>
)
//! Property 'children' is missing in type '{}' but required in type 'SayProps'.
export const noText = <Say />
//! Property 'children' is missing in type '{}' but required in type 'PlayMediaProps'.
export const noFile = <Play></Play>
//! Property 'children' is missing in type '{ loop: number; }' but required in type 'PlayMediaProps'.
export const noFileToLoop = <Play loop={2} />
//! Property ''interpret-as'' is missing
export const noInterpretation = <say-as>1</say-as>

// Text where only elements may stand.
//! 'Response' components don't accept text as child elements. Text in JSX has the type 'string', but the expected type of 'children' is 'VoiceElements'.
export const textInResponse = <Response>hello</Response>
//! 'Gather' components don't accept text as child elements.
export const textInGather = <Gather>hello</Gather>

// Elements where only text may stand.
//! Type 'VoiceElement' is not assignable to type 'PlainText'.
export const elementInText = <Redirect>{<Say>x</Say>}</Redirect>

// Children of an empty element.
//! NoChildren<"<Pause/>">
export const inPause = <Pause>{<Say>x</Say>}</Pause>
//! NoChildren<"<Leave/>">
export const textInLeave = <Leave>now</Leave>

// Text in an element that takes a few elements only.
//! 'Hangup' components don't accept text as child elements.
export const textInHangup = <Hangup>now</Hangup>
//! 'Reject' components don't accept text as child elements.
export const textInReject = <Reject>busy</Reject>

// Two where one may stand.
export const twoStreams = (
  <Connect>
    //! Type 'VoiceElement' is not assignable to type 'string | OneElementOnly'.
    <Stream url="wss://example.com/1" />
    //! Type 'VoiceElement' is not assignable to type 'string | OneElementOnly'.
    <Stream url="wss://example.com/2" />
  </Connect>
)
export const twoTargets = (
  <Refer>
    //! Type 'VoiceElement' is not assignable to type 'string | OneElementOnly'.
    <Sip>sip:a@example.com</Sip>
    //! Type 'VoiceElement' is not assignable to type 'string | OneElementOnly'.
    <Sip>sip:b@example.com</Sip>
  </Refer>
)

// Values that print nothing, or something nobody wants.
declare const count: number
declare const flag: boolean
//! Type '0 | VoiceElement' is not assignable to type 'VoiceElements'.
export const zero = <Response>{count && <Hangup />}</Response>
//! Type 'Date' is not assignable to type
export const date = <Say>{new Date()}</Say>
//! Type 'boolean' is not assignable to type
export const boolean = <Say>{flag}</Say>
//! Object literal may only specify known properties, and 'a' does not exist in type
export const object = <Say>{{ a: 1 }}</Say>
//! Type 'Promise<string>' is not assignable to type
export const promise = <Say>{Promise.resolve('x')}</Say>
//! Type 'Promise<VoiceElement>' is not assignable to type 'VoiceElements'.
export const promised = <Response>{Promise.resolve(<Hangup />)}</Response>

// Another spelling.
//! Property 'say' does not exist on type 'JSX.IntrinsicElements'.
export const lowerCase = <say>x</say>
//! Property 'time' does not exist on type 'SsmlEmphasisProps & Keyed'.
export const otherElement = <emphasis time="3s">x</emphasis>

// Another dialect.
//! 'Message' cannot be used as a JSX component.
//! Property 'voice' is missing in type '{ readonly messaging: true; }'
export const message = <Response>{<Message>x</Message>}</Response>
//! 'MessagingResponse' cannot be used as a JSX component.
export const messaging = <MessagingResponse />
//! 'Greeting' cannot be used as a JSX component.
export const component = <Greeting />

// Props that exclude each other.
//! Type 'string' is not assignable to type 'undefined'.
export const digitsAndUrl = <Play digits="1">https://example.com/a.mp3</Play>
export const textAndNouns = (
  //! Type '(string | VoiceElement)[]' is not assignable to type
  <Dial>
    +14155550100
    <Client>alice</Client>
  </Dial>
)

// A time without a unit.
//! Type '"3"' is not assignable to type
export const seconds = <break time="3" />

// Components that return values which cannot be rendered.
const Void = () => {}
const Today = () => new Date()
const Later = async () => new Date()
//! Type 'void' is not assignable to type 'Promise<Mixed<VoiceElement>> | Mixed<VoiceElement>'.
export const nothing = <Void />
//! Its type '() => Date' is not a valid JSX element type.
export const today = <Today />
//! Its type '() => Promise<Date>' is not a valid JSX element type.
export const later = <Later />

// An element of the user's own: attributes that its class lacks, and attributes of any name.
class ChimeAttributes {
  tone? = oneOf('low', 'high')
}
interface ChimeProps extends ChimeAttributes {
  volume: number
}
//! Property 'volume' is missing in type 'ChimeAttributes'
defineElement<ChimeProps>('Chime', ChimeAttributes, { content: 'empty' })
const Untyped = defineElement('Untyped', ChimeAttributes, { content: 'empty' })
//! is not assignable to type '"Write defineElement<Props>(…): the type of its props is missing."'
export const untyped = <Untyped nonsense={1} />

//! Property 'Sya' does not exist on type 'IntrinsicAttributes & DefaultsProps'.
export const nobody = <Defaults Sya={{ voice: 'alice' }} />
//! but 'vioce' does not exist in type
export const misspeltDefault = <Defaults Say={{ vioce: 'alice' }} />

//! Property 'urll' does not exist on type 'IntrinsicAttributes & StreamProps'. Did you mean 'url'?
export const misspeltUrl = <Stream urll="wss://example.com" />
