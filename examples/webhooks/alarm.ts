/**
 * @module
 * An alarm: the debugger's webhook tells of every error of the account, and a chat hears of each code once in five minutes.
 * In the Twilio Console the URL stands under Monitor, Debugger, Webhook.
 */
import { Hono } from 'hono'
import { memoryStore, type Store, statusWebhook } from 'twimlx/hono'
import { readDebuggerEvent } from 'twimlx/webhook'

const SILENCE = 5 * 60

/** The app; `send` reaches whoever is on duty. Several processes share a store, so that one of them tells. */
export const alarm = (send: (text: string) => Promise<void>, store: Store = memoryStore()) =>
  new Hono().post('/debugger', statusWebhook({ kind: 'debugger' }), async (c) => {
    const { level, code, sentence, resourceSid, url, status } = readDebuggerEvent(c.var.webhook)
    if (level === 'warning') return
    const isFirst = await store.put(`alarm ${code} ${url}`, 'told', {
      ttl: SILENCE,
      ifVersion: null,
    })
    if (!isFirst) return
    const answered = status === undefined ? '' : ` answered ${status}`
    await send([sentence, url && url + answered, resourceSid].filter(Boolean).join('\n'))
  })

/** Tells a chat that takes `{ text }`, as Slack does. */
export const toChat =
  (webhook: string) =>
  async (text: string): Promise<void> => {
    const body = JSON.stringify({ text })
    await fetch(webhook, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })
  }
