/**
 * @module
 * The log of one run, as the page shows it: each event with what became of it, and documents with the verbs that ran.
 */
import type { Answer, NoAnswer } from '../simulator/client/exchange.ts'
import type { RequestEvent, SimulatorEvent } from '../simulator/events.ts'
import type { Observer, RunningVerb } from '../simulator/observer.ts'
import { describeEvent } from '../simulator/transcript.ts'
import { linesOf } from './document.ts'
import { flowsOf } from './flow-state.ts'
import { curlOf } from './curl.ts'
import type { DocumentLine, Entry, FlowView, RequestDetail, ShownEvent } from './view.ts'

type Draft = { -readonly [Field in keyof Entry]: Entry[Field] }

/** A request with what came back. */
interface Exchanged {
  readonly request: RequestEvent
  answer?: {
    readonly headers: readonly (readonly [string, string])[]
    readonly body: string
    readonly lines: readonly DocumentLine[] | undefined
  }
}

/** One run's log. */
export class RunLog {
  readonly entries: Entry[] = []
  /** The states of flows, by phone and name. */
  readonly flows = new Map<string, FlowView>()
  readonly #drafts = new Map<SimulatorEvent, Draft>()
  readonly #exchanges = new Map<number, Exchanged>()
  /** Whose call it is, by its SID, and to whom a message went. */
  readonly #parties = new Map<string, string>()
  /** The last phone to text: problems of a text do not name it. */
  #texting: string | undefined
  /** The document that runs, by call. */
  readonly #running = new Map<string | undefined, Draft>()
  readonly #changed: (entry: Entry) => void
  readonly #reached: (isUp: boolean) => void
  readonly #target: (url: string) => string
  readonly #authToken: string

  /**
   * @param changed - Told of each entry that is new or different.
   * @param reached - Told after each request whether something listens there.
   * @param target - Where the app is reached under a URL of its public one.
   * @param authToken - What the cookies of flows are sealed with, where the app has no other secret.
   */
  constructor(
    changed: (entry: Entry) => void,
    reached: (isUp: boolean) => void,
    target: (url: string) => string,
    authToken: string,
  ) {
    this.#changed = changed
    this.#reached = reached
    this.#target = target
    this.#authToken = authToken
  }

  /** Receives the simulation's events. */
  get observer(): Observer {
    return {
      event: (event) => this.#event(event),
      answer: (request, answer, milliseconds) => this.#answer(request, answer, milliseconds),
      verb: (verb) => this.#verb(verb),
    }
  }

  /** All of a request, by the id of its entry. */
  detail(id: number): RequestDetail | undefined {
    const exchanged = this.#exchanges.get(id)
    if (!exchanged) return undefined
    const { request, answer } = exchanged
    const { method, url, signedUrl, params, headers, attempt, sameToken } = request
    const short = this.entries[id - 1]?.answer
    return {
      id,
      method,
      url,
      signedUrl,
      params,
      headers,
      attempt,
      sameToken,
      curl: curlOf(request, this.#target(url)),
      answer: short && { ...short, headers: [], body: '', ...answer },
    }
  }

  #event(event: SimulatorEvent): void {
    const draft: Draft = {
      id: this.entries.length + 1,
      text: describeEvent(event)?.trim(),
      event: shown(event),
      party: this.#partyOf(event),
    }
    if ('line' in event && event.line !== undefined) draft.document = this.#documentAt(event)
    this.entries.push(draft)
    this.#drafts.set(event, draft)
    if (event.type === 'request') this.#exchanges.set(draft.id, { request: event })
    if (event.type === 'hangup') this.#leave(event.callSid)
    if (event.type === 'end') this.#leave(undefined)
    this.#changed(draft)
  }

