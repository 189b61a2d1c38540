/** How the scenarios of calls are written: what the app answers, what people do, what happens. */
import type { Answer, Scenario } from '../scenario.ts'

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
  documents: Object.fromEntries(
    Object.entries(documents).map(([url, answers]) => [url, [answers].flat().map(answer)]),
  ),
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

const answer = (document: string | Answer): Answer =>
  typeof document === 'string'
    ? { headers: { 'Content-Type': 'text/xml' }, body: `<Response>${document}</Response>` }
    : document

export const status = (status: number): Answer => ({ status, body: '' })
export const noContent = status(204)
export const sound: Answer = { headers: { 'Content-Type': 'audio/mpeg' }, body: 'ID3' }

export const bob = '+15550100301'
export const carol = '+15550100302'
export const call = { call: true }

/** A request, with some of its parameters. */
export const asked = (url: string, params: Fields = {}, more: Fields = {}): Fields => ({
  request: { url: url.startsWith('/') ? `https://app.test${url}` : url, params, ...more },
})
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
