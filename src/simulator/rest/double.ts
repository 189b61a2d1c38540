/**
 * @module
 * The context of the endpoints, and their routes.
 */
import type { ActionQueue } from '../test-actions.ts'
import type { Outbox } from '../messaging/outbox.ts'
import type { Switchboard } from '../voice/switchboard.ts'
import type { Simulation } from '../simulation.ts'
import type { RestAnswer, RestRequest } from './request.ts'

/** The simulation behind the API. */
export interface Double {
  readonly simulation: Simulation
  readonly actions: ActionQueue
  readonly outbox: Outbox
  readonly switchboard: Switchboard
  /** The SIDs of resources that were deleted. */
  readonly deleted: Set<string>
}

/** One endpoint. It makes its changes before it returns; all effects of them come later. */
export type Handler = (double: Double, request: RestRequest) => RestAnswer

/** Endpoints by method and path under the account, such as `GET /Messages/:sid`. */
export type Routes = Readonly<Record<string, Handler>>

/** One route of the API. `:name` matches one part of the path. */
export interface Route<Handler> {
  readonly method: string
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly handler: Handler
}

/** Compiles the path of a route. */
export const route = <Handler>(method: string, path: string, handler: Handler): Route<Handler> => ({
  method: method.toUpperCase(),
  pattern: new RegExp(
    `^${path
      .replace(/\/$/, '')
      .split('/')
      .map((part) =>
        part.startsWith(':') ? '([^/]+)' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
      )
      .join('/')}$`,
  ),
  names: path
    .split('/')
    .filter((part) => part.startsWith(':'))
    .map((part) => part.slice(1)),
  handler,
})

/** The named parts of a path; `undefined` if it does not match the route. */
export const paramsOf = (
  { pattern, names }: Route<unknown>,
  path: string,
): Record<string, string> | undefined => {
  const found = pattern.exec(path)
  return found
    ? Object.fromEntries(names.map((name, index) => [name, decode(found[index + 1]!)]))
    : undefined
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
