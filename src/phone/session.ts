/**
 * @module
 * The conversation that the page shows: its steps, the simulation that runs them, and its runs so far.
 */
import { difference, stable } from '../conversation/difference.ts'
import { Mishaps } from '../conversation/mishaps.ts'
import { isOver, Player } from '../conversation/player.ts'
import type { Step } from '../conversation/step.ts'
import { type Saved, vitestFile } from '../conversation/vitest-file.ts'
import type { SimulateOptions } from '../simulator/options.ts'
import { type Simulator, simulate } from '../simulator/simulate.ts'
import { isListening, restarted } from './app-up.ts'
import { RunLog } from './log.ts'
import type { Change, Entry, FlowGraph, PhoneView, Rerun, RequestDetail, Status } from './view.ts'

/** The options of a session. */
export interface SessionOptions {
  /** The base URL of the app. */
  readonly app: string
  /** The app's address and the simulation's options. */
  readonly simulate: Saved['options'] & Pick<SimulateOptions, 'authToken' | 'patience'>
  /** The phones at hand at the start. */
  readonly phones: readonly string[]
  /** The address of the REST API. */
  readonly rest?: string | undefined
  /** The files whose saving runs the conversation again. */
  readonly watching?: readonly string[] | undefined
  /**
   * Milliseconds after which keys are complete, as they are on a phone once the time of a `<Gather>` is over. Default:
   * 2500.
   */
  readonly keysEnd?: number | undefined
  /** Reads the graphs of the flows. */
  readonly graphs?: (() => Promise<readonly FlowGraph[]>) | undefined
}

/** One run of the conversation. */
interface Run {
  readonly number: number
  readonly began: Date
  readonly twilio: Simulator
  readonly player: Player
  readonly mishaps: Mishaps
  readonly log: RunLog
  /** The script lines of steps that could not be taken. */
  readonly untaken: string[]
}

/**
 * A person takes some time to write. Twilio refuses the 31st reply of those that follow each other within 30 seconds
 * (14107), and here no time passes by itself.
 */
const PAUSE = { does: 'wait', seconds: 30 } as const
/** The texts after which it passes: six replies to each are not too many. */
const HASTY = 5

/** Most runs whose log is kept. */
const MAX_RUNS = 20

/** A session: one conversation, however many pages look at it. */
export class Session {
  readonly #options: SessionOptions
  readonly #listeners = new Set<(change: Change) => void>()
  readonly #runs: Run[] = []
  readonly #phones: Set<string>
  readonly #held = new Map<string, ReturnType<typeof setInterval>>()
  #steps: Step[] = []
  #keys: ReturnType<typeof setTimeout> | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #busy = 0
  #doing: string | undefined
  #isUp = true
  #reruns = true
  #saves = 0
  #probing: ReturnType<typeof setInterval> | undefined
  #rerun: Rerun | undefined
  #graphs: readonly FlowGraph[] = []
  #changed = new Map<number, Entry>()
  #flushing = false
  #closed = false

