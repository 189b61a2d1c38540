import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/check/faces/command.ts'
import { Checker } from '../../src/check/rules/checker.ts'
import { project } from './project.ts'

const IMPORTS = `import { act, ask, choice, flow, leave, part, say, who } from 'twimlx/flow'
import * as f from 'twimlx/flow'
import { voicemail } from 'twimlx/components'
import { other, range } from './other'
function* sub() { yield* say('x') }
const small = () => ask('size', 'Which?', choice(['s', 'l']))
`
const other = `import { say } from 'twimlx/flow'
export function* other() { yield* say('x') }
export const range = (n: number) => [...Array(n).keys()]
`

const findingsIn = (text: string, name = 'main.ts') => {
  const directory = project({ [name]: text, 'other.ts': other })
  const found = new Checker().check(join(directory, name))
  if (typeof found === 'string') throw new Error(found)
  return found
}

const inBody = (code: string) =>
  findingsIn(`${IMPORTS}export const x = flow('x', function* (): any { ${code} })`)

describe('a step is not taken', () => {
  test.each([
    ['say("hello")', 'Nothing comes of it: write yield* say(…).'],
    ['f.say("hello")', 'Nothing comes of it: write yield* f.say(…).'],
    ['flag && say("hello")', 'Nothing comes of it: write yield* say(…).'],
    ['flag ? say("a") : (yield* say("b"))', 'Nothing comes of it: write yield* say(…).'],
    ['sub()', 'Nothing comes of it: write yield* sub(…).'],
    ['other()', 'Nothing comes of it: write yield* other(…).'],
    ['voicemail()', 'Nothing comes of it: write yield* voicemail(…).'],
    ['part("a", sub)', 'Nothing comes of it: write yield* part(…).'],
    [
      'yield* say(`One ${ask("size", "?", choice(["s"]))}.`)',
      'The text says "[object Object]": write yield* ask(…).',
    ],
    ['if (ask("ok", "?", yesNo())) return', 'The condition is always true: write yield* ask(…).'],
    ['if (!ask("ok", "?", yesNo())) return', 'The condition is always true: write yield* ask(…).'],
    ['while (ask("ok", "?", yesNo()));', 'The condition is always true: write yield* ask(…).'],
    [
      'return ask("ok", "?", yesNo()) ? 1 : 2',
      'The condition is always true: write yield* ask(…).',
    ],
    [
      'return say("bye")',
      'The conversation returns the step, and does not take it: write yield* say(…).',
    ],
    [
      'const { channel } = who(); return channel',
      'What stands here is the step, and not its result: write yield* who(…).',
    ],
    [
      'if (ask("n", "?", number()) > 3) return',
      'What stands here is the step, and not its result: write yield* ask(…).',
    ],
    [
      'items.forEach((item) => say(item))',
      'forEach drops it: take each in a loop, for (const … of …) yield* say(…).',
    ],
    [
      'items.forEach((item) => { say(item) })',
      'Nothing comes of it: write yield* say(…), in the function* itself.',
    ],
    [
      'const size = ask("size", "?", choice(["s"])); yield* say(`One ${size}.`)',
      'size holds the step, and not its result: write yield* ask(…).',
    ],
    [
      'const size = ask("size", "?", choice(["s"])); if (size === "s") return 1',
      'size holds the step, and not its result: write yield* ask(…).',
    ],
    [
      'const size = ask("size", "?", choice(["s"]))',
      'size holds the step, and not its result: write yield* ask(…).',
    ],
  ])('%s', (code, rest) => {
    const found = inBody(code)
    expect(found.map(({ rule }) => rule)).toEqual(['yield-star'])
    expect(found[0]!.message).toContain(`(…) is made and not taken. ${rest}`)
  })

  test('in a piece that is a function of its own', () => {
    expect(
      findingsIn(`${IMPORTS}export function* piece() { say('x'); return 1 }
        export const greet = () => { say('y') }`),
    ).toHaveLength(2)
  })

  test('and is reported at its uses if a variable holds it', () => {
    const [found] = inBody(
      'const size = ask("size", "?", choice(["s"])); yield* say(`One ${size}.`)',
    )
    expect(found!.related.map(({ message }) => message)).toEqual(['size is used here'])
  })
})

