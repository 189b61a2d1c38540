/**
 * @module
 * Conferences: rooms where all hear each other.
 * @see https://www.twilio.com/docs/voice/twiml/conference
 */
import type { Parameters } from '../client/form.ts'
import { Conversation, type Wanted } from '../conversation.ts'
import type { Attributes } from '../inspect.ts'
import { Cookies } from '../client/cookies.ts'
import type { World } from '../world.ts'
import type { XmlElement } from '../xml.ts'
import type { Dialing } from './dial.ts'
import type { Leg } from './leg.ts'
import { type Flow, follow, type Stage } from './run.ts'
import { Interruption } from './signal.ts'

interface Participant {
  readonly leg: Leg
  readonly starts: boolean
  readonly ends: boolean
  readonly beep: string
  readonly label: string | undefined
  muted: boolean
  readonly coaching: boolean
  /** The conference is over for this one. */
  out: boolean
}

/** The callback that the first participant asked for. */
interface Subscription {
  readonly wanted: Wanted
  readonly events: readonly string[]
  readonly conversation: Conversation
}

/** Why somebody is no longer in the room. */
export type LeaveReason =
  | 'conference_ended_via_api'
  | 'moderator_ended_conference'
  | 'participant_updated_via_api'
  | 'participant_hung_up'

/** One conference. */
export class Room {
  readonly name: string
  readonly sid: string
  readonly participants: Participant[] = []
  readonly #world: World
  readonly #subscription: Subscription | undefined
  started = false
  #sequence = 0

