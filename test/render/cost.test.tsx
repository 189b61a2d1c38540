/** @jsxImportSource twimlx */
/** The cost of problems, and their size, stay small for any input. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { Custom, ErrorBoundary, type Problem, render, renderAsync, TwimlError } from 'twimlx'
import { jsx } from 'twimlx/jsx-runtime'
import * as F from 'twimlx/fax'
import * as M from 'twimlx/messaging'
import { simulate } from 'twimlx/simulator'
import * as V from 'twimlx/voice'
import { expect, test } from 'vitest'
import { xml } from '../simulator/app.ts'

const look = (element: unknown) => {
  const problems: Problem[] = []
  const text = render(element as never, {
    fragment: true,
    problems: 'report',
    onProblem: (problem) => problems.push(problem),
  })
  return { text, problems }
}

// oxlint-disable-next-line no-control-regex
const unprintable = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/

const evil =
  'x\n2026-11-27 INFO login ok \x1b[2J\x1b]0;owned\x07 \x9b31m \u2028 \u202e \x7f \u0085 \u2066'

const messagesOf = (element: unknown): string[] => {
  try {
    return look(element).problems.flatMap(({ message, path }) => [message, path])
  } catch (error) {
    // Fatal problems are thrown, with a place that begins on a line of its own.
    return (error as TwimlError).problems.flatMap(({ message, path }) => [message, path])
  }
}

test('no problem holds a line break, a control character or a bidirectional one', () => {
  const parsed = JSON.parse(JSON.stringify({ [evil]: {}, [`${evil}2`]: 'v' }))
  const named = Object.defineProperty(() => {}, 'name', { value: evil })
  const elements: unknown[] = [
    jsx(V.Say, { ...parsed, children: 'x' }),
    jsx(Custom, { name: 'X', attributes: parsed }),
    jsx(Custom, { name: evil }),
    jsx(Custom, { name: { a: evil } }),
    jsx(evil, {}),
    jsx({ [Symbol.toStringTag]: evil }, {}),
    jsx(V.Say, { children: Symbol(evil) }),
    jsx(V.Say, { children: named }),
    jsx(V.Say, { children: { [Symbol.toStringTag]: evil } }),
    jsx(
      Object.assign(() => jsx(M.Body, {}), { displayName: evil }),
      {},
    ),
  ]
  for (const components of [V, M, F])
    for (const component of Object.values(components) as { table?: { attributes: object } }[]) {
      if (!component.table) continue
      for (const name of Object.keys(component.table.attributes))
        for (const value of [evil, `\n${'9'.repeat(9)}`, ' 99999 \x1b', evil.repeat(200)])
          elements.push(jsx(V.Response, { children: jsx(component, { [name]: value }) }))
      elements.push(jsx(V.Response, { children: jsx(component, { children: evil }) }))
    }
  const messages = elements.flatMap(messagesOf)
  expect(messages.length).toBeGreaterThan(1000)
  expect(messages.filter((message) => unprintable.test(message))).toEqual([])
  // Each message is a sentence without the whole value.
  expect(messages.filter((message) => message.length > 1000)).toEqual([])
})

test('the log of the simulator holds none either', async () => {
  const value = 'x&#10;2026 INFO ok &#127;&#155;&#8232;&#8238;'
  const twilio = simulate(() =>
    xml(
      `<Response><Message to="${value}" from="${value}" zorg="${value}">${value}</Message><Message><Media>ftp://${value}</Media></Message></Response>`,
    ),
  )
  await twilio.phone('+14155550100').text('hi')
  expect(twilio.problems.length).toBeGreaterThan(3)
  for (const { message } of twilio.problems) expect(message).not.toMatch(unprintable)
})

test('the first hundred problems are reported, and the number of the others', async () => {
  const many = jsx(V.Response, {
    children: jsx(V.Say, { children: Array.from({ length: 50_000 }, () => ({})) }),
  }) as never
  const { problems } = look(many)
  expect(problems).toHaveLength(101)
  expect(problems.at(-1)!.message).toMatch(/^49900 more problems/)
  expect(() => render(many, { problems: 'throw' })).toThrow('49900 more problems')
  await expect(renderAsync(many, { problems: 'throw' })).rejects.toThrow('49900 more problems')
  const told = fc.integer({ min: 0, max: 250 })
  fc.assert(
    fc.property(told, told, (before, after) => {
      const bad = (count: number) => <V.Pause>{Array(count).fill(<V.Echo />) as never}</V.Pause>
      const all = look(
        <>
          {bad(before)}
          {bad(after)}
        </>,
      ).problems
      const count = before + after
      expect(all).toHaveLength(Math.min(count, 100) + (count > 100 ? 1 : 0))
    }),
    { numRuns: 20 },
  )
})

test('problems that a boundary discards are not counted, and fatal ones are never lost', () => {
  const bad = jsx(V.Say, { children: Array.from({ length: 500 }, () => ({})) })
  const fallback = <V.Say>Sorry</V.Say>
  const document = (more: unknown) => (
    <V.Response>
      <ErrorBoundary fallback={fallback}>{bad as never}</ErrorBoundary>
      {more as never}
    </V.Response>
  )
  expect(render(document(null), { problems: 'throw', declaration: false })).toBe(
    '<Response><Say>Sorry</Say></Response>',
  )
  expect(() =>
    render(<V.Response>{[bad, jsx(undefined, {})] as never}</V.Response>, {
      problems: 'report',
      onProblem: () => {},
    }),
  ).toThrow('not a component')
})

test('the simulator reports a hundred problems of a document, and the number of the others', async () => {
  const twilio = simulate(() => xml(`<Response>${'<Zorg/>'.repeat(300)}</Response>`))
  await twilio.phone('+14155550100').text('hi')
  expect(twilio.problems).toHaveLength(101)
  expect(twilio.problems.at(-1)!.message).toMatch(/^200 more problems/)
})

test('a strange name of <Custom> is a problem', () => {
  for (const name of [
    undefined,
    null,
    '',
    'a b',
    {},
    [],
    Symbol('x'),
    1n,
    () => 1,
    { toString: null },
    Object.create(null),
  ])
    expect(() => look(jsx(Custom, { name }))).toThrow(TwimlError)
})

test('control characters of text are left out, with a problem', () => {
  const document = (
    <M.Response>
      <M.Message>{'a\u000bb\0\u001f'}</M.Message>
    </M.Response>
  )
  const { text, problems } = look(document)
  expect(text).toBe('<Response><Message>ab</Message></Response>')
  expect(problems).toMatchObject([
    {
      rule: 'control-character',
      level: 'warning',
      message: 'The text of <Message> has "\\u000b", which XML cannot carry: it is left out.',
      path: 'Response > Message',
    },
  ])
  // The text may be empty once such characters are left out.
  expect(look(<M.Message>{'\u0001'}</M.Message>).problems.map(({ rule }) => rule)).toEqual([
    'control-character',
    'at-least-one-of',
  ])
})

test('a length of time is judged in linear time', () => {
  // In quadratic time, this takes longer than any test may.
  const time = `${'0'.repeat(3_000_000)}\0`
  expect(messagesOf(<V.Say>{jsx('break', { time }) as never}</V.Say>).join('\n')).toContain(
    'is not a time such as 3s',
  )
})

test('the cache of tags keeps no large text alive', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // A slice of a large string, as a parameter of a body is.
  const pieceOf = (i: number) => `${'x'.repeat(1_000_000)}Polly.Voice-number-${i}`.slice(1_000_000)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 60; i++) look(jsx(V.Say, { voice: pieceOf(i), children: 'x' }))
  collect()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000)
})

test.each(['boundaries', 'async components'])(
  'of %s with a problem each, a hundred are told',
  async (kind) => {
    const Wrong = async () => <V.Pause length={-1} />
    const part =
      kind === 'boundaries' ? (
        <ErrorBoundary fallback="">
          <V.Pause length={-1} />
        </ErrorBoundary>
      ) : (
        <Wrong />
      )
    const problems: Problem[] = []
    await renderAsync(<V.Response>{Array.from({ length: 300 }, () => part)}</V.Response>, {
      problems: 'report',
      onProblem: (problem) => problems.push(problem),
    })
    expect(problems).toHaveLength(101)
    expect(problems.at(-1)!.message).toBe('200 more problems were found; the first 100 are told.')
  },
)
