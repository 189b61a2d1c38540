/**
 * @module
 * The messages between the phone's server and its page.
 */
import type { DifferenceLine } from '../conversation/difference.ts'
import type { RequestEvent, SimulatorEvent } from '../simulator/events.ts'

/** An event as it is shown. Of a request only what a list needs: the rest is asked for by its id. */
export type ShownEvent =
  | Exclude<SimulatorEvent, RequestEvent>
  | Pick<
      RequestEvent,
      'type' | 'at' | 'leg' | 'callSid' | 'method' | 'url' | 'status' | 'attempt' | 'in'
    >

/** The outcome of a request, for a list. */
interface ShortAnswer {
  /** Absent where there was no answer. */
  readonly status?: number | undefined
  /** Why there was none. */
  readonly failure?: string | undefined
  readonly milliseconds: number
  /** True if it holds TwiML. */
  readonly document: boolean
  readonly bytes: number
}

/** The verbs of a document that ran, each named by where it stands: `line:column`. */
export interface Verbs {
  readonly ran: readonly string[]
  /** The one that runs. */
  readonly now?: string | undefined
  /** True if the conversation has left the document, so that the other verbs never run. */
  readonly left: boolean
}

/** One line of the log. */
export interface Entry {
  /** Counts from 1 in each run. */
  readonly id: number
  /** In words; nothing for an event that has no line of its own. */
  readonly text?: string | undefined
  readonly event: ShownEvent
  /** The address of the phone that it is about. */
  readonly party?: string | undefined
  /** Of a request: what became of it, once that is known. */
  readonly answer?: ShortAnswer | undefined
  /** Of a request for a document: its verbs. */
  readonly verbs?: Verbs | undefined
  /** Of a problem: the id of the request whose document it is in. */
  readonly document?: number | undefined
}

/** A line of a document, printed with one element a line. */
export interface DocumentLine {
  readonly depth: number
  /** The position of its element in the document as sent: `line:column`. */
  readonly at: string
  /** The position of the verb that it belongs to; missing for `<Response>`. */
  readonly verb?: string | undefined
  /** The name of the element that begins, or ends, here. */
  readonly name?: string | undefined
  /** `open` and `close` have more lines between them. */
  readonly tag?: 'open' | 'close' | 'empty' | 'whole' | undefined
  readonly attributes?: readonly (readonly [name: string, value: string])[] | undefined
  readonly text?: string | undefined
  /** True if it is unreachable, since an earlier verb always hands over or ends. */
  readonly unreached?: boolean | undefined
}

/** All of a request and its answer. */
export interface RequestDetail {
  readonly id: number
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly signedUrl: string
  readonly params: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly attempt: number
  readonly sameToken: boolean
  /** A command line that sends the same. */
  readonly curl: string
  readonly answer?:
    | (ShortAnswer & {
        readonly headers: readonly (readonly [name: string, value: string])[]
        readonly body: string
        /** The document as a tree, where it is well-formed. */
        readonly lines?: readonly DocumentLine[] | undefined
      })
    | undefined
}

/** A phone, with the latest call on it. */
export interface PhoneView {
  readonly address: string
  /** True while an incoming call rings. */
  readonly rings: boolean
  readonly call?:
    | {
        readonly sid: string
        readonly status: string
        readonly from: string
        readonly to: string
        /** The verb that waits for somebody. */
        readonly waitingFor?: string | undefined
        /** Virtual seconds. */
        readonly duration: number
        readonly over: boolean
        /** True while a WebSocket is open. */
        readonly socket: boolean
        readonly held: boolean
      }
    | undefined
}

/** The state of a flow's conversation, from its cookie. */
export interface FlowView {
  readonly name: string
  readonly party: string
  /** Bytes of the cookie. */
  readonly bytes: number
  /** True if the cookie is encrypted with an unknown secret. */
  readonly hidden: boolean
  /** The key of the question that is open. */
  readonly place?: string | undefined
  readonly attempt?: number | undefined
  /** The way in which it ended. */
  readonly ended?: string | undefined
  /** The answers, loaded values and effects, by key. */
  readonly kept: readonly (readonly [key: string, kind: string, value: string])[]
}

/** A flow's places and the ways between them. */
export interface FlowGraph {
  readonly name: string
  readonly places: readonly string[]
  readonly ways: readonly { readonly from: string; readonly to: string; readonly said: string }[]
}

/** The changes after a rerun of the conversation. */
export interface Rerun {
  /** The number of the run. */
  readonly run: number
  /** Why it ran again: the files that were saved, or a word. */
  readonly why: string
  readonly lines: readonly DifferenceLine[]
  /** The number of lines removed or added. */
  readonly changed: number
  /** Steps that could not be taken this time. */
  readonly untaken: readonly string[]
}

/** The overall state. */
export interface Status {
  readonly app: {
    readonly url: string
    readonly messages: string
    readonly voice: string
    /** True if the app listens, as far as is known. */
    readonly up: boolean
  }
  /** The Twilio number. */
  readonly number: string
  readonly rest: string | undefined
  readonly run: number
  /** The runs whose log is kept. */
  readonly runs: readonly number[]
  /** The number of steps of the conversation. */
  readonly steps: number
  /** Steps that are being taken, or wait for their turn. */
  readonly busy: number
  /** The work in the background: waiting for the app to come back, or a rerun. */
  readonly doing?: string | undefined
  /** The files that are watched. */
  readonly watching: readonly string[]
  /** True if saving the app's code reruns the conversation. */
  readonly reruns: boolean
  readonly phones: readonly PhoneView[]
  /** The faults that are set for the next requests. */
  readonly armed: { readonly fault?: string | undefined; readonly undelivered?: number | undefined }
  /** The virtual date, as ISO 8601. */
  readonly now: string
  /** The same at the beginning of the run. */
  readonly began: string
  readonly flows: readonly FlowView[]
}

/** One message to the page. */
export interface Change {
  /** True for a complete state that replaces the previous one. */
  readonly whole?: boolean | undefined
  /** Entries that are new, or that replace those of their id. */
  readonly entries?: readonly Entry[] | undefined
  readonly status: Status
  readonly rerun?: Rerun | undefined
  readonly graphs?: readonly FlowGraph[] | undefined
}
