/**
 * @module
 * Runs a leg's documents, verb by verb.
 */
import type { Recordings } from './recordings.ts'
import type { Queues } from './queues.ts'
import type { LiveConferences } from './live-conference.ts'
import type { Outbox } from '../../messaging/outbox.ts'
import type { Exit } from './exit.ts'
import type { ElementTable } from '../../../vocabulary/define-element.ts'
import { dialects } from '../../../vocabulary/dialects.ts'
import type { Verdict } from '../../../vocabulary/problem.ts'
import type { Parameters } from '../../client/form.ts'
import type { DocumentRequest } from '../../conversation.ts'
import type { Document } from '../../document.ts'
import {
  type Attributes,
  type Child,
  Inspection,
  inspectRoot,
  type Report,
  telling,
} from '../../inspect.ts'
import { resolveUrl } from '../../url.ts'
import type { XmlElement } from '../../xml.ts'
import { callIdentity } from './call-parameters.ts'
import type { Leg } from './leg.ts'
import { play, speak } from './playback.ts'
import { VerbFailure } from './signal.ts'
import { unsimulated } from './unsimulated.ts'
import { verbsOf2008 } from './version-2008.ts'

/** Where a document runs: on a call, or aside from it, where few verbs may stand. */
export interface DocumentRules {
  /** The verbs that may stand there. Absent: all but `refused`. */
  readonly verbs?: ReadonlySet<string>
  /** Twilio's code for the others. Default: 12200. */
  readonly code?: number
  /** Verbs that may not stand there, with Twilio's codes. */
  readonly refused?: Readonly<Record<string, number>>
  /** Verbs that may stand there, and are not simulated there. */
  readonly unsimulated?: ReadonlySet<string>
  /** What every request for a document there has beside the standard parameters. */
  readonly params?: () => Parameters
  /** Whether a document that fails is the fallback's business. */
  readonly fallback?: boolean
  /** For documents that may ask for themselves without end, such as hold music: when each was asked for last. */
  readonly asked?: Map<string, number>
}

/** The documents of the call itself. */
export const CALL_DOCUMENTS: DocumentRules = { fallback: true }

/** What a document reaches beside its own call. */
export interface Exchange {
  readonly outbox: Outbox
  readonly queues: Queues
  readonly conferences: LiveConferences
  readonly recordings: Recordings
  /** The verbs that are simulated, by name. */
  readonly verbs: Readonly<Record<string, Verb>>
  /** Whether anybody answers for a URL in this simulation. */
  readonly reaches: (url: string) => boolean
  /** Notes that an address rings. */
  ringing(leg: Leg): void
  /** Forgets a leg that has ended. */
  gone(leg: Leg): void
}

/** One document while it runs. */
export class Run {
  readonly exchange: Exchange
  readonly leg: Leg
  readonly rules: DocumentRules
  /** Its URL; nothing for TwiML that was passed inline. */
  readonly url: string | undefined
  readonly report: Report
  /** Says how many problems of the document were too many to be told. */
  readonly end: (root: XmlElement) => void
  #inspection: Inspection | undefined
  #attributes = new Map<XmlElement, Attributes>()

  constructor(exchange: Exchange, leg: Leg, stage: DocumentRules, url: string | undefined) {
    this.exchange = exchange
    this.leg = leg
    this.rules = stage
    this.url = url
    const { report, end } = telling((verdict, element) =>
      leg.simulation.log.judge(verdict, { url, element }, leg),
    )
    this.report = report
    this.end = end
  }

  /** Judges a verb and all in it, before it runs. What is wrong is told as the verb comes to it. */
  inspect(verb: XmlElement): Inspection {
    this.#attributes.clear()
    this.#inspection = new Inspection(verb, 'voice', this.report, (message) =>
      this.leg.write({ type: 'hint', message }),
    )
    return this.#inspection
  }

  /** The attributes of an element that count; says which of them are passed over. */
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
        // Its form is right, but a relative one needs a document that has a URL.
        const resolved = resolveUrl(reference, this.url)
        if (typeof resolved !== 'string') this.complainOf(code, resolved.message, element)
        return typeof resolved !== 'string'
      }),
    )
    this.#attributes.set(element, counted)
    return counted
  }

  /** What an element lacks and what in it does not go together. */
  judge(element: XmlElement): readonly Verdict[] {
    return this.#of(element).rules(element)
  }

  /** Whether Twilio can use the element: it breaks no rule that is an error. */
  isUsable(element: XmlElement): boolean {
    return this.judge(element).every(({ level }) => level !== 'error')
  }

  /** All that was found wrong with an element. */
  verdicts(element: XmlElement): readonly Verdict[] {
    return this.#of(element).verdicts(element)
  }

  /** The children that may stand in an element. */
  children(element: XmlElement): Child[] {
    return this.#of(element).children(element)
  }

  #of(element: XmlElement): Inspection {
    return this.#inspection ?? this.inspect(element)
  }

  /** Whether the judgement of an element tells that. */
  tells(code: number, element: XmlElement): boolean {
    return this.#of(element).tells(code, element)
  }

  /** Tells what is wrong with an element, in the words of its judgement where it has that code. */
  complainOf(code: number, message: string, element: XmlElement): void {
    if (code === SCHEMA || !this.tells(code, element))
      this.leg.report({ code, message }, { url: this.url, element })
  }

  /** Says that something is passed over because the simulator does not know how. */
  unsupported(element: XmlElement, attribute?: string): void {
    const what = attribute ? `${attribute} of <${element.name}>` : `<${element.name}>`
    this.leg.write({
      type: 'unsupported',
      message: `${what} is not simulated, so it is passed over.`,
      element: element.name,
      ...(attribute && { attribute }),
    })
  }

  /** Tells a callback of what goes on beside the call; nobody where there is none. */
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

