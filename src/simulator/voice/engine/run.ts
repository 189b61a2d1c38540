/**
 * @module
 * A running document, and a running verb of it.
 */
import type { Recordings } from './recordings.ts'
import type { Queues } from './queues.ts'
import type { LiveConferences } from './live-conference.ts'
import type { Outbox } from '../../messaging/outbox.ts'
import type { Exit } from './exit.ts'
import type { ElementTable } from '../../../vocabulary/define-element.ts'
import { dialects } from '../../../vocabulary/dialects.ts'
import type { Verdict } from '../../../vocabulary/verdict.ts'
import type { Parameters } from '../../client/form.ts'
import type { DocumentRequest } from '../../conversation.ts'
import { type Attributes, type Child, Inspection, type Report, telling } from '../../inspect.ts'
import { resolveUrl } from '../../url.ts'
import type { XmlElement } from '../../xml.ts'
import { callIdentity } from './call-parameters.ts'
import type { Leg } from './leg.ts'
import { Interruption, type InterruptionKind } from './signal.ts'
import { unsimulated } from './unsimulated.ts'

/** The rules of a kind of document: those of the call itself allow most verbs, those beside it only a few. */
export interface DocumentRules {
  /** The allowed verbs. Absent: all but `refused`. */
  readonly verbs?: ReadonlySet<string>
  /** Twilio's code for other verbs. Default: 12200. */
  readonly code?: number
  /** Refused verbs, with Twilio's codes. */
  readonly refused?: Readonly<Record<string, number>>
  /** Allowed verbs that are not simulated in such a document. */
  readonly unsimulated?: ReadonlySet<string>
  /** Parameters that every request for such a document has, beside the standard ones. */
  readonly params?: () => Parameters
  /** True if the fallback stands in for a document that fails. */
  readonly fallback?: boolean
  /** For documents that may request themselves without end, such as hold music: the last time of each request. */
  readonly asked?: Map<string, number>
}

/** The documents of the call itself. */
export const CALL_DOCUMENTS: DocumentRules = { fallback: true }

/** The parts of the simulation that a document uses beside its own call. */
export interface Exchange {
  readonly outbox: Outbox
  readonly queues: Queues
  readonly conferences: LiveConferences
  readonly recordings: Recordings
  /** The simulated verbs, by name. */
  readonly verbs: Readonly<Record<string, Verb>>
  /** Tells whether the simulation answers a URL. */
  readonly reaches: (url: string) => boolean
  /** Adds a leg that rings at its address. */
  ringing(leg: Leg): void
  /** Forgets a leg that has ended. */
  gone(leg: Leg): void
}

/** One running document. */
export class Run {
  readonly exchange: Exchange
  readonly leg: Leg
  readonly rules: DocumentRules
  /** Its URL; `undefined` for TwiML that was passed inline. */
  readonly url: string | undefined
  readonly report: Report
  /** Reports how many problems of the document were left out. */
  readonly end: (root: XmlElement) => void
  #inspection: Inspection | undefined
  #attributes = new Map<XmlElement, Attributes>()

  constructor(exchange: Exchange, leg: Leg, rules: DocumentRules, url: string | undefined) {
    this.exchange = exchange
    this.leg = leg
    this.rules = rules
    this.url = url
    const { report, end } = telling((verdict, element) =>
      leg.simulation.log.judge(verdict, { url, element }, leg),
    )
    this.report = report
    this.end = end
  }

