/**
 * @module
 * `<Dial>`: who is meant, and what comes after.
 * @see https://www.twilio.com/docs/voice/twiml/dial
 */
import { MAX_PARTIES } from '../../../vocabulary/limits.ts'
import type { Dialing, Party } from './dialing.ts'
import { isPhoneNumber, normalizeNumber } from '../../address.ts'
import type { Parameters } from '../../client/form.ts'
import type { Attributes, Child } from '../../inspect.ts'
import type { XmlElement } from '../../xml.ts'
import { ringAndBridge } from './bridge.ts'
import { joinConference } from './conference.ts'
import { redirect } from './redirect.ts'
import { dialQueue } from './queue.ts'
import type { Run } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'
import type { Interruption } from '../engine/signal.ts'

export const dial = async (run: Run, element: XmlElement): Promise<Exit | undefined> => {
  const { leg } = run
  const attributes = run.attributes(element)
  const callerId = readCallerId(run, element, attributes)
  // A caller who is to hear ringing until somebody answers is not picked up yet.
  if (!attributes.flag('answerOnBridge')) leg.answer()
  leg.keptRinging ||= !leg.answered
  run.isUsable(element)
  const nouns = run.children(element)
  const after: Dialing['after'] = (params) =>
    attributes.has('action') ? { type: 'goto', request: run.action(attributes, params) } : undefined
  const dialing: Dialing = {
    run,
    element,
    attributes,
    after,
    owe: (interruption, params) =>
      leg.deferUntilHangup(
        interruption,
        after(params) ?? redirectAfter(run, element, interruption),
        'redirect',
      ),
  }
  const conference = nouns.find(({ element }) => element.name === 'Conference')
  if (conference) return joinConference(dialing, conference.element)
  const queue = nouns.find(({ element }) => element.name === 'Queue')
  if (queue) return dialQueue(dialing, queue.element)
  const parties = [
    ...ownNumber(run, element, nouns),
    ...nouns.flatMap((noun) => party(run, noun)),
  ].slice(0, MAX_PARTIES)
  const failed = (params: Parameters = {}) => {
    leg.write({ type: 'dialEnd', status: 'failed' })
    return after({ DialCallStatus: 'failed', DialBridged: 'false', ...params })
  }
  if (parties.length === 0) return failed()
  const caller = callerIdFor(dialing, parties, callerId)
  if (caller.shown === undefined) return failed(caller.params)
  return ringAndBridge(dialing, parties, caller.shown)
}

/**
 * What is asked when a call is moved out of a `<Dial>` without `action`: the next verb, but only if it is a `<Redirect>`.
 * @see https://www.twilio.com/docs/voice/twiml/changelog
 */
const redirectAfter = (run: Run, element: XmlElement, { kind }: Interruption): Exit | undefined => {
  const siblings = element.parent!.children
  const next = siblings[siblings.indexOf(element) + 1]
  return kind.type === 'redirect' && next?.name === 'Redirect' ? redirect(run, next) : undefined
}

const ownNumber = (run: Run, element: XmlElement, nouns: readonly Child[]): Party[] => {
  if (nouns.length > 0 || !element.hasText) return []
  return number(run, element, undefined)
}

const number = (run: Run, element: XmlElement, attributes: Attributes | undefined): Party[] => {
  const written = element.text.trim()
  const address = normalizeNumber(written)
  if (address?.startsWith('+0')) {
    run.complainOf(13226, `${address} has no country code: none begins with 0.`, element)
    return []
  }
  if (address !== undefined) return [{ address, element: attributes && element, attributes }]
  run.complainOf(
    13223,
    `"${written}" is no phone number: write it in E.164, such as +14155550100.`,
    element,
  )
  return []
}

