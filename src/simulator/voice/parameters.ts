/**
 * @module
 * The parameters of a call.
 * @see https://www.twilio.com/docs/voice/twiml#request-parameters
 */
import { geography } from '../address.ts'
import type { Parameters } from '../client/form.ts'
import type { Leg } from './leg.ts'

/** What every request of a call has. */
export const callParameters = (leg: Leg): Parameters => {
  const { settings } = leg.world
  const { from, to } = leg
  const { answeredBy } = leg
  const { sip, params } = leg.options
  return {
    CallSid: leg.sid,
    AccountSid: settings.accountSid,
    From: from,
    To: to,
    Caller: from,
    Called: to,
    CallStatus: leg.status,
    ApiVersion: settings.apiVersion,
    Direction: leg.direction,
    ...geography('From', from),
    ...geography('To', to),
    ...geography('Caller', from),
    ...geography('Called', to),
    ...(leg.parent && { ParentCallSid: leg.parent.sid }),
    ...(answeredBy !== undefined && leg.answered && { AnsweredBy: answeredBy }),
    ...(sip && {
      ...(sip.domain !== undefined && { SipDomain: sip.domain }),
      SipCallId: `${leg.sid}@sip.twilio.com`,
      SipSourceIp: '192.0.2.1',
      ...Object.fromEntries(
        Object.entries(sip.headers ?? {}).map(([name, value]) => [`SipHeader_${name}`, value]),
      ),
    }),
    ...params,
  }
}

/** What a call's status callback adds. */
export const progressParameters = (
  leg: Leg,
  event: 'initiated' | 'ringing' | 'answered' | 'completed',
  sequence: number,
): Parameters => ({
  CallbackSource: 'call-progress-events',
  SequenceNumber: String(sequence),
  // RFC 2822 in GMT: "Fri, 20 Aug 2010 01:13:42 +0000".
  Timestamp: leg.world.clock.date.toUTCString().replace('GMT', '+0000'),
  ...(event === 'completed' && {
    CallDuration: String(leg.duration),
    ...(leg.world.settings.observedParameters && {
      Duration: String(Math.ceil(leg.duration / 60)),
    }),
  }),
})
