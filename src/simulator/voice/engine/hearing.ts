/**
 * @module
 * The parties that hear another: its partner, or the others in its conference.
 */
import type { Leg } from './leg.ts'
import type { LiveConferences } from './live-conference.ts'

/** The other legs that hear the party. */
export const whoHears = (leg: Leg, conferences: LiveConferences): Leg[] => {
  const all = [...conferences.all.values()]
  const conference = all.find(({ participants }) => participants.some((each) => each.leg === leg))
  const self = conference?.participants.find((each) => each.leg === leg)
  if (conference && self)
    return self.muted || self.hold || !conference.started
      ? []
      : conference.participants
          .filter((other) => other !== self && !other.hold)
          .map(({ leg }) => leg)
  return leg.partner && !leg.partner.ended ? [leg.partner] : []
}
