/**
 * @module
 * `<Dial>`: reads the parties to call and the number to show them.
 * @see https://www.twilio.com/docs/voice/twiml/dial
 */
import { isSipUri } from '../../../vocabulary/forms.ts'
import { MAX_PARTIES } from '../../../vocabulary/limits.ts'
import { Dialing, type Party } from './dialing.ts'
import { isPhoneNumber, normalizeNumber } from '../../address.ts'
import type { Parameters } from '../../client/form.ts'
import { ringAndBridge } from './bridge.ts'
import { joinConference } from './conference.ts'
import { dialQueue } from './queue.ts'
import type { VerbRun } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'

export const dial = async ({ run, element }: VerbRun): Promise<Exit | undefined> => {
  const dialing = new Dialing(run, element)
  const { leg, attributes } = dialing
  const callerId = readCallerId(dialing)
  // With answerOnBridge the caller hears ringing until a party answers.
  if (!attributes.flag('answerOnBridge')) leg.answer()
  leg.keepRinging()
  dialing.isUsable()
  const nouns = dialing.children()
  const conference = nouns.find(({ name }) => name === 'Conference')
  if (conference) return joinConference(dialing, conference)
  const queue = nouns.find(({ name }) => name === 'Queue')
  if (queue) return dialQueue(dialing, queue)
  const parties = [...ownNumber(dialing, nouns), ...nouns.flatMap(partyOf)].slice(0, MAX_PARTIES)
  const failed = (params: Parameters = {}) => {
    leg.write({ type: 'dialEnd', status: 'failed' })
    return dialing.next({ DialCallStatus: 'failed', DialBridged: 'false', ...params })
  }
  if (parties.length === 0) return failed()
  const caller = callerIdFor(dialing, parties, callerId)
  if (caller.shown === undefined) return failed(caller.params)
  return ringAndBridge(dialing, parties, caller.shown)
}

const ownNumber = (dialing: Dialing, nouns: readonly VerbRun[]): Party[] =>
  nouns.length > 0 || !dialing.element.hasText ? [] : number(dialing, undefined)

/** @param verb - The `<Dial>` or `<Number>` whose text is the number. */
const number = (verb: VerbRun, noun: VerbRun | undefined): Party[] => {
  const address = normalizeNumber(verb.text)
  return address === undefined || address.startsWith('+0') ? [] : [{ address, noun }]
}

const partyOf = (noun: VerbRun): Party[] => {
  const { text } = noun
  noun.isUsable()
  const nested = noun.children()
  const textOf = (child: string) => nested.find(({ name }) => name === child)?.text
  switch (noun.name) {
    case 'Number':
      return number(noun, noun)
    case 'Client': {
      const identity = textOf('Identity') ?? text
      return identity ? [{ address: `client:${identity}`, noun }] : []
    }
    case 'Sip': {
      if (noun.leg.simulation.settings.apiVersion === '2008-08-01') {
        noun.complainOf(13245, 'The API of 2008-08-01 does not dial <Sip>.')
        return []
      }
      for (const child of nested) if (child.name === 'Headers') child.unsupported()
      const uri = textOf('Uri') ?? text
      const address = sipAddress(uri)
      return address === undefined ? [] : [{ address, noun }]
    }
    case 'WhatsApp':
      return [{ address: `whatsapp:${normalizeNumber(text) ?? text}`, noun }]
    case 'Sim':
      return [{ address: text, noun }]
    default:
      noun.unsupported()
      return []
  }
}

/** A SIP address without its headers; `sip:` may be left out before a user. */
const sipAddress = (uri: string): string | undefined => {
  const [address = ''] = uri.split('?')
  if (!isSipUri(address)) return undefined
  return /^sips?:/i.test(address) ? address : `sip:${address}`
}

/** The `callerId` as written; `undefined` for an invalid one, so that the default is used. */
const readCallerId = (dialing: Dialing): string | undefined =>
  dialing.tells(13248) || dialing.tells(13214)
    ? undefined
    : dialing.attributes.text('callerId')?.trim()

/**
 * Finds the number to show the called parties.
 * @returns The number. If none may be shown, the dial fails, and `params` are the parameters of `action`.
 * @see https://www.twilio.com/docs/api/errors/13247
 */
const callerIdFor = (
  dialing: Dialing,
  parties: readonly Party[],
  written: string | undefined,
): { shown: string } | { shown?: undefined; params: Parameters } => {
  const { leg } = dialing
  const { settings } = leg.simulation
  const numbers = parties.some(({ address }) => isPhoneNumber(address))
  if (written === undefined) {
    if (!numbers || !/^(client|sips?):/i.test(leg.from)) return { shown: leg.from }
    dialing.complainOf(
      13214,
      `${leg.from} has no number to show to the numbers it dials: set callerId to a number of yours.`,
    )
    return {
      params: {
        ErrorMessage: 'callerId must be provided for TwilioClient and SIP calls when using Dial',
      },
    }
  }
  if (!numbers) {
    if (/^client:/i.test(written))
      dialing.complainOf(
        13214,
        `callerId="${written}" is the address of a Client: leave it out, or give a number of yours.`,
      )
    return { shown: written }
  }
  const address = normalizeNumber(written)
  const allowed = [leg.from, leg.to, settings.twilioNumber, ...settings.callerIds]
  if (address !== undefined && allowed.includes(address)) return { shown: address }
  dialing.complainOf(
    13247,
    `callerId="${written}" is neither a number of this call nor one of yours: add it to the option callerIds.`,
  )
  return { params: {} }
}
