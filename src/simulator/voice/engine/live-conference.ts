/**
 * @module
 * A conference: its participants and its status callback.
 * @see https://www.twilio.com/docs/voice/twiml/conference
 */
import { fromPublicUrl } from '../../public-url.ts'
import { rfc2822 } from '../../rfc2822.ts'
import { Cookies } from '../../client/cookies.ts'
import type { Parameters } from '../../client/form.ts'
import { Conversation, type DocumentRequest } from '../../conversation.ts'
import type { LeaveReason } from '../../events.ts'
import type { Attributes } from '../../inspect.ts'
import type { Simulation } from '../../simulation.ts'
import type { Leg } from './leg.ts'
import type { EndRecording, Recordings } from './recordings.ts'
import { Interruption } from './signal.ts'

/** A party in a conference. */
export interface Participant {
  readonly leg: Leg
  /** True if the conference starts when this participant enters. */
  readonly startConferenceOnEnter: boolean
  /** True if the conference ends when this participant leaves. */
  endConferenceOnExit: boolean
  readonly beep: string
  readonly label: string | undefined
  readonly joined: Date
  muted: boolean
  hold: boolean
  /** The music it hears on hold. Absent: silence. */
  holdMusic: DocumentRequest | undefined
  /** Stops the music; absent while there is none. */
  stopMusic: (() => void) | undefined
  coaching: boolean
  /** True if it is in the conference proper (the wait document is over) and hears announcements. */
  hearsConference: boolean
  /** True if it has left the conference. */
  hasLeft: boolean
}

/**
 * Changes of a participant over the REST API.
 *
 * @example
 * ```ts
 * const changes: ParticipantChanges = { hold: true, holdUrl: '/music' }
 * ```
 */
export interface ParticipantChanges {
  muted?: boolean
  hold?: boolean
  /** The document or sound file that it hears on hold, once. Default: silence. */
  holdUrl?: string
  /** Default: `GET`. */
  holdMethod?: 'GET' | 'POST'
  coaching?: boolean
  endConferenceOnExit?: boolean
}

/** The status callback, as the first participant subscribed to it. */
export interface Subscription {
  readonly request: DocumentRequest
  readonly events: readonly string[]
}

/** The participant whose `<Conference>` requests the recording. */
export interface Recorder {
  readonly leg: Leg
  readonly noun: Attributes
  readonly base: string | undefined
}

/** One conference. */
export class LiveConference {
  readonly name: string
  readonly sid: string
  readonly participants: Participant[] = []
  /** Sends requests that do not belong to a participant. */
  readonly conversation: Conversation
  readonly #conferences: LiveConferences
  readonly #simulation: Simulation
  readonly #subscription: Subscription | undefined
  #recorder: Recorder | undefined
  #endRecording: EndRecording | undefined
  started = false
  /** True if it has ended. */
  ended = false
  /** The reason of its end, and the call that caused it. */
  why: { readonly reason: string; readonly callSid: string | undefined } | undefined
  readonly created: Date
  updated: Date
  #sequence = 0

  constructor(
    conferences: LiveConferences,
    simulation: Simulation,
    name: string,
    subscription: Subscription | undefined,
  ) {
    this.name = name
    this.sid = conferences.take(name) ?? simulation.sids.next('CF')
    this.#conferences = conferences
    this.created = this.updated = simulation.clock.date
    conferences.ever.push(this)
    this.#simulation = simulation
    this.#subscription = subscription
    this.conversation = new Conversation(simulation, {
      channel: 'voice',
      cookies: new Cookies(simulation.clock),
      standard: () => ({
        ConferenceSid: this.sid,
        FriendlyName: name,
        AccountSid: simulation.settings.accountSid,
      }),
      count: () => {},
    })
  }

  /** Adds a participant. */
  async enter(participant: Participant, recorder: Recorder | undefined): Promise<void> {
    this.participants.push(participant)
    this.#recorder ??= recorder
    const { leg } = participant
    leg.write({ type: 'join', conference: this.name, party: leg.party })
    await this.tellOf('join', 'participant-join', participant)
    await this.#tryToStart()
  }

