/**
 * The renderer judges its output and the simulator its input by the same rules: every element with any attributes and
 * children has the same problems as TSX and as XML.
 */
import fc from 'fast-check'
import { type Problem, render } from 'twimlx'
import { jsx } from 'twimlx/jsx-runtime'
import { expect, test } from 'vitest'
import { simulate } from 'twimlx/simulator'
import type { ElementTable } from '../../src/vocabulary/define-element.ts'
import { dialects } from '../../src/vocabulary/dialects.ts'
import * as messaging from '../../src/vocabulary/messaging/index.ts'
import { ssml } from '../../src/vocabulary/voice/ssml/index.ts'
import * as voice from '../../src/vocabulary/voice/index.ts'
import { xml } from '../simulator/app.ts'

type Dialect = 'messaging' | 'voice'

const components: Record<Dialect, Record<string, unknown>> = {
  messaging,
  voice: { ...voice, ...ssml },
}

/** Problems that only one side can know, and why. */
const known: Record<
  string,
  { who: 'renderer' | 'simulator'; why: string; is: (problem: Found) => boolean }
> = {
  'text in <Response>': {
    who: 'renderer',
    why: 'Twilio passes over it without a word; whoever wrote it should know',
    is: ({ path, message }) => path === 'Response' && message.startsWith('Text is not'),
  },
  'more than ten replies': {
    who: 'renderer',
    why: 'the simulator counts the replies of a session, which has several documents',
    is: ({ code }) => code === 14109,
  },
  'what the caller and the account are': {
    who: 'simulator',
    why: 'no document knows who calls, with what, and which names are taken',
    is: ({ code, message }) =>
      [13801, 13236, 31900, 64102, 14207, 13245].includes(code) ||
      (code === 16023 && !message.includes(' is not ')),
  },
  'what a server answers': {
    who: 'simulator',
    why: 'no document knows what is at a URL',
    is: ({ code }) =>
      [11200, 11205, 11210, 12100, 12300, 13325, 13420, 31904, 31920].includes(code),
  },
  'what can be sent to whom': {
    who: 'simulator',
    why: 'no document knows which channels and numbers an account has, and who wants no more; a message is judged when it is sent',
    is: ({ code }) =>
      code === 63031 || (code >= 21_200 && code < 22_000 && code !== 21_620 && code !== 21_623),
  },
  'a verb that stands elsewhere': {
    who: 'simulator',
    why: 'which document it is, such as hold music, is known when it is asked for',
    is: ({ message }) => message.startsWith('<Leave> stands in the wait document'),
  },
}

interface Found {
  readonly code: number
  readonly message: string
  readonly path: string
}

const keyOf = ({ code, message, path }: Found) => `${path}: ${message} (${code})`

const unlike = (who: 'renderer' | 'simulator', problems: Found[]): string[] =>
  problems
    .filter((problem) => !Object.values(known).some((one) => one.who === who && one.is(problem)))
    .map(keyOf)

/** A tree, as given to both sides. */
interface Tree {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (Tree | string)[]
}

const toElement = (dialect: Dialect, { name, attributes, children }: Tree): unknown =>
  jsx(components[dialect][name] ?? components.messaging[name] ?? components.voice[name], {
    ...attributes,
    children: children.map((child) =>
      typeof child === 'string' ? child : toElement(dialect, child),
    ),
  })

const problemsOf = async (dialect: Dialect, tree: Tree) => {
  const rendered: Problem[] = []
  const document = render(
    toElement(dialect, { name: 'Response', attributes: {}, children: [tree] }) as never,
    {
      problems: 'report',
      onProblem: (problem) => rendered.push(problem),
    },
  )
  // The document is served once; documents that it leads to are empty.
  let asked = 0
  const twilio = simulate(() => xml(asked++ === 0 ? document : '<Response/>'), {
    startAt: new Date(0),
  })
  const phone = twilio.phone('+14155550100')
  if (dialect === 'messaging') await phone.text('hi')
  else {
    const call = await phone.call()
    // Ends the verbs that still wait.
    if (call.status === 'in-progress' || call.status === 'ringing') await call.hangup()
  }
  const first = twilio.problems.flatMap((problem): Found[] =>
    problem.code !== undefined && problem.path !== undefined
      ? [{ code: problem.code, message: problem.message, path: problem.path }]
      : [],
  )
  return {
    document,
    renderer: unlike(
      'renderer',
      rendered.map(({ code = 12200, ...problem }) => ({ ...problem, code })),
    ),
    simulator: unlike('simulator', first),
  }
}

