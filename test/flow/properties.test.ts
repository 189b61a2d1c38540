/**
 * @module
 * Properties of every conversation: flows and histories are generated, and drive the engine without a host.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ask, choice, type Conversation, flow, load, once, part, say, yesNo } from 'twimlx/flow'
import { advance, type Done, type Event, type Outcome, type Task } from '../../src/flow/advance.ts'
import type { Saved } from '../../src/flow/saved.ts'

/** A piece of a generated flow. */
type Node =
  | { do: 'ask'; key: string; options: number; branches: Node[][] }
  | { do: 'once' | 'load'; key: string; fails: boolean; caught: boolean }
  | { do: 'say' }
  | { do: 'part'; key: string; body: Node[] }
  | { do: 'loop'; key: string; body: Node[] }

const key = fc.constantFrom('a', 'b', '1', '__proto__')
const { nodes } = fc.letrec<{ nodes: Node[]; node: Node }>((tie) => ({
  nodes: fc.array(tie('node'), { maxLength: 4, depthIdentifier: 'flow' }),
  node: fc.oneof(
    // fast-check uses the first option to end the recursion.
    { depthIdentifier: 'flow', maxDepth: 3 },
    fc.record({ do: fc.constant('say' as const) }),
    fc.record({
      do: fc.constant('ask' as const),
      key,
      options: fc.integer({ min: 1, max: 3 }),
      branches: fc.array(tie('nodes'), { maxLength: 2, depthIdentifier: 'flow' }),
    }),
    fc.record({
      do: fc.constantFrom('once' as const, 'load' as const),
      key,
      fails: fc.boolean(),
      caught: fc.boolean(),
    }),
    fc.record({ do: fc.constant('part' as const), key, body: tie('nodes') }),
    fc.record({ do: fc.constant('loop' as const), key, body: tie('nodes') }),
  ),
}))

/** The real effects, by key: which piece of the flow caused them. */
class World {
  readonly done = new Map<string, Node[]>()
}

const flowOf = (nodes: Node[], world: World) => {
  function* run(nodes: Node[]): Conversation {
    for (const node of nodes)
      switch (node.do) {
        case 'say':
          yield* say('Hello.')
          break
        case 'ask': {
          const options = Array.from({ length: node.options }, (_, i) => `o${i}`)
          const answer = yield* ask(node.key, 'Which?', choice(options))
          yield* run(node.branches[Number(answer.slice(1))] ?? [])
          break
        }
        case 'part':
          yield* part(node.key, run, node.body)
          break
        case 'loop':
          while (yield* ask(node.key, 'Once more?', yesNo())) yield* run(node.body)
          break
        default:
          try {
            if (node.do === 'load')
              yield* load(node.key, () => {
                if (node.fails) throw new Error('down')
                return 1
              })
            else
              yield* once(node.key, ({ idempotencyKey }) => {
                const done = world.done.get(idempotencyKey) ?? []
                world.done.set(idempotencyKey, [...done, node])
                if (node.fails) throw new Error('declined')
                return { at: node.key }
              })
          } catch (error) {
            if (!node.caught) throw error
          }
      }
  }
  return flow('f', () => run(nodes)).inside
}

const inputs = fc.array(
  fc.constantFrom('1', '2', '3', 'yes', 'no', 'huh', 'back', 'repeat', 'restart', 'again'),
  { maxLength: 12 },
)

const who = { channel: 'message', contact: '+1', line: '+2' } as const
const webhook = (sid: string, text: string): Event => ({
  type: 'webhook',
  at: 1_000_000 + Number(sid) * 1000,
  sid,
  who,
  heard: { channel: 'message', text, pressed: false, media: [] },
})

type Definition = ReturnType<typeof flowOf>

/** Takes a turn with its tasks, which are run at once. */
const turn = (definition: Definition, saved: Saved | undefined, event: Event): Outcome => {
  const steps = advance(definition, saved, event)
  let step = steps.next()
  while (!step.done) step = steps.next(perform(step.value, event.at))
  return step.value
}

/** A turn whose process dies in a task: what others find of it, or what came of it where it did not die. */
const dying = (
  definition: Definition,
  saved: Saved | undefined,
  event: Event,
  after: number,
): { kept?: Saved | undefined; outcome?: Outcome; in?: string } => {
  const steps = advance(definition, saved, event)
  let kept: Saved | undefined
  let step = steps.next()
  for (let tasks = 0; !step.done; tasks++) {
    if (kept || step.value.stop === 'once') kept = step.value.saved
    const done = perform(step.value, event.at)
    if (tasks === after) return { kept, in: step.value.idempotencyKey }
    step = steps.next(done)
  }
  return { outcome: step.value }
}

const perform = ({ idempotencyKey, run }: Task, at: number): Done => {
  try {
    return { at, value: run({ idempotencyKey, signal: new AbortController().signal }) }
  } catch (error) {
    return { at, error }
  }
}

/** Runs a whole conversation; returns the state kept after each text. */
const drive = (
  definition: Definition,
  texts: string[],
  between = (saved: Saved) => saved,
): Outcome[] => {
  const outcomes: Outcome[] = []
  let saved: Saved | undefined
  let sid = 0
  for (const text of ['hi', ...texts]) {
    // The same webhook once more.
    const event = webhook(String(text === 'again' ? sid : ++sid), text)
    const outcome = turn(definition, saved && between(saved), event)
    outcomes.push(outcome)
    saved = outcome.saved
    if (saved.done) break
  }
  return outcomes
}

