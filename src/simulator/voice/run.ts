/**
 * @module
 * Runs a leg's documents, verb by verb.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { dialects } from '../../vocabulary/dialects.ts'
import { misplaced } from '../../vocabulary/judge.ts'
import type { Verdict } from '../../vocabulary/problem.ts'
import type { Parameters } from '../client/form.ts'
import type { Failure, Wanted } from '../conversation.ts'
import type { Document } from '../document.ts'
import {
  adviceOn,
  type Attributes,
  type Child,
  inspectAttributes,
  inspectChildren,
  inspectWhole,
  type Report,
  unknownElement,
} from '../inspect.ts'
import { resolveUrl } from '../url.ts'
import type { XmlElement } from '../xml.ts'
import { callIdentity } from './parameters.ts'
import type { Leg } from './leg.ts'
import { play } from './play.ts'
import { speak } from './say.ts'
import { VerbFailure } from './signal.ts'
import { unsimulated } from './unsimulated.ts'
import { verbsOf2008 } from './version-2008.ts'

/** How a verb leaves its document, if it does. */
export type Flow =
  | { readonly type: 'goto'; readonly wanted: Wanted }
  | { readonly type: 'hangup' }
  | { readonly type: 'leave' }
  | { readonly type: 'failed'; readonly failure: Failure }

/** Where a document runs: on a call, or aside from it, where few verbs may stand. */
export interface Stage {
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
export const call: Stage = { fallback: true }

/** One document while it runs. */
export class Run {
  readonly leg: Leg
  readonly stage: Stage
  /** Its URL; nothing for TwiML that was passed inline. */
  readonly url: string | undefined
  readonly report: Report

  constructor(leg: Leg, stage: Stage, url: string | undefined) {
    this.leg = leg
    this.stage = stage
    this.url = url
    this.report = (verdict, element) => leg.world.log.judge(verdict, { url, element }, leg)
  }

  /** Judges an element's attributes, and says which of them are passed over. */
  attributes(element: XmlElement, report = this.report): Attributes {
    const attributes = inspectAttributes(tableOf(element), element, report)
    for (const name of unsimulated[element.name] ?? [])
      if (attributes.has(name)) this.unsupported(element, name)
    return attributes.without(
      element.given().filter((name) => {
        const { url, code } = tableOf(element).attributes[name] ?? {}
        const reference = url && code ? attributes.text(name)?.trim() : undefined
        // An empty one has a meaning of its own, such as silence.
        const resolved = reference ? resolveUrl(reference, this.url) : ''
        if (typeof resolved === 'string') return false
        report({ rule: 'value', level: 'warning', code, message: resolved.message }, element)
        return true
      }),
    )
  }

  /** Judges what an element lacks and what in it does not go together, and tells what in it is pointless. */
  judge(element: XmlElement, report = this.report): readonly Verdict[] {
    for (const message of adviceOn(element)) this.leg.write({ type: 'hint', message })
    return inspectWhole(tableOf(element), element, report)
  }

  /** Judges it so. Whether Twilio can use the element. */
  whole(element: XmlElement, report = this.report): boolean {
    return this.judge(element, report).every(({ level }) => level !== 'error')
  }

  /** The children that may stand in an element. */
  children(element: XmlElement, report = this.report): Child[] {
    return inspectChildren(tableOf(element), element, 'voice', report)
  }

