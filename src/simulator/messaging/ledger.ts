/**
 * @module
 * All messages of a simulation in both directions, for the REST API.
 * @see https://www.twilio.com/docs/messaging/api/message-resource
 */
import type { MessageStatus } from './message-status.ts'

/** A file of a message. */
export interface LedgerMedia {
  readonly sid: string
  readonly contentType: string
  /** The app's URL of a file that the app sent. */
  readonly source?: string | undefined
}

/** A message. */
export interface LedgerMessage {
  readonly sid: string
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-call' | 'outbound-reply'
  readonly from: string
  readonly to: string
  body: string
  readonly media: LedgerMedia[]
  readonly segments: number
  readonly service: string | undefined
  status: MessageStatus | 'received'
  errorCode?: number | undefined
  readonly created: Date
  updated: Date
  sent?: Date | undefined
}

export class Ledger {
  readonly #messages = new Map<string, LedgerMessage>()

  /** All messages, the newest first. */
  get all(): LedgerMessage[] {
    return [...this.#messages.values()].toReversed()
  }

  get(sid: string): LedgerMessage | undefined {
    return this.#messages.get(sid)
  }

  enter(message: LedgerMessage): LedgerMessage {
    this.#messages.set(message.sid, message)
    return message
  }

  delete(sid: string): void {
    this.#messages.delete(sid)
  }

  /** Updates the status of a message. */
  update(sid: string, status: MessageStatus, errorCode: number | undefined, now: Date): void {
    const message = this.#messages.get(sid)
    if (!message) return
    message.status = status
    message.errorCode = errorCode
    message.updated = now
    if (/^(sent|delivered|undelivered|read)$/.test(status)) message.sent ??= now
  }
}
