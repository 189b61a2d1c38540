/** @jsxImportSource twimlx/voice */
/** The handling of problems, and the options of `render`. */
import fc from 'fast-check'
import { jsx as honoJsx } from 'hono/jsx'
import {
  Comment,
  Custom,
  formatProblem,
  pretty,
  type Problem,
  Raw,
  render,
  renderAsync,
  type RenderOptions,
  TwimlError,
  type VoiceElement,
} from 'twimlx'
import { jsx, jsxDEV } from 'twimlx/voice/jsx-runtime'
import { Dial, Gather, Pay, Play, Redirect, Response, Say, Start, Stream } from 'twimlx/voice'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { read, readRoot, type ReadNode } from '../xml.ts'

/** As compiled for production: elements have no source position. */
const production = (...verbs: unknown[]) => jsx(Response, { children: verbs }) as never

const misspelt = jsx(Gather, { acton: '/' })
const empty = jsx(Dial, {})

const caught = (run: () => unknown): TwimlError => {
  try {
    run()
  } catch (error) {
    if (error instanceof TwimlError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** The line of the caller in this file, from its stack. */
const lineHere = (): number =>
  Number(/modes\.test\.tsx:(\d+)/.exec(new Error().stack!.split('\n')[2]!)![1])

describe('throw and report', () => {
  const warn = vi.spyOn(console, 'warn')
  beforeEach(() => void warn.mockReset().mockImplementation(() => {}))
  afterEach(() => void warn.mockReset())

  test('throws by default if compiled for development', () => {
    expect(() => render(<Response>{misspelt as never}</Response>)).toThrow(TwimlError)
    expect(() => render(jsxDEV(Response, { children: misspelt }) as never)).toThrow(TwimlError)
    expect(warn).not.toHaveBeenCalled()
  })

  test('reports by default if compiled for production: unchanged, with a warning for each problem', () => {
    const xml = render(production(misspelt, empty), { declaration: false })
    expect(xml).toBe('<Response><Gather acton="/"/><Dial/></Response>')
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^TwiML: <Gather> has no attribute acton\. .*\(error 12200\)\n {4}in Response > Gather$/,
        ),
      ],
      [expect.stringMatching(/^TwiML: <Dial> has nothing: .*\n {4}in Response > Dial$/)],
    ])
  })

  test('obeys the option, whatever it was compiled for', () => {
    expect(() => render(production(misspelt), { problems: 'throw' })).toThrow(TwimlError)
    expect(render(<Response>{misspelt as never}</Response>, { problems: 'report' })).toContain(
      'acton',
    )
    expect(warn).toHaveBeenCalledTimes(1)
  })

  test('passes each problem to onProblem, in the order of the document, and prints no warning', () => {
    const problems: Problem[] = []
    render(production(misspelt, empty), { onProblem: (problem) => problems.push(problem) })
    expect(problems).toEqual([
      {
        rule: 'unknown-attribute',
        level: 'warning',
        code: 12200,
        message: expect.stringContaining('acton'),
        path: 'Response > Gather',
        source: undefined,
      },
      expect.objectContaining({ rule: 'exactly-one-of', path: 'Response > Dial' }),
    ])
    expect(warn).not.toHaveBeenCalled()
  })

  test('does not call onProblem in throw mode, nor for a document without problems', () => {
    const onProblem = vi.fn()
    expect(() => render(production(empty), { problems: 'throw', onProblem })).toThrow()
    expect(render(production(), { onProblem })).toContain('<Response/>')
    expect(onProblem).not.toHaveBeenCalled()
  })

  test.each<[string, unknown, string, RenderOptions?]>([
    ['an undefined component', production(jsx(undefined, {})), 'component'],
    ['another root', jsx(Say, { children: 'Hi' }), 'root'],
    ['no root', null, 'root'],
    ['two roots', [jsx(Response, {}), jsx(Response, {})], 'root'],
    ['text as root', 'Hello', 'root'],
    ['an async component', production(jsx(async () => null, {})), 'async-component'],
    [
      'more than 64 kB',
      production(jsx(Say, { voice: 'Google.a', children: 'x'.repeat(70_000) })),
      'size',
    ],
    [
      'more than 4000 characters inline',
      production(jsx(Say, { children: 'x'.repeat(4000) })),
      'size',
      { inline: true },
    ],
  ])('throws %s in report mode too', (_, document, rule, options) => {
    const onProblem = vi.fn()
    const error = caught(() =>
      render(document as never, { ...options, problems: 'report', onProblem }),
    )
    expect(error.problems.map(({ rule, level }) => [rule, level])).toContainEqual([rule, 'fatal'])
    expect(onProblem).not.toHaveBeenCalled()
  })

  test('renderAsync does the same', async () => {
    await expect(renderAsync(production(empty), { problems: 'throw' })).rejects.toThrow(TwimlError)
    await expect(renderAsync(<Response>{empty as never}</Response>)).rejects.toThrow(TwimlError)
    expect(await renderAsync(production(empty))).toContain('<Dial/>')
    expect(warn).toHaveBeenCalledTimes(1)
    await expect(renderAsync(production(jsx(undefined, {})))).rejects.toThrow(TwimlError)
  })

  test('an error of onProblem is passed on', () => {
    const onProblem = () => {
      throw new RangeError('mine')
    }
    expect(() => render(production(empty), { onProblem })).toThrow(RangeError)
  })
})