  constructor(
    world: World,
    name: string,
    subscription: Omit<Subscription, 'conversation'> | undefined,
  ) {
    this.name = name
    this.sid = world.sids.next('CF')
    this.#world = world
    const { accountSid } = world.settings
    this.#subscription = subscription && {
      ...subscription,
      conversation: new Conversation(world, {
        channel: 'voice',
        cookies: new Cookies(world.clock),
        standard: () => ({ ConferenceSid: this.sid, FriendlyName: name, AccountSid: accountSid }),
        count: () => {},
      }),
    }
  }

  /** Tells whoever wants to know. `word` is what the subscription calls the event. */
  async tell(word: string, event: string, params: Parameters = {}): Promise<void> {
    if (!this.#subscription?.events.includes(word)) return
    const { wanted, conversation } = this.#subscription
    await conversation.notify(
      {
        ...wanted,
        params: {
          StatusCallbackEvent: event,
          SequenceNumber: String(++this.#sequence),
          Timestamp: this.#world.clock.date.toUTCString().replace('GMT', '+0000'),
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
    const { leg, muted, ends, starts, label, coaching } = participant
    return this.tell(word, event, {
      CallSid: leg.sid,
      Muted: String(muted),
      Hold: 'false',
      Coaching: String(coaching),
      EndConferenceOnExit: String(ends),
      StartConferenceOnEnter: String(starts),
      ...(label !== undefined && { ParticipantLabel: label }),
      ...more,
    })
  }
}

/** All conferences that somebody is in, by name. */
export class Rooms {
  readonly all = new Map<string, Room>()
}

/** The documents that somebody hears before the conference starts. */
const waitVerbs = new Set(['Play', 'Say', 'Pause', 'Redirect'])

const MOST_PARTICIPANTS = 250

export const joinConference = async (
  { run, attributes, after }: Dialing,
  element: XmlElement,
): Promise<Flow | undefined> => {
  const { leg } = run
  const { rooms } = leg.board
  const noun = run.attributes(element)
  run.whole(element)
  leg.answer()
  const name = element.text.trim()
  const label = noun.text('participantLabel')
  const existing = rooms.all.get(name)
  const refused = refusal(noun, existing, label)
  if (refused) {
    run.complain(refused.code, refused.message, element)
    return after({ DialCallStatus: 'failed' })
  }
  const room = existing ?? new Room(leg.world, name, subscriptionOf(noun, run.url))
  rooms.all.set(name, room)
  const participant: Participant = {
    leg,
    starts: noun.flag('startConferenceOnEnter', true),
    ends: noun.flag('endConferenceOnExit'),
    beep: noun.text('beep') ?? 'true',
    label,
    muted: noun.flag('muted'),
    coaching: noun.has('coach'),
    out: false,
  }
  room.participants.push(participant)
  const joined = leg.world.clock.seconds
  const answered = { DialCallStatus: 'answered' }
  const keep = () => {
    if (noun.text('record') === 'record-from-start' && room.started)
      leg.board.recordings.keep(leg, {
        seconds: Math.round(leg.world.clock.seconds - joined),
        source: 'Conference',
        attributes: noun,
        base: run.url,
      })
  }
  try {
    await room.tellOf('join', 'participant-join', participant)
    const waited =
      room.started || (await tryToStart(room))
        ? undefined
        : await waitToStart(run, noun, room, participant)
    if (waited === 'failed') {
      await exit(rooms, room, participant, 'participant_hung_up')
      return after({ DialCallStatus: 'failed' })
    }
    await stay(run.leg, attributes, room, participant)
    if (!participant.out) {
      keep()
      await exit(rooms, room, participant, 'participant_hung_up')
    }
    return after(answered)
  } catch (interruption) {
    if (!(interruption instanceof Interruption)) throw interruption
    const { kind, owed } = interruption
    if (!participant.out) {
      participant.out = true
      keep()
      const reason =
        kind.type === 'redirect' ? 'participant_updated_via_api' : 'participant_hung_up'
      owed.push(() => exit(rooms, room, participant, reason))
    }
    leg.owe(interruption, after(answered))
    throw interruption
  }
}

const refusal = (
  noun: Attributes,
  room: Room | undefined,
  label: string | undefined,
): { code: number; message: string } | undefined => {
  const most = noun.number('maxParticipants', MOST_PARTICIPANTS)
  if (room && room.participants.length >= most)
    return { code: 16020, message: `The conference ${room.name} is full: it holds ${most}.` }
  if (label !== undefined && (label.includes('/') || /^CA[\da-f]{32}$/.test(label)))
    return {
      code: 16023,
      message: 'A participantLabel may not have a slash, nor be the SID of a call.',
    }
  if (label !== undefined && room?.participants.some((other) => other.label === label))
    return {
      code: 16025,
      message: `Somebody in the conference has the participantLabel ${label} already.`,
    }
  return undefined
}

const subscriptionOf = (
  noun: Attributes,
  base: string | undefined,
): Omit<Subscription, 'conversation'> | undefined => {
  const reference = noun.text('statusCallback')
  return reference === undefined
    ? undefined
    : {
        wanted: { reference, base, method: noun.method('statusCallbackMethod') },
        events: noun.list('statusCallbackEvent'),
      }
}

/** Starts the conference once two are there and one of them may start it. Whether it has started. */
const tryToStart = async (room: Room): Promise<boolean> => {
  const { participants } = room
  if (room.started) return true
  if (participants.length < 2 || !participants.some(({ starts }) => starts)) return false
  room.started = true
  await room.tell('start', 'conference-start')
  for (const { leg } of participants.slice(0, -1))
    leg.interrupt(new Interruption({ type: 'conference' }))
  return true
}

/** What somebody hears before the conference starts: a document, once, and then silence. */
const waitToStart = async (
  run: Dialing['run'],
  noun: Attributes,
  room: Room,
  participant: Participant,
): Promise<'failed' | undefined> => {
  const { leg } = run
  const reference = noun.text('waitUrl')
  const stage: Stage = {
    verbs: waitVerbs,
    code: 13238,
    params: () => ({ ConferenceSid: room.sid, FriendlyName: room.name }),
  }
  leg.hold = 'Conference'
  try {
    if (reference !== undefined && reference.trim() !== '') {
      const ended = await follow(leg, stage, {
        reference,
        base: run.url,
        method: noun.method('waitMethod'),
      })
      if (ended === 'failed') return 'failed'
    }
    while (!room.started && !participant.out) await leg.wait('Conference')
  } catch (interruption) {
    if (!(interruption instanceof Interruption && interruption.kind.type === 'conference'))
      throw interruption
  } finally {
    leg.hold = undefined
  }
  return undefined
}

/** In the room, until it is over for this one. */
const stay = async (
  leg: Leg,
  dial: Attributes,
  room: Room,
  participant: Participant,
): Promise<void> => {
  const { clock } = leg.world
  const last = room.participants.at(-1) === participant
  if (last && room.started && /^(true|onEnter)$/.test(participant.beep)) leg.write({ type: 'beep' })
  const until = clock.seconds + dial.number('timeLimit', 14_400)
  while (!participant.out) {
    let signal
    try {
      signal = await leg.wait('Conference', Math.max(0, until - clock.seconds))
    } catch (interruption) {
      // The start may have come while this one was being told of it.
      if (interruption instanceof Interruption && interruption.kind.type === 'conference') continue
      throw interruption
    }
    const star = signal.type === 'keys' && signal.keys.includes('*') && dial.flag('hangupOnStar')
    if (signal.type === 'timeout' || star) return
  }
}

/** Somebody leaves, and perhaps the conference ends with that. */
const exit = async (
  rooms: Rooms,
  room: Room,
  participant: Participant,
  reason: LeaveReason,
): Promise<void> => {
  participant.out = true
  const index = room.participants.indexOf(participant)
  if (index < 0) return
  room.participants.splice(index, 1)
  const { leg, ends, beep } = participant
  const left = (of: Participant, why: LeaveReason) =>
    room.tellOf('leave', 'participant-leave', of, {
      ParticipantCallStatus: of.leg.status,
      ReasonParticipantLeft: why,
    })
  await left(participant, reason)
  const over = room.participants.length === 0 || ends
  if (!over) {
    if (room.started && /^(true|onExit)$/.test(beep)) leg.write({ type: 'beep' })
    return
  }
  rooms.all.delete(room.name)
  const others = room.participants.splice(0)
  for (const other of others) {
    other.out = true
    await left(other, 'moderator_ended_conference')
  }
  await room.tell('end', 'conference-end', {
    CallSidEndingConference: leg.sid,
    ...(participant.label !== undefined && {
      ParticipantLabelEndingConference: participant.label,
    }),
    ReasonConferenceEnded: ends
      ? 'participant-with-end-conference-on-exit-left'
      : 'last-participant-left',
    Reason: ends ? 'The participant with endConferenceOnExit left.' : 'The last participant left.',
  })
  for (const { leg } of others) leg.interrupt(new Interruption({ type: 'conference' }))
}
