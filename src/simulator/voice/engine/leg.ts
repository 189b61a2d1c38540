/**
 * @module
 * One leg of a call: a party on the line with Twilio.
 */
import { type SipCaller, callParameters, progressParameters } from './call-parameters.ts'
import type { Timer } from '../../clock.ts'
import { Conversation, type Endpoint } from '../../conversation.ts'
import type { NewEvent, SimulatorEvent } from '../../events.ts'
import type { EventOwner, Place } from '../../log.ts'
import { cookiesOfPair, type Simulation } from '../../simulation.ts'
import { Cookies } from '../../client/cookies.ts'
import type { Parameters } from '../../client/form.ts'
import { Interruption, type InterruptionKind, isStimulus, type Signal } from './signal.ts'
import type { Exit } from './exit.ts'
import type { Beside, Socket } from './beside.ts'
import type { CallStatus } from './call-status.ts'

/** The status callback of a call, and its events. */
export interface ProgressCallback extends Endpoint {
  readonly events: readonly string[]
}

export interface LegOptions {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-dial'
  readonly parent?: Leg | undefined
  readonly fallback?: Endpoint | undefined
  readonly progress?: ProgressCallback | undefined
  readonly sip?: SipCaller | undefined
  readonly answeredBy?: string | undefined
  /** The verdict of answering-machine detection goes to a callback, not into parameters. */
  readonly asyncAmd?: boolean
  /** Parameters from the caller itself, such as those of a Voice SDK client. */
  readonly params?: Readonly<Record<string, string>> | undefined
}

/** A stimulus that waits for a prompt. */
export interface Cue {
  readonly during: string | RegExp
  readonly after: number
  /** A description in words. */
  readonly what: string
  readonly apply: () => void
}

/** The longest call, and the longest that an account may request. https://www.twilio.com/docs/api/errors/32015 */
const MAX_HOURS = 4
const MAX_HOURS_ON_DEMAND = 24

export class Leg implements EventOwner {
  readonly name: string
  readonly sid: string
  readonly from: string
  readonly to: string
  readonly direction: LegOptions['direction']
  readonly parent: Leg | undefined
  readonly options: LegOptions
  readonly events: SimulatorEvent[] = []
  readonly simulation: Simulation
  readonly conversation: Conversation
  /** The open WebSockets. */
  readonly sockets: Socket[] = []
  /** The streams, transcriptions and recordings that `<Start>` has begun. */
  readonly beside: Beside[] = []
  /** The final parameters of the recording that the app requested with the call. */
  recorded: Parameters = {}
  /** Stimuli that wait for a prompt. */
  readonly cues: Cue[] = []
  readonly started: number
  #status: CallStatus
  #answered = false
  #bridged = false
  #partner: Leg | undefined
  #detached = false
  #hasInlineTwiml = false
  #answeredBy: string | undefined
  #verbsRun = 0
  #keptRinging = false
  #steps = 0
  #waiting: string | undefined
  #parkedIn: 'Enqueue' | 'Conference' | undefined
  #answeredAt: number | undefined
  #endedAt: number | undefined
  readonly #reported = new Set<string>()
  #documents = 0
  #limit: number | undefined
  #sequence = 0
  #resume: ((signal: Signal) => void) | undefined
  #pending: Interruption | undefined
  #stopAsking: (() => void) | undefined
  readonly #longest: Timer

