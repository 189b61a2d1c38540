/**
 * @module
 * `<Dial><Conference>`: how somebody comes into a conference, and what happens to them there.
 * @see https://www.twilio.com/docs/voice/twiml/conference
 */
import type { Attributes } from '../../inspect.ts'
import type { XmlElement } from '../../xml.ts'
import type { Dialing } from './dialing.ts'
import { type Participant, LiveConference, type Subscription } from '../engine/live-conference.ts'
import { runDocuments, type Run, type DocumentRules } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'
import { Interruption } from '../engine/signal.ts'
import { isHangupStar } from './hangup-on-star.ts'
import { conferenceOf2008 } from '../engine/version-2008.ts'

/** The verbs of what somebody hears before the conference starts, and of announcements. */
const waitVerbs = new Set(['Play', 'Say', 'Pause', 'Redirect'])

export const joinConference = async (
  dialing: Dialing,
  element: XmlElement,
): Promise<Exit | undefined> => {
  const { run, attributes, after } = dialing
  const { leg } = run
  const { conferences } = run.exchange
  const noun = conferenceAttributes(run, element)
  // Nobody comes in without the label that the app knows them by.
  const usable = run.isUsable(element) && run.verdicts(element).every(({ code }) => code !== 16023)
  leg.answer()
  const name = element.text.trim()
  const existing = conferences.find(name)
  const refused = usable && refusal(noun, name, existing)
  if (refused) run.complainOf(refused.code, refused.message, element)
  if (refused || !usable) return after({ DialCallStatus: 'failed' })
  const room =
    existing ?? new LiveConference(conferences, leg.simulation, name, subscriptionOf(noun, run.url))
  conferences.all.set(room.name, room)
  const participant: Participant = {
    leg,
    starts: noun.flag('startConferenceOnEnter'),
    ends: noun.flag('endConferenceOnExit'),
    beep: noun.value('beep'),
    label: noun.text('participantLabel'),
    muted: noun.flag('muted'),
    hold: false,
    coaching: noun.has('coach'),
    inside: false,
    out: false,
  }
  const answered = { DialCallStatus: 'answered' }
  try {
    await room.enter(
      participant,
      noun.text('record') === 'record-from-start' ? { leg, noun, base: run.url } : undefined,
    )
    if (!room.started && (await waitToStart(run, noun, room)) === 'failed') {
      await room.exit(participant, 'participant_add_failed')
      return after({ DialCallStatus: 'failed' })
    }
    await stay(run, attributes, room, participant)
    if (!participant.out) await room.exit(participant, 'participant_hung_up')
    leg.clearInterruption('conference')
    return after(answered)
  } catch (interruption) {
    if (!(interruption instanceof Interruption)) throw interruption
    const { kind, deferred: owed } = interruption
    if (!participant.out) {
      participant.out = true
      const reason =
        kind.type === 'redirect' ? 'participant_updated_via_api' : 'participant_hung_up'
      owed.push(() => room.exit(participant, reason))
    }
    dialing.owe(interruption, answered)
    throw interruption
  }
}

/** The attributes that count: those of later versions are refused in the API of 2008. */
const conferenceAttributes = (run: Run, element: XmlElement): Attributes => {
  const noun = run.attributes(element)
  if (run.leg.simulation.settings.apiVersion !== '2008-08-01') return noun
  const newer = element.given().filter((name) => noun.has(name) && !conferenceOf2008.has(name))
  for (const name of newer)
    run.complainOf(13299, `The API of 2008-08-01 has no ${name} of <Conference>.`, element)
  return noun.without(newer)
}

const refusal = (
  noun: Attributes,
  name: string,
  room: LiveConference | undefined,
): { code: number; message: string } | undefined => {
  const label = noun.text('participantLabel')
  const most = noun.number('maxParticipants')
  if (!room && /^CF[\da-f]{32}$/.test(name))
    return { code: 13236, message: `There is no conference ${name}, or it is over.` }
  if (room && room.participants.length >= most)
    return { code: 16020, message: `The conference ${room.name} is full: it holds ${most}.` }
  if (label !== undefined && (/\/|%2f/i.test(label) || /^CA[\da-f]{32}$/.test(label)))
    return {
      code: 16023,
      message: 'A participantLabel may not have a slash, nor be the SID of a call.',
    }
  if (label !== undefined && room?.participants.some((other) => other.label === label))
    return {
      code: 16025,
      message: `Somebody in the conference has the participantLabel ${label} already.`,
    }
  const coach = noun.text('coach')
  const coached = room?.participants.find(({ leg }) => leg.sid === coach)
  if (coach !== undefined && !coached)
    return { code: 16028, message: `The call ${coach}, to be coached, is not in the conference.` }
  if (coached?.hold)
    return { code: 16027, message: `The call ${coach}, to be coached, is on hold.` }
  return undefined
}

const subscriptionOf = (noun: Attributes, base: string | undefined): Subscription | undefined => {
  const reference = noun.text('statusCallback')
  return reference === undefined
    ? undefined
    : {
        wanted: { reference, base, method: noun.method('statusCallbackMethod') },
        events: noun.list('statusCallbackEvent'),
      }
}

/** What somebody hears before the conference starts: a document, once. Then there is silence. */
const waitToStart = async (
  run: Run,
  noun: Attributes,
  room: LiveConference,
): Promise<'failed' | undefined> => {
  const { leg } = run
  const reference = noun.text('waitUrl')?.trim()
  if (!reference) return undefined
  const stage: DocumentRules = {
    verbs: waitVerbs,
    code: 13238,
    params: () => ({ ConferenceSid: room.sid, FriendlyName: room.name }),
    asked: new Map(),
  }
  leg.parkedIn = 'Conference'
  try {
    const ended = await runDocuments(run.exchange, leg, stage, {
      reference,
      base: run.url,
      method: noun.method('waitMethod'),
    })
    return ended === 'failed' ? 'failed' : undefined
  } catch (interruption) {
    if (!(interruption instanceof Interruption && interruption.kind.type === 'conference'))
      throw interruption
  } finally {
    leg.parkedIn = undefined
  }
  return undefined
}

/** In the room, until it is over for this one. */
const stay = async (
  run: Run,
  dial: Attributes,
  room: LiveConference,
  participant: Participant,
): Promise<void> => {
  const { leg } = run
  const { clock } = leg.simulation
  const last = room.participants.at(-1) === participant
  if (last && room.started && /^(true|onEnter)$/.test(participant.beep)) leg.write({ type: 'beep' })
  const until = clock.seconds + dial.number('timeLimit')
  participant.inside = true
  while (!participant.out) {
    let signal
    try {
      signal = await leg.wait('Conference', Math.max(0, until - clock.seconds))
    } catch (interruption) {
      // The start may have come while this one was being told of it.
      if (interruption instanceof Interruption && interruption.kind.type === 'conference') continue
      throw interruption
    }
    if (signal.type === 'timeout' || isHangupStar(leg, signal, dial)) return
    if (participant.muted && signal.type !== 'keys')
      leg.logIgnoredInput(signal, 'The participant is muted')
    else if (signal.type === 'speech') {
      await room.tellOf('speaker', 'participant-speech-start', participant)
      await room.tellOf('speaker', 'participant-speech-stop', participant)
    }
    if (signal.type === 'announcement') {
      await runDocuments(run.exchange, leg, { verbs: waitVerbs }, signal.document)
      await signal.heard()
    }
  }
}
