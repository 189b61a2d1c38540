/**
 * @module
 * The ways in which a verb leaves its document.
 */
import type { DocumentFailure, DocumentRequest } from '../../conversation.ts'

/** A way in which a verb leaves its document. */
export type Exit =
  | { readonly type: 'goto'; readonly request: DocumentRequest }
  | { readonly type: 'hangup' }
  | { readonly type: 'leave' }
  | { readonly type: 'failed'; readonly failure: DocumentFailure }