  constructor(simulation: Simulation, options: LegOptions) {
    const { settings, clock } = simulation
    this.simulation = simulation
    this.options = options
    this.#answeredBy = options.answeredBy
    this.name = options.name
    this.from = options.from
    this.to = options.to
    this.direction = options.direction
    this.parent = options.parent
    this.sid = simulation.sids.next('CA')
    this.#status = options.direction === 'inbound' ? 'ringing' : 'initiated'
    this.started = clock.seconds
    this.conversation = new Conversation(simulation, {
      channel: 'voice',
      cookies:
        settings.callCookies === 'pair'
          ? cookiesOfPair(simulation, options.from, options.to)
          : new Cookies(clock),
      fallback: options.fallback,
      owner: this,
      standard: () => callParameters(this),
      count: () => this.#count(),
      ended: () => this.ended,
    })
    const hours = settings.longCalls ? MAX_HOURS_ON_DEMAND : MAX_HOURS
    this.#longest = clock.after(hours * 3600, () => {
      if (this.ended) return
      this.report(
        { code: 32015, message: `The call lasted ${hours} hours, the longest that Twilio allows.` },
        { url: undefined },
      )
      this.interrupt(new Interruption({ type: 'over', by: 'twilio' }))
    })
  }

  /** Twilio's word for the state of the call. */
  get status(): CallStatus {
    return this.#status
  }

  /** True if Twilio and the party hear each other. */
  get answered(): boolean {
    return this.#answered
  }

  /** True if a dialled leg was connected with its dialler. */
  get bridged(): boolean {
    return this.#bridged
  }

  /** The leg it is connected with. */
  get partner(): Leg | undefined {
    return this.#partner
  }

  /** True if a dialled leg runs documents of its own. */
  get detached(): boolean {
    return this.#detached
  }

  /** True if the live call was given TwiML over the REST API. */
  get hasInlineTwiml(): boolean {
    return this.#hasInlineTwiml
  }

  /** The result of answering-machine detection. */
  get answeredBy(): string | undefined {
    return this.#answeredBy
  }

  /** The number of verbs that it has run. */
  get verbsRun(): number {
    return this.#verbsRun
  }

  /** True if a verb has run during which the caller heard ringing. */
  get keptRinging(): boolean {
    return this.#keptRinging
  }

  /** The number of verbs and documents so far: a change shows that the call has continued. */
  get steps(): number {
    return this.#steps
  }

  /** The verb that waits for input. */
  get waiting(): string | undefined {
    return this.#waiting
  }

  /** The verb that the party is on hold in. Virtual time does not advance by itself there, even while prompts play. */
  get parkedIn(): 'Enqueue' | 'Conference' | undefined {
    return this.#parkedIn
  }

  /** The virtual second at which it was answered. */
  get answeredAt(): number | undefined {
    return this.#answeredAt
  }

  /** The virtual second at which it ended. */
  get endedAt(): number | undefined {
    return this.#endedAt
  }

  /** True if the call has ended. */
  get ended(): boolean {
    return this.#endedAt !== undefined
  }

  /** The address of the party on the line. */
  get party(): string {
    return this.direction === 'inbound' ? this.from : this.to
  }

  /** True if a dialled leg has ended, or runs documents of its own. */
  get lostToParent(): boolean {
    return this.ended || this.#detached
  }

  /** Seconds that the party was on the line. */
  get duration(): number {
    if (this.#answeredAt === undefined) return 0
    return Math.round((this.#endedAt ?? this.simulation.clock.seconds) - this.#answeredAt)
  }

  /** Removes a task from those beside the call. */
  noLongerBeside(it: Beside): void {
    const index = this.beside.indexOf(it)
    if (index >= 0) this.beside.splice(index, 1)
  }

  /** Ends the tasks beside the call, because the call ends: WebSockets first. */
  async stopAll(): Promise<void> {
    for (const socket of this.sockets.slice()) await socket.close()
    for (const kind of ['Transcription', 'Recording'])
      for (const it of this.beside.filter((it) => it.kind === kind)) await it.stop()
  }

  write(event: NewEvent): void {
    this.simulation.log.write(event, this)
  }

  report(problem: { code: number; message: string }, place: Place): void {
    this.simulation.log.report(problem, place, this)
  }

  /** The phone rings. */
  ring(): void {
    this.#status = 'ringing'
  }

  /** Ends the ringing with that status: the phone does not answer. */
  decline(status: CallStatus): void {
    if (this.direction === 'outbound-dial') this.end(status)
    else this.#status = status
    this.#tellDialler()
  }

  /** Ends an unanswered call: the status becomes its final one. */
  refuse(status: CallStatus): void {
    this.#status = status
  }

  /** Lets an unanswered call ring on while a verb runs. */
  keepRinging(): void {
    this.#keptRinging ||= !this.#answered
  }

  /** Puts the party on hold in a verb, or takes it out of there. */
  park(verb: 'Enqueue' | 'Conference' | undefined): void {
    this.#parkedIn = verb
  }

  /** Connects a dialled leg, or one from a queue, with its dialler. */
  connectWith(dialler: Leg): void {
    this.#bridged = this.parent === dialler
    this.#partner = dialler
    dialler.#partner = this
  }

  /** Disconnects the leg from its partner. */
  disconnect(): void {
    if (this.#partner) this.#partner.#partner = undefined
    this.#partner = undefined
  }

  /** Picks up for the called party. */
  pickUp(answeredBy: string | undefined): void {
    this.#answeredBy = answeredBy ?? this.#answeredBy
    this.answer()
    this.#tellDialler()
  }

  /** Hangs up for the called party. */
  leave(): void {
    this.end('completed')
    this.#tellDialler()
  }

  /** Records that a live call was given another document, and whether as inline TwiML. */
  update(inline: boolean): void {
    this.#hasInlineTwiml = inline
  }

  /** Counts a verb that begins. */
  beginVerb(): void {
    this.#verbsRun++
  }

  /** Counts a verb that has ended, or a document that has arrived. */
  step(): void {
    this.#steps++
  }

  /** Wakes the leg that waits for this one to be answered: its dialler, or itself. */
  #tellDialler(): void {
    const dialler = this.direction === 'outbound-dial' ? this.parent : this
    dialler?.deliver({ type: 'change' })
  }

  /** Picks up, unless the call is answered already. */
  answer(): void {
    if (this.#answered) return
    this.#answered = true
    this.#answeredAt = this.simulation.clock.seconds
    this.#status = 'in-progress'
    if (this.#limit !== undefined)
      this.simulation.clock.after(this.#limit, () =>
        this.interrupt(new Interruption({ type: 'over', by: 'twilio' })),
      )
    if (this.direction === 'inbound') this.write({ type: 'answer' })
  }

  /** Waits for input; virtual time does not advance by itself. */
  async wait(verb: string, seconds?: number): Promise<Signal> {
    this.#waiting = verb
    try {
      return await this.#next(seconds, false)
    } finally {
      this.#waiting = undefined
    }
  }

  /** Waits `seconds`; virtual time advances by itself, and input is ignored. */
  async sleep(verb: string, seconds: number): Promise<void> {
    const until = this.simulation.clock.seconds + seconds
    for (let left = seconds; left > 0; left = until - this.simulation.clock.seconds)
      this.logIgnoredInput(await this.#next(left, true), `<${verb}> does not listen`)
  }

  /** Waits `seconds` for something in progress to finish; virtual time advances by itself. */
  waitBusy(seconds: number): Promise<Signal> {
    return this.#next(seconds, true)
  }

  /** Waits for a document that the app is asked for, but not after the call has ended: then its answer counts no more. */
  async asking<T>(ask: () => Promise<T>): Promise<T | undefined> {
    if (this.#pending?.kind.type === 'over') return undefined
    const ended = new Promise<undefined>((resolve) => {
      this.#stopAsking = () => resolve(undefined)
    })
    try {
      return await Promise.race([ask(), ended])
    } finally {
      this.#stopAsking = undefined
    }
  }

  /** Throws the pending interruption, if there is one. */
  throwIfInterrupted(): void {
    const pending = this.#pending
    this.#pending = undefined
    if (pending) throw pending
  }

  /** Discards a pending interruption of that kind. */
  clearInterruption(type: InterruptionKind['type']): void {
    if (this.#pending?.kind.type === type) this.#pending = undefined
  }

  /** Delivers a signal to the waiting verb. True if there is one. */
  deliver(signal: Signal): boolean {
    if (!this.#resume) return false
    this.#resume(signal)
    return true
  }

  /** Delivers the party's action to the waiting verb. While a document is requested from the app, it is lost. */
  hear(signal: Signal): void {
    if (!this.deliver(signal) && this.#stopAsking)
      this.logIgnoredInput(signal, 'The app has not answered yet')
  }

  /** Logs a hint that input was ignored, and why; not for speech that something beside the call picks up. */
  logIgnoredInput(signal: Signal, why: string): void {
    if (!isStimulus(signal)) return
    if (signal.type !== 'keys' && this.beside.length > 0) return
    const lost =
      signal.type !== 'keys'
        ? 'what was said is'
        : signal.keys.length === 1
          ? `the key ${signal.keys} is`
          : `the keys ${signal.keys} are`
    this.write({ type: 'hint', message: `${why}: ${lost} lost.` })
  }

  /** Limits the call to that many seconds after it is answered. */
  limit(seconds: number): void {
    this.#limit = seconds
  }

  /** Interrupts the running verb. An interruption that ends the call is never replaced by a later one. */
  interrupt(interruption: Interruption): void {
    if (this.ended) return
    if (this.#pending?.kind.type === 'over') return
    this.#pending = interruption
    if (interruption.kind.type === 'over') this.#stopAsking?.()
    this.deliver({ type: 'change' })
  }

  /**
   * Sends a verb's last request only after the hang-up is logged; its answer is not run.
   * @param when - One more kind of interruption that also triggers it. Default: none.
   */
  deferUntilHangup(
    interruption: Interruption,
    exit: Exit | undefined,
    when?: InterruptionKind['type'],
  ): void {
    const { type } = interruption.kind
    if ((type !== 'over' && type !== when) || exit?.type !== 'goto') return
    interruption.deferred.push(async () => {
      await this.conversation.attempt(exit.request)
    })
  }

  /** Ends the leg: sets its final status and end time, and cancels its timers. */
  end(status: CallStatus): void {
    if (this.ended) return
    this.#endedAt = this.simulation.clock.seconds
    this.#status = status
    this.#waiting = undefined
    for (const { during, what } of this.cues.splice(0))
      this.write({
        type: 'hint',
        message: `No prompt with ${during instanceof RegExp ? during : JSON.stringify(during)} was heard after that, so "${what}" did not happen.`,
      })
    this.simulation.clock.cancel(this.#longest)
  }

  /** Detaches a dialled leg from its dialler, and from a document that only it hears. */
  detach(): void {
    if (this.#resume) this.interrupt(new Interruption({ type: 'over', by: 'twilio' }))
    this.#detached = true
    this.#tellDialler()
  }

  /** Ends a dialled leg and interrupts its verb. */
  endDialledLeg(status: CallStatus): void {
    if (this.lostToParent) return
    this.interrupt(new Interruption({ type: 'over', by: 'twilio' }))
    this.end(status)
  }

  /** Sends the status callback of an event, if it is subscribed to. */
  async reportProgress(event: 'initiated' | 'ringing' | 'answered' | 'completed'): Promise<void> {
    const { progress } = this.options
    if (!progress?.events.includes(event) || this.#reported.has(event)) return
    this.#reported.add(event)
    await this.conversation.notify(
      {
        reference: progress.url,
        base: undefined,
        method: progress.method,
        params: progressParameters(this, event, this.#sequence++),
      },
      { code: 15003 },
    )
  }

  async #next(seconds: number | undefined, busy: boolean): Promise<Signal> {
    this.throwIfInterrupted()
    const { clock } = this.simulation
    const passes = busy && this.#parkedIn === undefined
    if (busy && this.#parkedIn !== undefined) this.#waiting = this.#parkedIn
    const signal = await clock.park<Signal>((resume) => {
      const timer =
        seconds === undefined
          ? undefined
          : clock.after(seconds, () => this.#resume?.({ type: 'timeout' }), { busy: passes })
      this.#resume = (signal) => {
        this.#resume = undefined
        if (timer) clock.cancel(timer)
        resume(signal)
      }
    })
    this.throwIfInterrupted()
    return signal
  }

  #count(): void {
    if (this.parent) return this.parent.#count()
    const { maxDocuments } = this.simulation.settings
    if (++this.#documents <= maxDocuments) return
    const message = `The call asks for more than ${maxDocuments} documents: is there an endless redirect?`
    this.write({ type: 'limit', guard: 'documents', message })
    throw new Interruption({ type: 'over', by: 'twilio', status: 'failed' })
  }
}
