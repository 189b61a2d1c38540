/**
 * The elements of a fax. Twilio shut its fax product down in December 2021.
 *
 * @module twimlx/fax
 */
export { Receive, type ReceiveProps } from './receive.ts'
export { Response, type ResponseProps } from './response.ts'
