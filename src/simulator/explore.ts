/**
 * @module
 * Walks a flow from end to end: every answer, every try, every outcome of every verb, without any real effect.
 */
import {
  type Choice,
  Explorer,
  isChoice,
  NONSENSE,
  lapless,
  type Question,
  type Stand,
  type Stimulus,
} from '../flow/explorer.ts'
import type { FlowInside } from '../flow/options.ts'

/**
 * A flow of any input and output.
 *
 * @example
 * ```ts
 * const isWhole = async (flow: Explorable): Promise<boolean> =>
 *   (await explore(flow)).problems.length === 0
 * ```
 */
export interface Explorable {
  readonly name: string
  readonly inside: FlowInside
}

/**
 * Options of an exploration.
 *
 * @example
 * ```ts
 * const options: ExploreOptions = { channels: ['call'], results: { stock: 3 } }
 * ```
 */
export interface ExploreOptions {
  /**
   * The results of `load` and `once` by key, without the laps of a loop: a value, or a function that makes one.
   * Default: an empty object. Their failure is explored besides.
   */
  results?: Readonly<Record<string, unknown>>
  /** The input of the conversation. */
  input?: unknown
  /** The channels to walk. Default: those of the flow. */
  channels?: readonly ('call' | 'message')[]
  /** The most times that the same is said at the same place and attempt. Default: 3. */
  visits?: number
}

/**
 * One way from a place to the next.
 *
 * @example
 * ```ts
 * const shown = ({ from, said, to }: Edge): string => `${from ?? 'start'} -- ${said} --> ${to}`
 * ```
 */
export interface Edge {
  readonly channel: 'call' | 'message'
  /** The key of the open question; `undefined` at the beginning. */
  readonly from: string | undefined
  readonly attempt: number
  /** The answer or action there. */
  readonly said: string
  /** The key of the next open question, or the ending of the conversation. */
  readonly to: string
}

/**
 * A problem of a flow.
 *
 * @example
 * ```ts
 * const shown = ({ what, how }: FlowProblem): string => [what, ...how].join('\n  ')
 * ```
 */
export interface FlowProblem {
  readonly what: string
  /** The shortest way to it, as a test would write it. */
  readonly how: string[]
}

/**
 * The result of exploring a flow.
 *
 * @example
 * ```ts
 * const summary = ({ name, places, edges }: Exploration): string =>
 *   `${name}: ${edges.length} ways between ${places.length} places`
 * ```
 */
export class Exploration {
  /** The flow's name. */
  readonly name: string
  /** The keys of its questions and verbs. */
  readonly places: string[] = []
  readonly edges: Edge[] = []
  /** The endings of conversations, each once. */
  readonly ends: string[] = []
  /** The places where the flow gave up. */
  readonly gaveUp: string[] = []
  readonly problems: FlowProblem[] = []
  /** The questions by key, to compare versions. */
  readonly questions: Record<string, Question> = {}

  constructor(name: string) {
    this.name = name
  }

  /** The flow as a Mermaid flowchart. @see https://mermaid.js.org/syntax/flowchart.html */
  readonly mermaid = (): string => {
    const ids = new Map<string, string>()
    const id = (name: string): string => {
      const known = ids.get(name) ?? `n${ids.size}`
      ids.set(name, known)
      return known
    }
    // Each pair of places once, with all edges from one to the other.
    const ways = new Map<string, Set<string>>()
    for (const { from = 'begin', said, to } of this.edges) {
      const way = JSON.stringify([from, to])
      ways.set(way, (ways.get(way) ?? new Set()).add(said))
    }
    const lines = [...ways].map(([way, said]) => {
      const [from, to] = JSON.parse(way) as [string, string]
      return `  ${id(from)} -->|${label([...said].join(', '))}| ${id(to)}`
    })
    const nodes = [...ids].map(([name, id]) =>
      this.places.includes(name) ? `  ${id}[${label(name)}]` : `  ${id}([${label(name)}])`,
    )
    return ['flowchart TD', ...nodes, ...lines].join('\n')
  }
}

const label = (text: string): string => `"${text.replaceAll('"', '#quot;')}"`

type Channel = 'call' | 'message'

/** A way through the flow, up to where it stands now. */
interface Walk {
  readonly stand: Stand
  readonly how: readonly string[]
  /** True if a result on the way was made up. */
  readonly made: boolean
}

/**
 * Walks a flow: each answer at each question, silence, nonsense, pictures, commands, each outcome of each verb, a
 * failure of each `load` and `once`. Every document is rendered with its problems as errors, and every turn runs twice.
 * Nothing has a real effect.
 *
 * @param flow - The flow.
 * @param options - The results of `load` and `once`, and the input of the flow.
 * @returns The places, the ways between them, the endings, and the problems.
 *
 * @example
 * ```ts
 * import { ask, choice, flow, once, say } from 'twimlx/flow'
 * import { explore } from 'twimlx/simulator'
 *
 * declare const place: (size: string) => Promise<{ minutes: number }>
 *
 * const order = flow('order', function* () {
 *   const size = yield* ask('size', 'Small or large?', choice(['small', 'large']))
 *   const { minutes } = yield* once('place', () => place(size))
 *   yield* say(`In ${minutes} minutes.`)
 * })
 *
 * const { problems, mermaid } = await explore(order, { results: { place: { minutes: 20 } } })
 * console.log(problems) // []
 * ```
 */