  #answer(request: RequestEvent, answer: Answer | NoAnswer, milliseconds: number): void {
    const draft = this.#drafts.get(request)
    if (!draft) return
    draft.event = shown(request)
    draft.text = describeEvent({
      ...request,
      ...(answer.status && { status: answer.status }),
    })?.trim()
    if (answer.status === undefined) {
      draft.answer = { failure: answer.message, milliseconds, document: false, bytes: 0 }
      this.#reached(answer.cause !== 'unreachable')
    } else {
      const { status, headers, body, tooLarge } = answer
      const text = new TextDecoder().decode(body)
      const type = headers.get('content-type') ?? ''
      const isMarkup = /xml|html|text\/plain/.test(type)
      const dialect = request.callSid === undefined ? 'messaging' : 'voice'
      const lines = isMarkup ? linesOf(text, dialect) : undefined
      draft.event = shown({ ...request, status })
      draft.answer = { status, milliseconds, document: lines !== undefined, bytes: body.length }
      this.#exchanges.get(draft.id)!.answer = {
        headers: [...headers],
        body: tooLarge
          ? 'The answer has more than 64 kB: Twilio reads no more, and the rest was not read here.'
          : isMarkup || /json|urlencoded|text\//.test(type) || body.length === 0
            ? text
            : `${body.length} bytes of ${type || 'an unknown type'}`,
        lines,
      }
      void this.#readFlows(request, headers, draft)
      this.#reached(true)
    }
    this.#changed(draft)
  }

  async #readFlows(request: RequestEvent, headers: Headers, draft: Draft): Promise<void> {
    const { From = '', To = '' } = request.params
    const { party = '' } = draft
    const talker = { party, line: party === From ? To : From, callSid: request.callSid }
    const flows = await flowsOf(headers, talker, this.#authToken)
    for (const flow of flows) this.flows.set(`${flow.party} ${flow.name}`, flow)
    if (flows.length > 0) this.#changed(draft)
  }

  #verb({ callSid, url, line, column }: RunningVerb): void {
    const draft = this.#document((entry) => entry.event.callSid === callSid && urlOf(entry) === url)
    if (!draft) return
    const at = `${line}:${column}`
    const before = this.#running.get(callSid)
    if (before && before !== draft) this.#leave(callSid)
    const { ran = [] } = draft.verbs ?? {}
    draft.verbs = { ran: ran.includes(at) ? ran : [...ran, at], now: at, left: false }
    this.#running.set(callSid, draft)
    this.#changed(draft)
  }

  /** Notes that no verb of the document that ran will run any more. */
  #leave(callSid: string | undefined): void {
    const draft = this.#running.get(callSid)
    if (!draft?.verbs) return
    this.#running.delete(callSid)
    draft.verbs = { ran: draft.verbs.ran, left: true }
    this.#changed(draft)
  }

  #documentAt({ url, callSid }: SimulatorEvent & { readonly url?: string | undefined }) {
    return this.#document((entry) => urlOf(entry) === url && entry.event.callSid === callSid)?.id
  }

  /** The latest answer that is wanted. */
  #document(isWanted: (entry: Entry) => boolean): Draft | undefined {
    return this.entries.findLast(
      (entry) => entry.event.type === 'request' && entry.answer && isWanted(entry),
    )
  }

  #partyOf(event: SimulatorEvent): string | undefined {
    const { callSid } = event
    const party = this.#named(event)
    if (party === undefined)
      return callSid === undefined ? this.#texting : this.#parties.get(callSid)
    if (callSid === undefined && (event.type === 'stimulus' || event.type === 'request'))
      this.#texting = party
    if (callSid !== undefined && event.type !== 'message') {
      const known = this.#parties.get(callSid)
      if (known !== undefined) return known
      this.#parties.set(callSid, party)
    }
    return party
  }

  /** The phone that an event names itself. */
  #named(event: SimulatorEvent): string | undefined {
    switch (event.type) {
      case 'stimulus':
        return event.from
      case 'outbound':
        return event.to
      case 'message':
        this.#parties.set(event.sid, event.to)
        return event.to
      case 'delivery':
        return this.#parties.get(event.sid)
      case 'request': {
        const { From, To, Direction, MessageStatus } = event.params
        return MessageStatus !== undefined || (Direction !== undefined && Direction !== 'inbound')
          ? To
          : From
      }
      default:
        return undefined
    }
  }
}

const urlOf = ({ event }: Entry): string | undefined => ('url' in event ? event.url : undefined)

const shown = (event: SimulatorEvent): ShownEvent => {
  if (event.type !== 'request') return event
  const { type, at, leg, callSid, method, url, status, attempt, in: place } = event
  return { type, at, leg, callSid, method, url, status, attempt, in: place }
}
