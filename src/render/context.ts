/**
 * @module
 * Values for all components below a provider, without a global stack: two renders that interleave never see each
 * other's.
 */
import type { Children, TwimlElement } from '../vocabulary/children.ts'
import { renderNode, runningScope } from './node.ts'
import { defineBuiltIn } from './built-in.ts'

/**
 * A context: made by {@link createContext}, provided by its `Provider`, read by {@link useContext}.
 *
 * @example
 * ```ts
 * const Caller: Context<string | undefined> = createContext<string | undefined>(undefined)
 * ```
 */
export interface Context<T> {
  /** Provides `value` to every component below it. */
  readonly Provider: (props: { value: T; children?: Children }) => TwimlElement
  readonly defaultValue: T
}

/**
 * Makes a context.
 *
 * @param defaultValue - The value that {@link useContext} returns without a `Provider` above.
 * @returns The context, with its `Provider`.
 *
 * @example
 * ```tsx
 * import { createContext, useContext } from 'twimlx'
 * import { Response, Say } from 'twimlx/voice'
 *
 * const Company = createContext('Acme')
 * const Welcome = () => <Say>Welcome to {useContext(Company)}.</Say>
 *
 * const document = (
 *   <Response>
 *     <Company.Provider value="Owl Inc.">
 *       <Welcome />
 *     </Company.Provider>
 *   </Response>
 * )
 * ```
 */
export const createContext = <T>(defaultValue: T): Context<T> => {
  const context: Context<T> = {
    defaultValue,
    Provider: defineBuiltIn('Provider', ({ props: { value, children } }, frame, scope, depth) =>
      renderNode(
        children,
        frame,
        { ...scope, provided: { context, value, above: scope.provided } },
        depth + 1,
      ),
    ),
  }
  return context
}

/**
 * Reads a context. Call it while a component runs, before its first `await`.
 *
 * @param context - A context made by {@link createContext}.
 * @returns The value of the nearest `Provider` above, or the default value.
 * @throws {Error} If no component is running, or an async one has awaited already.
 *
 * @example
 * ```tsx
 * import { createContext, useContext } from 'twimlx'
 * import { Say } from 'twimlx/voice'
 *
 * const Company = createContext('Acme')
 * export const Welcome = () => <Say>Welcome to {useContext(Company)}.</Say>
 * ```
 */
export const useContext = <T>(context: Context<T>): T => {
  const scope = runningScope()
  if (!scope)
    throw new Error(
      'useContext() works while a component runs, before its first await: read the context first and keep its value.',
    )
  for (let at = scope.provided; at; at = at.above)
    // The provider of this very context has set the value.
    if (at.context === context) return at.value as T
  return context.defaultValue
}
