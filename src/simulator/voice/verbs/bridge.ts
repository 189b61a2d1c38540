/**
 * @module
 * Rings parties, and connects the one that answers.
 */
import type { Parameters } from '../../client/form.ts'
import { resolveUrl } from '../../url.ts'
import type { Dialing, Party } from './dialing.ts'
import { Leg, type ProgressCallback } from '../engine/leg.ts'
import { detected, parametersOf } from '../engine/call-parameters.ts'
import { type EndRecording, recordingIds } from '../engine/recordings.ts'
import type { DocumentRules, VerbRun } from '../engine/run.ts'
import { runDocuments } from '../engine/documents.ts'
import type { Exit } from '../engine/exit.ts'
import { apologize } from '../engine/playback.ts'
import { Interruption } from '../engine/signal.ts'
import { isHangupStar } from './hangup-on-star.ts'
import type { CallStatus } from '../engine/call-status.ts'

/**
 * The document that only the callee hears, before the connection. Only `<Dial>` is excluded.
 * @see https://www.twilio.com/docs/api/errors/13201
 */
const WHISPER: DocumentRules = {
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
  /** The address that the callee referred the caller to. */
  readonly referredTo?: string | undefined
}

/** Rings parties, connects the one that answers, and waits until one side leaves. */
export const ringAndBridge = (
  dialing: Dialing,
  parties: readonly Party[],
  callerId: string,
): Promise<Exit | undefined> => new Bridge(dialing, callerId).run(parties)

/** The calls that a `<Dial>` makes. */
class Bridge {
  readonly #dialing: Dialing
  readonly #leg: Leg
  readonly #callerId: string
  readonly #callees: Callee[] = []
  #endRecording: EndRecording | undefined

  constructor(dialing: Dialing, callerId: string) {
    this.#dialing = dialing
    this.#leg = dialing.leg
    this.#callerId = callerId
  }

