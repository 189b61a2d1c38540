/**
 * @module
 * Handles one incoming message: runs its documents one after the other.
 */
import type { MessageSession, Next } from './session.ts'
import { Conversation } from '../conversation.ts'
import type { Document } from '../document.ts'
import { Inspection, inspectRoot, telling } from '../inspect.ts'
import type { EventOwner } from '../log.ts'
import { fromPublicUrl, onPublicUrl } from '../public-url.ts'
import { cookiesOfPair, type Simulation } from '../simulation.ts'
import type { XmlElement } from '../xml.ts'
import { type IncomingMessage, incomingParameters } from './incoming.ts'
import { replyText, replyVerb } from './message.ts'
import type { Outbox } from './outbox.ts'
import { redirectVerb } from './redirect.ts'

// https://www.twilio.com/docs/api/errors/14106
const MAX_DOCUMENTS = 50

class TooManyDocuments extends Error {}

/** Runs everything that a text causes. */
export const receiveMessage = async (
  simulation: Simulation,
  outbox: Outbox,
  message: IncomingMessage,
  owner: EventOwner,
): Promise<void> => {
  const { from, to, body } = message
  const { settings, log } = simulation
  const cookies = cookiesOfPair(simulation, from, to)
  cookies.touch()
  outbox.refusals.heardFrom(from)
  const answer = outbox.refusals.optOuts.receive(from, to, body)
  if (answer?.text !== undefined)
    outbox.sendStock({ to: from, from: to, body: answer.text, media: [] }, answer.kind, owner)
  const optOutType = settings.optOut === 'advanced' ? answer?.kind.toUpperCase() : undefined
  const params = incomingParameters(simulation, message, optOutType)
  outbox.receive(params)
  let documents = 0
  const { messageFallbackUrl, messageFallbackMethod = 'POST', publicUrl } = settings
  const conversation = new Conversation(simulation, {
    channel: 'messaging',
    cookies,
    fallback:
      messageFallbackUrl === undefined
        ? undefined
        : { url: onPublicUrl(messageFallbackUrl, publicUrl), method: messageFallbackMethod },
    owner,
    standard: () => params,
    count: () => {
      if (++documents > MAX_DOCUMENTS) throw new TooManyDocuments()
    },
  })
  const session = {
    simulation,
    outbox,
    conversation,
    owner,
    user: from,
    twilio: to,
    params,
    replies: 0,
  }
  try {
    let wanted: Next = {
      ...fromPublicUrl(settings.messageUrl, publicUrl),
      method: settings.messageMethod,
    }
    while (wanted) {
      const document: Document | undefined = await conversation.document(wanted)
      wanted = document && (await runDocument(session, document))
    }
  } catch (error) {
    if (!(error instanceof TooManyDocuments)) throw error
    log.report(
      { code: 14106, message: `The message set off more than ${MAX_DOCUMENTS} documents.` },
      { url: undefined },
      owner,
    )
  }
  log.write({ type: 'end' }, owner)
}

const runDocument = async (
  shared: Omit<MessageSession, 'url' | 'report'>,
  document: Document,
): Promise<Next> => {
  const { owner } = shared
  const { log } = shared.simulation
  const { url } = document
  const { report, end } = telling((verdict, element) => log.judge(verdict, { url, element }, owner))
  // One object for the whole session, so that replies are counted across its documents.
  const session: MessageSession = Object.assign(shared, { url, report })
  if (document.kind === 'text') {
    replyText(session, document.text)
    return undefined
  }
  if (document.kind === 'audio') return undefined
  const { root } = document
  inspectRoot(root, 'messaging', report)
  try {
    for (const element of root.children) {
      const next = await runVerb(session, element)
      if (next) return next
    }
    return undefined
  } finally {
    end(root)
  }
}

const runVerb = (session: MessageSession, element: XmlElement): Promise<Next> | Next => {
  const { report, owner, url } = session
  const { log, settings } = session.simulation
  const inspection = new Inspection(element, 'messaging', report, (message) =>
    log.write({ type: 'hint', message }, owner),
  )
  inspection.end(false)
  if (element.name === 'Message' && settings.apiVersion === '2008-08-01') {
    log.report(
      { code: 13750, message: '<Message> is not known to API version 2008-08-01: use <Sms>.' },
      { url, element },
      owner,
    )
    return undefined
  }
  const { name, line, column } = element
  settings.observer?.verb?.({ callSid: undefined, url, name, line, column })
  return verbs[name]?.(session, element, inspection)
}

const verbs: Readonly<
  Record<
    string,
    (session: MessageSession, element: XmlElement, inspection: Inspection) => Promise<Next> | Next
  >
> = { Message: replyVerb, Sms: replyVerb, Redirect: redirectVerb }