describe('TwimlError', () => {
  test('lists all problems with sentence, code, path and line', () => {
    const line = lineHere()
    const document = (
      <Response>
        <Gather>
          <Redirect>/next</Redirect>
        </Gather>
        <Stream />
      </Response>
    )
    const error = caught(() => render(document))
    expect(error.name).toBe('TwimlError')
    expect(error.problems).toEqual([
      {
        rule: 'nesting',
        level: 'error',
        code: 13320,
        message: '<Redirect> is not allowed in <Gather>, which takes Pause, Play, Say.',
        path: 'Response > Gather > Redirect',
        source: { fileName: import.meta.filename, lineNumber: line + 4, columnNumber: 11 },
      },
      expect.objectContaining({
        rule: 'nesting',
        path: 'Response > Stream',
        source: { fileName: import.meta.filename, lineNumber: line + 6, columnNumber: 9 },
      }),
    ])
    expect(error.message).toBe(
      `<Redirect> is not allowed in <Gather>, which takes Pause, Play, Say. (error 13320)
    in Response > Gather > Redirect (${import.meta.filename}:${line + 4}:11)

${formatProblem(error.problems[1]!)}`,
    )
  })

  test('with one problem is that problem', () => {
    const error = caught(() => render(production(misspelt), { problems: 'throw' }))
    expect(error.message).toBe(formatProblem(error.problems[0]!))
    expect(error.message).toMatch(/\n {4}in Response > Gather$/)
  })

  test('has the position and name of the parent if a component is undefined', () => {
    const Misspelt = undefined as unknown as () => null
    const line = lineHere()
    const error = caught(() =>
      render(
        <Response>
          <Gather>
            <Misspelt />
          </Gather>
        </Response>,
      ),
    )
    expect(error.message).toBe(
      `Child 1 in <Gather> is undefined, not a component: check its import.\n    in Response > Gather (${import.meta.filename}:${line + 5}:13)`,
    )
  })

  test("has the child's number, even without the dev runtime", () => {
    const [say, misspelt] = [jsx(Say, { children: 'Hi' }), jsx(undefined, {})]
    const message = (children: unknown) =>
      caught(() => render(production(jsx(Gather, { children })))).message.split(' is ')[0]
    expect(message(misspelt)).toBe('Child 1 in <Gather>')
    expect(message([say, false, misspelt, say])).toBe('Child 3 in <Gather>')
    // A component or a list created it.
    expect(message([say, jsx(() => misspelt, {})])).toBe('A tag in <Gather>')
    expect(message([say, [misspelt]])).toBe('A tag in <Gather>')
  })

  test.each([
    [null, 'null'],
    [{ default: Say }, 'Object'],
    [7, 'a number'],
    ['', 'a string'],
    ['a b', 'a string'],
  ])('describes a tag that is %j', (type, what) => {
    const error = caught(() => render(production(jsx(type, {}))))
    expect(error.message).toContain(`Child 1 in <Response> is ${what}, not a component`)
  })

  test.each([
    ['12102 for another root', <Say>Hi</Say>, 12102, 'The root must be one <Response>, not <Say>'],
    ['12102 for text', 'Hi', 12102, 'not text'],
    ['12102 for nothing', null, 12102, 'not nothing'],
    ['12102 for several', [<Response />, <Response />], 12102, 'not several'],
  ])('has %s', (_, document, code, message) => {
    const { problems } = caught(() => render(document as never, { problems: 'report' }))
    expect(problems).toEqual([expect.objectContaining({ code, rule: 'root', level: 'fatal' })])
    expect(problems[0]!.message).toContain(message)
    expect(problems[0]!.message).toContain('{ fragment: true }')
  })

  test.each([
    ['two roots', [<Response {...({ bogus: 'x' } as object)} />, <Response />], 'not several'],
    ['a comment and no root', <Comment>a--b</Comment>, 'not nothing'],
  ])('has %s, whatever else is wrong', (_, document, message) => {
    const { problems } = caught(() => render(document as never, { problems: 'report' }))
    expect(problems.map(({ level }) => level)).toEqual(['warning', 'fatal'])
    expect(problems[1]!.message).toContain(message)
  })
})