const party = (run: Run, { element }: Child): Party[] => {
  const attributes = run.attributes(element)
  run.isUsable(element)
  const nested = run.children(element)
  const text = element.text.trim()
  switch (element.name) {
    case 'Number':
      return number(run, element, attributes)
    case 'Client': {
      const identity =
        nested.find(({ element }) => element.name === 'Identity')?.element.text.trim() ?? text
      return identity ? [{ address: `client:${identity}`, element, attributes }] : []
    }
    case 'Sip': {
      if (run.leg.simulation.settings.apiVersion === '2008-08-01') {
        run.complainOf(13245, 'The API of 2008-08-01 does not dial <Sip>.', element)
        return []
      }
      for (const name of ['username', 'password'])
        if (attributes.text(name) === '')
          run.complainOf(13249, `The ${name} of <Sip> is empty: leave it out.`, element)
      for (const { element } of nested) if (element.name === 'Headers') run.unsupported(element)
      const uri = nested.find(({ element }) => element.name === 'Uri')?.element.text.trim() ?? text
      const address = sipAddress(uri)
      if (address !== undefined) return [{ address, element, attributes }]
      run.complainOf(13243, `"${uri}" is no SIP URI such as sip:jo@example.com.`, element)
      return []
    }
    case 'WhatsApp':
      return [{ address: `whatsapp:${normalizeNumber(text) ?? text}`, element, attributes }]
    case 'Sim':
      return [{ address: text, element, attributes }]
    default:
      run.unsupported(element)
      return []
  }
}

/** A SIP address without its headers; `sip:` may be left out before a user. */
const sipAddress = (uri: string): string | undefined => {
  const [address = ''] = uri.split('?')
  if (/^sips?:[^\s@]+(@\S+)?$/i.test(address)) return address
  return /^[^\s@:]+@\S+$/.test(address) ? `sip:${address}` : undefined
}

/** The `callerId` as it is written; nothing where it cannot be one, so that the default stands in for it. */
const readCallerId = (
  run: Run,
  element: XmlElement,
  attributes: Attributes,
): string | undefined => {
  const written = attributes.text('callerId')?.trim()
  if (written === undefined) return undefined
  if (written.length > 100) {
    run.complainOf(13248, 'The callerId is too long.', element)
    return undefined
  }
  // Clients and SIP addresses may be shown names.
  const numbers = element.hasText || element.children.some(({ name }) => name === 'Number')
  if (written !== '' && (!numbers || normalizeNumber(written) !== undefined)) return written
  run.complainOf(
    13214,
    `callerId="${written}" is no phone number: write it in E.164, such as +14155550100.`,
    element,
  )
  return undefined
}

/**
 * The number that is shown to those who are called.
 * @returns The number; where none may be shown the dial fails, and `params` are what `action` is told of that.
 * @see https://www.twilio.com/docs/api/errors/13247
 */
const callerIdFor = (
  { run, element }: Dialing,
  parties: readonly Party[],
  written: string | undefined,
): { shown: string } | { shown?: undefined; params: Parameters } => {
  const { leg } = run
  const { settings } = leg.simulation
  const numbers = parties.some(({ address }) => isPhoneNumber(address))
  if (written === undefined) {
    if (!numbers || !/^(client|sips?):/i.test(leg.from)) return { shown: leg.from }
    run.complainOf(
      13214,
      `${leg.from} has no number to show to the numbers it dials: set callerId to a number of yours.`,
      element,
    )
    return {
      params: {
        ErrorMessage: 'callerId must be provided for TwilioClient and SIP calls when using Dial',
      },
    }
  }
  if (!numbers) {
    if (/^client:/i.test(written))
      run.complainOf(
        13214,
        `callerId="${written}" is the address of a Client: leave it out, or give a number of yours.`,
        element,
      )
    return { shown: written }
  }
  const address = normalizeNumber(written)
  const allowed = [leg.from, leg.to, settings.twilioNumber, ...settings.callerIds]
  if (address !== undefined && allowed.includes(address)) return { shown: address }
  run.complainOf(
    13247,
    `callerId="${written}" is neither a number of this call nor one of yours: add it to the option callerIds.`,
    element,
  )
  return { params: {} }
}
