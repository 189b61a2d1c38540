/**
 * @module
 * `<Message>` and `<Sms>` as replies.
 * @see https://www.twilio.com/docs/messaging/twiml/message
 */
import { MAX_MESSAGE_TEXT, MAX_REPLIES } from '../../vocabulary/limits.ts'
import { addressFrom } from '../address.ts'
import { textOfTwiml } from '../document.ts'
import { type Attributes, type Inspection, unreached } from '../inspect.ts'
import { resolveUrl } from '../url.ts'
import { trim, type XmlElement } from '../xml.ts'
import type { Callback, Draft, Sending } from './outbox.ts'
import type { MessageSession, Next } from './session.ts'

/** The codes of errors for which the message is not sent. */
const fatal = new Set([14101, 14102, 14103, 21620, 21623])

export const replyVerb = async (
  session: MessageSession,
  element: XmlElement,
  inspection: Inspection,
): Promise<Next> => {
  const { simulation, owner, user, twilio, url } = session
  const found = new Set(inspection.all.map(({ code }) => code))
  const complain = (code: number, message: string) => {
    if (found.has(code)) return
    found.add(code)
    simulation.log.report({ code, message }, { url, element }, owner)
  }
  const attributes = inspection.attributes(element)
  const { body, media } = content(session, element, inspection, complain)
  const from = addressFrom(attributes.text('from') ?? twilio, twilio)
  const to = addressFrom(attributes.text('to') ?? user, from)
  const callbacks = statusCallbacks(session, attributes, complain)
  const action = actionOf(session, attributes)
  const lost = action && unreached('messaging', element)
  if (lost !== undefined) simulation.log.write({ type: 'hint', message: lost }, owner)
  if (action && typeof resolveUrl(action.reference, url) !== 'string')
    complain(14105, `action="${attributes.text('action')}" is not a URL.`)

  let outcome: { sid?: string; status: string }
  if ([...found].some((code) => fatal.has(code ?? 0))) outcome = { status: 'invalid' }
  else {
    const sending = reply(session, { to, from, body, media, callbacks }, element)
    if (!sending) return undefined
    outcome = sending.sid ? { sid: sending.sid, status: 'sending' } : { status: 'failed' }
  }
  if (!action || found.has(14105)) return undefined
  return {
    ...action,
    params: {
      ...(outcome.sid !== undefined && { MessageSid: outcome.sid, SmsSid: outcome.sid }),
      MessageStatus: outcome.status,
      SmsStatus: outcome.status,
    },
  }
}

/** Sends the text of an answer that is not TwiML. */
export const replyText = (session: MessageSession, text: string): void => {
  const { simulation, owner, url, user, twilio } = session
  const body = text.trim()
  const message = textOfTwiml(text, 'sent')
  if (message !== undefined) simulation.log.write({ type: 'hint', message }, owner)
  if (body.length > MAX_MESSAGE_TEXT)
    simulation.log.report({ code: 14103, message: tooLong(body) }, { url }, owner)
  else if (body) reply(session, { to: user, from: twilio, body, media: [] })
}

const tooLong = (body: string): string =>
  `The text has ${body.length} characters: at most ${MAX_MESSAGE_TEXT} are sent.`

/** Sends a reply, unless there were too many. */
const reply = (
  session: MessageSession,
  draft: Draft,
  element?: XmlElement,
): Sending | undefined => {
  const { simulation, owner, outbox, conversation, url } = session
  const place = element ? { url, element } : { url }
  if (session.replies >= MAX_REPLIES) {
    simulation.log.report(
      {
        code: 14109,
        message: `A message may have at most ${MAX_REPLIES} replies: this one is dropped.`,
      },
      place,
      owner,
    )
    return undefined
  }
  session.replies++
  return outbox.send({ ...draft, conversation }, place, owner)
}

const content = (
  { simulation, url }: MessageSession,
  element: XmlElement,
  inspection: Inspection,
  complain: (code: number, message: string) => void,
): { body: string; media: string[] } => {
  const allowed = inspection.children(element).map(({ element }) => element)
  const pieces: string[] = []
  const media: string[] = []
  const mixed = element.hasText && allowed.some(({ name }) => name === 'Body')
  for (const node of element.nodes)
    if (typeof node === 'string') {
      if (!(mixed && simulation.settings.textBesideBody === 'ignored') && trim(node))
        pieces.push(mixed ? trim(node) : node)
    } else if (!allowed.includes(node)) continue
    else if (node.name === 'Body') pieces.push(node.text)
    else if (node.hasText) {
      const resolved = resolveUrl(node.text, url)
      if (typeof resolved === 'string') media.push(resolved)
      else complain(21620, resolved.message)
    }

  return { body: trim(pieces.join('')), media }
}

/** The callbacks that are notified of the message's status. */
const statusCallbacks = (
  { simulation, url, conversation }: MessageSession,
  attributes: Attributes,
  complain: (code: number, message: string) => void,
): Callback[] => {
  const method = attributes.method()
  const references = new Set<string>()
  const statusCallback = attributes.text('statusCallback')
  if (statusCallback !== undefined) references.add(statusCallback)
  const action = attributes.text('action')
  if (action !== undefined && simulation.settings.messageAction !== 'flow') references.add(action)
  const callbacks: Callback[] = []
  for (const reference of references) {
    const resolved = resolveUrl(reference, url)
    if (typeof resolved === 'string') callbacks.push({ url: resolved, method, conversation })
    else complain(14105, `"${reference}" is not a URL for a status callback: ${resolved.message}`)
  }
  return callbacks
}

/** The request for the document of `action`, if it takes over. */
const actionOf = ({ simulation, url }: MessageSession, attributes: Attributes): Next => {
  const reference = attributes.text('action')
  if (reference === undefined || simulation.settings.messageAction === 'status') return undefined
  // "Set both to the same URL" is Twilio's advice for status callbacks.
  if (reference === attributes.text('statusCallback')) return undefined
  return { reference, base: url, method: attributes.method() }
}
