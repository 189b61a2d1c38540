/**
 * The Hono face of twimlx.
 *
 * @module twimlx/hono
 */
export { onTwimlError, type OnTwimlErrorOptions } from './on-error.ts'
export { twiml } from './twiml.ts'
export { type DeadlineOptions, type DeadlineWork, withDeadline } from './deadline.ts'
export type { WebhookEvent } from '../webhook/event.ts'
export type { IdempotencyOptions } from './idempotency.ts'
export {
  memoryStore,
  type MemoryStoreOptions,
  type PutOptions,
  type Store,
  type Stored,
} from '../webhook/store.ts'
export type { BoundAuthTokenLookup, BoundSharedKeyLookup, SignatureOptions } from './received.ts'
export type { Issue, Narrowed, SchemaOptions, StandardSchema } from '../webhook/schema.ts'
export {
  callWebhook,
  type CallWebhookOptions,
  messageWebhook,
  type MessageWebhookOptions,
  type MakeItsHandlerAsync,
  statusWebhook,
  type StatusWebhookOptions,
  verifySignature,
  type WebhookEnv,
  type WebhookOptions,
} from './webhook.ts'
