/**
 * @module
 * `<Dial><Conference>`: puts a caller into a conference until one of them ends.
 * @see https://www.twilio.com/docs/voice/twiml/conference
 */
import type { Attributes } from '../../inspect.ts'
import type { DocumentRequest } from '../../conversation.ts'
import type { Leg } from '../engine/leg.ts'
import type { Dialing } from './dialing.ts'
import { type Participant, LiveConference, type Subscription } from '../engine/live-conference.ts'
import type { DocumentRules, Exchange, VerbRun } from '../engine/run.ts'
import { runDocuments } from '../engine/documents.ts'
import type { Exit } from '../engine/exit.ts'
import { Interruption } from '../engine/signal.ts'
import { isHangupStar } from './hangup-on-star.ts'
import { conferenceOf2008 } from '../engine/version-2008.ts'

/** The verbs of wait documents and of announcements. */
const WAIT_VERBS = new Set(['Play', 'Say', 'Pause', 'Redirect'])

export const joinConference = async (
  dialing: Dialing,
  noun: VerbRun,
): Promise<Exit | undefined> => {
  const { leg } = dialing
  const { conferences } = dialing.exchange
  const attributes = conferenceAttributes(noun)
  // A participant needs a valid label, by which the app knows it.
  const usable =
    noun.isUsable() && noun.run.verdicts(noun.element).every(({ code }) => code !== 16023)
  leg.answer()
  const name = noun.text
  const existing = conferences.find(name)
  const refused = usable && refusal(attributes, name, existing)
  if (refused) noun.complainOf(refused.code, refused.message)
  if (refused || !usable) return dialing.next({ DialCallStatus: 'failed' })
  const conference =
    existing ??
    new LiveConference(conferences, leg.simulation, name, subscriptionOf(attributes, noun.url))
  conferences.all.set(conference.name, conference)
  const participant: Participant = {
    leg,
    startConferenceOnEnter: attributes.flag('startConferenceOnEnter'),
    endConferenceOnExit: attributes.flag('endConferenceOnExit'),
    beep: attributes.value('beep'),
    label: attributes.text('participantLabel'),
    joined: leg.simulation.clock.date,
    muted: attributes.flag('muted'),
    hold: false,
    holdMusic: undefined,
    stopMusic: undefined,
    coaching: attributes.has('coach'),
    hearsConference: false,
    hasLeft: false,
  }
  const recorder =
    attributes.text('record') === 'record-from-start'
      ? { leg, noun: attributes, base: noun.url }
      : undefined
  const answered = { DialCallStatus: 'answered' }
  return dialing.untilInterrupted(
    async () => {
      await conference.enter(participant, recorder)
      if (!conference.started && (await waitToStart(noun, conference)) === 'failed') {
        await conference.exit(participant, 'participant_add_failed')
        return dialing.next({ DialCallStatus: 'failed' })
      }
      await stay(dialing, conference, participant)
      if (!participant.hasLeft) await conference.exit(participant, 'participant_hung_up')
      leg.clearInterruption('conference')
      return dialing.next(answered)
    },
    ({ kind, deferred }) => {
      if (!participant.hasLeft) {
        participant.hasLeft = true
        const reason =
          kind.type === 'redirect' ? 'participant_updated_via_api' : 'participant_hung_up'
        deferred.push(() => conference.exit(participant, reason))
      }
      return answered
    },
  )
}

/** The valid attributes: the API of 2008 refuses those of later versions. */
const conferenceAttributes = (noun: VerbRun): Attributes => {
  const { attributes, element } = noun
  if (noun.leg.simulation.settings.apiVersion !== '2008-08-01') return attributes
  const newer = element
    .given()
    .filter((name) => attributes.has(name) && !conferenceOf2008.has(name))
  for (const name of newer)
    noun.complainOf(13299, `The API of 2008-08-01 has no ${name} of <Conference>.`)
  return attributes.without(newer)
}

