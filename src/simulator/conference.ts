/**
 * @module
 * A conference as the REST API has it.
 */
import type { ActionQueue } from './test-actions.ts'
import { fromPublicUrl } from './public-url.ts'
import type {
  Participant,
  ParticipantChanges,
  LiveConference,
  LiveConferences,
} from './voice/engine/live-conference.ts'

/** Somebody in a conference. */
export interface ConferenceParticipant {
  readonly callSid: string
  /** Their `participantLabel`. */
  readonly label: string | undefined
  readonly muted: boolean
  readonly hold: boolean
  readonly coaching: boolean
  readonly endConferenceOnExit: boolean
}

/** Who is meant in a conference: a call, or its SID or `participantLabel`. */
export type ParticipantReference = { readonly sid: string } | string

/**
 * A conference, and what an app can do to it over the REST API. An app may do so while it answers a request; then it
 * comes into effect after that.
 * @see https://www.twilio.com/docs/voice/api/conference-participant-resource
 */
export class Conference {
  /** Its name. */
  readonly name: string
  readonly #actions: ActionQueue
  readonly #rooms: LiveConferences

  constructor(name: string, actions: ActionQueue, rooms: LiveConferences) {
    this.name = name
    this.#actions = actions
    this.#rooms = rooms
  }

  /**
   * The SID, `CF…`.
   * @throws {Error} when nobody is in the conference
   */
  get sid(): string {
    return this.#room.sid
  }

  /** Whether it has started: two have been there, and one of them may start it. */
  get started(): boolean {
    return this.#rooms.find(this.name)?.started ?? false
  }

  /** Who is in it, in the order in which they came. */
  get participants(): ConferenceParticipant[] {
    return (this.#rooms.find(this.name)?.participants ?? []).map(
      ({ leg, label, muted, hold, coaching, ends }) => ({
        callSid: leg.sid,
        label,
        muted,
        hold,
        coaching,
        endConferenceOnExit: ends,
      }),
    )
  }

  /**
   * Changes a participant. The conference's status callback is told: `participant-mute`, `participant-unhold`,
   * `participant-modify` …
   * @throws {Error} when nobody is in the conference, or not that one
   */
  update(who: ParticipantReference, changes: ParticipantChanges): Promise<void> {
    return this.#act((room) => {
      const participant = find(room, who)
      return () => room.update(participant, changes)
    })
  }

  /**
   * Plays a document of `<Say>`, `<Play>` and `<Pause>`, or a sound file, to all who are in the room, or to one.
   * @param url - Relative to the simulation's `publicUrl`.
   * @throws {Error} when nobody is in the conference, or not that one
   */
  announce(
    url: string,
    {
      to,
      method = 'POST',
    }: { to?: ParticipantReference | undefined; method?: 'GET' | 'POST' | undefined } = {},
  ): Promise<void> {
    return this.#act((room) => {
      const announcement = {
        ...fromPublicUrl(url, this.#actions.simulation.settings.publicUrl),
        method,
      }
      const only = to === undefined ? undefined : find(room, to)
      return () => room.announce(announcement, only)
    })
  }

  /**
   * Removes a participant, whose call goes on with what comes after its `<Dial>`.
   * @throws {Error} when nobody is in the conference, or not that one
   */
  remove(who: ParticipantReference): Promise<void> {
    return this.#act((room) => {
      const participant = find(room, who)
      return () => room.kick(participant)
    })
  }

  /**
   * Ends the conference: all go on with what comes after their `<Dial>`.
   * @throws {Error} when nobody is in the conference
   */
  end(): Promise<void> {
    return this.#act((room) => () => room.close())
  }

  get #room(): LiveConference {
    const room = this.#rooms.find(this.name)
    if (room) return room
    throw new Error(`There is no conference ${this.name}: nobody is in it.`)
  }

  #act(prepare: (room: LiveConference) => () => Promise<void>): Promise<void> {
    return this.#actions.fromOutside(() => this.#actions.start(prepare(this.#room)))
  }
}

const find = (room: LiveConference, who: ParticipantReference): Participant => {
  const name = typeof who === 'string' ? who : who.sid
  const found = room.participants.find(({ leg, label }) => leg.sid === name || label === name)
  if (found) return found
  throw new Error(`${name} is not in the conference ${room.name}.`)
}
