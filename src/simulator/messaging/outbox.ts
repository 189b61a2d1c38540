/**
 * @module
 * Messages on their way out: whether they may be sent, and what the carrier reports of them.
 */
import { channelOf, isPhoneNumber } from '../address.ts'
import type { Parameters } from '../client/form.ts'
import type { Fetched } from '../client/client.ts'
import type { Conversation } from '../conversation.ts'
import type { MessageEvent } from '../events.ts'
import { readDocument } from '../document.ts'
import type { EventOwner, Place } from '../log.ts'
import type { Simulation } from '../simulation.ts'
import { type DeliveryOutcome, mostMediaBytes, statesOf } from './delivery.ts'
import { OptOuts } from './opt-out.ts'
import { segments } from '../../vocabulary/messaging/segments.ts'
import { encodeSmartly } from './smart-encoding.ts'
import type { MessageStatus } from './message-status.ts'

/** A message as a verb wants it sent. */
export interface Draft {
  readonly to: string
  readonly from: string
  readonly body: string
  readonly media: readonly string[]
  /** Who is told what becomes of it. */
  readonly callbacks?: readonly Callback[]
  /** By whose cookies and credentials its media are fetched. */
  readonly conversation?: Conversation
}

/** Where status reports go. */
export interface Callback {
  readonly url: string
  readonly method: 'GET' | 'POST'
  /** Whose credentials they have. */
  readonly conversation: Conversation
}

/** Sent, or refused. */
export type Sending = { readonly sid: string } | { readonly sid?: undefined; readonly code: number }

interface Sent {
  readonly event: MessageEvent
  readonly callbacks: readonly Callback[]
}

interface Pace {
  /** How many replies followed one another. */
  count: number
  last: number
}

// https://www.twilio.com/docs/api/errors/14107
const MOST_REPLIES = 30
const PACE_SECONDS = 30

/** There is one of each channel here. */
const CHANNEL_INSTALL_SID = `XE${'0'.repeat(32)}`

/** WhatsApp answers outside of this window only with templates. https://www.twilio.com/docs/api/errors/63016 */
const WINDOW_SECONDS = 24 * 3600

export class Outbox {
  readonly optOuts: OptOuts
  readonly sent: Sent[] = []
  readonly #world: Simulation
  readonly #reaches: (url: string) => boolean
  readonly #bySid = new Map<string, Sent>()
  readonly #paces = new Map<string, Pace>()
  readonly #heard = new Map<string, number>()

  /** @param reaches - Whether somebody answers for a URL in this simulation. */
  constructor(world: Simulation, reaches: (url: string) => boolean) {
    this.#world = world
    this.#reaches = reaches
    this.optOuts = new OptOuts(world.settings)
  }

  /** Notes that a user has written, which opens WhatsApp's window. */
  heardFrom(user: string): void {
    this.#heard.set(user, this.#world.clock.seconds)
  }

  /** Sends what an app wants sent, or reports why not. */
  send(draft: Draft, place: Place, owner?: EventOwner): Sending {
    const refused = this.#refusal(draft)
    if (refused) {
      this.#world.log.report(refused, place, owner)
      return { code: refused.code }
    }
    const event = this.#deliver(draft, { by: 'app' }, owner)
    const { settings, clock } = this.#world
    const { conversation } = draft
    const fetches = settings.fetchMedia && conversation !== undefined && event.media.length > 0
    if (fetches || settings.delivery)
      clock.start(async () => {
        const failure = fetches ? await this.#fetchMedia(event, conversation) : undefined
        const outcome = failure ?? settings.delivery?.(event)
        if (outcome === undefined) return
        for (const [status, code] of statesOf(outcome)) await this.report(event.sid, status, code)
      })
    return { sid: event.sid }
  }

  /** Sends one of Twilio's own texts. */
  sendStock(draft: Draft, kind: 'stop' | 'start' | 'help'): void {
    this.#deliver(draft, { by: 'twilio', kind })
  }

  /** What the carrier says of a message. */
  async report(sid: string, status: MessageStatus, errorCode?: number): Promise<void> {
    const sent = this.#bySid.get(sid)
    if (!sent) throw new Error(`There is no message ${sid}: take one from the log or from a phone.`)
    const { event, callbacks } = sent
    this.#world.log.write({ type: 'delivery', sid, status, ...(errorCode && { errorCode }) })
    const { clock } = this.#world
    const final = status === 'delivered' || status === 'undelivered'
    const params: Parameters = {
      ErrorCode: errorCode && /^(failed|undelivered)$/.test(status) ? String(errorCode) : '',
      RawDlrDoneDate:
        final && channelOf(event.to) === 'sms'
          ? clock.date.toISOString().replace(/\D/g, '').slice(2, 12)
          : '',
      ...(channelOf(event.to) !== 'sms' && {
        ChannelPrefix: channelOf(event.to),
        ChannelInstallSid: CHANNEL_INSTALL_SID,
        EventType: status === 'read' ? 'READ' : '',
      }),
    }
    for (const { url, method, conversation } of callbacks) {
      const fetched = await conversation.notify(
        {
          reference: url,
          base: undefined,
          method,
          params: {
            ...this.statusParameters(event.sid, status, event),
            ...Object.fromEntries(Object.entries(params).filter(([, value]) => value !== '')),
          },
        },
        { code: 11200, space: '+', standing: false },
      )
      if (fetched) this.#judgeAnswer(fetched)
    }
  }

