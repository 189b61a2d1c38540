/**
 * @module
 * The elements of a reply to a message. `Sms` is for documents of the first Twilio API, 2008-08-01.
 */
export { Body, type BodyProps } from './body.ts'
export { Media, type MediaProps } from './media.ts'
export { Message, type MessageProps } from './message.ts'
export { Redirect, type RedirectProps } from '../redirect.ts'
export { Sms, type SmsProps } from '../sms.ts'
export { Response, type ResponseProps } from './response.ts'
