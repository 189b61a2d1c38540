/**
 * @module
 * Ringing parties, and connecting the one that answers.
 */
import type { Parameters } from '../../client/form.ts'
import { resolveUrl } from '../../url.ts'
import type { Dialing, Party } from './dialing.ts'
import { Leg, type ProgressCallback } from '../engine/leg.ts'
import { detected, parametersOf } from '../engine/call-parameters.ts'
import { type EndRecording, recordingIds } from '../engine/recordings.ts'
import { runDocuments, type Run, type DocumentRules } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'
import { apologize } from '../engine/playback.ts'
import { Interruption } from '../engine/signal.ts'
import { isHangupStar } from './hangup-on-star.ts'
import type { CallStatus } from '../engine/call-status.ts'

/**
 * The document that a callee hears alone, before being connected. Only `<Dial>` is excluded.
 * @see https://www.twilio.com/docs/api/errors/13201
 */
const whisper: DocumentRules = {
  refused: { Dial: 13201 },
  unsimulated: new Set(['Enqueue', 'Leave']),
  fallback: true,
}

/** One dialled party. */
interface Callee {
  readonly party: Party
  readonly leg: Leg
}

interface Outcome {
  readonly status: CallStatus
  readonly callee: Callee | undefined
  readonly bridged: boolean
  /** Where the callee sent the caller. */
  readonly referredTo?: string | undefined
}

/** Begins the recording, if it is to begin there. */
type Recorder = (since: 'ringing' | 'answer') => Promise<void>

/** Rings parties, connects the one that answers, and waits until one side leaves. */
export const ringAndBridge = async (
  dialing: Dialing,
  parties: readonly Party[],
  callerId: string,
): Promise<Exit | undefined> => {
  const { run, attributes } = dialing
  const { leg } = run
  const sequential = attributes.flag('sequential')
  const timeout = attributes.number('timeout')
  leg.write({
    type: 'dial',
    to: parties.map(({ address }) => address),
    callerId,
    timeout,
    timeLimit: attributes.number('timeLimit'),
    sequential,
    hangupOnStar: attributes.flag('hangupOnStar'),
    answerOnBridge: attributes.flag('answerOnBridge'),
    record: attributes.value('record'),
    ...attributes.given(['callReason', 'ringTone']),
  })
  const callees: Callee[] = []
  let endRecording: EndRecording | undefined
  const record = async (since: 'ringing' | 'answer') => {
    const mode = attributes.value('record')
    const ringing = mode.startsWith('record-from-ringing')
    if (endRecording || /^(false|do-not-record)$/.test(mode) || ringing !== (since === 'ringing'))
      return
    endRecording = await run.exchange.recordings.begin(leg, {
      source: 'DialVerb',
      channels: mode.endsWith('-dual') ? 2 : 1,
      track: attributes.text('recordingTrack'),
      attributes,
      base: run.url,
    })
  }
  let outcome: Outcome | undefined
  try {
    for (const group of sequential ? parties.map((party) => [party]) : [parties]) {
      outcome = await ringGroup(dialing, group, callerId, timeout, callees, record)
      if (outcome.bridged) break
    }
    // There is at least one party, so at least one group.
    const params = await conclude(dialing, outcome!, callees, endRecording)
    const { referredTo } = outcome!
    if (referredTo === undefined) return dialing.after(params)
    return {
      type: 'goto',
      request: {
        reference: attributes.text('referUrl')!,
        base: run.url,
        method: attributes.method('referMethod'),
        params: { ReferTransferTarget: referredTo },
      },
    }
  } catch (interruption) {
    if (!(interruption instanceof Interruption)) throw interruption
    const connected = callees.find(({ leg }) => leg.answered && !leg.lostToParent)
    for (const { leg } of callees) leg.endDialledLeg(leg.answered ? 'completed' : 'canceled')
    const status = connected ? 'completed' : 'canceled'
    const bridged = connected !== undefined && connected.leg.bridged
    const callee = connected ?? callees.at(-1)
    const params = await conclude(dialing, { status, callee, bridged }, callees, endRecording)
    dialing.owe(interruption, params)
    throw interruption
  }
}

const ringGroup = async (
  dialing: Dialing,
  group: readonly Party[],
  callerId: string,
  timeout: number,
  all: Callee[],
  record: Recorder,
): Promise<Outcome> => {
  const { run } = dialing
  const { leg } = run
  const callees = group.map((party) => ring(run, party, callerId))
  all.push(...callees)
  for (const { leg } of callees) {
    await leg.reportProgress('initiated')
    leg.status = 'ringing'
    await leg.reportProgress('ringing')
  }
  await record('ringing')
  const answered = await firstToAnswer(dialing, callees, timeout)
  if (!answered) {
    const last = callees.toSorted((a, b) => (a.leg.endedAt ?? 0) - (b.leg.endedAt ?? 0)).at(-1)!
    return { status: last.leg.status, callee: last, bridged: false }
  }
  for (const { leg } of callees)
    if (leg !== answered.leg) {
      leg.endDialledLeg('canceled')
      await leg.reportProgress('completed')
    }
  await answered.leg.reportProgress('answered')
  const { settings } = leg.simulation
  if (!(await prepare(run, answered)))
    return {
      status: settings.rejectedWhisper,
      callee: answered,
      bridged: false,
    }
  const referredTo = await connect(dialing, answered, record)
  return { status: 'completed', callee: answered, bridged: true, referredTo }
}

const ring = (run: Run, party: Party, callerId: string): Callee => {
  const leg = new Leg(run.leg.simulation, {
    name: 'callee',
    from: callerId,
    to: party.address,
    direction: 'outbound-dial',
    parent: run.leg,
    fallback: run.leg.options.fallback,
    params: party.element && parametersOf(party.element),
    progress: progressOf(run, party),
  })
  leg.onChange = () => run.leg.deliver({ type: 'change' })
  run.exchange.ringing(leg)
  return { party, leg }
}

