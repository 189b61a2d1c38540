/**
 * @module
 * `<Dial>`: who is meant, and what comes after.
 * @see https://www.twilio.com/docs/voice/twiml/dial
 */
import { isPhoneNumber, normalizeNumber } from '../address.ts'
import type { Parameters } from '../client/form.ts'
import type { Attributes, Child } from '../inspect.ts'
import type { XmlElement } from '../xml.ts'
import { ringAndBridge } from './bridge.ts'
import { joinConference } from './conference.ts'
import { dialQueue } from './queue.ts'
import type { Flow, Run } from './run.ts'

/** Somebody to ring. */
export interface Party {
  readonly address: string
  /** The noun; absent where the number stands in `<Dial>` itself. */
  readonly element: XmlElement | undefined
  readonly attributes: Attributes | undefined
}

/** A `<Dial>` while it runs. */
export interface Dialing {
  readonly run: Run
  readonly element: XmlElement
  readonly attributes: Attributes
  /** What to do when it is over: ask `action`, or go on with the next verb. */
  readonly after: (params: Parameters) => Flow | undefined
}

/** https://www.twilio.com/docs/voice/twiml/number */
const MOST_PARTIES = 10

export const dial = async (run: Run, element: XmlElement): Promise<Flow | undefined> => {
  const { leg } = run
  const attributes = run.attributes(element)
  const callerId = readCallerId(run, element, attributes)
  // A caller who is to hear ringing until somebody answers is not picked up yet.
  if (!attributes.flag('answerOnBridge')) leg.answer()
  run.whole(element)
  const nouns = run.children(element)
  const dialing: Dialing = {
    run,
    element,
    attributes,
    after: (params) =>
      attributes.has('action')
        ? { type: 'goto', wanted: run.action(attributes, params) }
        : undefined,
  }
  const conference = nouns.find(({ element }) => element.name === 'Conference')
  if (conference) return joinConference(dialing, conference.element)
  const queue = nouns.find(({ element }) => element.name === 'Queue')
  if (queue) return dialQueue(dialing, queue.element)
  const parties = [
    ...ownNumber(run, element, nouns),
    ...nouns.flatMap((noun) => party(run, noun)),
  ].slice(0, MOST_PARTIES)
  const shown = parties.length > 0 ? callerIdFor(dialing, parties, callerId) : undefined
  if (shown === undefined) {
    leg.write({ type: 'dialEnd', status: 'failed' })
    return dialing.after({ DialCallStatus: 'failed', DialBridged: 'false' })
  }
  return ringAndBridge(dialing, parties, shown)
}

const ownNumber = (run: Run, element: XmlElement, nouns: readonly Child[]): Party[] => {
  if (nouns.length > 0 || !element.hasText) return []
  return number(run, element, undefined)
}

const number = (run: Run, element: XmlElement, attributes: Attributes | undefined): Party[] => {
  const written = element.text.trim()
  const address = normalizeNumber(written)
  if (address?.startsWith('+0')) {
    run.complain(13226, `${address} has no country code: none begins with 0.`, element)
    return []
  }
  if (address !== undefined) return [{ address, element: attributes && element, attributes }]
  run.complain(
    13223,
    `"${written}" is no phone number: write it in E.164, such as +14155550100.`,
    element,
  )
  return []
}

const party = (run: Run, { element }: Child): Party[] => {
  const attributes = run.attributes(element)
  run.whole(element)
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
      if (run.leg.world.settings.apiVersion === '2008-08-01') {
        run.complain(13245, 'The API of 2008-08-01 does not dial <Sip>.', element)
        return []
      }
      for (const name of ['username', 'password'])
        if (attributes.text(name) === '')
          run.complain(13249, `The ${name} of <Sip> is empty: leave it out.`, element)
      const uri = nested.find(({ element }) => element.name === 'Uri')?.element.text.trim() ?? text
      const [address] = uri.split('?')
      if (address && /^sips?:[^\s@]+@\S+$|^sips?:[^\s@]+$/i.test(address))
        return [{ address, element, attributes }]
      run.complain(13243, `"${uri}" is no SIP URI such as sip:jo@example.com.`, element)
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

/** The `callerId` as it is written; nothing where it cannot be one, so that the default stands in for it. */
const readCallerId = (
  run: Run,
  element: XmlElement,
  attributes: Attributes,
): string | undefined => {
  const written = attributes.text('callerId')?.trim()
  if (written === undefined) return undefined
  if (written.length > 100) {
    run.complain(13248, 'The callerId is too long.', element)
    return undefined
  }
  // Clients and SIP addresses may be shown names.
  const numbers = element.hasText || element.children.some(({ name }) => name === 'Number')
  if (written !== '' && (!numbers || normalizeNumber(written) !== undefined)) return written
  run.complain(
    13214,
    `callerId="${written}" is no phone number: write it in E.164, such as +14155550100.`,
    element,
  )
  return undefined
}

/**
 * The number that is shown to those who are called.
 * @returns Nothing where it may not be shown: the call fails then.
 * @see https://www.twilio.com/docs/api/errors/13247
 */
const callerIdFor = (
  { run, element }: Dialing,
  parties: readonly Party[],
  written: string | undefined,
): string | undefined => {
  const { leg } = run
  const { settings } = leg.world
  const numbers = parties.some(({ address }) => isPhoneNumber(address))
  if (written === undefined) {
    if (!numbers || !leg.from.startsWith('client:')) return leg.from
    run.complain(
      13214,
      'A Client that dials a number needs a callerId: set it to a number of yours.',
      element,
    )
    return undefined
  }
  if (!numbers) return written
  const address = normalizeNumber(written)
  const allowed = [leg.from, leg.to, settings.twilioNumber, ...settings.callerIds]
  if (address !== undefined && allowed.includes(address)) return address
  run.complain(
    13247,
    `callerId="${written}" is neither a number of this call nor one of yours: add it to the option callerIds.`,
    element,
  )
  return undefined
}
