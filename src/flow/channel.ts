/**
 * @module
 * The channels a flow is for.
 */
import { mistake } from './error.ts'
import type { FlowInside } from './options.ts'
import type { Channel } from './saved.ts'

/** @throws {FlowError} If the flow is not for that channel. */
export const assertChannel = ({ definition, options }: FlowInside, channel: Channel): void => {
  if (options.channels && !options.channels.includes(channel))
    throw mistake(`channel: ${channel}`, definition.name)
}
