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

/** Who is told of a call's progress, and of what. */
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
  /** Answering-machine detection tells a callback of its own, and no document. */
  readonly asyncAmd?: boolean
  /** Parameters of the caller's own, such as those of a Voice SDK client. */
  readonly params?: Readonly<Record<string, string>> | undefined
}

/** A stimulus that waits for a prompt. */
export interface Cue {
  readonly during: string | RegExp
  readonly after: number
  /** In words. */
  readonly what: string
  readonly apply: () => void
}

/** Longest call, and the longest that an account may ask for. https://www.twilio.com/docs/api/errors/32015 */
const MOST_HOURS = 4
const MOST_HOURS_ON_DEMAND = 24

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
  /** The WebSockets that are open. */
  readonly sockets: Socket[] = []
  /** What `<Start>` has begun. */
  readonly beside: Beside[] = []
  /** What the end of the call tells of the recording that the app asked for when it made the call. */
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
    })
    const hours = settings.longCalls ? MOST_HOURS_ON_DEMAND : MOST_HOURS
    this.#longest = clock.after(hours * 3600, () => {
      if (this.ended) return
      this.report(
        { code: 32015, message: `The call lasted ${hours} hours, the most there is.` },
        { url: undefined },
      )
      this.interrupt(new Interruption({ type: 'over', by: 'twilio' }))
    })
  }

  get status(): CallStatus {
    return this.#status
  }

  /** Twilio and the party hear each other. */
  get answered(): boolean {
    return this.#answered
  }

  /** A dialled leg is connected to the one that dialled it. */
  get bridged(): boolean {
    return this.#bridged
  }

  /** The leg that a `<Dial>` has connected this one with, while it has. */
  get partner(): Leg | undefined {
    return this.#partner
  }

  /** A dialled leg was given documents of its own. */
  get detached(): boolean {
    return this.#detached
  }

  /** The live call was given TwiML over the REST API. */
  get hasInlineTwiml(): boolean {
    return this.#hasInlineTwiml
  }

  /** What answering-machine detection made of whoever answered. */
  get answeredBy(): string | undefined {
    return this.#answeredBy
  }

  /** How many verbs it has run. */
  get verbsRun(): number {
    return this.#verbsRun
  }

  /** A verb has run that let the caller hear ringing. */
  get keptRinging(): boolean {
    return this.#keptRinging
  }

  /** Counts the verbs, so that others can see that one is over. */
  get steps(): number {
    return this.#steps
  }

  /** The verb that waits for somebody, if one does. */
  get waiting(): string | undefined {
    return this.#waiting
  }

  /**
   * The verb that this party is on hold in, if it is: whatever it hears there, it waits for somebody, and time does not
   * pass by itself.
   */
  get parkedIn(): 'Enqueue' | 'Conference' | undefined {
    return this.#parkedIn
  }

  get answeredAt(): number | undefined {
    return this.#answeredAt
  }

  get endedAt(): number | undefined {
    return this.#endedAt
  }

  /** Whether the call has ended. */
  get ended(): boolean {
    return this.#endedAt !== undefined
  }

  /** The address of who is on the line. */
  get party(): string {
    return this.direction === 'inbound' ? this.from : this.to
  }

  /** Whether a dialled leg is lost to the one that dialled it. */
  get lostToParent(): boolean {
    return this.ended || this.#detached
  }

  /** Seconds that the party was on the line. */
  get duration(): number {
    if (this.#answeredAt === undefined) return 0
    return Math.round((this.#endedAt ?? this.simulation.clock.seconds) - this.#answeredAt)
  }

  /** Forgets something that ran beside the call. */
  noLongerBeside(it: Beside): void {
    const index = this.beside.indexOf(it)
    if (index >= 0) this.beside.splice(index, 1)
  }

  /** Ends what runs beside the call, because the call ends: first its WebSockets. */
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

  /** The phone does not answer, for that reason. */
  decline(status: CallStatus): void {
    if (this.direction === 'outbound-dial') this.end(status)
    else this.#status = status
    this.#tellDialler()
  }

  /** Is over before it was answered: the status stands when the call ends. */
  refuse(status: CallStatus): void {
    this.#status = status
  }

  /** Lets an unanswered call ring on while a verb runs. */
  keepRinging(): void {
    this.#keptRinging ||= !this.#answered
  }

  /** Parks the party in a verb that it waits in, or takes it out of there. */
  park(verb: 'Enqueue' | 'Conference' | undefined): void {
    this.#parkedIn = verb
  }

  /** Connects a dialled leg, or one out of a queue, with the one that dialled it. */
  connectWith(dialler: Leg): void {
    this.#bridged = this.parent === dialler
    this.#partner = dialler
    dialler.#partner = this
  }

  /** Parts it from the leg that it was connected with. */
  disconnect(): void {
    if (this.#partner) this.#partner.#partner = undefined
    this.#partner = undefined
  }

  /** The party that was called has picked up. */
  pickUp(answeredBy: string | undefined): void {
    this.#answeredBy = answeredBy ?? this.#answeredBy
    this.answer()
    this.#tellDialler()
  }

  /** The party that was called has hung up. */
  leave(): void {
    this.end('completed')
    this.#tellDialler()
  }

  /** Says that the leg will run TwiML of its own, which came over the REST API. */
  update(inline: boolean): void {
    this.#hasInlineTwiml = inline
  }

  /** Counts a verb that begins. */
  beginVerb(): void {
    this.#verbsRun++
  }

  /** Counts a verb that is over, or a document that has come. */
  step(): void {
    this.#steps++
  }

  /** Wakes whoever waits for a leg that was called: the one that dialled it, or itself. */
  #tellDialler(): void {
    const dialler = this.direction === 'outbound-dial' ? this.parent : this
    dialler?.deliver({ type: 'change' })
  }

  /** Picks up, if nobody has. */
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

  /** Waits for somebody: the time passes only when it is let pass. */
  async wait(verb: string, seconds?: number): Promise<Signal> {
    this.#waiting = verb
    try {
      return await this.#next(seconds, false)
    } finally {
      this.#waiting = undefined
    }
  }

  /** Waits for time to pass, whatever others do meanwhile. */
  async sleep(verb: string, seconds: number): Promise<void> {
    const until = this.simulation.clock.seconds + seconds
    for (let left = seconds; left > 0; left = until - this.simulation.clock.seconds)
      this.logIgnoredInput(await this.#next(left, true), `<${verb}> does not listen`)
  }

  /** Waits for something that has begun to come to an end by itself, or for `seconds`. */
  waitBusy(seconds: number): Promise<Signal> {
    return this.#next(seconds, true)
  }

  /** Throws what has come in between. */
  throwIfInterrupted(): void {
    const pending = this.#pending
    this.#pending = undefined
    if (pending) throw pending
  }

  /** Takes back an interruption that there is nothing left for. */
  clearInterruption(type: InterruptionKind['type']): void {
    if (this.#pending?.kind.type === type) this.#pending = undefined
  }

  /** Gives a signal to whatever the leg waits for. Whether anything does. */
  deliver(signal: Signal): boolean {
    if (!this.#resume) return false
    this.#resume(signal)
    return true
  }

  /** Says of a stimulus that it comes to nothing, and why. Whatever runs beside the call hears speech all the same. */
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

  /** Ends the call so many seconds after it was picked up. */
  limit(seconds: number): void {
    this.#limit = seconds
  }

  /** Tears the leg away from what it is doing. The end of the call cannot be taken back. */
  interrupt(interruption: Interruption): void {
    if (this.ended) return
    if (this.#pending?.kind.type === 'over') return
    this.#pending = interruption
    this.deliver({ type: 'change' })
  }

  /**
   * Puts off a verb's last request until the end of the call is in the log. The answer is not run: there is nobody left
   * to hear it.
   * @param when - Why else but for the end of the call the request is made. Default: for nothing else.
   */
  deferUntilHangup(
    interruption: Interruption,
    flow: Exit | undefined,
    when?: InterruptionKind['type'],
  ): void {
    const { type } = interruption.kind
    if ((type !== 'over' && type !== when) || flow?.type !== 'goto') return
    interruption.deferred.push(async () => {
      await this.conversation.attempt(flow.request)
    })
  }

  /** The call is over for this party: from here on it only has a past. */
  end(status: CallStatus): void {
    if (this.ended) return
    this.#endedAt = this.simulation.clock.seconds
    this.#status = status
    this.#waiting = undefined
    for (const { during, what } of this.cues.splice(0))
      this.write({
        type: 'hint',
        message: `No prompt with ${during instanceof RegExp ? during : JSON.stringify(during)} was heard any more: "${what}" never happened.`,
      })
    this.simulation.clock.cancel(this.#longest)
  }

  /** Takes a dialled leg away from the one that dialled it, out of whatever it hears alone. */
  detach(): void {
    if (this.#resume) this.interrupt(new Interruption({ type: 'over', by: 'twilio' }))
    this.#detached = true
    this.#tellDialler()
  }

  /** Ends a dialled leg, whatever it is doing. */
  endDialledLeg(status: CallStatus): void {
    if (this.lostToParent) return
    this.interrupt(new Interruption({ type: 'over', by: 'twilio' }))
    this.end(status)
  }

  /** Tells of the call's progress whoever wants to know. */
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