describe('values that cannot be children', () => {
  test.each<[string, unknown, string]>([
    [
      'a Promise',
      Promise.resolve('Hi'),
      'Promise cannot be a child: write text or elements, and await promises.',
    ],
    ['a Date', new Date(0), 'Date cannot be a child: write text'],
    ['a function', () => 'Hi', 'Function cannot be a child'],
    ['true', true, 'true cannot be a child'],
    ['NaN', NaN, 'NaN cannot be a child'],
    ['Infinity', -Infinity, '-Infinity cannot be a child'],
    ['an object', { name: 'x' }, 'Object cannot be a child'],
    ['one without a prototype', Object.create(null), 'Object cannot be a child'],
    ['what hono/jsx makes', honoJsx('b', {}), 'JSX of another jsxImportSource cannot be'],
    ['a symbol', Symbol('x'), 'a symbol cannot be a child'],
  ])('is %s', (_, child, message) => {
    const problems: Problem[] = []
    const xml = render(production(jsx(Say, { children: [child] })), {
      declaration: false,
      onProblem: (problem) => problems.push(problem),
    })
    expect(xml).toBe('<Response><Say/></Response>')
    // The report does not add that <Say> is empty, which only follows from it.
    expect(problems).toEqual([
      expect.objectContaining({ rule: 'child', level: 'error', path: 'Response > Say' }),
    ])
    expect(problems[0]!.message).toContain(message)
  })

  test('writes strings and numbers, and nothing for null, undefined and false', () => {
    const children = ['a', 0, -1.5, null, undefined, false, '', ['b', [1]]]
    expect(render(jsx(Say, { children }) as never, { fragment: true })).toBe('<Say>a0-1.5b1</Say>')
  })
})

describe('attributes', () => {
  test('undefined and null leave one out; booleans, zero and the empty string are written', () => {
    const gather = jsx(Gather, {
      action: undefined,
      method: null,
      finishOnKey: '',
      bargeIn: false,
      timeout: 0,
    })
    const xml = render(production(gather), { declaration: false, onProblem: () => {} })
    expect(xml).toBe('<Response><Gather finishOnKey="" bargeIn="false" timeout="0"/></Response>')
  })
})

describe('size', () => {
  const bytes = (length: number) =>
    production(jsx(Say, { voice: 'Google.a', children: 'x'.repeat(length) }))
  const report = { problems: 'report', onProblem: () => {} } as const
  const around = render(bytes(0), report).length + '</Say>'.length - '/'.length

  test('65536 bytes are sent, one more throws', () => {
    expect(render(bytes(65536 - around), report)).toHaveLength(65536)
    const { problems } = caught(() => render(bytes(65537 - around), report))
    expect(problems.at(-1)).toEqual({
      rule: 'size',
      level: 'fatal',
      code: 11750,
      message: 'The document has 65537 bytes: Twilio takes 65536 (64 kB). <Redirect> to the rest.',
      path: '',
      source: undefined,
    })
    expect(formatProblem(problems.at(-1)!)).toMatch(/\n {4}in the document$/)
  })

  test('is counted in bytes, not in characters', () => {
    const text = '\u3042'.repeat(22_000)
    expect(() => render(production(jsx(Say, { children: text })), report)).toThrow(
      /has 66\d{3} bytes/,
    )
  })

  test('counts 4000 characters inline', () => {
    const inline = { ...report, inline: true, declaration: false }
    const of = (length: number) => production(jsx(Say, { children: 'x'.repeat(length) }))
    const around = '<Response><Say></Say></Response>'.length
    expect(render(of(4000 - around), inline)).toHaveLength(4000)
    const { problems } = caught(() => render(of(4001 - around), inline))
    expect(problems.at(-1)).toMatchObject({ rule: 'size', level: 'fatal', code: 32018 })
    expect(problems.at(-1)!.message).toContain(
      'The document has 4001 characters: Twilio takes 4000 inline. <Redirect> to the rest.',
    )
  })
})