  constructor(options: SessionOptions) {
    this.#options = options
    this.#phones = new Set(options.phones)
    this.#begin()
    void this.#readGraphs()
    void isListening(options.app).then((isUp) => this.#reached(isUp))
  }

  /** The simulation as it is now: the REST API of the running conversation. */
  get twilio(): Simulator {
    return this.#run.twilio
  }

  /** Tells somebody of everything there is, and of all that changes. Returns how to end that. */
  subscribe(listener: (change: Change) => void): () => void {
    listener({
      whole: true,
      entries: this.#run.log.entries,
      status: this.#status,
      rerun: this.#rerun,
      graphs: this.#graphs,
    })
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /**
   * Takes a step, once those before it are taken.
   * @throws {Error} when it cannot be taken
   */
  act(step: Step): Promise<void> {
    return this.#inTurn(async () => {
      if ('by' in step) {
        this.#phones.add(step.by)
        if (step.does !== 'report') this.#release(step.by)
      }
      clearTimeout(this.#keys)
      if (step.does === 'text' && this.#isHasty) await this.#take(PAUSE)
      await this.#take(step)
      if (step.does === 'press') this.#endKeys(step.by)
    })
  }

  async #take(step: Step): Promise<void> {
    await this.#run.player.play(step)
    this.#steps.push(step)
  }

  /** True if texts came so fast, with no time between them, that Twilio would take the app's answers for a loop. */
  get #isHasty(): boolean {
    const { player } = this.#run
    if ([...player.calls.values()].some((call) => !isOver(call))) return false
    const pause = this.#steps.findLastIndex(
      (step) => step.does === 'wait' && step.seconds >= PAUSE.seconds,
    )
    const texts = this.#steps.slice(pause + 1).filter(({ does }) => does === 'text')
    return texts.length >= HASTY
  }

  /** Lets a `<Gather>` that has got keys, and waits for more, give up waiting once no more come. */
  #endKeys(by: string): void {
    const call = this.#run.player.calls.get(by)
    const last = call?.events.at(-1)
    if (call?.waitingFor !== 'Gather' || last?.type !== 'stimulus') return
    const { keysEnd = 2500 } = this.#options
    this.#keys = setTimeout(() => {
      // The call may be over by then.
      this.act({ does: 'silence', by }).catch(() => {})
    }, keysEnd)
  }

  /** Has the conversation again from its start, in a fresh simulation, and compares. */
  again(why: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#releaseAll()
      clearTimeout(this.#keys)
      const before = this.#transcript
      this.#begin()
      for (const step of this.#steps)
        try {
          await this.#run.player.play(step)
        } catch (error) {
          this.#run.untaken.push(`${wordsOf(step)}: ${(error as Error).message}`)
        }
      const lines = difference(stable(before), stable(this.#transcript))
      this.#rerun = {
        run: this.#run.number,
        why,
        lines,
        changed: lines.filter(({ is }) => is !== 'same').length,
        untaken: this.#run.untaken,
      }
      this.#tell({ status: this.#status, rerun: this.#rerun })
    })
  }

  /** Begins another conversation; the runs so far stay to be looked at. */
  clear(): Promise<void> {
    return this.#inTurn(async () => {
      this.#releaseAll()
      clearTimeout(this.#keys)
      this.#steps = []
      this.#rerun = undefined
      this.#begin()
    })
  }

  /** Puts a call on hold: the caller hears and does nothing, and time passes as it does outside. */
  async hold(by: string, isHeld: boolean): Promise<void> {
    if (!isHeld) return this.#release(by)
    const call = this.#run.player.calls.get(by)
    if (!call || isOver(call)) throw new Error(`${by} has no call to hold.`)
    if (this.#held.has(by)) return
    const tick = () => {
      void this.#inTurn(async () => {
        if (!this.#held.has(by)) return
        await this.#run.player.play({ does: 'wait', seconds: 1 })
        const last = this.#steps.at(-1)
        // The time that passes in one hold is one step.
        if (last?.does === 'wait') this.#steps.splice(-1, 1, { ...last, seconds: last.seconds + 1 })
        else this.#steps.push({ does: 'wait', seconds: 1 })
        const held = this.#run.player.calls.get(by)
        if (!held || isOver(held)) this.#release(by)
      })
    }
    this.#held.set(by, setInterval(tick, 1000))
    this.#flush()
  }

  /** A phone more. */
  add(address: string): void {
    this.#phones.add(address)
    this.#flush()
  }

  /** True if saving the app's code reruns the conversation. */
  set reruns(wanted: boolean) {
    this.#reruns = wanted
    this.#flush()
  }

  /** Files of the app were saved: once it runs anew, the conversation is had again. */
  async saved(files: readonly string[]): Promise<void> {
    const save = ++this.#saves
    void this.#readGraphs()
    if (!this.#reruns || this.#steps.length === 0) return
    const why = `${files.join(', ')} saved`
    const isLast = () => save === this.#saves && !this.#closed
    for (const late of [false, true]) {
      this.#say(`${why}: waiting for the app to run anew`)
      const runs = await restarted(this.#options.app, late, isLast)
      if (!isLast()) return
      this.#say(undefined)
      if (!runs) return this.#reached(false)
      await this.again(why)
      // A development server that looks for changes now and then has perhaps not seen this one yet.
      if (this.#rerun?.changed !== 0 || runs === 'anew') return
    }
  }

  /** The conversation as a test file. */
  get test(): string {
    const { authToken: _token, patience: _patience, ...options } = this.#options.simulate
    return vitestFile({
      app: this.#options.app,
      options,
      steps: this.#steps,
      transcript: this.#transcript,
    })
  }

  /** All of a request. */
  request(run: number, id: number): RequestDetail | undefined {
    return this.#numbered(run)?.log.detail(id)
  }

  /** The log of a run. */
  entries(run: number): readonly Entry[] | undefined {
    return this.#numbered(run)?.log.entries
  }

  /** Lets go of everything. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#keys)
    this.#releaseAll()
    clearInterval(this.#probing)
  }

  get #run(): Run {
    return this.#runs.at(-1)!
  }

  #numbered(number: number): Run | undefined {
    return this.#runs.find((run) => run.number === number)
  }

  get #transcript(): string {
    const { twilio, untaken } = this.#run
    return [twilio.transcript(), ...untaken.map((each) => `! not done: ${each}`)]
      .filter(Boolean)
      .join('\n')
  }

  #begin(): void {
    const { app, simulate: options } = this.#options
    const mishaps = new Mishaps()
    const number = (this.#runs.at(-1)?.number ?? 0) + 1
    const log = new RunLog(
      (entry) => {
        // A late answer to an earlier run is for its own log.
        if (this.#run.log !== log) return
        this.#changed.set(entry.id, entry)
        this.#flush()
      },
      (isUp) => this.#reached(isUp),
      (url) => url.replace(options.publicUrl ?? app, app),
      options.authToken ?? '12345',
    )
    const began = new Date()
    const { observer } = log
    const twilio = simulate(app, { ...options, ...mishaps.options, startAt: began, observer })
    const player = new Player(twilio, mishaps)
    this.#runs.push({ number, began, twilio, player, mishaps, log, untaken: [] })
    if (this.#runs.length > MAX_RUNS) this.#runs.shift()
    this.#changed = new Map()
    this.#tell({
      whole: true,
      entries: [],
      status: this.#status,
      rerun: this.#rerun,
      graphs: this.#graphs,
    })
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#busy++
    this.#flush()
    const turn = this.#turn.then(act).finally(() => {
      this.#busy--
      this.#flush()
    })
    this.#turn = turn.catch(() => {})
    return turn
  }

  #release(by: string): void {
    clearInterval(this.#held.get(by))
    if (this.#held.delete(by)) this.#flush()
  }

  #releaseAll(): void {
    for (const by of this.#held.keys()) this.#release(by)
  }

  #say(doing: string | undefined): void {
    this.#doing = doing
    this.#flush()
  }

  /** Notes whether something listens where the app is; where nothing does, it is looked for until it is back. */
  #reached(isUp: boolean): void {
    if (this.#isUp === isUp || this.#closed) return
    this.#isUp = isUp
    this.#flush()
    clearInterval(this.#probing)
    if (isUp) return
    this.#probing = setInterval(() => {
      void isListening(this.#options.app).then((isUp) => {
        if (!isUp || this.#isUp || this.#closed) return
        this.#reached(true)
        if (this.#reruns && this.#steps.length > 0) void this.again('The app is back')
      })
    }, 500)
  }

  async #readGraphs(): Promise<void> {
    try {
      this.#graphs = (await this.#options.graphs?.()) ?? []
    } catch {
      // A file that does not parse while it is written: the graphs of before stay.
      return
    }
    this.#tell({ status: this.#status, graphs: this.#graphs })
  }

  /** Tells of what has changed, all that happens at one moment together. */
  #flush(): void {
    if (this.#flushing) return
    this.#flushing = true
    setImmediate(() => {
      this.#flushing = false
      const entries = [...this.#changed.values()]
      this.#changed = new Map()
      this.#tell({ ...(entries.length > 0 && { entries }), status: this.#status })
    })
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change)
  }

  get #status(): Status {
    const { app, simulate: options, rest, watching = [] } = this.#options
    const { twilio, mishaps, log, number, began } = this.#run
    return {
      app: {
        url: app,
        messages: options.messageUrl ?? '/sms',
        voice: options.voiceUrl ?? '/voice',
        up: this.#isUp,
      },
      number: options.twilioNumber ?? '+15550100200',
      rest,
      run: number,
      runs: this.#runs.map(({ number }) => number),
      steps: this.#steps.length,
      busy: this.#busy,
      doing: this.#doing,
      watching,
      reruns: this.#reruns,
      phones: this.#views(),
      armed: {
        fault: mishaps.fault === undefined ? undefined : String(mishaps.fault),
        undelivered: mishaps.undelivered,
      },
      now: twilio.now.toISOString(),
      began: began.toISOString(),
      flows: [...log.flows.values()],
    }
  }

  #views(): PhoneView[] {
    const { twilio, player, log } = this.#run
    const own = this.#options.simulate.twilioNumber ?? '+15550100200'
    for (const { event } of log.entries.slice(-200))
      for (const address of called(event)) if (address !== own) this.#phones.add(address)
    return [...this.#phones].map((address) => {
      const call = player.calls.get(address)
      return {
        address,
        rings: twilio.phone(address).rings,
        call: call && {
          sid: call.sid,
          status: call.status,
          from: call.from,
          to: call.to,
          waitingFor: call.waitingFor,
          duration: call.duration,
          over: isOver(call),
          socket: socketsOpen(call.events),
          held: this.#held.has(address),
        },
      }
    })
  }
}

/** The addresses that an event calls or writes to. */
const called = (event: Entry['event']): readonly string[] =>
  event.type === 'dial'
    ? (event.to ?? []).filter((to) => /^(\+\d+|client:.+|sip:.+|whatsapp:.+)$/.test(to))
    : event.type === 'outbound' || event.type === 'message'
      ? [event.to]
      : []

const socketsOpen = (events: readonly { readonly type: string }[]): boolean =>
  events.filter(({ type }) => type === 'wsOpen').length >
  events.filter(({ type }) => type === 'wsClose').length

/** A step in words. */
const wordsOf = (step: Step): string =>
  [
    'by' in step ? step.by : '',
    step.does,
    'keys' in step ? step.keys : 'words' in step ? step.words : 'body' in step ? step.body : '',
  ]
    .filter(Boolean)
    .join(' ')
