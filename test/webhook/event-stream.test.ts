/**
 * @module
 * Callbacks of Event Streams and Conversations, recognised by their body or by an event's name.
 */
import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { statusWebhook, type WebhookEvent } from 'twimlx/hono'
import { parseStatus, receiveStatus, signatureHeaders, statusIdentity } from 'twimlx/webhook'
import { describe, expect, test } from 'vitest'

const authToken = '0123456789abcdef0123456789abcdef'
const events = [
  {
    specversion: '1.0',
    type: 'com.twilio.messaging.message.delivered',
    source: '/2010-04-01/Accounts/AC1/Messages/SM1.json',
    id: 'EZ1',
    dataschema: 'https://events-schemas.twilio.com/Messaging.MessageStatus/4',
    datacontenttype: 'application/json',
    time: '2026-11-27T10:00:00.000Z',
    data: { messageSid: 'SM1', accountSid: 'AC1' },
  },
  { specversion: '1.0', type: 'com.twilio.voice', source: '/', id: 'EZ2' },
]

const requestOf = async (json: unknown) => {
  const rawBody = JSON.stringify(json)
  const hash = createHash('sha256').update(rawBody).digest('hex')
  const url = `https://example.com/events?bodySHA256=${hash}`
  const headers = await signatureHeaders({ authToken, url, rawBody })
  return new Request(url, {
    method: 'POST',
    body: rawBody,
    headers: { ...headers, 'Content-Type': 'application/json' },
  })
}

describe('Event Streams', () => {
  test('arrive as CloudEvents, in any framework and in Hono', async () => {
    const { webhook } = await receiveStatus(await requestOf(events), { authToken })
    expect(webhook).toMatchObject({ kind: 'events', events, json: events })

    const told: WebhookEvent[] = []
    const options = { authToken, onWebhook: (event: WebhookEvent) => void told.push(event) }
    const app = new Hono().post('/events', statusWebhook(options), (c) => {
      const status = c.var.webhook
      return c.json(status.kind === 'events' ? status.events.map(({ id }) => id) : status.kind)
    })
    expect(await (await app.fetch(await requestOf(events))).json()).toEqual(['EZ1', 'EZ2'])
    expect(told).toMatchObject([{ statusKind: 'events', outcome: 'answered' }])
  })

  test.each([
    [{}],
    [[]],
    [[1]],
    [[null]],
    [[{ ...events[0], id: 5 }]],
    ['text'],
    [[...events, {}]],
  ])('are not %j, which stays JSON of an unknown kind', async (json) => {
    const { webhook } = await receiveStatus(await requestOf(json), { authToken })
    expect(webhook).toMatchObject({ kind: 'unknown', json })
  })

  test('are identified by the ids of their events, which reveal a second delivery', () => {
    const first = parseStatus('', { json: events })
    expect(statusIdentity(first)).toBe('events EZ1 EZ2')
    expect(statusIdentity(parseStatus('', { json: events.slice(1) }))).toBe('events EZ2')
  })

  test('cannot be imitated by a form', () => {
    const status = parseStatus(
      `json=${encodeURIComponent(JSON.stringify(events))}&events=1&kind=events`,
    )
    expect(status.kind).toBe('unknown')
  })
})

test('an event of a conversation is parsed as one', () => {
  const form = {
    AccountSid: 'AC1',
    EventType: 'onMessageAdded',
    ConversationSid: 'CH1',
    MessageSid: 'IM1',
    Index: '0',
    RetryCount: '1',
    DateCreated: '2026-11-27T10:00:00.000Z',
    Body: 'hi',
    Source: 'SMS',
  }
  const status = parseStatus(form)
  if (status.kind !== 'conversation') throw new Error(status.kind)
  const DateCreated = new Date('2026-11-27T10:00:00.000Z')
  expect(status).toMatchObject({ ...form, Index: 0, RetryCount: 1, DateCreated })
  expect(statusIdentity(status)).not.toBe(statusIdentity(parseStatus({ ...form, Body: 'edited' })))
})
