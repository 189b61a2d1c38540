/**
 * @module
 * The state of a flow's conversation: read from the cookie that an answer sets, which is sealed with the auth token
 * unless the app has another secret.
 */
import type { Saved } from '../flow/saved.ts'
import { unseal } from '../flow/seal.ts'
import type { FlowView } from './view.ts'

const kinds: Readonly<Record<string, string>> = {
  a: 'answer',
  A: 'asked in vain',
  l: 'loaded',
  L: 'not loaded',
  o: 'done once',
  O: 'failed',
  v: 'verb',
}

/** The two parties of a request, from its parameters. */
export interface Talker {
  /** The phone. */
  readonly party: string
  /** The Twilio number. */
  readonly line: string
  /** Of a call. */
  readonly callSid: string | undefined
}

/** The flows of which an answer sets the cookie. */
export const flowsOf = async (
  headers: Headers,
  { party, line, callSid }: Talker,
  authToken: string,
): Promise<FlowView[]> => {
  const views: FlowView[] = []
  for (const cookie of headers.getSetCookie()) {
    const [, name, encoded] = /^flow-([\w-]+)=([^;]*)/.exec(cookie) ?? []
    if (name === undefined || !encoded) continue
    const place = callSid === undefined ? `message ${party} ${line}` : `call ${callSid}`
    const value = decode(encoded)
    const text = await unseal(value, `flow ${name} ${place}`, [authToken])
    const common = { name, party, bytes: value.length }
    if (text === undefined) {
      views.push({ ...common, hidden: true, kept: [] })
      continue
    }
    // Only a flow seals text for that use.
    const { facts, open, done } = JSON.parse(text) as Saved
    views.push({
      ...common,
      hidden: false,
      place: open?.key,
      attempt: open?.attempt,
      ended: done,
      kept: facts.map(([key, kind, , value]) => [
        key,
        kinds[kind] ?? kind,
        value === undefined ? '' : JSON.stringify(value),
      ]),
    })
  }
  return views
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
