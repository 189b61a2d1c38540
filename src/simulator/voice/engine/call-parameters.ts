/**
 * @module
 * The parameters of a call.
 * @see https://www.twilio.com/docs/voice/twiml#request-parameters
 */
import { rfc2822 } from '../../rfc2822.ts'
import { geography } from '../../address.ts'
import type { Parameters } from '../../client/form.ts'
import type { XmlElement } from '../../xml.ts'
import type { Simulation } from '../../simulation.ts'
import type { CallStatus } from './call-status.ts'

/**
 * The SIP parameters of a call.
 *
 * @example
 * ```ts
 * const sip: SipCaller = { domain: 'example.sip.twilio.com', headers: { 'X-Order': '17' } }
 * ```
 */
export interface SipCaller {
  /** The SIP domain that was called. */
  readonly domain?: string
  /** `X-` headers of the INVITE. */
  readonly headers?: Readonly<Record<string, string>>
}

/** The facts of a call that its parameters state. */
export interface CallFacts {
  readonly sid: string
  readonly from: string
  readonly to: string
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-dial'
  readonly status: CallStatus
  readonly answered: boolean
  /** The result of answering-machine detection. */
  readonly answeredBy: string | undefined
  /** Seconds that the party was on the line. */
  readonly duration: number
  /** The final parameters of the recording that the app requested with the call. */
  readonly recorded: Parameters
  readonly simulation: Simulation
  readonly parent: { readonly sid: string } | undefined
  readonly options: {
    readonly sip?: SipCaller | undefined
    readonly params?: Readonly<Record<string, string>> | undefined
    /** The verdict of answering-machine detection goes to a callback, not into parameters. */
    readonly asyncAmd?: boolean
  }
}

/** The parameters that identify a call: the only ones of it in callbacks about a task beside it. */
export const callIdentity = (call: CallFacts): Parameters => ({
  AccountSid: call.simulation.settings.accountSid,
  CallSid: call.sid,
})

/** The parameters of every request of a call. */
export const callParameters = (call: CallFacts): Parameters => {
  const { settings, places } = call.simulation
  const { from, to, answeredBy } = call
  const { sip, params } = call.options
  const inbound = call.direction === 'inbound'
  return {
    ...callIdentity(call),
    // The API of 2008 sends only Caller and Called.
    ...(settings.apiVersion !== '2008-08-01' && {
      From: from,
      To: to,
      ...geography('From', from, places.get(from)),
      ...geography('To', to, places.get(to)),
    }),
    Caller: from,
    Called: to,
    CallStatus: call.status,
    ApiVersion: settings.apiVersion,
    Direction: call.direction,
    ...geography('Caller', from, places.get(from)),
    ...geography('Called', to, places.get(to)),
    ...(call.parent && { ParentCallSid: call.parent.sid }),
    ...(inbound && { CallToken: JSON.stringify({ parentCallInfoToken: call.sid }) }),
    ...(inbound && from.startsWith('client:') && { ApplicationSid: `AP${'0'.repeat(32)}` }),
    ...(call.answered && !call.options.asyncAmd && detected(answeredBy)),
    ...(sip && {
      ...(sip.domain !== undefined && {
        SipDomain: sip.domain,
        SipDomainSid: `SD${'0'.repeat(32)}`,
      }),
      SipCallId: `${call.sid}@sip.twilio.com`,
      SipSourceIp: '192.0.2.1',
      ...Object.fromEntries(
        Object.entries(sip.headers ?? {}).map(([name, value]) => [`SipHeader_${name}`, value]),
      ),
    }),
    ...params,
  }
}

/** The parameters of answering-machine detection, which takes a second. */
export const detected = (answeredBy: string | undefined): Parameters =>
  answeredBy === undefined ? {} : { AnsweredBy: answeredBy, MachineDetectionDuration: '1000' }

/** The parameters that a call's status callback adds. */
export const progressParameters = (
  call: CallFacts,
  event: 'initiated' | 'ringing' | 'answered' | 'completed',
  sequence: number,
): Parameters => ({
  CallbackSource: 'call-progress-events',
  SequenceNumber: String(sequence),
  Timestamp: rfc2822(call.simulation.clock.date),
  ...(event === 'completed' && {
    ...call.recorded,
    CallDuration: String(call.duration),
    ...(call.simulation.settings.observedParameters && {
      Duration: String(Math.ceil(call.duration / 60)),
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