  // https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
  #judgeAnswer({ answer, url }: Fetched): void {
    const document = readDocument(answer, url, 'messaging', 'no-verbs')
    if (document.kind === 'twiml' && document.root.children.length === 0) return
    this.#world.log.write({
      type: 'hint',
      message: `What ${url} answers to a status callback is not used: answer 204, or an empty <Response/> as text/xml.`,
    })
  }

  /** @returns The failure of the message, where one of its files cannot be sent. */
  async #fetchMedia(
    { media, to }: MessageEvent,
    conversation: Conversation,
  ): Promise<DeliveryOutcome | undefined> {
    const channel = channelOf(to)
    const most = mostMediaBytes(channel)
    for (const url of media.filter(this.#reaches)) {
      const fetched = await conversation.media(url, { bytes: most })
      if (!fetched.failed && !fetched.answer.tooLarge) continue
      const problem = !fetched.failed
        ? {
            code: 11751,
            message: `${url} has more than ${most} bytes, the most that a message may bring.`,
          }
        : channel === 'whatsapp'
          ? { code: 63019, message: `${url} cannot be fetched: ${fetched.message}` }
          : fetched
      this.#world.log.report(problem, { url })
      return { status: 'failed', errorCode: problem.code }
    }
    return undefined
  }

  /** The parameters of a status report. */
  statusParameters(
    sid: string,
    status: string,
    { to, from }: { to: string; from: string },
  ): Record<string, string> {
    const { accountSid, apiVersion, messagingServiceSid } = this.#world.settings
    return {
      MessageSid: sid,
      SmsSid: sid,
      MessageStatus: status,
      SmsStatus: status,
      AccountSid: accountSid,
      ApiVersion: apiVersion,
      From: from,
      To: to,
      ...(messagingServiceSid && { MessagingServiceSid: messagingServiceSid }),
    }
  }

  #refusal({ to, from, body }: Draft): { code: number; message: string } | undefined {
    const { settings, clock } = this.#world
    const channel = channelOf(to)
    const unfit = this.#unfitAddress(to, from)
    if (unfit) return unfit
    if (channel !== channelOf(from) && (isPhoneNumber(from) || channelOf(from) !== 'sms'))
      return {
        code: 21910,
        message: `A message from ${from} to ${to} would leave its channel: both need the same prefix.`,
      }
    if (channel !== 'sms' && to === from)
      return { code: 63031, message: `A message from ${from} to itself is not sent.` }
    if (this.optOuts.blocks(to, from))
      return {
        code: 21610,
        message: `${to} has unsubscribed from ${from} with a word such as STOP.`,
      }
    if (settings.apiVersion === '2008-08-01' && body.length > 160)
      return {
        code: 21605,
        message: `The text has ${body.length} characters: API version 2008-08-01 takes 160.`,
      }
    if (
      channel === 'whatsapp' &&
      clock.seconds - (this.#heard.get(to) ?? -Infinity) > WINDOW_SECONDS
    )
      return {
        code: 63016,
        message: `${to} has not written for 24 hours: WhatsApp takes only templates then.`,
      }
    if (!this.#keepsPace(to, from))
      return {
        code: 14107,
        message: `${from} sent ${MOST_REPLIES} replies to ${to}, each within ${PACE_SECONDS} s of the last: the next ${PACE_SECONDS} s it may not. Are two apps answering each other? In tests, let time pass with advance().`,
      }
    return undefined
  }

  #unfitAddress(to: string, from: string): { code: number; message: string } | undefined {
    const { senders, twilioNumber, verifiedNumbers } = this.#world.settings
    if (channelOf(to) === 'sms' && verifiedNumbers?.includes(to) === false)
      return {
        code: 14111,
        message: `${to} is not among verifiedNumbers: a trial account writes to nobody else.`,
      }
    const number = from.slice(from.indexOf(':') + 1)
    if (!senders || number === twilioNumber || senders.includes(from)) return undefined
    if (channelOf(from) !== 'sms')
      return { code: 63007, message: `${from} is no sender of the account: add it to senders.` }
    return isPhoneNumber(from)
      ? {
          code: 14108,
          message: `${from} is no number of the account that can send SMS: add it to senders.`,
        }
      : undefined
  }

  #keepsPace(to: string, from: string): boolean {
    const now = this.#world.clock.seconds
    const key = `${to} ${from}`
    const pace = this.#paces.get(key)
    if (!pace || now - pace.last >= PACE_SECONDS) {
      this.#paces.set(key, { count: 1, last: now })
      return true
    }
    if (pace.count >= MOST_REPLIES) return false
    pace.count++
    pace.last = now
    return true
  }

  #deliver(
    { to, from, body: written, media, callbacks = [] }: Draft,
    author: { by: 'app' } | { by: 'twilio'; kind: 'stop' | 'start' | 'help' },
    owner?: EventOwner,
  ): MessageEvent {
    const { log, sids, settings } = this.#world
    const body =
      settings.smartEncoding && channelOf(to) === 'sms' ? encodeSmartly(written) : written
    const whole = channelOf(to) !== 'sms' || media.length > 0
    const { encoding, count } = segments(body)
    const event = log.write(
      {
        type: 'message',
        sid: sids.next(media.length > 0 ? 'MM' : 'SM'),
        to,
        from,
        body,
        media,
        segments: whole ? 1 : count,
        encoding,
        ...author,
      },
      owner,
    ) as MessageEvent
    const sent = { event, callbacks }
    this.sent.push(sent)
    this.#bySid.set(event.sid, sent)
    return event
  }
}