describe('a step is taken, or may be', () => {
  test.each([
    'yield* say("hello")',
    'yield* f.say("hello")',
    'yield* (flag ? say("a") : say("b"))',
    'yield* (flag && say("a"))',
    'return yield* say("bye")',
    'const size = ask("size", "?", choice(["s"])); yield* say(`One ${yield* size}.`)',
    'const size = flag ? ask("size", "?", choice(["s"])) : undefined; if (size) yield* size',
    'for (const step of [say("a"), say("b")]) yield* step',
    'for (const n of range(3)) yield* say(String(n))',
    'yield* small()',
    'yield* part("a", sub)',
    'yield say("odd, and it works")',
    'const later = () => say("a"); yield* later()',
    'take(say("a"))',
    'const ask = (question: string) => question; ask("mine"); if (ask("mine")) return',
  ])('%s', (code) => expect(inBody(code)).toEqual([]))

  test('in a test that asserts how it throws', () => {
    expect(
      findingsIn(`${IMPORTS}test('x', () => { expect(() => { say('x') }).toThrow() })`),
    ).toEqual([])
  })

  test('in a file without a flow, whatever its functions are called', () => {
    expect(findingsIn(`import { say } from 'cowsay'\nfunction* g() {}\nsay('x')\ng()`)).toEqual([])
  })
})

describe('JSX in a prompt', () => {
  const inPrompt = (code: string) =>
    findingsIn(
      `/** @jsxImportSource twimlx */
import { act, ask, leave, say, yesNo } from 'twimlx/flow'
import { Response, Say, Gather, Hangup, Dial, Number } from 'twimlx/voice'
import { Message, Body, Media } from 'twimlx/messaging'
const Text = () => <Body>hello</Body>
export function* body() { yield* ${code} }`,
      'main.tsx',
    ).map(({ rule, message }) => `${rule}: ${message}`)

  test('of the other channel is found', () => {
    expect(inPrompt('say({ call: <Body>hello</Body>, message: "hello" })')).toEqual([
      'nesting: <Body> is not allowed in <Response> or <Say>. <Body> is an element of messaging, and this is a document of voice. <Body> goes in <Message>.',
    ])
    expect(
      inPrompt('ask("ok", { call: "ok?", message: <><Say>ok?</Say></> }, yesNo())'),
    ).toHaveLength(1)
    expect(inPrompt('say({ call: <Text />, message: "x" })')[0]).toMatch(
      /^nesting: <Text> renders <Body>/,
    )
    expect(
      inPrompt('say(() => ({ call: flag ? <Message>x</Message> : "x", message: "x" }))'),
    ).toHaveLength(1)
  })

  test('outside of any document is found', () => {
    expect(inPrompt('say(<Number>+14155550100</Number>)')[0]).toMatch(
      /^nesting: <Number> is not allowed in/,
    )
    expect(inPrompt('leave(<Body>x</Body>)')).toHaveLength(1)
    expect(inPrompt('leave(<Response><Hangup /></Response>)')).toHaveLength(1)
    expect(inPrompt('act("a", "Dial", <Message>x</Message>)')).toHaveLength(1)
  })

  test('of its own channel, or of either if both may come, is right', () => {
    for (const code of [
      'say({ call: <Say>hello</Say>, message: <Message>hello</Message> })',
      'say({ call: <>Wait <break time="1s" /> now</>, message: <><Body>a</Body><Media>https://x/y</Media></> })',
      'say(<Text />)',
      'say(<Say>x</Say>)',
      'ask("ok", <Gather><Say>x</Say></Gather>, yesNo())',
      'leave(<Hangup />)',
      'act("a", "Dial", <Dial><Number>+14155550100</Number></Dial>)',
      'other({ call: <Body>hello</Body> })',
    ])
      expect(inPrompt(code), code).toEqual([])
  })
})