const progressOf = (run: Run, { attributes, element }: Party): ProgressCallback | undefined => {
  const reference = attributes?.text('statusCallback')
  if (!attributes || reference === undefined) return undefined
  const url = resolveUrl(reference, run.url)
  if (typeof url !== 'string') {
    run.complainOf(url.code, url.message, element!)
    return undefined
  }
  const events = attributes.list('statusCallbackEvent')
  return {
    url,
    method: attributes.method('statusCallbackMethod'),
    events: events.length > 0 ? events : ['completed'],
  }
}

const IGNORED = '<Dial> does not listen while it rings'

const firstToAnswer = async (
  { run }: Dialing,
  callees: readonly Callee[],
  timeout: number,
): Promise<Callee | undefined> => {
  const { leg } = run
  const { clock } = leg.simulation
  const until = clock.seconds + timeout
  for (;;) {
    const answered = callees.find(({ leg }) => leg.answered && !leg.lostToParent)
    if (answered) return answered
    if (callees.every(({ leg }) => leg.lostToParent)) return undefined
    const signal = await leg.wait('Dial', Math.max(0, until - clock.seconds))
    leg.logIgnoredInput(signal, IGNORED)
    if (signal.type === 'timeout') for (const { leg } of callees) leg.endDialledLeg('no-answer')
  }
}

/** What the callee hears alone. Whether it is still there afterwards. */
const prepare = async (run: Run, { party, leg: callee }: Callee): Promise<boolean> => {
  const { attributes } = party
  const { leg } = run
  const digits = attributes?.text('sendDigits')
  if (digits) callee.write({ type: 'tones', digits })
  await reportMachine(run, party, callee)
  const reference = attributes?.text('url')
  if (!attributes || reference === undefined) return !callee.lostToParent
  const heard = { done: false }
  leg.simulation.clock.start(async () => {
    try {
      const ending = await runDocuments(run.exchange, callee, whisper, {
        reference,
        base: run.url,
        method: attributes.method(),
      })
      if (ending === 'failed') apologize(callee)
      if (ending !== 'end') callee.end('completed')
    } catch (interruption) {
      if (!(interruption instanceof Interruption)) throw interruption
      if (!callee.detached) callee.end('completed')
      for (const request of interruption.deferred) await request()
    }
    heard.done = true
    leg.deliver({ type: 'change' })
  })
  // The caller hears nothing of it, and may hang up meanwhile.
  while (!heard.done) leg.logIgnoredInput(await leg.wait('Dial'), IGNORED)
  return !callee.lostToParent
}

const reportMachine = async (run: Run, { attributes }: Party, callee: Leg): Promise<void> => {
  if (!attributes?.has('machineDetection')) return
  await run.notify(
    attributes.text('amdStatusCallback'),
    attributes.method('amdStatusCallbackMethod'),
    detected(callee.answeredBy ?? 'human'),
    callee,
  )
}

/** Lets the two talk, until one leaves. Where the callee sends the caller elsewhere, returns that. */
const connect = async (
  { run, element, attributes }: Dialing,
  { leg: callee }: Callee,
  record: Recorder,
): Promise<string | undefined> => {
  const { leg } = run
  const { clock } = leg.simulation
  leg.answer()
  callee.bridged = true
  leg.partner = callee
  callee.partner = leg
  leg.write({ type: 'bridge', party: callee.to })
  await record('answer')
  try {
    const until = clock.seconds + attributes.number('timeLimit')
    while (!callee.lostToParent) {
      const signal = await leg.wait('Dial', Math.max(0, until - clock.seconds))
      if (signal.type === 'timeout' || isHangupStar(leg, signal, attributes))
        callee.endDialledLeg('completed')
      if (signal.type !== 'refer') continue
      if (attributes.has('referUrl')) {
        callee.endDialledLeg('completed')
        return signal.to
      }
      run.complainOf(
        13802,
        'The callee sent a REFER: set referUrl on <Dial> to the document for that.',
        element,
      )
    }
  } finally {
    leg.partner = callee.partner = undefined
  }
  return undefined
}

/** Writes the end into the log, and makes the parameters of `action`. */
const conclude = async (
  { run }: Dialing,
  { status, callee, bridged }: Outcome,
  callees: readonly Callee[],
  endRecording: EndRecording | undefined,
): Promise<Parameters> => {
  const { leg } = run
  const duration = bridged ? callee!.leg.duration : undefined
  leg.write({ type: 'dialEnd', status, ...(duration !== undefined && { duration }) })
  for (const { leg } of callees) {
    run.exchange.gone(leg)
    if (!leg.ended) continue
    await leg.stopAll()
    await leg.reportProgress('completed')
  }
  const recording = bridged ? endRecording?.() : undefined
  const sip = callee?.leg.to.startsWith('sip')
  return {
    DialCallStatus: status,
    ...(callee && { DialCallSid: callee.leg.sid }),
    DialBridged: String(bridged),
    ...(duration !== undefined && { DialCallDuration: String(duration) }),
    ...(recording && { ...recordingIds(recording), RecordingDuration: String(recording.seconds) }),
    ...(sip && {
      DialSipCallId: `${callee!.leg.sid}@sip.twilio.com`,
      DialSipResponseCode: sipCodes[status] ?? '200',
    }),
  }
}

const sipCodes: Partial<Record<CallStatus, string>> = {
  busy: '486',
  'no-answer': '480',
  failed: '404',
  canceled: '487',
}
