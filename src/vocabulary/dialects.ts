/**
 * @module
 * All elements by dialect and name, for readers of whole documents and of source: the simulator and the checker.
 */
import type { ElementTable } from './define-element.ts'
import * as fax from './fax/index.ts'
import * as messaging from './messaging/index.ts'
import * as voice from './voice/index.ts'
import { ssml } from './voice/ssml/index.ts'

/** The languages that `<Response>` may hold. */
export type Dialect = 'messaging' | 'voice' | 'fax'

const tables = (...components: { readonly table: ElementTable }[]) =>
  new Map(components.map(({ table }) => [table.name, table]))

/** The elements of each dialect, by XML name. */
export const dialects: Readonly<Record<Dialect, ReadonlyMap<string, ElementTable>>> = {
  messaging: tables(...Object.values(messaging)),
  voice: tables(...Object.values(voice), ...Object.values(ssml)),
  fax: tables(...Object.values(fax)),
}
