/**
 * @module
 * Event Streams: a JSON array of CloudEvents.
 */
import type { Received } from './payload.ts'

/**
 * One event, as CloudEvents 1.0 has it. It comes at least once: an `id` that was seen is the same event again.
 *
 * @see https://www.twilio.com/docs/events/event-streams
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export interface CloudEvent {
  specversion: string
  /** Tells events apart: the same one may come again, within four hours. */
  id: string
  /** What happened, such as `com.twilio.messaging.message.delivered`. */
  type: string
  /** The resource it is about. */
  source: string
  /** When it happened, in ISO 8601. */
  time?: string
  /** Where its schema is. */
  dataschema?: string
  datacontenttype?: string
  /** What the event tells, by its schema. */
  data?: unknown
}

/** A request of Event Streams: some events, each to be told apart by its `id`. */
export interface EventStreamPayload extends Received {
  kind: 'events'
  events: CloudEvent[]
  /** The body as it came. */
  json: unknown
  /** Not told: the events' data have it. */
  AccountSid?: undefined
}

/** Whether a JSON body is an array of CloudEvents. */
export const isEventStream = (json: unknown): json is CloudEvent[] =>
  Array.isArray(json) && json.length > 0 && json.every(isCloudEvent)

const isCloudEvent = (event: unknown): event is CloudEvent =>
  typeof event === 'object' &&
  event !== null &&
  ['specversion', 'id', 'type', 'source'].every(
    (name) => typeof (event as Record<string, unknown>)[name] === 'string',
  )
