/**
 * @module
 * Outgoing messages: whether they may be sent, and the carrier's reports.
 */
import { channelOf } from '../address.ts'
import type { Parameters } from '../client/form.ts'
import type { Fetched } from '../client/client.ts'
import type { Timer } from '../clock.ts'
import { Cookies } from '../client/cookies.ts'
import { Conversation, type Endpoint } from '../conversation.ts'
import type { MessageEvent } from '../events.ts'
import { readDocument } from '../document.ts'
import type { EventOwner, Place } from '../log.ts'
import type { Simulation } from '../simulation.ts'
import { type DeliveryOutcome, mostMediaBytes, statesOf } from './delivery.ts'
import { Ledger, type LedgerMessage } from './ledger.ts'
import { contentTypeOf } from './content-type.ts'
import { Refusals } from './refusals.ts'
import { segments } from '../../vocabulary/messaging/segments.ts'
import { encodeSmartly } from './smart-encoding.ts'
import type { MessageStatus } from './message-status.ts'

/** A message that a verb is about to send. */
export interface Draft {
  readonly to: string
  readonly from: string
  readonly body: string
  readonly media: readonly string[]
  /** The callbacks that are notified of its status. */
  readonly callbacks?: readonly Callback[]
  /** The conversation whose cookies and credentials its media are fetched with. */
  readonly conversation?: Conversation
}

/** The target of status reports. */
export interface Callback {
  readonly url: string
  readonly method: 'GET' | 'POST'
  /** The conversation whose credentials they carry. */
  readonly conversation: Conversation
}

/** A message that was sent, or the code of its refusal. */
export type Sending = { readonly sid: string } | { readonly sid?: undefined; readonly code: number }

interface Sent {
  readonly event: MessageEvent
  readonly callbacks: readonly Callback[]
  readonly owner: EventOwner | undefined
}

/** Each channel has one installation here. */
const CHANNEL_INSTALL_SID = `XE${'0'.repeat(32)}`

export class Outbox {
  readonly refusals: Refusals
  readonly sent: Sent[] = []
  readonly ledger = new Ledger()
  readonly #simulation: Simulation
  readonly #reaches: (url: string) => boolean
  readonly #bySid = new Map<string, Sent>()
  readonly #scheduled = new Map<string, Timer>()
  /** The conversation of messages without one of their own. */
  readonly #conversation: Conversation