/** The code of many things. */
const SCHEMA = 12200

/** What a verb does. */
export type Verb = (run: Run, element: XmlElement) => Promise<Exit | undefined> | Exit | undefined

/** Asks for a document and runs it, and all that it leads to. */
export const runDocuments = async (
  exchange: Exchange,
  leg: Leg,
  stage: DocumentRules,
  first: DocumentRequest | Document,
): Promise<'end' | 'hangup' | 'leave' | 'failed'> => {
  let document = 'kind' in first ? first : await fetchDocument(leg, stage, first)
  for (;;) {
    if (!document) return 'failed'
    const flow: Exit | undefined = await runDocument(exchange, leg, stage, document)
    if (!flow) return 'end'
    if (flow.type === 'failed')
      document = stage.fallback ? await leg.conversation.recover(flow.failure) : undefined
    else if (flow.type === 'goto') document = await fetchDocument(leg, stage, flow.request)
    else return flow.type
  }
}

const fetchDocument = async (
  leg: Leg,
  stage: DocumentRules,
  wanted: DocumentRequest,
): Promise<Document | undefined> => {
  // What a verb has to tell is told at once.
  if (stage.asked && !wanted.params) await avoidBusyLoop(leg, stage.asked, wanted)
  const whole = stage.params
    ? { ...wanted, params: { ...stage.params(), ...wanted.params } }
    : wanted
  const document = await (stage.fallback
    ? leg.conversation.document(whole)
    : leg.conversation.attempt(whole))
  leg.steps++
  // Somebody may have moved or ended the call while the app was thinking.
  leg.throwIfInterrupted()
  return document
}

/** How long a document that takes no time counts before it is asked for again. */
const STANDSTILL_SECONDS = 30

/** Lets time pass where a document would be asked for twice at the same moment. */
const avoidBusyLoop = async (
  leg: Leg,
  asked: Map<string, number>,
  { reference, base }: DocumentRequest,
): Promise<void> => {
  const { clock } = leg.simulation
  const url = String(resolveUrl(reference, base))
  const until = clock.seconds + STANDSTILL_SECONDS
  const verb = leg.parkedIn ?? 'Redirect'
  if (asked.get(url) === clock.seconds)
    while (clock.seconds < until)
      leg.logIgnoredInput(await leg.wait(verb, until - clock.seconds), `<${verb}> does not listen`)
  asked.set(url, clock.seconds)
}

const runDocument = async (
  exchange: Exchange,
  leg: Leg,
  stage: DocumentRules,
  document: Document,
): Promise<Exit | undefined> => {
  const run = new Run(exchange, leg, stage, document.url)
  if (document.kind === 'audio') {
    leg.answer()
    await play(leg, document.url, 1)
    return undefined
  }
  if (document.kind === 'text') {
    leg.answer()
    if (document.text.trim()) await speak(leg, { text: document.text.trim(), times: 1 })
    return undefined
  }
  const { root } = document
  inspectRoot(root, 'voice', run.report)
  try {
    for (const element of root.children) {
      leg.steps++
      leg.throwIfInterrupted()
      const flow = await runVerb(run, element)
      if (flow) return flow
    }
    return undefined
  } finally {
    run.end(root)
  }
}

const runVerb = async (run: Run, element: XmlElement): Promise<Exit | undefined> => {
  const { rules: stage } = run
  const { name } = element
  const table = dialects.voice.get(name)
  const mayStand = !(name in (stage.refused ?? {})) && stage.verbs?.has(name) !== false
  if (table ? !mayStand : stage.code !== undefined) {
    refuse(run, element)
    return undefined
  }
  const inspection = run.inspect(element)
  try {
    if (!table || !response.takes(table)) return undefined
    if (run.leg.simulation.settings.apiVersion === '2008-08-01' && !verbsOf2008.has(name)) {
      run.complainOf(13750, `The API of 2008-08-01 has no <${name}>.`, element)
      return undefined
    }
    const verb = run.exchange.verbs[name]
    if (!verb || stage.unsimulated?.has(name)) {
      run.unsupported(element)
      return undefined
    }
    run.leg.verbsRun++
    return await verb(run, element)
  } catch (error) {
    if (!(error instanceof VerbFailure)) throw error
    return { type: 'failed', failure: error.failure }
  } finally {
    inspection.end()
  }
}

const refuse = (run: Run, element: XmlElement): void => {
  const { verbs, code = 12200, refused } = run.rules
  const allowed = verbs ? ` Allowed here: ${[...verbs].join(', ')}.` : ''
  run.leg.report(
    {
      code: refused?.[element.name] ?? code,
      message: `<${element.name}> is not allowed in this document.${allowed}`,
    },
    { url: run.url, element },
  )
}

const response: ElementTable = dialects.voice.get('Response')!

const tableOf = (element: XmlElement): ElementTable => dialects.voice.get(element.name)!
