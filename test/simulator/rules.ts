/**
 * Scenarios in short: what an app answers, and what then happens. They are replayed like those of scenarios.json.
 */
import { expect, test } from 'vitest'
import { compare, replay, type Scenario } from './scenario.ts'

type Fields = Record<string, unknown>
type Answer = Extract<Scenario['documents'][string], { readonly status?: number }>

/** A scenario without what most have in common: a user texts `hi`. */
export interface Rule extends Partial<Pick<Scenario, 'channel' | 'config' | 'stimulus'>> {
  readonly documents: Scenario['documents']
  readonly expected: Fields[]
}

const defaults = {
  messagingUrl: 'https://app.test/sms',
  voiceUrl: 'https://app.test/voice',
  method: 'POST',
  twilioNumber: '+15550100200',
  user: '+15550100111',
  authToken: '12345',
}

/** Replays one. */
export const happens = async ({
  channel = 'sms',
  stimulus = [{ sms: 'hi' }],
  ...rule
}: Rule): Promise<void> => {
  const scenario: Scenario = { id: '', name: '', channel, stimulus, ...rule }
  const { reason, rows } = compare(rule.expected, await replay(scenario, defaults))
  const differences = rows.flatMap(({ expected, actual, same }) =>
    same ? [] : `expected ${expected || 'nothing more'}\n     got ${actual || 'nothing more'}`,
  )
  expect([reason, ...differences].filter(Boolean).join('\n')).toBe('')
}

/** A test for each of them. */
export const rules = (all: Record<string, Rule>): void => {
  for (const [name, rule] of Object.entries(all)) test(name, () => happens(rule))
}

/** An answer of some media type, or of none. */
export const answer = (
  body: string,
  contentType: string | undefined,
  { status = 200, ...headers }: Record<string, string | string[]> & { status?: number } = {},
): Answer => ({
  status,
  headers: { ...(contentType !== undefined && { 'Content-Type': contentType }), ...headers },
  body,
})

/** An answer with TwiML. */
export const twiml = (content: string, headers: Record<string, string | string[]> = {}): Answer =>
  answer(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Response>${content}</Response>`,
    'text/xml',
    headers,
  )

/** An HTTP redirect, or another answer without a body. */
export const bare = (status: number, headers: Record<string, string | string[]> = {}): Answer =>
  answer('', undefined, { ...headers, status } as Record<string, string> & { status: number })

/** That Twilio asks for a URL, relative to https://app.test. */
export const asks = (url: string, fields: Fields = {}): Fields => ({
  request: { method: 'POST', ...fields, url: new URL(url, 'https://app.test').href },
})

/** That the user gets a message. */
export const sends = (body: string, fields: Fields = {}): Fields => ({
  message: { to: '+15550100111', from: '+15550100200', body, ...fields },
})

/** That an HTTP redirect is followed. */
export const follows = (status: number, to: string): Fields => ({
  httpRedirect: { status, to: new URL(to, 'https://app.test').href },
})

/** That something fails, or is warned of; with the URL, where that matters. */
export const fails = (code: number, url?: string): Fields => ({
  error: { code, ...(url !== undefined && { url: new URL(url, 'https://app.test').href }) },
})
export const warns = (code: number): Fields => ({ warning: { code } })

/** That the session is over. */
export const ends: Fields = { end: true }