  /** @param reaches - Tells whether the simulation answers a URL. */
  constructor(simulation: Simulation, reaches: (url: string) => boolean) {
    this.#simulation = simulation
    this.#reaches = reaches
    this.refusals = new Refusals(simulation)
    this.#conversation = new Conversation(simulation, {
      channel: 'messaging',
      cookies: new Cookies(simulation.clock),
      standard: () => ({}),
      count: () => {},
    })
  }

  /** Sends a message, or reports why it is refused. */
  send(draft: Draft, place: Place, owner?: EventOwner): Sending {
    const refused = this.refusals.ofReply(draft)
    if (refused) {
      this.#simulation.log.report(refused, place, owner)
      return { code: refused.code }
    }
    const event = this.#deliver(draft, { by: 'app' }, owner)
    this.#carry(event, draft.conversation, owner)
    return { sid: event.sid }
  }

  /**
   * Sends a message of the REST API, now or later.
   * @returns The message, or Twilio's code for the refusal.
   */
  create(
    { callbacks = [], ...draft }: Omit<Draft, 'callbacks'> & { callbacks?: readonly Endpoint[] },
    { service, sendAt }: { service?: string | undefined; sendAt?: Date | undefined },
  ): LedgerMessage | { sid?: undefined; code: number; message: string } {
    const refused = this.refusals.overRest(draft)
    if (refused) return refused
    const { clock, sids } = this.#simulation
    const conversation = this.#conversation
    const whole = {
      ...draft,
      conversation,
      callbacks: callbacks.map((target) => ({ ...target, conversation })),
    }
    const sid = sids.next(draft.media.length > 0 ? 'MM' : 'SM')
    const message = this.#enter(whole, sid, 'outbound-api', service)
    message.status = sendAt ? 'scheduled' : service === undefined ? 'queued' : 'accepted'
    const leave = () => {
      const event = this.#deliver(whole, { by: 'app' }, undefined, sid)
      // There is no callback for the first status:
      // https://www.twilio.com/docs/messaging/guides/outbound-message-logging
      if (service !== undefined) clock.start(() => this.report(sid, 'queued'))
      const isLate = this.refusals.isOutsideWindow(draft.to)
      this.#carry(event, conversation, undefined, isLate ? 63016 : undefined)
    }
    if (!sendAt) leave()
    else
      this.#scheduled.set(
        sid,
        clock.after((sendAt.getTime() - clock.date.getTime()) / 1000, () => {
          this.#scheduled.delete(sid)
          leave()
        }),
      )
    return message
  }

  /** Cancels a scheduled message. True if there was one. */
  cancel(sid: string): boolean {
    const timer = this.#scheduled.get(sid)
    if (!timer) return false
    this.#simulation.clock.cancel(timer)
    this.#scheduled.delete(sid)
    this.#simulation.log.write({ type: 'delivery', sid, status: 'canceled' })
    this.ledger.update(sid, 'canceled', undefined, this.#simulation.clock.date)
    return true
  }

  /** Stores an incoming message. */
  receive(params: Parameters): void {
    const { date } = this.#simulation.clock
    const sid = params['SmsSid']!
    const count = Number(params['NumMedia'] ?? 0)
    this.ledger.enter({
      sid,
      direction: 'inbound',
      from: params['From']!,
      to: params['To']!,
      body: params['Body']!,
      media: Array.from({ length: count }, (_, index) => ({
        sid: params[`MediaUrl${index}`]!.split('/').at(-1)!,
        contentType: params[`MediaContentType${index}`]!,
      })),
      segments: Number(params['NumSegments'] ?? 1),
      service: params['MessagingServiceSid'],
      status: 'received',
      created: date,
      updated: date,
      sent: date,
    })
  }

  /** Applies the delivery outcome that the simulation's options state. */
  #carry(
    event: MessageEvent,
    conversation: Conversation | undefined,
    owner: EventOwner | undefined,
    forced?: DeliveryOutcome,
  ): void {
    const { settings, clock } = this.#simulation
    const { delivery } = settings
    const fetches = settings.fetchMedia && conversation !== undefined && event.media.length > 0
    if (!fetches && !delivery && !forced) return
    clock.start(async () => {
      const failure = fetches ? await this.#fetchMedia(event, conversation, owner) : undefined
      const outcome =
        forced ?? failure ?? (typeof delivery === 'function' ? delivery(event) : delivery)
      if (outcome === undefined) return
      for (const [status, code] of statesOf(outcome)) await this.report(event.sid, status, code)
    })
  }

  /** Sends one of Twilio's own texts. */
  sendStock(draft: Draft, kind: 'stop' | 'start' | 'help', owner: EventOwner): void {
    this.#deliver(draft, { by: 'twilio', kind }, owner)
  }

  /** Reports the carrier's status of a message. */
  async report(sid: string, status: MessageStatus, errorCode?: number): Promise<void> {
    const sent = this.#bySid.get(sid)
    if (!sent) throw new Error(`There is no message ${sid}: take one from the log or from a phone.`)
    const { event, callbacks, owner } = sent
    this.#simulation.log.write(
      { type: 'delivery', sid, status, ...(errorCode && { errorCode }) },
      owner,
    )
    const { clock } = this.#simulation
    this.ledger.update(sid, status, errorCode, clock.date)
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
      if (fetched) this.#judgeAnswer(fetched, owner)
    }
  }

  // https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
  #judgeAnswer({ answer, url }: Fetched, owner: EventOwner | undefined): void {
    const document = readDocument(answer, url, 'messaging', 'no-verbs')
    if (document.kind === 'twiml' && document.root.children.length === 0) return
    const message = `What ${url} answers to a status callback is not used: answer 204, or an empty <Response/> as text/xml.`
    this.#simulation.log.write({ type: 'hint', message }, owner)
  }

  /** @returns The failure of the message, if one of its files cannot be sent. */
  async #fetchMedia(
    { media, to }: MessageEvent,
    conversation: Conversation,
    owner: EventOwner | undefined,
  ): Promise<DeliveryOutcome | undefined> {
    const channel = channelOf(to)
    const most = mostMediaBytes(channel)
    for (const url of media.filter(this.#reaches)) {
      const fetched = await conversation.media(url, { bytes: most })
      if (!fetched.failed && !fetched.answer.tooLarge) continue
      const problem = !fetched.failed
        ? {
            code: 11751,
            message: `${url} has more than ${most} bytes, the limit for the media of a message.`,
          }
        : channel === 'whatsapp'
          ? { code: 63019, message: `${url} cannot be fetched: ${fetched.message}` }
          : fetched
      this.#simulation.log.report(problem, { url }, owner)
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
    const { accountSid, apiVersion, messagingServiceSid } = this.#simulation.settings
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

  #deliver(
    { to, from, body: written, media, callbacks = [] }: Draft,
    author: { by: 'app' } | { by: 'twilio'; kind: 'stop' | 'start' | 'help' },
    owner?: EventOwner,
    known?: string,
  ): MessageEvent {
    const { log, sids, settings } = this.#simulation
    const { body, count, encoding } = this.#encode({ to, body: written, media })
    const event = log.write(
      {
        type: 'message',
        sid: known ?? sids.next(media.length > 0 ? 'MM' : 'SM'),
        to,
        from,
        body,
        media,
        segments: count,
        encoding,
        ...author,
      },
      owner,
    ) as MessageEvent
    const sent = { event, callbacks, owner }
    this.sent.push(sent)
    this.#bySid.set(event.sid, sent)
    if (known === undefined)
      this.#enter(
        { to, from, body: written, media },
        event.sid,
        owner?.sid === undefined ? 'outbound-reply' : 'outbound-call',
        settings.messagingServiceSid,
      )
    return event
  }

  /** The encoding and segments of a text. */
  #encode({ to, body: written, media }: Pick<Draft, 'to' | 'body' | 'media'>) {
    const sms = channelOf(to) === 'sms'
    const body = this.#simulation.settings.smartEncoding && sms ? encodeSmartly(written) : written
    const { encoding, count } = segments(body)
    return { body, encoding, count: sms && media.length === 0 ? count : 1 }
  }

  #enter(
    draft: Draft,
    sid: string,
    direction: LedgerMessage['direction'],
    service: string | undefined,
  ): LedgerMessage {
    const { sids, clock } = this.#simulation
    const { body, count } = this.#encode(draft)
    return this.ledger.enter({
      sid,
      direction,
      from: draft.from,
      to: draft.to,
      body,
      media: draft.media.map((source) => ({
        sid: sids.next('ME'),
        contentType: contentTypeOf(source),
        source,
      })),
      segments: count,
      service,
      status: 'queued',
      created: clock.date,
      updated: clock.date,
    })
  }
}
