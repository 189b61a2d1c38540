/**
 * @module
 * A conference, with the REST API's actions.
 */
import type { ActionQueue } from './test-actions.ts'
import { fromPublicUrl } from './public-url.ts'
import type {
  Participant,
  ParticipantChanges,
  LiveConference,
  LiveConferences,
} from './voice/engine/live-conference.ts'

/**
 * A participant of a conference.
 *
 * @example
 * ```ts
 * const isListening = ({ muted, hold }: ConferenceParticipant): boolean => muted && !hold
 * ```
 */
export interface ConferenceParticipant {
  readonly callSid: string
  /** The `participantLabel`. */
  readonly label: string | undefined
  readonly muted: boolean
  readonly hold: boolean
  readonly coaching: boolean
  readonly endConferenceOnExit: boolean
}

/**
 * Names a participant: its call, or the SID or `participantLabel` of it.
 *
 * @example
 * ```ts
 * const participant: ParticipantReference = 'supervisor'
 * ```
 */
export type ParticipantReference = { readonly sid: string } | string

/**
 * A conference, with the actions that an app can take on it over the REST API. An app may act while it answers a
 * request; the action then takes effect after the answer.
 * @see https://www.twilio.com/docs/voice/api/conference-participant-resource
 *
 * @example
 * ```ts
 * const muteAll = async (conference: Conference): Promise<void> => {
 *   for (const { callSid } of conference.participants)
 *     await conference.update({ sid: callSid }, { muted: true })
 * }
 * ```
 */
export class Conference {
  /** Its name. */
  readonly name: string
  readonly #actions: ActionQueue
  readonly #conferences: LiveConferences

  constructor(name: string, actions: ActionQueue, conferences: LiveConferences) {
    this.name = name
    this.#actions = actions
    this.#conferences = conferences
  }

  /**
   * The SID, `CF…`.
   * @throws {Error} If the conference has no participant.
   */
  get sid(): string {
    return this.#live.sid
  }

  /** True if it has started: it has had two participants, one of whom may start it. */
  get started(): boolean {
    return this.#conferences.find(this.name)?.started ?? false
  }

  /** The participants, in the order in which they joined. */
  get participants(): ConferenceParticipant[] {
    return (this.#conferences.find(this.name)?.participants ?? []).map(
      ({ leg, label, muted, hold, coaching, endConferenceOnExit }) => ({
        callSid: leg.sid,
        label,
        muted,
        hold,
        coaching,
        endConferenceOnExit,
      }),
    )
  }

  /**
   * Changes a participant, and notifies the conference's status callback: `participant-mute`, `participant-unhold`,
   * `participant-modify` …
   * @throws {Error} If the conference, or the participant in it, does not exist.
   */
  update(who: ParticipantReference, changes: ParticipantChanges): Promise<void> {
    return this.#act((conference) => {
      const participant = find(conference, who)
      return () => conference.update(participant, changes)
    })
  }

  /**
   * Plays a document of `<Say>`, `<Play>` and `<Pause>`, or a sound file, to all participants, or to one.
   * @param url - Relative to the simulation's `publicUrl`.
   * @throws {Error} If the conference, or the participant in it, does not exist.
   */
  announce(
    url: string,
    {
      to,
      method = 'POST',
    }: { to?: ParticipantReference | undefined; method?: 'GET' | 'POST' | undefined } = {},
  ): Promise<void> {
    return this.#act((conference) => {
      const announcement = {
        ...fromPublicUrl(url, this.#actions.simulation.settings.publicUrl),
        method,
      }
      const only = to === undefined ? undefined : find(conference, to)
      return () => conference.announce(announcement, only)
    })
  }

  /**
   * Removes a participant, whose call continues after its `<Dial>`.
   * @throws {Error} If the conference, or the participant in it, does not exist.
   */
  remove(who: ParticipantReference): Promise<void> {
    return this.#act((conference) => {
      const participant = find(conference, who)
      return () => conference.kick(participant)
    })
  }

  /**
   * Ends the conference: all calls continue after their `<Dial>`.
   * @throws {Error} If the conference has no participant.
   */
  end(): Promise<void> {
    return this.#act((conference) => () => conference.close())
  }

  get #live(): LiveConference {
    const conference = this.#conferences.find(this.name)
    if (conference) return conference
    throw new Error(`There is no conference ${this.name}: it has no participant.`)
  }

  #act(prepare: (conference: LiveConference) => () => Promise<void>): Promise<void> {
    return this.#actions.fromOutside(() => this.#actions.start(prepare(this.#live)))
  }
}

const find = (conference: LiveConference, who: ParticipantReference): Participant => {
  const name = typeof who === 'string' ? who : who.sid
  const found = conference.participants.find(({ leg, label }) => leg.sid === name || label === name)
  if (found) return found
  throw new Error(`${name} is not in the conference ${conference.name}.`)
}