/** The reason that a party cannot join, with Twilio's code. */
const refusal = (
  attributes: Attributes,
  name: string,
  conference: LiveConference | undefined,
): { code: number; message: string } | undefined => {
  const label = attributes.text('participantLabel')
  const most = attributes.number('maxParticipants')
  if (!conference && /^CF[\da-f]{32}$/.test(name))
    return { code: 13236, message: `There is no conference ${name}, or it is over.` }
  if (conference && conference.participants.length >= most)
    return { code: 16020, message: `The conference ${conference.name} is full: it holds ${most}.` }
  if (label !== undefined && (/\/|%2f/i.test(label) || /^CA[\da-f]{32}$/.test(label)))
    return {
      code: 16023,
      message: 'A participantLabel may not have a slash, nor be the SID of a call.',
    }
  if (label !== undefined && conference?.participants.some((other) => other.label === label))
    return {
      code: 16025,
      message: `Another participant has the participantLabel ${label}.`,
    }
  const coach = attributes.text('coach')
  const coached = conference?.participants.find(({ leg }) => leg.sid === coach)
  if (coach !== undefined && !coached)
    return { code: 16028, message: `The call ${coach}, to be coached, is not in the conference.` }
  if (coached?.hold)
    return { code: 16027, message: `The call ${coach}, to be coached, is on hold.` }
  return undefined
}

const subscriptionOf = (
  attributes: Attributes,
  base: string | undefined,
): Subscription | undefined => {
  const reference = attributes.text('statusCallback')
  return reference === undefined
    ? undefined
    : {
        request: { reference, base, method: attributes.method('statusCallbackMethod') },
        events: attributes.list('statusCallbackEvent'),
      }
}

/** Runs the wait document once, then waits in silence until the conference starts. */
const waitToStart = async (
  { exchange, leg, attributes, url }: VerbRun,
  conference: LiveConference,
): Promise<'failed' | undefined> => {
  const reference = attributes.text('waitUrl')?.trim()
  if (!reference) return undefined
  return playAside(exchange, leg, conference, {
    reference,
    base: url,
    method: attributes.method('waitMethod'),
  })
}

/** Runs a document that a party hears alone, until it is wanted in the conference. */
const playAside = async (
  exchange: Exchange,
  leg: Leg,
  conference: LiveConference,
  request: DocumentRequest,
): Promise<'failed' | undefined> => {
  const rules: DocumentRules = {
    verbs: WAIT_VERBS,
    code: 13238,
    params: () => ({ ConferenceSid: conference.sid, FriendlyName: conference.name }),
    asked: new Map(),
  }
  leg.park('Conference')
  try {
    const ended = await runDocuments(exchange, leg, rules, request)
    return ended === 'failed' ? 'failed' : undefined
  } catch (interruption) {
    if (!(interruption instanceof Interruption && interruption.kind.type === 'conference'))
      throw interruption
  } finally {
    leg.park(undefined)
  }
  return undefined
}

/** Keeps a participant in the conference until it ends for that participant. */
const stay = async (
  { exchange, leg, attributes }: Dialing,
  conference: LiveConference,
  participant: Participant,
): Promise<void> => {
  const { clock } = leg.simulation
  const last = conference.participants.at(-1) === participant
  if (last && conference.started && /^(true|onEnter)$/.test(participant.beep))
    leg.write({ type: 'beep' })
  const until = clock.seconds + attributes.number('timeLimit')
  participant.hearsConference = true
  let played: DocumentRequest | undefined
  while (!participant.hasLeft) {
    const { hold, holdMusic } = participant
    if (hold && holdMusic && holdMusic !== played) {
      played = holdMusic
      participant.hearsConference = false
      participant.stopMusic = () => leg.interrupt(new Interruption({ type: 'conference' }))
      await playAside(exchange, leg, conference, holdMusic)
      participant.stopMusic = undefined
      participant.hearsConference = true
      continue
    }
    if (!hold) played = undefined
    let signal
    try {
      signal = await leg.wait('Conference', Math.max(0, until - clock.seconds))
    } catch (interruption) {
      // The conference may have started while its callback was sent.
      if (interruption instanceof Interruption && interruption.kind.type === 'conference') continue
      throw interruption
    }
    if (signal.type === 'timeout' || isHangupStar(leg, signal, attributes)) return
    if (participant.muted && signal.type !== 'keys')
      leg.logIgnoredInput(signal, 'The participant is muted')
    else if (signal.type === 'speech') {
      await conference.tellOf('speaker', 'participant-speech-start', participant)
      await conference.tellOf('speaker', 'participant-speech-stop', participant)
    }
    if (signal.type === 'announcement') {
      await runDocuments(exchange, leg, { verbs: WAIT_VERBS }, signal.document)
      await signal.heard()
    }
  }
}
