/**
 * @module
 * Virtual time and the order of events: all waiting happens here. Tasks run one at a time, each until it waits or ends,
 * and time passes only while no task can run. So no result depends on the speed of the machine.
 */

// Captured before a test's fake timers can replace it.
const { setTimeout } = globalThis

/** An action set for a point of virtual time. */
export interface Timer {
  readonly at: number
  /** Time passes by itself until then: a prompt plays, a pause lasts, a server is slow. */
  readonly busy: boolean
  readonly fire: () => void
}

export class Clock {
  readonly #epoch: number
  readonly #tell: ((date: Date) => void) | undefined
  readonly #timers: Timer[] = []
  readonly #ready: (() => void)[] = []
  readonly #sleeping = new Set<Timer>()
  /** Apps at the other end of a socket: before time passes, each is awaited until it is idle. */
  readonly guests = new Set<() => Promise<void>>()
  /** The number of phone acts that wait for the response of the app: the app itself may wait for one of them. */
  waiting = 0
  #asleep = 0
  #now = 0
  #busy = 0
  #requests = 0
  #pumping = false
  #free: () => void = () => {}
  #answered: () => void = () => {}
  #failures: unknown[] = []

  /** @param tell - Called with the date at the start, and whenever time has passed. */
  constructor(start: Date, tell?: (date: Date) => void) {
    this.#epoch = start.getTime()
    this.#tell = tell
    tell?.(this.date)
  }

  /** Seconds since the simulation began. */
  get seconds(): number {
    return this.#now / 1000
  }

  /** True if a time has come. Times are kept in milliseconds, so sums of seconds may be off by rounding. */
  reached(seconds: number): boolean {
    return this.#now >= Math.round(seconds * 1000)
  }

  /** The virtual date. */
  get date(): Date {
    return new Date(this.#epoch + this.#now)
  }

  /** The virtual date of a time in seconds. */
  dateAt(seconds: number): Date {
    return new Date(this.#epoch + seconds * 1000)
  }

  /** True if an app at the other end of a socket waits in virtual time. */
  get asleep(): boolean {
    return this.#asleep > 0
  }

  /** True if a task can continue. */
  get pending(): boolean {
    return this.#ready.length > 0
  }

  /** True during an HTTP request. */
  get requesting(): boolean {
    return this.#requests > 0
  }

  /** Starts a task, which runs once those before it wait. */
  start(task: () => Promise<void>): void {
    this.#ready.push(() => {
      task().then(
        () => this.#free(),
        (failure: unknown) => {
          this.#failures.push(failure)
          this.#free()
        },
      )
    })
  }

  /** Suspends the running task until `resume` is called; `arm` passes `resume` on. */
  park<T>(arm: (resume: (value: T) => void) => void): Promise<T> {
    const parked = new Promise<T>((resolve) => {
      arm((value) => this.#ready.push(() => resolve(value)))
    })
    this.#free()
    return parked
  }

  /** Calls `fire` after that many virtual seconds. */
  after(seconds: number, fire: () => void, { busy = false } = {}): Timer {
    const timer: Timer = { at: this.#now + Math.round(seconds * 1000), busy, fire }
    let index = this.#timers.length
    while (index > 0 && this.#timers[index - 1]!.at > timer.at) index--
    this.#timers.splice(index, 0, timer)
    if (busy) this.#busy++
    return timer
  }

  cancel(timer: Timer): void {
    const index = this.#timers.indexOf(timer)
    if (index < 0) return
    this.#timers.splice(index, 1)
    if (timer.busy) this.#busy--
    this.#sleeping.delete(timer)
  }

  /** Waits in virtual time, outside of any task: for a slow app under test. During a request, time passes for it. */
  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      const guest = !this.requesting && this.guests.size > 0
      if (guest) this.#asleep++
      const wake = () => {
        if (guest) this.#asleep--
        this.#sleeping.delete(timer)
        resolve()
      }
      const timer: Timer = this.after(seconds, wake, { busy: guest })
      if (!this.requesting) return
      this.#sleeping.add(timer)
      this.#pump()
    })
  }

  /** Waits for the app's answer. Meanwhile no other task runs. */
  async request<T>(ask: () => Promise<T>): Promise<T> {
    this.#requests++
    try {
      return await ask()
    } finally {
      this.#requests--
      if (this.#requests === 0) {
        // An app that has answered waits for nothing more.
        this.#sleeping.clear()
        this.#answered()
      }
    }
  }

  /** Waits until the app has answered all requests, also those that nothing in the simulation awaits any more. */
  async answered(): Promise<void> {
    while (this.requesting)
      await new Promise<void>((resolve) => {
        this.#answered = resolve
      })
  }

  /** Lets time pass up to a timer and sets it off, while a request is on its way. */
  pass(timer: Timer): void {
    while (this.#timers.includes(timer)) this.#next()
  }

  /** Runs until every task waits; lets no time pass. */
  settle(): Promise<void> {
    return this.#drain()
  }

  /** Runs until every task waits for an event that may never come. */
  async run(): Promise<void> {
    for (;;) {
      await this.#settle()
      if (this.#busy === 0) return
      this.#next()
    }
  }

  /** Runs, and lets that many seconds pass. */
  async advance(seconds: number): Promise<void> {
    const target = this.#now + Math.round(seconds * 1000)
    await this.#settle()
    while (this.#timers[0] && this.#timers[0].at <= target) {
      this.#next()
      await this.#settle()
    }
    this.#pass(target)
  }

  /** Runs, and lets time pass until `done`, or until nothing more can happen by itself. */
  async until(done: () => boolean): Promise<void> {
    await this.run()
    while (!done() && this.#timers[0]) {
      this.#next()
      await this.run()
    }
  }

  /** Runs all tasks that can run now, here and at the other end of sockets. */
  async #settle(): Promise<void> {
    do {
      await this.#drain()
      for (const guest of this.guests) await guest()
    } while (this.#ready.length > 0)
  }

  async #drain(): Promise<void> {
    for (let resume = this.#ready.shift(); resume; resume = this.#ready.shift()) {
      // An app that answers a request may run others meanwhile: then the task that waits for it has its turn back after that.
      const outer = this.#free
      const freed = new Promise<void>((resolve) => {
        this.#free = resolve
      })
      resume()
      await freed
      this.#free = outer
    }
    if (this.#failures.length > 0) throw this.#failures.shift()
  }

  #pass(target: number): void {
    if (target <= this.#now) return
    this.#now = target
    this.#tell?.(this.date)
  }

  #next(): void {
    const timer = this.#timers.shift()
    if (!timer) return
    if (timer.busy) this.#busy--
    this.#pass(timer.at)
    timer.fire()
  }

  // Waits one turn of the real event loop, so that an answer that the app has sent already arrives first.
  #pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    setTimeout(() => {
      this.#pumping = false
      if (this.#sleeping.size === 0) return
      this.#next()
      if (this.#sleeping.size > 0) this.#pump()
    }, 0)
  }
}