const shapeOf = ({ saved, show }: Outcome) => ({
  saved,
  show: show.stop,
  key: 'key' in show && show.key,
  said: show.said?.length,
})
const property = (check: (nodes: Node[], texts: string[]) => void): void =>
  fc.assert(fc.property(nodes, inputs, check), { numRuns: 300 })

describe('of every flow and every history', () => {
  test('advance is deterministic', () => {
    property((nodes, texts) => {
      const run = () => drive(flowOf(nodes, new World()), texts).map(shapeOf)
      expect(run()).toEqual(run())
    })
  })

  test('saving and loading at every point changes nothing', () => {
    const roundtrip = (saved: Saved) => JSON.parse(JSON.stringify(saved)) as Saved
    property((nodes, texts) => {
      const definition = flowOf(nodes, new World())
      expect(drive(definition, texts, roundtrip).map(shapeOf)).toEqual(
        drive(definition, texts).map(shapeOf),
      )
    })
  })

  test('dropping any kept answer only asks again', () => {
    property((nodes, texts) => {
      const world = new World()
      const definition = flowOf(nodes, world)
      const { saved } = drive(definition, texts).at(-1)!
      if (saved.done || !saved.open) return
      for (const fact of saved.facts.filter(([, kind]) => kind === 'a')) {
        const done = world.done.size
        const without = { ...saved, facts: saved.facts.filter((other) => other !== fact) }
        const { show, errors } = turn(definition, without, webhook('99', 'huh'))
        expect(errors).toEqual([])
        expect(show).toMatchObject({ stop: 'ask' })
        // That question, or where this run does not use it, the one that was open.
        expect([fact[0], saved.open.key]).toContain((show as { key: string }).key)
        expect(world.done.size).toBe(done)
      }
    })
  })

  test('back never crosses a final fact', () => {
    property((nodes, texts) => {
      const definition = flowOf(nodes, new World())
      for (const { saved } of drive(definition, texts)) {
        if (saved.done || !saved.open) continue
        const { saved: after } = turn(definition, saved, webhook('99', 'back'))
        const finals = ({ facts }: Saved) => facts.filter(([, kind]) => /o/i.test(kind))
        expect(finals(after)).toEqual(expect.arrayContaining(finals(saved)))
      }
    })
  })

  test('an idempotency key names one effect, and no kept effect is repeated', () => {
    property((nodes, texts) => {
      const world = new World()
      const outcomes = drive(flowOf(nodes, world), texts)
      for (const [, done] of world.done) {
        expect(new Set(done.map((node) => JSON.stringify(node))).size).toBe(1)
        // Only an effect that failed, without being caught, is tried again.
        const [node] = done
        if (node && 'fails' in node && (!node.fails || node.caught)) expect(done).toHaveLength(1)
      }
      expect(outcomes.length).toBeGreaterThan(0)
    })
  })

  test('a repeated webhook gets the same document, and changes nothing', () => {
    property((nodes, texts) => {
      const definition = flowOf(nodes, new World())
      const outcomes = drive(
        definition,
        texts.filter((text) => text !== 'again'),
      )
      outcomes.forEach((outcome, i) => {
        const again = turn(definition, outcome.saved, webhook(String(i + 1), texts[i - 1] ?? 'hi'))
        expect(shapeOf(again)).toEqual(shapeOf(outcome))
        expect(again.ended).toEqual([])
      })
    })
  })

  test('a process that dies in the middle loses nothing that was claimed, and names nothing anew', () => {
    const deaths = fc.array(fc.nat(4), { minLength: 1, maxLength: 4 })
    // Little else than what is done once, so that a turn has several.
    const effect = fc.record({
      do: fc.constant('once' as const),
      key,
      fails: fc.boolean(),
      caught: fc.constant(true),
    })
    const effects = fc.array(fc.oneof({ weight: 4, arbitrary: effect }, nodes), { maxLength: 8 })
    fc.assert(
      fc.property(effects, inputs, deaths, (nodes, texts, deaths) => {
        const world = new World()
        const definition = flowOf(nodes.flat(), world)
        let saved: Saved | undefined
        let died = 0
        const inDeath: string[] = []
        let sid = 0
        for (const text of ['hi', ...texts]) {
          const event = webhook(String(++sid), text)
          const after = deaths[died] ?? Infinity
          const { kept, outcome, in: task } = dying(definition, saved, event, after)
          if (outcome) saved = outcome.saved
          else {
            died++
            inDeath.push(task!)
            // Twilio sends it once more; whoever takes it finds the claim of a dead one.
            const late = { ...event, late: kept !== undefined } as Event
            saved = turn(definition, kept ?? saved, late).saved
          }
          if (saved.done) break
        }
        for (const [key, done] of world.done) {
          expect(new Set(done.map((node) => JSON.stringify(node))).size).toBe(1)
          const [node] = done
          // At least once, and once where nothing has died in it.
          const deaths = inDeath.filter((each) => each === key).length
          if (node && 'fails' in node && !node.fails)
            expect(done.length).toBeLessThanOrEqual(1 + deaths)
        }
      }),
      { numRuns: 300 },
    )
  })
})
