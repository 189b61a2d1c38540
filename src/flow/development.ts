/**
 * @module
 * The checks of a flow in development and tests, never loaded in production. They find a body that reads the clock, a
 * step without `yield*`, a run that ends differently from the one before, and two questions under one key.
 */
import { nameOf, writtenOf } from './definition.ts'
import { FlowError } from './error.ts'
import { replay, type Stop } from './replay.ts'
import { type Conversation, type Step, watchSteps } from './step.ts'

/** Runs the body, and checks the run. */
export const checkedReplay: typeof replay = (definition, saved, incoming) => {
  const watch = new Watch(definition.name)
  const watched: typeof definition = {
    ...definition,
    body: watch.around(definition.body),
    ...(definition.otherwise && { otherwise: watch.around(definition.otherwise) }),
  }
  let first = watch.during(() => replay(watched, saved, incoming))
  // Recording where each step was made takes ten times as long as the run, so it is done only for a message.
  if (watch.doubts) first = watch.during(() => replay(watched, saved, incoming), true)
  if (first.stop === 'threw') return first
  const mistake = watch.mistake()
  if (mistake) return { ...first, stop: 'threw', error: mistake }
  // Runs again over the new facts, without the input: it must end at the same place.
  const { facts } = first
  const { hungUp, at } = incoming
  const second = watch.during(() => replay(watched, { ...saved, facts }, { at, hungUp }))
  const [before, after] = [placeOf(first), placeOf(second)]
  return before === after
    ? first
    : {
        ...first,
        stop: 'threw',
        error: new FlowError(
          `flow("${definition.name}", …) ended ${before} and, run again over the same answers, ${after}: its body depends on something else. Read it in load(…), or do it in once(…).`,
        ),
      }
}

const placeOf = (stop: Stop): string => {
  switch (stop.stop) {
    case 'ask':
    case 'read':
      return `at ask("${stop.key}")`
    case 'verb':
    case 'load':
    case 'once':
      return `at ${nameOf(stop.step)}("${stop.key}")`
    case 'threw':
      return `in an error (${stop.error instanceof Error ? stop.error.message : String(stop.error)})`
    default:
      return `at its ${stop.stop}`
  }
}

/** Records the steps that a run makes and takes, and keeps the body from the clock. */
class Watch {
  readonly #name: string
  #made = new Map<Step<unknown>, string>()
  #asked = new Map<string, string>()
  #twice = false

  constructor(name: string) {
    this.#name = name
  }

  /** True if a step was not taken, or two have the same key. */
  get doubts(): boolean {
    return this.#twice || this.#made.size > 0
  }

  during<T>(run: () => T, places = false): T {
    this.#made = new Map()
    this.#asked = new Map()
    this.#twice = false
    watchSteps({ made: (step) => this.#made.set(step, places ? placeIn(new Error().stack) : '') })
    try {
      return withoutClock(run)
    } finally {
      watchSteps(undefined)
    }
  }

  /** Wraps the body so that each piece of it runs without a clock. */
  around<A extends unknown[]>(
    body: (...args: A) => Conversation<unknown>,
  ): (...args: A) => Conversation<unknown> {
    return (...args) => {
      const whole = asBody(() => body(...args))
      if (typeof whole?.next !== 'function' || Symbol.asyncIterator in whole) return whole
      const taking = (result: IteratorResult<Step<unknown>, unknown>) => {
        if (!result.done) this.#taken(result.value)
        return result
      }
      return {
        next: (value: unknown) => taking(asBody(() => whole.next(value))),
        throw: (error: unknown) => taking(asBody(() => whole.throw(error))),
        // The engine calls only these methods of a generator.
      } as Conversation<unknown>
    }
  }

  #taken(step: Step<unknown>): void {
    const place = this.#made.get(step)
    this.#made.delete(step)
    const does = step?.does
    if (place === undefined || !does || !('key' in does) || does.do === 'enter') return
    const name = writtenOf(does)
    const earlier = this.#asked.get(name)
    this.#asked.set(name, place)
    if (earlier === undefined || compared.has(`${this.#name} ${name}`)) return
    if (place === '') this.#twice = true
    else warnOnce(this.#name, name, earlier, place)
  }

  /** The error for a step that was made and not taken. */
  mistake(): FlowError | undefined {
    for (const [{ does }, place] of this.#made)
      return new FlowError(
        `flow("${this.#name}", …) has made ${writtenOf(does)} and not taken it: write yield* before it${place && `, at ${place}`}.`,
      )
    return undefined
  }
}

const compared = new Set<string>()

/** Compares the places of two steps once, since in a loop the same step comes again and again. */
const warnOnce = (flow: string, name: string, before: string, place: string): void => {
  compared.add(`${flow} ${name}`)
  if (before === place) return
  console.warn(
    `flow("${flow}", …) has two steps ${name} in one run, at ${before} and at ${place}: an answer to one may be taken for the other's after a change. Give each a key of its own, or put the piece in a part(…).`,
  )
}

/** The first place in a stack that is the app's: neither in this folder nor in the runtime. */
const placeIn = (stack = ''): string => {
  const lines = stack.split('\n').filter((line) => /^\s*at |@/.test(line))
  const own = lines.find(
    (line) => !/[\\/](src|dist[\\/]src)[\\/]flow[\\/]|node:internal|<anonymous>\)?$/.test(line),
  )
  return (
    own
      ?.replace(/^.*?[( @](?=[^( ]*:\d+:\d+\)?$)/, '')
      .replace(/\)$/, '')
      .trim() ?? ''
  )
}

let inBody = false

const refuse = (what: string, instead: string): never => {
  throw new FlowError(`${what} in the body of a flow gives something else at each run: ${instead}.`)
}

/** Runs a piece of a body, which must not use time or chance. */
const asBody = <T>(run: () => T): T => {
  const before = inBody
  inBody = true
  try {
    return run()
  } finally {
    inBody = before
  }
}

/** Runs the engine with a clock that the body cannot read. Code outside of the body, such as `custom(read)`, can. */
const withoutClock = <T>(run: () => T): T => {
  const { Date: RealDate } = globalThis
  const { random } = Math
  const now = (): number => (inBody ? refuse('Date.now()', 'write yield* now()') : RealDate.now())
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: [], newTarget) =>
      inBody && args.length === 0
        ? refuse('new Date()', 'write yield* now()')
        : (Reflect.construct(target, args, newTarget) as Date),
    apply: (target) => (inBody ? refuse('new Date()', 'write yield* now()') : target()),
    get: (target, name, receiver) =>
      name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown),
  })
  Math.random = () => (inBody ? refuse('Math.random()', 'draw it in once(…) or load(…)') : random())
  try {
    return run()
  } finally {
    globalThis.Date = RealDate
    Math.random = random
  }
}
