/**
 * @module
 * The components of twimlx that are no elements, by what they render. Those that write markup of the user's own,
 * `Raw` and `Custom`, are missing: nobody can judge what they write.
 */
import { type BuiltIn, type Props, UNKNOWN, type Value } from './tree.ts'

const FRAGMENT: BuiltIn = { kind: 'built-in', renders: ['children'] }

const components: ReadonlyMap<string, BuiltIn> = new Map<string, BuiltIn>([
  ['Defaults', FRAGMENT],
  ['ErrorBoundary', { kind: 'built-in', renders: ['children', 'fallback'] }],
  ['Comment', { kind: 'built-in', renders: [] }],
])

/** What an import is, where it is one of these components, or a fragment of any import source. */
export const builtIn = (from: string, name: string): BuiltIn | undefined =>
  from === 'twimlx'
    ? components.get(name)
    : name === 'Fragment' &&
        (/\/jsx(-dev)?-runtime$/.test(from) || /^(p?react|hono\/jsx)$/.test(from))
      ? FRAGMENT
      : undefined

/** What `createContext()` makes. */
export const CONTEXT: Props = {
  kind: 'object',
  get: (name): Value | undefined => (name === 'Provider' ? FRAGMENT : UNKNOWN),
  written: [],
  spread: [UNKNOWN],
}
