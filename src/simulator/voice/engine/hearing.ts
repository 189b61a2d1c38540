/**
 * @module
 * Who hears a party beside Twilio: the one that it is connected with, the others in its conference.
 */
import type { Leg } from './leg.ts'
import type { LiveConferences } from './live-conference.ts'

/** The other legs that hear what the party of one says. */
export const whoHears = (leg: Leg, conferences: LiveConferences): Leg[] => {
  const rooms = [...conferences.all.values()]
  const room = rooms.find(({ participants }) => participants.some((each) => each.leg === leg))
  const self = room?.participants.find((each) => each.leg === leg)
  if (room && self)
    return self.muted || self.hold || !room.started
      ? []
      : room.participants.filter((other) => other !== self && !other.hold).map(({ leg }) => leg)
  return leg.partner && !leg.partner.ended ? [leg.partner] : []
}