  complain(code: number, message: string, element: XmlElement): void {
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
  async tell(
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
  action(attributes: Attributes, params: Parameters): Wanted {
    const reference = attributes.text('action') ?? ''
    return {
      reference,
      base: this.url,
      method: attributes.method(),
      params,
      ...(this.leg.updated &&
        this.url === undefined &&
        /^[^:]+$/.test(reference) && { code: 15004 }),
    }
  }
}

/** What a verb does. */
export type Verb = (run: Run, element: XmlElement) => Promise<Flow | undefined> | Flow | undefined

/** Asks for a document and runs it, and all that it leads to. */
export const follow = async (
  leg: Leg,
  stage: Stage,
  first: Wanted | Document,
): Promise<'end' | 'hangup' | 'leave' | 'failed'> => {
  let document = 'kind' in first ? first : await obtain(leg, stage, first)
  for (;;) {
    if (!document) return 'failed'
    const flow: Flow | undefined = await runDocument(leg, stage, document)
    if (!flow) return 'end'
    if (flow.type === 'failed')
      document = stage.fallback ? await leg.conversation.recover(flow.failure) : undefined
    else if (flow.type === 'goto') document = await obtain(leg, stage, flow.wanted)
    else return flow.type
  }
}

const obtain = async (leg: Leg, stage: Stage, wanted: Wanted): Promise<Document | undefined> => {
  // What a verb has to tell is told at once.
  if (stage.asked && !wanted.params) await keepPace(leg, stage.asked, wanted)
  const whole = stage.params
    ? { ...wanted, params: { ...stage.params(), ...wanted.params } }
    : wanted
  const document = await (stage.fallback
    ? leg.conversation.document(whole)
    : leg.conversation.attempt(whole))
  leg.step++
  // Somebody may have moved or ended the call while the app was thinking.
  leg.check()
  return document
}

/** How long a document that takes no time counts before it is asked for again. */
const STANDSTILL_SECONDS = 30

/** Lets time pass where a document would be asked for twice at the same moment. */
const keepPace = async (
  leg: Leg,
  asked: Map<string, number>,
  { reference, base }: Wanted,
): Promise<void> => {
  const { clock } = leg.world
  const url = String(resolveUrl(reference, base))
  const until = clock.seconds + STANDSTILL_SECONDS
  const verb = leg.hold ?? 'Redirect'
  if (asked.get(url) === clock.seconds)
    while (clock.seconds < until)
      leg.miss(await leg.wait(verb, until - clock.seconds), `<${verb}> does not listen`)
  asked.set(url, clock.seconds)
}

const runDocument = async (
  leg: Leg,
  stage: Stage,
  document: Document,
): Promise<Flow | undefined> => {
  const run = new Run(leg, stage, document.url)
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
  inspectAttributes(response, document.root, run.report)
  for (const element of document.root.children) {
    leg.step++
    leg.check()
    const flow = await runVerb(run, element)
    if (flow) return flow
  }
  return undefined
}

const runVerb = async (run: Run, element: XmlElement): Promise<Flow | undefined> => {
  const { stage, report } = run
  const { name } = element
  const table = dialects.voice.get(name)
  if (!table) {
    if (stage.code !== undefined) refuse(run, element)
    else report(unknownElement(name), element)
    return undefined
  }
  if (name in (stage.refused ?? {}) || stage.verbs?.has(name) === false) {
    refuse(run, element)
    return undefined
  }
  if (!response.takes(table)) {
    report(misplaced(response, `<${name}>`), element)
    return undefined
  }
  if (run.leg.world.settings.apiVersion === '2008-08-01' && !verbsOf2008.has(name)) {
    run.complain(13750, `The API of 2008-08-01 has no <${name}>.`, element)
    return undefined
  }
  const verb = run.leg.board.verbs[name]
  if (!verb || stage.unsimulated?.has(name)) {
    run.unsupported(element)
    return undefined
  }
  run.leg.verbs++
  try {
    return await verb(run, element)
  } catch (error) {
    if (!(error instanceof VerbFailure)) throw error
    return { type: 'failed', failure: error.failure }
  }
}

const refuse = (run: Run, element: XmlElement): void => {
  const { verbs, code = 12200, refused } = run.stage
  const allowed = verbs ? ` Allowed here: ${[...verbs].join(', ')}.` : ''
  run.complain(
    refused?.[element.name] ?? code,
    `<${element.name}> is not allowed in this document.${allowed}`,
    element,
  )
}

const response: ElementTable = dialects.voice.get('Response')!

const tableOf = (element: XmlElement): ElementTable => dialects.voice.get(element.name)!
