/**
 * @module
 * The events of a conference: `statusCallback` of `<Conference>`.
 */
import { boolean, date, number, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * The parameters of a conference's status callback.
 *
 * @see https://www.twilio.com/docs/voice/twiml/conference#attributes-statusCallback
 *
 * @example
 * ```ts
 * const isOver = ({ StatusCallbackEvent }: ConferenceStatusParameters): boolean =>
 *   StatusCallbackEvent === 'conference-end'
 * ```
 */
export interface ConferenceStatusParameters {
  /** SID of the conference, `CF…`. */
  ConferenceSid: string
  /** The event. */
  StatusCallbackEvent: Open<
    | 'conference-start'
    | 'conference-end'
    | 'participant-join'
    | 'participant-leave'
    | 'participant-mute'
    | 'participant-unmute'
    | 'participant-hold'
    | 'participant-unhold'
    | 'participant-modify'
    | 'participant-speech-start'
    | 'participant-speech-stop'
    | 'announcement-end'
    | 'announcement-fail'
  >
  /** Name of the conference. */
  FriendlyName?: string
  /** Position of this callback among the conference's: they may come out of order. */
  SequenceNumber?: number
  /** The time of the event. */
  Timestamp?: Date
  /** SID of the participant's call. */
  CallSid?: string
  /** The participant's label. */
  ParticipantLabel?: string
  /** True if the participant is muted. */
  Muted?: boolean
  /** True if the participant is on hold. */
  Hold?: boolean
  /** True if the participant coaches another one. */
  Coaching?: boolean
  /** True if the conference ends when the participant leaves. */
  EndConferenceOnExit?: boolean
  /** True if the conference starts when the participant joins. */
  StartConferenceOnEnter?: boolean
  /** SID of the call that ended the conference. */
  CallSidEndingConference?: string
  /** Label of the participant who ended the conference. */
  ParticipantLabelEndingConference?: string
  /** The reason that the conference ended. */
  ReasonConferenceEnded?: Open<
    | 'conference-ended-via-api'
    | 'last-participant-kicked'
    | 'last-participant-left'
    | 'participant-with-end-conference-on-exit-kicked'
    | 'participant-with-end-conference-on-exit-left'
  >
  /** The reason that the conference ended, in words. */
  Reason?: string
  /** The call status of the participant who left. */
  ParticipantCallStatus?: string
  /** The reason that the participant left. */
  ReasonParticipantLeft?: Open<
    | 'conference_ended_via_api'
    | 'moderator_ended_conference'
    | 'participant_updated_via_api'
    | 'participant_hung_up'
    | 'participant_add_failed'
  >
  /** URL of the announcement. */
  AnnounceUrl?: string
  /** The reason that the announcement failed. */
  ReasonAnnouncementFailed?: string
}

export const conferenceStatus: StatusKind<ConferenceStatusParameters> = {
  is: (has) => has('ConferenceSid') && has('StatusCallbackEvent'),
  identity: ['ConferenceSid', 'StatusCallbackEvent', 'CallSid', 'SequenceNumber'],
  conversions: {
    SequenceNumber: number,
    Timestamp: date,
    Muted: boolean,
    Hold: boolean,
    Coaching: boolean,
    EndConferenceOnExit: boolean,
    StartConferenceOnEnter: boolean,
  },
  always: { ConferenceSid: '', StatusCallbackEvent: '' },
}
