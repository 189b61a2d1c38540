/**
 * @module
 * The parameters of a call.
 * @see https://www.twilio.com/docs/voice/twiml#request-parameters
 */
import { geography } from '../../address.ts'
import type { Parameters } from '../../client/form.ts'
import type { XmlElement } from '../../xml.ts'
import type { Leg } from './leg.ts'

/** Which call it is: all that callbacks beside the call's own documents say of it. */
export const callIdentity = (leg: Leg): Parameters => ({
  AccountSid: leg.simulation.settings.accountSid,
  CallSid: leg.sid,
})

/** What every request of a call has. */
export const callParameters = (leg: Leg): Parameters => {
  const { settings } = leg.simulation
  const { from, to, answeredBy } = leg
  const { sip, params } = leg.options
  const inbound = leg.direction === 'inbound'
  return {
    ...callIdentity(leg),
    // The API of 2008 knows them as Caller and Called only.
    ...(settings.apiVersion !== '2008-08-01' && {
      From: from,
      To: to,
      ...geography('From', from),
      ...geography('To', to),
    }),
    Caller: from,
    Called: to,
    CallStatus: leg.status,
    ApiVersion: settings.apiVersion,
    Direction: leg.direction,
    ...geography('Caller', from),
    ...geography('Called', to),
    ...(leg.parent && { ParentCallSid: leg.parent.sid }),
    ...(inbound && { CallToken: JSON.stringify({ parentCallInfoToken: leg.sid }) }),
    ...(inbound && from.startsWith('client:') && { ApplicationSid: `AP${'0'.repeat(32)}` }),
    ...(leg.answered && detected(answeredBy)),
    ...(sip && {
      ...(sip.domain !== undefined && {
        SipDomain: sip.domain,
        SipDomainSid: `SD${'0'.repeat(32)}`,
      }),
      SipCallId: `${leg.sid}@sip.twilio.com`,
      SipSourceIp: '192.0.2.1',
      ...Object.fromEntries(
        Object.entries(sip.headers ?? {}).map(([name, value]) => [`SipHeader_${name}`, value]),
      ),
    }),
    ...params,
  }
}

/** What answering-machine detection found, after a second. */
export const detected = (answeredBy: string | undefined): Parameters =>
  answeredBy === undefined ? {} : { AnsweredBy: answeredBy, MachineDetectionDuration: '1000' }

/** What a call's status callback adds. */
export const progressParameters = (
  leg: Leg,
  event: 'initiated' | 'ringing' | 'answered' | 'completed',
  sequence: number,
): Parameters => ({
  CallbackSource: 'call-progress-events',
  SequenceNumber: String(sequence),
  // RFC 2822 in GMT: "Fri, 20 Aug 2010 01:13:42 +0000".
  Timestamp: leg.simulation.clock.date.toUTCString().replace('GMT', '+0000'),
  ...(event === 'completed' && {
    CallDuration: String(leg.duration),
    ...(leg.simulation.settings.observedParameters && {
      Duration: String(Math.ceil(leg.duration / 60)),
    }),
  }),
})

/** The `<Parameter>`s of an element. */
export const parametersOf = (element: XmlElement): Record<string, string> =>
  Object.fromEntries(
    element.children
      .filter((child) => child.name === 'Parameter' && child.attribute('name'))
      .map((parameter) => [parameter.attribute('name')!, parameter.attribute('value') ?? '']),
  )
