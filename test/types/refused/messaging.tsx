/** @jsxImportSource twimlx/messaging */
import { Body, Media, Message, Response } from 'twimlx/messaging'
import { Say } from 'twimlx/voice'
import { Goodbye } from './voice-component.tsx'

export const Greeting = () => <Body>Hello</Body>

// Voice in a reply to a message.
//! 'Say' cannot be used as a JSX component.
//! Property 'messaging' is missing in type '{ readonly voice: true; }'
export const say = <Response>{<Say>x</Say>}</Response>
//! 'Goodbye' cannot be used as a JSX component.
export const component = <Goodbye />
//! Property 'break' does not exist on type 'JSX.IntrinsicElements'.
export const ssml = <break />

// Missing text, and text or elements in the wrong place.
//! Property 'children' is missing in type '{}' but required in type 'BodyProps'.
export const empty = <Body />
//! Property 'children' is missing in type '{}' but required in type 'MessageProps'.
export const nothing = <Message />
//! Property 'children' is missing in type '{ to: string; }' but required in type 'MessageProps'.
export const nothingToSomebody = <Message to="+14155550100"></Message>
//! 'Response' components don't accept text as child elements.
export const text = <Response>hello</Response>
//! Type 'MessagingElement' is not assignable to type 'PlainText'.
export const nested = <Media>{<Body>x</Body>}</Media>
//! Property 'form' does not exist on type 'IntrinsicAttributes & MessageProps'.
export const misspelt = <Message form="+14155550100">x</Message>
