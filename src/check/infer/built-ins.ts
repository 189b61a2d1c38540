/**
 * @module
 * The components of twimlx other than elements, by what they render. `Raw` and `Custom` are missing: they write markup
 * of the user's own, which cannot be judged.
 */
import { type BuiltIn, type Props, UNKNOWN, type Value } from './tree.ts'

const FRAGMENT: BuiltIn = { kind: 'built-in', renders: ['children'] }

const components: ReadonlyMap<string, BuiltIn> = new Map<string, BuiltIn>([
  ['Defaults', FRAGMENT],
  ['ErrorBoundary', { kind: 'built-in', renders: ['children', 'fallback'] }],
  ['Comment', { kind: 'built-in', renders: [] }],
])

/** The built-in component behind an import, or the fragment of any import source. */
export const builtIn = (from: string, name: string): BuiltIn | undefined =>
  from === 'twimlx'
    ? components.get(name)
    : name === 'Fragment' &&
        (/\/jsx(-dev)?-runtime$/.test(from) || /^(p?react|hono\/jsx)$/.test(from))
      ? FRAGMENT
      : undefined

/** The value of `createContext()`. */
export const CONTEXT: Props = {
  kind: 'object',
  get: (name): Value | undefined => (name === 'Provider' ? FRAGMENT : UNKNOWN),
  written: [],
  spread: [UNKNOWN],
}