describe('JSX in the options of a flow, a question or a piece', () => {
  const inFlow = (code: string) =>
    findingsIn(
      `/** @jsxImportSource twimlx */
import { act, ask, flow, say, yesNo } from 'twimlx/flow'
import * as f from 'twimlx/flow'
import { forward, voicemail, whisper } from 'twimlx/components'
import { Defaults } from 'twimlx'
import { Response, Say, Play, Number } from 'twimlx/voice'
import { Message, Body } from 'twimlx/messaging'
export const x = ${code}`,
      'main.tsx',
    ).map(({ rule, message }) => `${rule}: ${message}`)
  const question = (options: string) =>
    inFlow(`flow('x', function* () { yield* ask('ok', 'OK?', yesNo(), ${options}) })`)
  const options = (code: string) => inFlow(`flow('x', function* () {}, ${code})`)

  test('of the other channel, or outside of any document, is found', () => {
    expect(question('{ retry: { call: <Body>no</Body>, message: "no" } }')).toEqual([
      'nesting: <Body> is not allowed in <Response> or <Say>. <Body> is an element of messaging, and this is a document of voice. <Body> goes in <Message>.',
    ])
    expect(question('{ help: () => <Number>+14155550100</Number> }')).toHaveLength(1)
    for (const name of ['retry', 'help', 'giveUp', 'sorry', 'noBack']) {
      expect(options(`{ ${name}: <Number>+14155550100</Number> }`), name).toHaveLength(1)
      expect(options(`{ ${name}: { call: 'x', message: <Say>x</Say> } }`), name).toHaveLength(1)
      expect(
        options(`{ ${name}: () => { return [<Number>+14155550100</Number>] } }`),
        name,
      ).toHaveLength(1)
    }
    expect(
      inFlow('f.flow("x", function* () {}, { retry: <Number>+14155550100</Number> })'),
    ).toHaveLength(1)
    expect(options('{ retry({ why }) { return why ? <Response /> : "x" } }')).toHaveLength(1)
    // The conversation that takes over is made of steps.
    expect(
      options('{ *otherwise() { yield* say({ call: <Message>x</Message>, message: "x" }) } }'),
    ).toHaveLength(1)
  })

  test('of a layout stands in the document itself', () => {
    expect(options('{ layout: ({ children }) => <Response>{children}</Response> }')).toHaveLength(1)
    expect(options('{ layout: () => <Body>x</Body> }')).toHaveLength(1)
    for (const code of [
      '{ layout: ({ children }) => <Defaults Say={{ voice: "man" }}>{children}</Defaults> }',
      '{ layout: ({ channel, children }) => channel === "call" ? <><Play>/a.mp3</Play>{children}</> : children }',
      '{ layout: ({ channel, children }) => { return channel === "call" ? <Say>a</Say> : <Message>b</Message> } }',
    ])
      expect(options(code), code).toEqual([])
  })

  test('is judged by the channels of the flow, if they are written there', () => {
    const call = `, { channels: ['call'] })`
    expect(
      inFlow(`flow('x', function* () { yield* say(<Message>x</Message>) }${call}`),
    ).toHaveLength(1)
    expect(inFlow(`flow('x', function* () { yield* say(<Say>x</Say>) }${call}`)).toEqual([])
    expect(options(`{ channels: ['message'], retry: <Say>x</Say> }`)).toHaveLength(1)
    for (const code of [
      `{ channels: ['message', 'call'], retry: <Say>x</Say> }`,
      `{ ...more, channels: ['message'], retry: <Say>x</Say> }`,
      `{ channels, retry: <Say>x</Say> }`,
    ])
      expect(options(code), code).toEqual([])
  })

  test('of a piece for calls is judged as speech', () => {
    for (const code of [
      'voicemail({ greeting: <Message>x</Message> })',
      'voicemail({ thanks: () => <Body>x</Body> })',
      'forward("+1", { greeting: <Body>x</Body> })',
      'forward("+1", { voicemail: { nothing: <Message>x</Message> } })',
      'whisper(<Body>x</Body>)',
    ])
      expect(inFlow(`function* () { yield* ${code} }`), code).toHaveLength(1)
    expect(inFlow('function* () { yield* voicemail({ greeting: <Say>x</Say> }) }')).toEqual([])
  })

  test('is silent where it is no prompt', () => {
    for (const code of [
      'other("x", function* () {}, { retry: <Number>+14155550100</Number> })',
      'flow("x", function* () {}, { other: <Number>+14155550100</Number> })',
      'flow("x", function* () {}, { retry: { voice: <Body>x</Body> } })',
      'flow("x", function* () {}, { retry: () => { const part = () => { return <Body>x</Body> }; return part } })',
      'flow("x", function* () {}, { [name]: <Number>+14155550100</Number> })',
    ])
      expect(inFlow(code), code).toEqual([])
  })
})

test('twimlx check reads files with flows under any extension, and others only with JSX', async () => {
  const flow = `import { say } from 'twimlx/flow'\nexport function* x() { say('x') }\n`
  const cwd = project({
    'a.ts': flow,
    'b.mjs': flow,
    'c.ts': flow.replace('twimlx/flow', 'cowsay'),
    'd.d.ts': `import { say } from 'twimlx/flow'\n`,
    'node_modules/e.ts': flow,
  })
  const out: string[] = []
  const put = (text: string) => void out.push(text)
  const status = await check(['--format', 'tsc'], { cwd, env: {}, out: put, error: put })
  expect({ status, out: out.join('\n') }).toEqual({
    status: 1,
    out: `a.ts(2,24): error TS99005: say(…) is made and not taken. Nothing comes of it: write yield* say(…).
b.mjs(2,24): error TS99005: say(…) is made and not taken. Nothing comes of it: write yield* say(…).`,
  })
})
