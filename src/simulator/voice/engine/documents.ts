/**
 * @module
 * Runs a leg's documents, verb by verb.
 */
import type { ElementTable } from '../../../vocabulary/define-element.ts'
import { dialects } from '../../../vocabulary/dialects.ts'
import type { DocumentRequest } from '../../conversation.ts'
import type { Document } from '../../document.ts'
import { inspectRoot, unreached } from '../../inspect.ts'
import { resolveUrl } from '../../url.ts'
import type { XmlElement } from '../../xml.ts'
import type { Exit } from './exit.ts'
import type { Leg } from './leg.ts'
import { play, speak } from './playback.ts'
import { type DocumentRules, type Exchange, Run, VerbRun } from './run.ts'
import { VerbFailure } from './signal.ts'
import { verbsOf2008 } from './version-2008.ts'

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
  leg.step()
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
      leg.step()
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
    const message = unreached('voice', element)
    if (message !== undefined) run.leg.write({ type: 'hint', message })
    const verb = run.exchange.verbs[name]
    if (!verb || stage.unsimulated?.has(name)) {
      run.unsupported(element)
      return undefined
    }
    run.leg.beginVerb()
    return await verb(new VerbRun(run, element))
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
