/**
 * @module
 * What happens in a conference: `statusCallback` of `<Conference>`.
 */
import { boolean, date, number, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * What Twilio tells of a conference and of those in it.
 *
 * @see https://www.twilio.com/docs/voice/twiml/conference#attributes-statusCallback
 */
export interface ConferenceStatusParameters {
  /** SID of the conference, `CF…`. */
  ConferenceSid: string
  /** What happened. */
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
  /** Place of this callback among the conference's: they may come out of order. */
  SequenceNumber?: number
  /** When it happened. */
  Timestamp?: Date
  /** SID of the participant's call. */
  CallSid?: string
  /** The participant's label. */
  ParticipantLabel?: string
  /** Whether the participant is muted. */
  Muted?: boolean
  /** Whether the participant is on hold. */
  Hold?: boolean
  /** Whether the participant coaches another. */
  Coaching?: boolean
  /** Whether the conference ends when the participant leaves. */
  EndConferenceOnExit?: boolean
  /** Whether the conference starts when the participant joins. */
  StartConferenceOnEnter?: boolean
  /** SID of the call that ended the conference. */
  CallSidEndingConference?: string
  /** Label of the participant who ended the conference. */
  ParticipantLabelEndingConference?: string
  /** Why the conference ended. */
  ReasonConferenceEnded?: Open<
    | 'conference-ended-via-api'
    | 'last-participant-kicked'
    | 'last-participant-left'
    | 'participant-with-end-conference-on-exit-kicked'
    | 'participant-with-end-conference-on-exit-left'
  >
  /** Why the conference ended, in words. */
  Reason?: string
  /** How the call of the participant who left stands. */
  ParticipantCallStatus?: string
  /** Why the participant left. */
  ReasonParticipantLeft?: Open<
    | 'conference_ended_via_api'
    | 'moderator_ended_conference'
    | 'participant_updated_via_api'
    | 'participant_hung_up'
    | 'participant_add_failed'
  >
  /** URL of the announcement. */
  AnnounceUrl?: string
  /** Why the announcement failed. */
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
