/**
 * @module
 * Event Streams: a JSON array of CloudEvents.
 */
import type { Received } from './payload.ts'

/**
 * One event, in the form of CloudEvents 1.0. It may come several times: a repeated `id` is the same event.
 *
 * @see https://www.twilio.com/docs/events/event-streams
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 *
 * @example
 * ```ts
 * const event: CloudEvent = {
 *   specversion: '1.0',
 *   id: 'EV0123456789abcdef0123456789abcdef',
 *   type: 'com.twilio.messaging.message.delivered',
 *   source: '/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages/SM01.json',
 * }
 * ```
 */
export interface CloudEvent {
  specversion: string
  /** Identifies the event, which may come again within four hours. */
  id: string
  /** The kind of event, such as `com.twilio.messaging.message.delivered`. */
  type: string
  /** The resource it is about. */
  source: string
  /** The time of the event, in ISO 8601. */
  time?: string
  /** The URL of its schema. */
  dataschema?: string
  datacontenttype?: string
  /** The event's data, by its schema. */
  data?: unknown
}

/**
 * A request of Event Streams: several events, each with an `id` of its own.
 *
 * @example
 * ```ts
 * const typesOf = ({ events }: EventStreamPayload): string[] => events.map(({ type }) => type)
 * ```
 */
export interface EventStreamPayload extends Received {
  kind: 'events'
  events: CloudEvent[]
  /** The body as received. */
  json: unknown
  /** Absent: it is in the events' data. */
  AccountSid?: undefined
}

/** True for a JSON body that is an array of CloudEvents. */
export const isEventStream = (json: unknown): json is CloudEvent[] =>
  Array.isArray(json) && json.length > 0 && json.every(isCloudEvent)

const isCloudEvent = (event: unknown): event is CloudEvent =>
  typeof event === 'object' &&
  event !== null &&
  ['specversion', 'id', 'type', 'source'].every(
    (name) => typeof (event as Record<string, unknown>)[name] === 'string',
  )
