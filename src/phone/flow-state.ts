/**
 * @module
 * What a conversation of a flow keeps: read from the cookie that an answer sets, which is signed and open.
 */
import { Buffer } from 'node:buffer'
import type { FlowView } from './view.ts'

/** As much as is read of what a flow keeps. */
interface Kept {
  readonly facts?: readonly (readonly [key: string, kind: string, at: number, value?: unknown])[]
  readonly open?: { readonly key: string; readonly attempt: number }
  readonly done?: string
}

const kinds: Readonly<Record<string, string>> = {
  a: 'answer',
  v: 'asked in vain',
  l: 'loaded',
  f: 'not loaded',
  o: 'done once',
  x: 'failed',
  t: 'verb',
}

/** The flows of which an answer sets the cookie. */
export const flowsOf = (headers: Headers, party: string): FlowView[] =>
  headers.getSetCookie().flatMap((line): FlowView[] => {
    const [, name, value] = /^flow-([\w-]+)=([^;]*)/.exec(line) ?? []
    if (name === undefined || !value) return []
    const bytes = value.length
    const [payload = ''] = value.split('.')
    const kept = value.startsWith('~') ? undefined : read(payload)
    if (!kept) return [{ name, party, bytes, hidden: true, kept: [] }]
    const { facts = [], open, done } = kept
    return [
      {
        name,
        party,
        bytes,
        hidden: false,
        place: open?.key,
        attempt: open?.attempt,
        ended: done,
        kept: facts.map(
          ([key, kind, , value]) =>
            [key, kinds[kind] ?? kind, value === undefined ? '' : JSON.stringify(value)] as const,
        ),
      },
    ]
  })

const read = (payload: string): Kept | undefined => {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(decodeURIComponent(payload), 'base64url').toString(),
    )
    // Only a flow writes such cookies; what else it holds is not looked at.
    return typeof value === 'object' && value !== null && 'facts' in value
      ? (value as Kept)
      : undefined
  } catch {
    return undefined
  }
}
