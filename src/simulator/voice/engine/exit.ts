/**
 * @module
 * How a verb leaves its document.
 */
import type { DocumentFailure, DocumentRequest } from '../../conversation.ts'

/** How a verb leaves its document, if it does. */
export type Exit =
  | { readonly type: 'goto'; readonly request: DocumentRequest }
  | { readonly type: 'hangup' }
  | { readonly type: 'leave' }
  | { readonly type: 'failed'; readonly failure: DocumentFailure }