const relative = (document: unknown, options: RenderOptions = { inline: true }) => {
  const problems: Problem[] = []
  render(document as never, {
    ...options,
    problems: 'report',
    onProblem: (p) => problems.push(p),
  })
  return problems.filter(({ rule }) => rule === 'relative-url')
}

describe('inline', () => {
  test.each([
    ['an attribute', <Gather action="/menu" />, 'action on <Gather> must be an absolute URL'],
    ['an empty path', <Gather action="?page=2" />, 'action on <Gather> must be'],
    ['one without a scheme', <Gather action="//example.com/" />, 'action on <Gather> must be'],
    ['text', <Redirect>menu.xml</Redirect>, 'The text of <Redirect> must be'],
    ['a file', <Play>/a.mp3</Play>, 'The text of <Play> must be'],
    ['a payment', <Pay action="/paid" />, 'action on <Pay> must be'],
  ])('refuses a relative URL in %s', (_, verb, message) => {
    expect(relative(<Response>{verb}</Response>)).toEqual([
      expect.objectContaining({
        level: 'error',
        code: 11100,
        message: expect.stringContaining(message),
      }),
    ])
    expect(relative(<Response>{verb}</Response>, {})).toEqual([])
  })

  test.each([
    'https://example.com/',
    'HTTP://example.com',
    'wss://example.com',
    ' https://example.com',
  ])('takes %j', (url) => {
    expect(
      relative(
        <Response>
          <Gather action={url} />
          <Redirect>{url}</Redirect>
          <Start>
            <Stream url={url} />
          </Start>
        </Response>,
      ),
    ).toEqual([])
  })

  test('judges each time, even if the document was rendered for a URL before', () => {
    const document = (
      <Response>
        <Gather action="/menu" numDigits={1} />
      </Response>
    )
    expect(relative(document, {})).toEqual([])
    expect(relative(document)).toHaveLength(1)
    expect(relative(document, {})).toEqual([])
  })

  test('takes a URL written in parts', () => {
    const path = 'menu'
    expect(
      relative(
        <Response>
          <Redirect>https://example.com/{path}</Redirect>
        </Response>,
      ),
    ).toEqual([])
    expect(
      relative(
        <Response>
          <Redirect>/{path}</Redirect>
        </Response>,
      ),
    ).toHaveLength(1)
  })
})

const Whole = ({ children }: { children: VoiceElement }) => children

describe('declaration and fragment', () => {
  const say = <Say>Hi</Say>
  const document = <Response>{say}</Response>
  const xml = '<Response><Say>Hi</Say></Response>'
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>'

  test('a document has a declaration by default, a fragment has none', () => {
    expect(render(document)).toBe(declaration + xml)
    expect(render(document, { declaration: false })).toBe(xml)
    expect(render(say, { fragment: true })).toBe('<Say>Hi</Say>')
    expect(render(say, { fragment: true, declaration: true })).toBe(`${declaration}<Say>Hi</Say>`)
  })

  test('a fragment is any part of a document: of any element, several, text or nothing', () => {
    expect(render([say, say], { fragment: true })).toBe('<Say>Hi</Say><Say>Hi</Say>')
    expect(render('a < b', { fragment: true })).toBe('a &lt; b')
    expect(render(null, { fragment: true })).toBe('')
    expect(render(document, { fragment: true })).toBe(xml)
    expect(() => render(<Dial>{''}</Dial>, { fragment: true })).toThrow('<Dial> has nothing')
  })

  test('comments and components stand around the root', () => {
    expect(
      render(
        <>
          <Comment>a</Comment>
          <Whole>{document}</Whole>
          <Comment>b</Comment>
        </>,
        { declaration: false },
      ),
    ).toBe(`<!--a-->${xml}<!--b-->`)
  })
})