  run(parties: readonly Party[]): Promise<Exit | undefined> {
    const { attributes } = this.#dialing
    const sequential = attributes.flag('sequential')
    this.#leg.write({
      type: 'dial',
      to: parties.map(({ address }) => address),
      callerId: this.#callerId,
      timeout: attributes.number('timeout'),
      timeLimit: attributes.number('timeLimit'),
      sequential,
      hangupOnStar: attributes.flag('hangupOnStar'),
      answerOnBridge: attributes.flag('answerOnBridge'),
      record: attributes.value('record'),
      ...attributes.given(['callReason', 'ringTone']),
    })
    return this.#dialing.untilInterrupted(
      () => this.#dial(sequential ? parties.map((party) => [party]) : [parties]),
      () => this.#interrupted(),
    )
  }

  /** Rings one group after the other, until a party is connected. */
  async #dial(groups: readonly (readonly Party[])[]): Promise<Exit | undefined> {
    let outcome: Outcome | undefined
    for (const group of groups) {
      outcome = await this.#ringGroup(group)
      if (outcome.bridged) break
    }
    // There is at least one party, so at least one group.
    const params = await this.#conclude(outcome!)
    const { referredTo } = outcome!
    if (referredTo === undefined) return this.#dialing.next(params)
    const { attributes, url } = this.#dialing
    return {
      type: 'goto',
      request: {
        reference: attributes.text('referUrl')!,
        base: url,
        method: attributes.method('referMethod'),
        params: { ReferTransferTarget: referredTo },
      },
    }
  }

  /** Ends all calls, because their dialler was interrupted. */
  #interrupted(): Promise<Parameters> {
    const connected = this.#callees.find(({ leg }) => leg.answered && !leg.lostToParent)
    for (const { leg } of this.#callees) leg.endDialledLeg(leg.answered ? 'completed' : 'canceled')
    return this.#conclude({
      status: connected ? 'completed' : 'canceled',
      callee: connected ?? this.#callees.at(-1),
      bridged: connected?.leg.bridged ?? false,
    })
  }

  async #ringGroup(group: readonly Party[]): Promise<Outcome> {
    const callees = group.map((party) => this.#ring(party))
    this.#callees.push(...callees)
    for (const { leg } of callees) {
      await leg.reportProgress('initiated')
      leg.ring()
      await leg.reportProgress('ringing')
    }
    await this.#record('ringing')
    const answered = await this.#firstToAnswer(callees)
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
    const { rejectedWhisper } = this.#leg.simulation.settings
    if (!(await this.#prepare(answered)))
      return { status: rejectedWhisper, callee: answered, bridged: false }
    const referredTo = await this.#connect(answered)
    return { status: 'completed', callee: answered, bridged: true, referredTo }
  }

  #ring(party: Party): Callee {
    const leg = new Leg(this.#leg.simulation, {
      name: 'callee',
      from: this.#callerId,
      to: party.address,
      direction: 'outbound-dial',
      parent: this.#leg,
      fallback: this.#leg.options.fallback,
      params: party.noun && parametersOf(party.noun.element),
      progress: progressOf(party),
    })
    this.#dialing.exchange.ringing(leg)
    return { party, leg }
  }

  async #firstToAnswer(callees: readonly Callee[]): Promise<Callee | undefined> {
    const { clock } = this.#leg.simulation
    const until = clock.seconds + this.#dialing.attributes.number('timeout')
    for (;;) {
      const answered = callees.find(({ leg }) => leg.answered && !leg.lostToParent)
      if (answered) return answered
      if (callees.every(({ leg }) => leg.lostToParent)) return undefined
      const signal = await this.#leg.wait('Dial', Math.max(0, until - clock.seconds))
      this.#leg.logIgnoredInput(signal, IGNORED)
      if (signal.type === 'timeout') for (const { leg } of callees) leg.endDialledLeg('no-answer')
    }
  }

  /** Plays the callee its own document. True if it is still there afterwards. */
  async #prepare({ party: { noun }, leg: callee }: Callee): Promise<boolean> {
    const digits = noun?.attributes.text('sendDigits')
    if (digits) callee.write({ type: 'tones', digits })
    await reportMachine(noun, callee)
    const reference = noun?.attributes.text('url')
    if (!noun || reference === undefined) return !callee.lostToParent
    const heard = { done: false }
    this.#leg.simulation.clock.start(async () => {
      try {
        const ending = await runDocuments(noun.exchange, callee, WHISPER, {
          reference,
          base: noun.url,
          method: noun.attributes.method(),
        })
        if (ending === 'failed') apologize(callee)
        if (ending !== 'end') callee.end('completed')
      } catch (interruption) {
        if (!(interruption instanceof Interruption)) throw interruption
        if (!callee.detached) callee.end('completed')
        for (const request of interruption.deferred) await request()
      }
      heard.done = true
      this.#leg.deliver({ type: 'change' })
    })
    // The caller does not hear that document, and may hang up meanwhile.
    while (!heard.done) this.#leg.logIgnoredInput(await this.#leg.wait('Dial'), IGNORED)
    return !callee.lostToParent
  }

  /**
   * Lets both parties talk until one leaves. Returns the address to which the callee referred the caller, if it did.
   */
  async #connect({ leg: callee }: Callee): Promise<string | undefined> {
    const { attributes } = this.#dialing
    const { clock } = this.#leg.simulation
    this.#leg.answer()
    callee.connectWith(this.#leg)
    this.#leg.write({ type: 'bridge', party: callee.to })
    await this.#record('answer')
    try {
      const until = clock.seconds + attributes.number('timeLimit')
      while (!callee.lostToParent) {
        const signal = await this.#leg.wait('Dial', Math.max(0, until - clock.seconds))
        if (signal.type === 'timeout' || isHangupStar(this.#leg, signal, attributes))
          callee.endDialledLeg('completed')
        if (signal.type !== 'refer') continue
        if (attributes.has('referUrl')) {
          callee.endDialledLeg('completed')
          return signal.to
        }
        this.#dialing.complainOf(
          13802,
          'The callee sent a REFER: set referUrl on <Dial> to the document for that.',
        )
      }
    } finally {
      this.#leg.disconnect()
    }
    return undefined
  }

  /** Begins the recording, if it is set to begin at that moment. */
  async #record(since: 'ringing' | 'answer'): Promise<void> {
    const { attributes, exchange, url } = this.#dialing
    const mode = attributes.value('record')
    const ringing = mode.startsWith('record-from-ringing')
    if (this.#endRecording || /^(false|do-not-record)$/.test(mode)) return
    if (ringing !== (since === 'ringing')) return
    this.#endRecording = await exchange.recordings.begin(this.#leg, {
      source: 'DialVerb',
      channels: mode.endsWith('-dual') ? 2 : 1,
      track: attributes.text('recordingTrack'),
      attributes,
      base: url,
    })
  }

  /** Logs the end, and returns the parameters of `action`. */
  async #conclude({ status, callee, bridged }: Outcome): Promise<Parameters> {
    const duration = bridged ? callee!.leg.duration : undefined
    this.#leg.write({ type: 'dialEnd', status, ...(duration !== undefined && { duration }) })
    for (const { leg } of this.#callees) {
      this.#dialing.exchange.gone(leg)
      if (!leg.ended) continue
      await leg.stopAll()
      await leg.reportProgress('completed')
    }
    const recording = bridged ? this.#endRecording?.() : undefined
    const sip = callee?.leg.to.startsWith('sip')
    return {
      DialCallStatus: status,
      ...(callee && { DialCallSid: callee.leg.sid }),
      DialBridged: String(bridged),
      ...(duration !== undefined && { DialCallDuration: String(duration) }),
      ...(recording && {
        ...recordingIds(recording),
        RecordingDuration: String(recording.seconds),
      }),
      ...(sip && {
        DialSipCallId: `${callee!.leg.sid}@sip.twilio.com`,
        DialSipResponseCode: sipCodes[status] ?? '200',
      }),
    }
  }
}

const IGNORED = '<Dial> does not listen while it rings'

const progressOf = ({ noun }: Party): ProgressCallback | undefined => {
  const reference = noun?.attributes.text('statusCallback')
  if (!noun || reference === undefined) return undefined
  const url = resolveUrl(reference, noun.url)
  if (typeof url !== 'string') {
    noun.complainOf(url.code, url.message)
    return undefined
  }
  const events = noun.attributes.list('statusCallbackEvent')
  return {
    url,
    method: noun.attributes.method('statusCallbackMethod'),
    events: events.length > 0 ? events : ['completed'],
  }
}

/** Reports the verdict of answering-machine detection on the callee. */
const reportMachine = async (noun: VerbRun | undefined, callee: Leg): Promise<void> => {
  if (!noun?.attributes.has('machineDetection')) return
  await noun.run.notify(
    noun.attributes.text('amdStatusCallback'),
    noun.attributes.method('amdStatusCallbackMethod'),
    detected(callee.answeredBy ?? 'human'),
    callee,
  )
}

const sipCodes: Partial<Record<CallStatus, string>> = {
  busy: '486',
  'no-answer': '480',
  failed: '404',
  canceled: '487',
}
