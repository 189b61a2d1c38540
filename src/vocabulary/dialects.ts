/**
 * @module
 * All elements by dialect and name, for the simulator, which reads whole documents, and the checker, which reads
 * source.
 */
import type { ElementTable } from './define-element.ts'
import * as fax from './fax/index.ts'
import * as messaging from './messaging/index.ts'
import * as voice from './voice/index.ts'
import { ssml } from './voice/ssml/index.ts'

/** The dialects of TwiML: the languages of documents for messages, calls and faxes. */
export type Dialect = 'messaging' | 'voice' | 'fax'

const tables = (...components: { readonly table: ElementTable }[]) =>
  new Map(components.map(({ table }) => [table.name, table]))

/** The elements of each dialect, by XML name. */
export const dialects: Readonly<Record<Dialect, ReadonlyMap<string, ElementTable>>> = {
  messaging: tables(...Object.values(messaging)),
  voice: tables(...Object.values(voice), ...Object.values(ssml)),
  fax: tables(...Object.values(fax)),
}