  /** Starts the conference once there are two participants, one of whom may start it. */
  async #tryToStart(): Promise<void> {
    const { participants } = this
    if (!this.started) {
      if (
        participants.length < 2 ||
        !participants.some(({ startConferenceOnEnter }) => startConferenceOnEnter)
      )
        return
      this.started = true
      await this.tell('start', 'conference-start')
      for (const { leg } of participants.slice(0, -1))
        leg.interrupt(new Interruption({ type: 'conference' }))
    }
    if (!this.#recorder || this.#endRecording) return
    const { leg, noun, base } = this.#recorder
    this.#endRecording = await this.#conferences.recordings.begin(leg, {
      source: 'Conference',
      attributes: noun,
      base,
      subject: { AccountSid: this.#simulation.settings.accountSid, ConferenceSid: this.sid },
    })
  }

  /** Removes a participant. Ends the conference if it was the last one, or one whose exit ends it. */
  async exit(participant: Participant, reason: LeaveReason, kicked = false): Promise<void> {
    participant.hasLeft = true
    const index = this.participants.indexOf(participant)
    if (index < 0) return
    this.participants.splice(index, 1)
    const { leg, endConferenceOnExit, beep, label } = participant
    await this.#left(participant, reason)
    if (this.participants.length > 0 && !endConferenceOnExit) {
      if (this.started && /^(true|onExit)$/.test(beep)) leg.write({ type: 'beep' })
      return
    }
    const how = kicked ? 'kicked' : 'left'
    await this.#end('moderator_ended_conference', {
      CallSidEndingConference: leg.sid,
      ...(label !== undefined && { ParticipantLabelEndingConference: label }),
      ReasonConferenceEnded: endConferenceOnExit
        ? `participant-with-end-conference-on-exit-${how}`
        : `last-participant-${how}`,
      Reason: `The ${endConferenceOnExit ? 'participant with endConferenceOnExit' : 'last participant'} ${kicked ? 'was removed' : 'left'}.`,
    })
  }

  /** Removes a participant over the REST API. */
  async kick(participant: Participant): Promise<void> {
    await this.exit(participant, 'participant_updated_via_api', true)
    participant.leg.interrupt(new Interruption({ type: 'conference' }))
  }

  /** Ends the conference over the REST API. */
  async close(): Promise<void> {
    await this.#end('conference_ended_via_api', {
      ReasonConferenceEnded: 'conference-ended-via-api',
      Reason: 'The conference was ended over the API.',
    })
  }

  /** Changes a participant over the REST API. */
  async update(participant: Participant, changes: ParticipantChanges): Promise<void> {
    const { muted, hold, holdUrl, holdMethod = 'GET', coaching, endConferenceOnExit } = changes
    if (muted !== undefined) {
      participant.muted = muted
      await this.tellOf('mute', `participant-${muted ? '' : 'un'}mute`, participant)
    }
    if (holdUrl !== undefined)
      participant.holdMusic = {
        ...fromPublicUrl(holdUrl, this.#simulation.settings.publicUrl),
        method: holdMethod,
      }
    if (hold !== undefined) {
      participant.hold = hold
      // It hears its music, or the others again.
      if (hold) participant.leg.deliver({ type: 'change' })
      else participant.stopMusic?.()
      await this.tellOf('hold', `participant-${hold ? '' : 'un'}hold`, participant)
    }
    if (coaching === undefined && endConferenceOnExit === undefined) return
    participant.coaching = coaching ?? participant.coaching
    participant.endConferenceOnExit = endConferenceOnExit ?? participant.endConferenceOnExit
    await this.tellOf('modify', 'participant-modify', participant)
  }

  /** Plays a document to all participants, or to one. */
  async announce(request: DocumentRequest, only?: Participant): Promise<void> {
    const tell = (event: string, more: Parameters = {}) => {
      const params = { AnnounceUrl: request.reference, ...more }
      return only
        ? this.tellOf('announcement', event, only, params)
        : this.tell('announcement', event, params)
    }
    const document = await this.conversation.attempt(request)
    if (!document)
      return tell('announcement-fail', {
        ReasonAnnouncementFailed: 'The announcement could not be fetched.',
      })
    const listeners = (only ? [only] : this.participants).filter(
      ({ hearsConference }) => hearsConference,
    )
    let waiting = listeners.length
    const heard = async () => {
      if (--waiting <= 0) await tell('announcement-end')
    }
    if (waiting === 0) await heard()
    for (const { leg } of listeners) leg.deliver({ type: 'announcement', document, heard })
  }

  async #end(reason: LeaveReason, params: Parameters): Promise<void> {
    this.#conferences.all.delete(this.name)
    this.ended = true
    this.updated = this.#simulation.clock.date
    this.why = {
      reason: params['ReasonConferenceEnded'] ?? 'last-participant-left',
      callSid: params['CallSidEndingConference'],
    }
    const others = this.participants.splice(0)
    for (const other of others) {
      other.hasLeft = true
      await this.#left(other, reason)
    }
    this.#endRecording?.()
    await this.tell('end', 'conference-end', params)
    for (const { leg } of others) leg.interrupt(new Interruption({ type: 'conference' }))
  }

  #left(participant: Participant, reason: LeaveReason): Promise<void> {
    const { leg } = participant
    leg.write({ type: 'leave', conference: this.name, party: leg.party, reason })
    return this.tellOf('leave', 'participant-leave', participant, {
      ParticipantCallStatus: leg.status,
      ReasonParticipantLeft: reason,
    })
  }

  /** Sends the status callback, if `word` is among the events subscribed to. */
  async tell(word: string, event: string, params: Parameters = {}): Promise<void> {
    if (!this.#subscription?.events.includes(word)) return
    const { request } = this.#subscription
    await this.conversation.notify(
      {
        ...request,
        params: {
          StatusCallbackEvent: event,
          SequenceNumber: String(++this.#sequence),
          Timestamp: rfc2822(this.#simulation.clock.date),
          ...params,
        },
      },
      { code: 16011 },
    )
  }

  tellOf(
    word: string,
    event: string,
    participant: Participant,
    more: Parameters = {},
  ): Promise<void> {
    const { leg, muted, hold, endConferenceOnExit, startConferenceOnEnter, label, coaching } =
      participant
    return this.tell(word, event, {
      CallSid: leg.sid,
      Muted: String(muted),
      Hold: String(hold),
      Coaching: String(coaching),
      EndConferenceOnExit: String(endConferenceOnExit),
      StartConferenceOnEnter: String(startConferenceOnEnter),
      ...(label !== undefined && { ParticipantLabel: label }),
      ...more,
    })
  }
}

/** All conferences: those with participants by name, and past ones. */
export class LiveConferences {
  readonly all = new Map<string, LiveConference>()
  /** All conferences ever, in the order in which they began. */
  readonly ever: LiveConference[] = []
  readonly recordings: Recordings
  /** The SIDs of conferences that a party is being called into, by name. */
  readonly #reserved = new Map<string, string>()

  constructor(recordings: Recordings) {
    this.recordings = recordings
  }

  /** Reserves the SID of a conference that has no participant yet. */
  reserve(name: string, { sids }: Simulation): string {
    const sid = this.#reserved.get(name) ?? sids.next('CF')
    this.#reserved.set(name, sid)
    return sid
  }

  /** Takes the reserved SID for a conference that begins. */
  take(name: string): string | undefined {
    const sid = this.#reserved.get(name)
    this.#reserved.delete(name)
    return sid
  }

  /** The conference of that name or SID. */
  find(name: string): LiveConference | undefined {
    return this.all.get(name) ?? [...this.all.values()].find(({ sid }) => sid === name)
  }
}