describe('pretty', () => {
  test('puts each element on a line of its own, and leaves text where it is', () => {
    const document = (
      <Response>
        <Gather numDigits={1}>
          <Say>
            Press <emphasis level="strong">1</emphasis> now.
          </Say>
          <Play>https://example.com/a.mp3</Play>
        </Gather>
        <Comment>done</Comment>
        <Redirect>/next</Redirect>
      </Response>
    )
    expect(render(document, { pretty: true })).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Gather numDigits="1">
    <Say>Press <emphasis level="strong">1</emphasis> now.</Say>
    <Play>https://example.com/a.mp3</Play>
  </Gather>
  <!--done-->
  <Redirect>/next</Redirect>
</Response>`,
    )
  })

  test('adds nothing to speech without text, nor between its tags', () => {
    const say = (
      <Say>
        <p>
          <s>One.</s> <s>Two.</s>
        </p>
        <break />
      </Say>
    )
    expect(render(say, { fragment: true, pretty: true })).toBe(render(say, { fragment: true }))
  })

  test('treats a CDATA section as text', () => {
    const xml = '<Response><Say><![CDATA[ <b> ]]></Say></Response>'
    expect(pretty(xml)).toBe('<Response>\n  <Say><![CDATA[ <b> ]]></Say>\n</Response>')
  })

  test('reads raw markup', () => {
    const raw = `<Say voice='a>b'>x<![CDATA[<b> ]]>y</Say><Pause length="1"/><!-- <c> --><?go?>`
    const xml = render(
      <Response>
        <Raw>{raw}</Raw>
      </Response>,
      { pretty: true, declaration: false },
    )
    expect(xml.split('\n').slice(0, 4)).toEqual([
      '<Response>',
      `  <Say voice='a>b'>x<![CDATA[<b> ]]>y</Say>`,
      '  <Pause length="1"/>',
      '  <!-- <c> -->',
    ])
    expect(withoutIndentation(read(xml))).toEqual(
      withoutIndentation(read(`<Response>${raw}</Response>`)),
    )
  })

  const name = fc.constantFrom('Say', 'Gather', 'Response', 'Custom', 'p', 'say-as')
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom(' ', '\n', '  \n', 'a', ' a ', '<b>', ']]>', '&', '"', "'", '\r'),
  )
  type Tree =
    string | { comment: string } | { name: string; title: string | null; children: Tree[] }
  const { tree } = fc.letrec<{ tree: Tree; element: Tree }>((tie) => ({
    element: fc.record({
      name,
      title: fc.oneof(fc.constant(null), text),
      children: fc.array(tie('tree'), { maxLength: 4 }),
    }),
    tree: fc.oneof({ depthSize: 'small' }, text, fc.record({ comment: text }), tie('element')),
  }))
  const toElement = (tree: Tree): unknown =>
    typeof tree === 'string' ? (
      tree
    ) : 'comment' in tree ? (
      <Comment>{tree.comment}</Comment>
    ) : (
      <Custom name={tree.name} attributes={{ title: tree.title }}>
        {tree.children.map(toElement) as never}
      </Custom>
    )

  test('changes only white space between elements', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), (trees) => {
        const document = <Custom name="Root">{trees.map(toElement) as never}</Custom>
        const options = { fragment: true, problems: 'report', onProblem: () => {} } as const
        const plain = render(document, options)
        const indented = render(document, { ...options, pretty: true })
        expect(withoutIndentation([readRoot(indented)])).toEqual(
          withoutIndentation([readRoot(plain)]),
        )
        // Indenting is idempotent.
        expect(pretty(indented)).toBe(indented)
      }),
      { numRuns: 500 },
    )
  })
})

const blank = (node: ReadNode) => typeof node === 'string' && /^[ \t\r\n]*$/.test(node)

/** A tree without the white space between elements. */
const withoutIndentation = (nodes: ReadNode[]): ReadNode[] => {
  const mixed = nodes.some((node) => typeof node === 'string' && !blank(node))
  return nodes
    .filter((node) => mixed || !blank(node))
    .map((node) =>
      typeof node === 'object' && 'name' in node
        ? { ...node, children: withoutIndentation(node.children) }
        : node,
    )
}

describe('values that are not elements', () => {
  test.each([
    ['a component that is not a tag', Response, 'not Function'],
    ['a promise', Promise.resolve(''), 'not Promise'],
    ['an object', {}, 'not Object'],
    ['true', true, 'not true'],
  ])('%s is refused as a document, in production too', (_, root, message) => {
    expect(() => render(root as never, { problems: 'report' })).toThrow(message)
  })
})
