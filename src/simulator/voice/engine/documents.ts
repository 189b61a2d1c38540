/**
 * @module
 * Runs a leg's documents, verb by verb.
 */
import type { ElementTable } from '../../../vocabulary/define-element.ts'
import { dialects } from '../../../vocabulary/dialects.ts'
import type { DocumentRequest } from '../../conversation.ts'
import { type Document, textOfTwiml } from '../../document.ts'
import { inspectRoot, unreached } from '../../inspect.ts'
import { resolveUrl } from '../../url.ts'
import type { XmlElement } from '../../xml.ts'
import type { Exit } from './exit.ts'
import type { Leg } from './leg.ts'
import { play, speak } from './playback.ts'
import { type DocumentRules, type Exchange, Run, VerbRun } from './run.ts'
import { VerbFailure } from './signal.ts'
import { verbsOf2008 } from './version-2008.ts'

/** Fetches and runs a document, and all documents that it leads to. */
export const runDocuments = async (
  exchange: Exchange,
  leg: Leg,
  rules: DocumentRules,
  first: DocumentRequest | Document,
): Promise<'end' | 'hangup' | 'leave' | 'failed'> => {
  let document = 'kind' in first ? first : await fetchDocument(leg, rules, first)
  for (;;) {
    if (!document) return 'failed'
    const exit: Exit | undefined = await runDocument(exchange, leg, rules, document)
    if (!exit) return 'end'
    if (exit.type === 'failed')
      document = rules.fallback ? await leg.conversation.recover(exit.failure) : undefined
    else if (exit.type === 'goto') document = await fetchDocument(leg, rules, exit.request)
    else return exit.type
  }
}

const fetchDocument = async (
  leg: Leg,
  rules: DocumentRules,
  request: DocumentRequest,
): Promise<Document | undefined> => {
  // A request that carries a verb's result is never delayed.
  if (rules.asked && !request.params) await avoidBusyLoop(leg, rules.asked, request)
  const complete = rules.params
    ? { ...request, params: { ...rules.params(), ...request.params } }
    : request
  const document = await leg.asking(() =>
    rules.fallback ? leg.conversation.document(complete) : leg.conversation.attempt(complete),
  )
  leg.step()
  // The call may have been redirected or ended while the app answered.
  leg.throwIfInterrupted()
  return document
}

/** Virtual seconds to charge for a document that takes none, so that it is not fetched again at the same instant. */
const STANDSTILL_SECONDS = 30

/** Lets virtual time advance before a document is fetched twice at the same instant. */
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
  rules: DocumentRules,
  document: Document,
): Promise<Exit | undefined> => {
  const run = new Run(exchange, leg, rules, document.url)
  if (document.kind === 'audio') {
    leg.answer()
    await play(leg, document.url, 1)
    return undefined
  }
  if (document.kind === 'text') {
    leg.answer()
    const message = textOfTwiml(document.text, 'spoken')
    if (message !== undefined) leg.write({ type: 'hint', message })
    if (document.text.trim()) await speak(leg, { text: document.text.trim(), times: 1 })
    return undefined
  }
  const { root } = document
  inspectRoot(root, 'voice', run.report)
  try {
    for (const element of root.children) {
      leg.step()
      leg.throwIfInterrupted()
      const exit = await runVerb(run, element)
      if (exit) return exit
    }
    return undefined
  } finally {
    run.end(root)
  }
}

const runVerb = async (run: Run, element: XmlElement): Promise<Exit | undefined> => {
  const { rules } = run
  const { name } = element
  const table = dialects.voice.get(name)
  const mayStand = !(name in (rules.refused ?? {})) && rules.verbs?.has(name) !== false
  if (table ? !mayStand : rules.code !== undefined) {
    refuse(run, element)
    return undefined
  }
  const inspection = run.inspect(element)
  let ran = false
  try {
    if (!table || !response.takes(table)) return undefined
    if (run.leg.simulation.settings.apiVersion === '2008-08-01' && !verbsOf2008.has(name)) {
      run.complainOf(13750, `The API of 2008-08-01 has no <${name}>.`, element)
      return undefined
    }
    const message = unreached('voice', element)
    if (message !== undefined) run.leg.write({ type: 'hint', message })
    const verb = run.exchange.verbs[name]
    if (!verb || rules.unsimulated?.has(name)) {
      run.unsupported(element)
      return undefined
    }
    run.leg.beginVerb()
    run.leg.simulation.settings.observer?.verb?.({
      callSid: run.leg.sid,
      url: run.url,
      name,
      line: element.line,
      column: element.column,
    })
    ran = true
    return await verb(new VerbRun(run, element))
  } catch (error) {
    if (!(error instanceof VerbFailure)) throw error
    ran = false
    return { type: 'failed', failure: error.failure }
  } finally {
    inspection.end(ran)
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