export const explore = (flow: Explorable, options: ExploreOptions = {}): Promise<Exploration> =>
  new Walker(flow, options).walk()

class Walker {
  readonly #explorer: Explorer
  readonly #options: ExploreOptions
  readonly #found: Exploration
  /** How often something was said at a place and attempt. */
  readonly #visited = new Map<string, number>()
  readonly #told = new Set<string>()
  /** The steps whose failure was explored. */
  readonly #failed = new Set<string>()

  constructor(flow: Explorable, options: ExploreOptions) {
    this.#explorer = new Explorer(flow.inside)
    this.#options = options
    this.#found = new Exploration(flow.name)
  }

  async walk(): Promise<Exploration> {
    for (const channel of this.#options.channels ?? this.#explorer.channels) {
      let level = await this.#begin(channel)
      while (level.length > 0) level = await this.#nextLevel(channel, level)
    }
    return this.#found
  }

  async #begin(channel: Channel): Promise<Walk[]> {
    const walks: Walk[] = []
    const first = channel === 'call' ? 'const call = await alice.call()' : `await alice.text('hi')`
    const begun = await this.#explorer.begin(channel, this.#options.input)
    for await (const walk of this.#settle(begun, [first], false)) {
      this.#arrive(channel, undefined, 'begin', walk)
      walks.push(walk)
    }
    return walks
  }

  /** Everything that can be said at the ends of these walks. */
  async #nextLevel(channel: Channel, level: readonly Walk[]): Promise<Walk[]> {
    const { visits = 3 } = this.#options
    const next: Walk[] = []
    for (const { stand, how, made } of level)
      for (const stimulus of stand.stimuli) {
        const edge = [channel, stand.place, stand.attempt, stimulus.said].join('\n')
        const times = this.#visited.get(edge) ?? 0
        if (times >= most(stimulus, stand, visits)) continue
        this.#visited.set(edge, times + 1)
        const way = stimulus.code ? [...how, stimulus.code] : how
        const step = await this.#explorer.next(stand.saved, stimulus)
        for await (const walk of this.#settle(step, way, made)) {
          this.#arrive(channel, stand, stimulus.said, walk)
          if (walk.stand.place !== undefined) next.push(walk)
        }
      }
    return next
  }

  /** Yields all outcomes of a turn: with its results, and with a failure of each one. */
  async *#settle(
    step: Stand | Choice,
    how: readonly string[],
    made: boolean,
  ): AsyncGenerator<Walk> {
    if (!isChoice(step)) return yield { stand: step, how, made }
    const { results = {} } = this.#options
    const key = lapless(step.key)
    const name = `${step.kind}("${key}")`
    const given = Object.hasOwn(results, key)
    const result = given ? results[key] : {}
    const value = typeof result === 'function' ? (result as () => unknown)() : result
    yield* this.#settle(
      value instanceof Error ? await step.fail(value.message) : await step.give(value),
      how,
      made || !given,
    )
    if (this.#failed.has(name)) return
    this.#failed.add(name)
    yield* this.#settle(await step.fail(`${name} fails`), [...how, `// ${name} fails`], made)
  }

  /** Records the end of a walk. */
  #arrive(channel: Channel, from: Stand | undefined, said: string, { stand, how, made }: Walk) {
    const { edges, places, questions, ends, gaveUp } = this.#found
    const { place, ended, problems, xml, question } = stand
    const end = ended.at(-1)
    const to = place ?? end ?? 'done'
    edges.push({ channel, from: from?.place, attempt: from?.attempt ?? 1, said, to })
    if (place !== undefined) add(places, place)
    if (place !== undefined && question) questions[place] ??= question
    if (end !== undefined && place === undefined) add(ends, end)
    if (end === 'gave up' && from?.place) add(gaveUp, from.place)
    for (const what of problems)
      this.#tell(
        made && what.startsWith('TypeError') ? `${what} (give it results: { … })` : what,
        how,
      )
    const word = />[^<]*\b(undefined|NaN|\[object \w+\])[^<]*</.exec(xml)?.[1]
    if (word && !made) this.#tell(`The document says "${word}".`, how)
  }

  #tell(what: string, how: readonly string[]): void {
    if (this.#told.has(what)) return
    this.#told.add(what)
    // The walk goes level by level, so the first way found is the shortest.
    this.#found.problems.push({ what, how: [...how] })
  }
}

const add = (list: string[], item: string): void => {
  if (!list.includes(item)) list.push(item)
}

/** Visits side issues once, and later attempts only until their end. */
const most = ({ aside, said }: Stimulus, { attempt, stimuli }: Stand, visits: number): number =>
  attempt === 1 ? (aside ? 1 : visits) : said === NONSENSE || said === stimuli[0]?.said ? 1 : 0