  /** Judges a verb and its content before it runs. Problems are reported when the verb reads the part that has them. */
  inspect(verb: XmlElement): Inspection {
    this.#attributes.clear()
    this.#inspection = new Inspection(verb, 'voice', this.report, (message) =>
      this.leg.write({ type: 'hint', message }),
    )
    return this.#inspection
  }

  /** The valid attributes of an element; reports those that are ignored. */
  attributes(element: XmlElement): Attributes {
    const known = this.#attributes.get(element)
    if (known) return known
    const attributes = this.#of(element).attributes(element)
    for (const name of unsimulated[element.name] ?? [])
      if (attributes.has(name)) this.unsupported(element, name)
    const counted = attributes.without(
      element.given().filter((name) => {
        const { url, code } = tableOf(element).attributes[name] ?? {}
        const reference =
          url === 'http' && code !== 11100 ? attributes.text(name)?.trim() : undefined
        if (code === undefined || !reference) return false
        // A relative URL has the right form, but needs a document that has a URL.
        const resolved = resolveUrl(reference, this.url)
        if (typeof resolved !== 'string') this.complainOf(code, resolved.message, element)
        return typeof resolved !== 'string'
      }),
    )
    this.#attributes.set(element, counted)
    return counted
  }

  /** Reports the rules that an element breaks. */
  judge(element: XmlElement): readonly Verdict[] {
    return this.#of(element).rules(element)
  }

  /** Reports the rules that the element breaks. True if Twilio can use it: none of them is an error. */
  isUsable(element: XmlElement): boolean {
    return this.judge(element).every(({ level }) => level !== 'error')
  }

  /** All problems of an element. */
  verdicts(element: XmlElement): readonly Verdict[] {
    return this.#of(element).verdicts(element)
  }

  /** The children that are allowed in an element; reports the others. */
  children(element: XmlElement): Child[] {
    return this.#of(element).children(element)
  }

  #of(element: XmlElement): Inspection {
    return this.#inspection ?? this.inspect(element)
  }

  /** Reports a verdict of that code on an element. True if there is one. */
  tells(code: number, element: XmlElement): boolean {
    return this.#of(element).tells(code, element)
  }

  /** Reports a problem of an element, in the words of its verdict if one has that code. */
  complainOf(code: number, message: string, element: XmlElement): void {
    if (code === SCHEMA || !this.tells(code, element))
      this.leg.report({ code, message }, { url: this.url, element })
  }

  /** Logs that an element, or an attribute of it, is not simulated. */
  unsupported(element: XmlElement, attribute?: string): void {
    const what = attribute ? `${attribute} of <${element.name}>` : `<${element.name}>`
    this.leg.write({
      type: 'unsupported',
      message: `${what} is not simulated, so it is ignored.`,
      element: element.name,
      ...(attribute && { attribute }),
    })
  }

  /** Sends a callback about an event beside the call, if it has a URL. */
  async notify(
    reference: string | undefined,
    method: 'GET' | 'POST',
    params: Parameters,
    leg = this.leg,
  ): Promise<void> {
    if (reference === undefined) return
    await leg.conversation.notify(
      { reference, base: this.url, method, params: { ...callIdentity(leg), ...params } },
      { code: 15003, standing: false },
    )
  }

  /** The request for an element's `action`. */
  action(attributes: Attributes, params: Parameters): DocumentRequest {
    const reference = attributes.reference('action') ?? ''
    return {
      reference,
      told: attributes.isBroken('action'),
      base: this.url,
      method: attributes.method(),
      params,
      ...(this.leg.hasInlineTwiml &&
        this.url === undefined &&
        /^[^:]+$/.test(reference) && { code: 15004 }),
    }
  }
}

/** Twilio's code for problems without a code of their own. */
const SCHEMA = 12200

/** A running verb, or a noun of one: the element and its document. */
export class VerbRun {
  readonly run: Run
  readonly leg: Leg
  readonly exchange: Exchange
  readonly element: XmlElement

  constructor(run: Run, element: XmlElement) {
    this.run = run
    this.leg = run.leg
    this.exchange = run.exchange
    this.element = element
  }

  get name(): string {
    return this.element.name
  }

  /** Its text, without white space at both ends. */
  get text(): string {
    return this.element.text.trim()
  }

  /** The URL of its document; `undefined` for TwiML that was passed inline. */
  get url(): string | undefined {
    return this.run.url
  }

  /** The valid attributes. The first read reports problems of the others. */
  get attributes(): Attributes {
    return this.run.attributes(this.element)
  }

  /** Reports the rules that the element breaks. True if Twilio can use it: none of them is an error. */
  isUsable(): boolean {
    return this.run.isUsable(this.element)
  }

  /** The children that are allowed in it; reports the others. */
  children(): VerbRun[] {
    return this.run.children(this.element).map(({ element }) => new VerbRun(this.run, element))
  }

  /** Reports a verdict of that code on it. True if there is one. */
  tells(code: number): boolean {
    return this.run.tells(code, this.element)
  }

  /** Reports a problem of the element, in the words of its verdict if one has that code. */
  complainOf(code: number, message: string): void {
    this.run.complainOf(code, message, this.element)
  }

  /** Logs that the element, or an attribute of it, is ignored because it is not simulated. */
  unsupported(attribute?: string): void {
    this.run.unsupported(this.element, attribute)
  }

  /** Continues with its `action`, or with the current document if it has none. */
  goToAction(params: Parameters): Exit {
    return { type: 'goto', request: this.run.action(this.attributes, params) }
  }

  /** Continues with its `action`, or with the next verb if it has none. */
  next(params: Parameters): Exit | undefined {
    return this.attributes.has('action') ? this.goToAction(params) : undefined
  }

  /**
   * Runs `body`, which an interruption may end. The verb's last request is then sent after the hang-up is logged.
   * @param last - Ends the verb, and returns where it would continue.
   * @param when - One more kind of interruption that also triggers the request. Default: none.
   */
  async holding<T>(
    body: () => Promise<T>,
    last: (interruption: Interruption) => Exit | undefined | Promise<Exit | undefined>,
    when?: InterruptionKind['type'],
  ): Promise<T> {
    try {
      return await body()
    } catch (error) {
      if (error instanceof Interruption) this.leg.deferUntilHangup(error, await last(error), when)
      throw error
    }
  }
}

/** A verb as a function. */
export type Verb = (verb: VerbRun) => Promise<Exit | undefined> | Exit | undefined

const tableOf = (element: XmlElement): ElementTable => dialects.voice.get(element.name)!
