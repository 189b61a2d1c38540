/**
 * A notation for scenarios: what the app answers, what people do, what happens. They are replayed like those of
 * scenarios.json.
 */
import { expect, test } from 'vitest'
import { type Answer, compare, replay, type Scenario } from './scenario.ts'

type Fields = Record<string, unknown>

/** The verbs of a document, or another answer; a list is served in turn. */
type Documents = Record<string, string | Answer | (string | Answer)[]>

/** A scenario. */
export const script = (
  name: string,
  documents: Documents,
  stimulus: Fields[],
  expected: Fields[],
  config: Fields = {},
): Scenario => ({
  id: '',
  channel: 'voice',
  name,
  config,
  documents: answersOf(documents),
  stimulus,
  expected,
})

/** A scenario of a call to one document, whose request comes first. */
export const run = (
  name: string,
  verbs: string,
  expected: Fields[],
  stimulus: Fields[] = [call],
  documents: Documents = {},
  config: Fields = {},
): Scenario =>
  script(name, { '/voice': verbs, ...documents }, stimulus, [first, ...expected], config)

const answersOf = (documents: Documents): Scenario['documents'] =>
  Object.fromEntries(
    Object.entries(documents).map(([url, answers]) => [url, [answers].flat().map(served)]),
  )

const served = (document: string | Answer): Answer =>
  typeof document === 'string' ? twiml(document) : document

/** An HTTP redirect, or another answer without a body. */
export const status = (
  status: number,
  headers: Record<string, string | string[]> = {},
): Answer => ({ status, headers, body: '' })
export const noContent = status(204)
export const sound: Answer = { headers: { 'Content-Type': 'audio/mpeg' }, body: 'ID3' }

export const bob = '+15550100301'
export const carol = '+15550100302'
export const call = { call: true }

/** A request, with some of its parameters. */
export const asked = (url: string, params: Fields = {}, more: Fields = {}): Fields => ({
  request: {
    method: 'POST',
    url: url.startsWith('/') ? `https://app.test${url}` : url,
    params,
    ...more,
  },
})
/** A sound file, which is always asked for by GET. */
export const fetched = (url = '/a.mp3'): Fields => asked(url, {}, { method: 'GET' })
export const first = asked('/voice', { CallStatus: 'ringing' })
export const pickedUp = { answer: true }
export const over = { hangup: { by: 'twilio', callStatus: 'completed' } }
export const hungUp = { hangup: { by: 'caller', callStatus: 'completed' } }
export const says = (text: string, more: Fields = {}): Fields => ({ say: { text, ...more } })
export const apology = { say: { stock: 'application-error' } }
export const warning = (code: number, more: Fields = {}): Fields => ({ warning: { code, ...more } })
export const error = (code: number, more: Fields = {}): Fields => ({ error: { code, ...more } })
/** A code of either level. */
export const problem = (code: number): Fields =>
  [13231, 13239, 13240, 13338].includes(code) ? error(code) : warning(code)

/** A scenario without what most have in common: a user texts `hi`. */
export interface Rule extends Partial<Pick<Scenario, 'channel' | 'config' | 'stimulus'>> {
  readonly documents: Documents
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
  const documents = answersOf(rule.documents)
  const scenario: Scenario = { id: '', name: '', channel, stimulus, ...rule, documents }
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

/** That the user gets a message. */
export const sends = (body: string, fields: Fields = {}): Fields => ({
  message: { to: '+15550100111', from: '+15550100200', body, ...fields },
})

/** That an HTTP redirect is followed. */
export const follows = (status: number, to: string): Fields => ({
  httpRedirect: { status, to: new URL(to, 'https://app.test').href },
})

/** That the session is over. */
export const ends: Fields = { end: true }