const sorted = (all: readonly string[]) => [...new Set(all)].toSorted()

const values = fc.oneof(
  fc.constantFrom(
    '',
    '1',
    '0',
    '-1',
    '5',
    '99999999',
    'true',
    'false',
    'nope',
    'POST',
    'get',
    'en',
    'en-US',
  ),
  fc.constantFrom(
    '/next',
    'https://app.test/x',
    'ftp://x.test/',
    'https://',
    'wss://app.test/s',
    'WSS://a.test',
  ),
  fc.constantFrom(
    'undefined',
    'null',
    'NaN',
    '[object Object]',
    'https://undefined/x',
    '/a?b=undefined',
  ),
  fc.constantFrom(
    '+14155550100',
    'abc',
    'Polly.Joanna',
    'Joanna',
    'speech',
    'dtmf speech',
    '#',
    '##',
    'x'.repeat(300),
  ),
  fc.string({ maxLength: 8 }),
)

const texts = fc.constantFrom(
  '',
  'Hello',
  '+14155550100',
  'sip:jo@example.com',
  'jo@example.com',
  'https://app.test/a.mp3',
  'ftp://x',
  '{"a":1}',
  'undefined',
  '[object Object]',
  'x'.repeat(1700),
)

/** Mostly a value of the kind, sometimes any other. */
const attributesOf = (table: ElementTable) => {
  const names = Object.keys(table.attributes)
  const name =
    names.length > 0
      ? fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(...names) },
          { weight: 1, arbitrary: fc.constantFrom('zorg', 'Voice') },
        )
      : fc.constant('zorg')
  return fc.dictionary(name, values, { maxKeys: 4 })
}

const treeOf = (dialect: Dialect, name: string, depth: number): fc.Arbitrary<Tree> => {
  const table = dialects[dialect].get(name)!
  const names = [...table.children, ...(dialect === 'voice' ? ['Say', 'Number'] : ['Body'])]
  const child: fc.Arbitrary<Tree | string> =
    depth === 0
      ? texts
      : fc.oneof(
          texts,
          fc.constantFrom(...names).chain((inner) => treeOf(dialect, inner, depth - 1)),
        )
  return fc.record({
    name: fc.constant(name),
    attributes: attributesOf(table),
    // Adjacent texts are one text in XML.
    children: fc
      .array(child, { maxLength: 2 })
      .map((all) =>
        all.filter((one, i) => typeof one !== 'string' || typeof all[i - 1] !== 'string'),
      ),
  })
}

/** The way from <Response> to each element, without <Response> itself. */
const waysTo = (dialect: Dialect): string[][] => {
  const ways: string[][] = []
  const seen = new Set(['Response'])
  const open: string[][] = [['Response']]
  for (const way of open)
    for (const name of dialects[dialect].get(way.at(-1)!)!.children) {
      if (seen.has(name)) continue
      seen.add(name)
      ways.push([...way, name])
      open.push([...way, name])
    }
  return ways
}

const ways = (['messaging', 'voice'] as const).flatMap((dialect) =>
  [...waysTo(dialect), ...(dialect === 'voice' ? [['Response', 'Pay', 'Prompt']] : [])].map(
    (way) => ({
      dialect,
      way,
      path: way.join(' > '),
    }),
  ),
)

test('every element can be reached', () => {
  for (const dialect of ['messaging', 'voice'] as const)
    expect(
      [...dialects[dialect].keys()].filter(
        (name) => name !== 'Response' && !waysTo(dialect).some((way) => way.includes(name)),
      ),
    ).toEqual([])
})

test.each(ways)('$dialect: $path', async ({ dialect, way }) => {
  await fc.assert(
    fc.asyncProperty(treeOf(dialect, way.at(-1)!, 1), async (tree) => {
      const whole = way
        .slice(1, -1)
        .reduceRight<Tree>((child, name) => ({ name, attributes: {}, children: [child] }), tree)
      const { document, renderer, simulator } = await problemsOf(dialect, whole)
      expect(sorted(simulator), document).toEqual(sorted(renderer))
    }),
    { numRuns: 25 },
  )
})
