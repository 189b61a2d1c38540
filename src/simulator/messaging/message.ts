/**
 * @module
 * `<Message>` and `<Sms>` as replies.
 * @see https://www.twilio.com/docs/messaging/twiml/message
 */
import { dialects } from '../../vocabulary/dialects.ts'
import { channelOf, normalizeNumber } from '../address.ts'
import {
  adviceOn,
  type Attributes,
  inspectAttributes,
  inspectChildren,
  inspectWhole,
} from '../inspect.ts'
import { resolveUrl } from '../url.ts'
import { trim, type XmlElement } from '../xml.ts'
import type { Callback, Draft, Sending } from './outbox.ts'
import type { MessageSession, Next } from './session.ts'

// https://www.twilio.com/docs/api/errors/14109
const MOST_REPLIES = 10
const MOST_CHARACTERS = 1600

/** Whether the codes that were reported mean that the message is not sent. */
const fatal = new Set([14101, 14102, 14103, 21620, 21623])

export const replyVerb = async (session: MessageSession, element: XmlElement): Promise<Next> => {
  const { world, user, twilio, url } = session
  const found = new Set<number>()
  const report: MessageSession['report'] = (verdict, at) => {
    found.add(verdict.code ?? 12200)
    session.report(verdict, at)
  }
  const complain = (code: number, message: string) => {
    if (found.has(code)) return
    found.add(code)
    world.log.report({ code, message }, { url, element })
  }
  const table = dialects.messaging.get(element.name)!
  const attributes = inspectAttributes(table, element, report)
  inspectWhole(table, element, (verdict, at) =>
    // An empty <Sms> has the code that an empty <Message> has.
    report(verdict.rule === 'required' ? { ...verdict, code: 14103 } : verdict, at),
  )
  for (const message of adviceOn(element)) world.log.write({ type: 'hint', message })
  const { body, media } = content(session, element, report, complain)
  if (body === '' && media.length === 0 && !found.has(21620))
    complain(14103, `<${element.name}> has neither text nor media, so nothing is sent.`)
  if (body.length > MOST_CHARACTERS) complain(14103, tooLong(body))
  const to = recipient(attributes.text('to'), user)
  if (to === undefined)
    complain(14101, `to="${attributes.text('to')}" is no phone number or channel address.`)
  const from = sender(attributes.text('from'), twilio)
  if (from === undefined && !found.has(14102))
    complain(14102, `from="${attributes.text('from')}" is no number or sender ID.`)
  const callbacks = statusCallbacks(session, attributes, complain)
  const action = actionOf(session, attributes)
  if (action && typeof resolveUrl(action.reference, url) !== 'string')
    complain(14105, `action="${attributes.text('action')}" is no URL.`)

  let outcome: { sid?: string; status: string }
  if (to === undefined || from === undefined || [...found].some((code) => fatal.has(code)))
    outcome = { status: 'invalid' }
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

/** Sends the text of an answer that is no TwiML. */
export const replyText = (session: MessageSession, text: string): void => {
  const { world, url, user, twilio } = session
  const body = text.trim()
  if (body.length > MOST_CHARACTERS)
    world.log.report({ code: 14103, message: tooLong(body) }, { url })
  else if (body) reply(session, { to: user, from: twilio, body, media: [] })
}

const tooLong = (body: string): string =>
  `The text has ${body.length} characters: at most ${MOST_CHARACTERS} are sent.`

/** Sends a reply, unless there were too many. */
const reply = (
  session: MessageSession,
  draft: Draft,
  element?: XmlElement,
): Sending | undefined => {
  const { world, outbox, conversation, url } = session
  const place = element ? { url, element } : { url }
  if (session.replies >= MOST_REPLIES) {
    world.log.report(
      { code: 14109, message: `A message may have ${MOST_REPLIES} replies: this one is dropped.` },
      place,
    )
    return undefined
  }
  session.replies++
  return outbox.send({ ...draft, conversation }, place)
}

const content = (
  session: MessageSession,
  element: XmlElement,
  report: MessageSession['report'],
  complain: (code: number, message: string) => void,
): { body: string; media: string[] } => {
  const { world, url } = session
  const table = dialects.messaging.get(element.name)!
  const allowed = inspectChildren(table, element, 'messaging', report)
  const pieces: string[] = []
  const media: string[] = []
  const bodies = allowed.filter(({ element }) => element.name === 'Body').length
  const mixed = bodies > 0 && element.hasText
  for (const node of element.nodes) {
    if (typeof node === 'string') {
      if (!(mixed && world.settings.textBesideBody === 'ignored') && trim(node))
        pieces.push(mixed ? trim(node) : node)
      continue
    }
    const child = allowed.find(({ element }) => element === node)
    if (!child) continue
    inspectAttributes(child.table, node, report)
    if (node.name === 'Body') {
      pieces.push(node.text)
      // Several bodies may be empty as long as one is not.
      if (
        bodies === 1 &&
        !element.hasText &&
        !element.children.some(({ name }) => name === 'Media')
      )
        inspectWhole(child.table, node, report)
    } else {
      const resolved = resolveUrl(node.text, url)
      if (node.text.trim() !== '' && typeof resolved === 'string') media.push(resolved)
      else complain(21620, `<Media> needs an http or https URL, not "${node.text.trim()}".`)
    }
  }
  return { body: trim(pieces.join('')), media }
}

const recipient = (written: string | undefined, user: string): string | undefined => {
  if (written === undefined) return user
  return channelOf(written) === 'sms' ? normalizeNumber(written) : written.trim()
}

const sender = (written: string | undefined, twilio: string): string | undefined => {
  if (written === undefined) return twilio
  if (channelOf(written) !== 'sms') return written.trim()
  const name = written.trim()
  return normalizeNumber(name) ?? (/^(?=.*[a-z])[a-z\d ]{1,11}$/i.test(name) ? name : undefined)
}

/** Who is told what becomes of the message. */
const statusCallbacks = (
  { world, url, conversation }: MessageSession,
  attributes: Attributes,
  complain: (code: number, message: string) => void,
): Callback[] => {
  const method = attributes.method()
  const references = new Set<string>()
  const statusCallback = attributes.text('statusCallback')
  if (statusCallback !== undefined) references.add(statusCallback)
  const action = attributes.text('action')
  if (action !== undefined && world.settings.messageAction !== 'flow') references.add(action)
  const callbacks: Callback[] = []
  for (const reference of references) {
    const resolved = resolveUrl(reference, url)
    if (typeof resolved === 'string') callbacks.push({ url: resolved, method, conversation })
    else complain(14105, `"${reference}" is no URL for a status callback: ${resolved.message}`)
  }
  return callbacks
}

/** The document that takes over, where `action` is one. */
const actionOf = ({ world, url }: MessageSession, attributes: Attributes): Next => {
  const reference = attributes.text('action')
  if (reference === undefined || world.settings.messageAction === 'status') return undefined
  // "Set both to the same URL" is Twilio's advice for status callbacks.
  if (reference === attributes.text('statusCallback')) return undefined
  return { reference, base: url, method: attributes.method() }
}
