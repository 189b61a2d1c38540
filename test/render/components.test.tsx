/** @jsxImportSource twimlx */
/** Components that are no elements, elements of the user's own, and the other ways to write an element. */
import {
  Comment,
  createContext,
  Custom,
  Defaults,
  ErrorBoundary,
  type PlainText,
  type Problem,
  Raw,
  render,
  renderAsync,
  TwimlError,
  twimlResponse,
  useContext,
} from 'twimlx'
import {
  commaList,
  defineElement,
  exactlyOneOf,
  integer,
  list,
  maxText,
  oneOf,
  required,
  string,
  url,
} from 'twimlx/define'
import { jsx, jsxAttr, jsxEscape, jsxTemplate } from 'twimlx/jsx-runtime'
import { Body, Media, Message, Response as Reply } from 'twimlx/messaging'
import { jsxTemplate as messagingTemplate } from 'twimlx/messaging/jsx-runtime'
import {
  Connect,
  Dial,
  Gather,
  Hangup,
  Number,
  Parameter,
  Pause,
  Play,
  Response,
  Room,
  Say,
} from 'twimlx/voice'
import { jsxTemplate as voiceTemplate } from 'twimlx/voice/jsx-runtime'
import { describe, expect, test, vi } from 'vitest'
import { read } from '../xml.ts'

const part = (node: unknown) => render(node as never, { fragment: true })

const look = (document: unknown) => {
  const problems: Problem[] = []
  const xml = render(document as never, {
    fragment: true,
    problems: 'report',
    onProblem: (problem) => problems.push(problem),
  })
  return { xml, problems: problems.map(({ rule, path }) => `${rule} in ${path}`) }
}

const Throws = ({ message = 'broken' }: { message?: string }) => {
  throw new Error(message)
}
const Rejects = async () => {
  throw new Error('broken later')
}

describe('<Defaults>', () => {
  test('gives attributes to every element of a name below it, and to no other', () => {
    expect(
      part(
        <>
          <Say>before</Say>
          <Defaults Say={{ voice: 'Polly.Joanna' }} Gather={{ timeout: 3 }}>
            <Say>a</Say>
            <Gather>
              <Say>b</Say>
              <Pause />
            </Gather>
          </Defaults>
          <Say>after</Say>
        </>,
      ),
    ).toBe(
      '<Say>before</Say><Say voice="Polly.Joanna">a</Say>' +
        '<Gather timeout="3"><Say voice="Polly.Joanna">b</Say><Pause/></Gather><Say>after</Say>',
    )
  })

  test('is overridden by the element: a value wins, undefined does not, null leaves the attribute out', () => {
    expect(
      part(
        <Defaults Say={{ voice: 'alice', loop: 2 }}>
          <Say voice="man">a</Say>
          <Say voice={undefined}>b</Say>
          <Say {...({ voice: null } as object)}>c</Say>
          <Say loop={0}>d</Say>
        </Defaults>,
      ),
    ).toBe(
      '<Say voice="man" loop="2">a</Say><Say voice="alice" loop="2">b</Say><Say loop="2">c</Say>' +
        '<Say voice="alice" loop="0">d</Say>',
    )
  })

  test('adds up with those around it, the inner one winning', () => {
    expect(
      part(
        <Defaults Say={{ voice: 'alice', language: 'en-GB' }} Pause={{ length: 2 }}>
          <Defaults Say={{ voice: 'man' }}>
            <Say>a</Say>
            <Pause />
          </Defaults>
          <Say>b</Say>
        </Defaults>,
      ),
    ).toBe(
      '<Say voice="man" language="en-GB">a</Say><Pause length="2"/><Say voice="alice" language="en-GB">b</Say>',
    )
  })

  test('reaches through components, async ones too, and does not leak out of them', async () => {
    const Later = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      return <Say>later</Say>
    }
    const document = (
      <>
        <Defaults Say={{ voice: 'alice' }}>
          <Later />
        </Defaults>
        <Later />
        <Defaults Say={{ voice: 'man' }}>
          <Later />
        </Defaults>
      </>
    )
    expect(await renderAsync(document, { fragment: true })).toBe(
      '<Say voice="alice">later</Say><Say>later</Say><Say voice="man">later</Say>',
    )
  })

  test('is judged at each element: it may supply a required attribute, and a wrong one is reported', () => {
    expect(
      look(
        <Defaults Gather={{ timeout: 0 }}>
          <Gather />
          <Gather timeout={1} />
        </Defaults>,
      ),
    ).toEqual({
      xml: '<Gather timeout="0"/><Gather timeout="1"/>',
      problems: ['value in Gather'],
    })
    expect(
      look(
        <Defaults Parameter={{ name: 'a' }}>
          <Parameter {...({ value: '1' } as never as { name: string; value: string })} />
        </Defaults>,
      ),
    ).toEqual({ xml: '<Parameter name="a" value="1"/>', problems: [] })
  })

  test('reaches an element that is written with <Custom>', () => {
    expect(
      part(
        <Defaults Say={{ loop: 2 }}>
          <Custom name="Say" attributes={{ newest: 'yes' }}>
            Hi
          </Custom>
        </Defaults>,
      ),
    ).toBe('<Say loop="2" newest="yes">Hi</Say>')
  })
})

describe('<ErrorBoundary>', () => {
  const sorry = <Say>Sorry.</Say>

  test('renders its children if they have no problem', () => {
    expect(
      part(
        <ErrorBoundary fallback={sorry}>
          <Say>Hi</Say> <Pause />
        </ErrorBoundary>,
      ),
    ).toBe('<Say>Hi</Say> <Pause/>')
  })

  test('renders only the fallback if a component throws', () => {
    expect(
      part(
        <Gather>
          <ErrorBoundary fallback={sorry}>
            <Say>Hi</Say>
            <Throws />
          </ErrorBoundary>
          <Pause />
        </Gather>,
      ),
    ).toBe('<Gather><Say>Sorry.</Say><Pause/></Gather>')
  })

  test('renders the fallback if a component rejects, now or later, and after others were rendered', async () => {
    const Late = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2))
      return <Rejects />
    }
    for (const failing of [<Rejects />, <Late />, [<Say>Hi</Say>, <Late />, <Throws />]])
      expect(
        await renderAsync(<ErrorBoundary fallback={sorry}>{failing}</ErrorBoundary>, {
          fragment: true,
        }),
      ).toBe('<Say>Sorry.</Say>')
  })

  test('may render its fallback from the error, also an async one', async () => {
    const Apology = async ({ error }: { error: unknown }) => <Say>{(error as Error).message}</Say>
    const document = (
      <ErrorBoundary fallback={(error) => <Apology error={error} />}>
        <Throws message="no forecast" />
      </ErrorBoundary>
    )
    expect(await renderAsync(document, { fragment: true })).toBe('<Say>no forecast</Say>')
    expect(() => part(document)).toThrow('<Apology> is async: use renderAsync()')
  })

  test('renders the fallback for a problem in throw mode, and reports all of them', () => {
    const seen = vi.fn((_error: unknown) => sorry)
    const document = (
      <Response>
        <ErrorBoundary fallback={seen}>
          <Gather {...({ acton: '/' } as object)} />
          <Dial>{''}</Dial>
        </ErrorBoundary>
      </Response>
    )
    expect(render(document, { problems: 'throw', declaration: false })).toBe(
      '<Response><Say>Sorry.</Say></Response>',
    )
    expect(seen.mock.calls[0]![0]).toBeInstanceOf(TwimlError)
    expect(seen.mock.calls[0]![0]).toMatchObject({
      problems: [
        { rule: 'unknown-attribute', path: 'Response > Gather' },
        { rule: 'exactly-one-of', path: 'Response > Dial' },
      ],
    })
  })

  test('sends the children in report mode, with a report', () => {
    expect(
      look(
        <ErrorBoundary fallback={sorry}>
          <Dial>{''}</Dial>
        </ErrorBoundary>,
      ),
    ).toEqual({
      xml: '<Dial/>',
      problems: ['exactly-one-of in Dial'],
    })
  })

  test('renders the fallback for a fatal problem in either mode', () => {
    const Undefined = undefined as never as () => null
    const document = (
      <ErrorBoundary fallback={sorry}>
        <Undefined />
      </ErrorBoundary>
    )
    expect(part(document)).toBe('<Say>Sorry.</Say>')
    expect(look(document)).toEqual({ xml: '<Say>Sorry.</Say>', problems: [] })
  })

  test('leaves errors and problems of its fallback to the next boundary', async () => {
    const inner = (fallback: unknown) => (
      <ErrorBoundary fallback={<Say>outer</Say>}>
        <Say>before</Say>
        <ErrorBoundary fallback={fallback as never}>
          <Throws />
        </ErrorBoundary>
      </ErrorBoundary>
    )
    const failing = [<Throws />, () => <Throws />, <Dial>{''}</Dial>]
    for (const fallback of failing) expect(part(inner(fallback))).toBe('<Say>outer</Say>')
    expect(
      part(
        inner(() => {
          throw new Error('in the function itself')
        }),
      ),
    ).toBe('<Say>outer</Say>')
    expect(await renderAsync(inner(<Rejects />), { fragment: true })).toBe('<Say>outer</Say>')
    expect(() =>
      part(
        <ErrorBoundary fallback={<Throws message="last" />}>
          <Throws />
        </ErrorBoundary>,
      ),
    ).toThrow('last')
    expect(look(inner(<Dial>{''}</Dial>))).toEqual({
      xml: '<Say>before</Say><Dial/>',
      problems: ['exactly-one-of in Dial'],
    })
  })

  test('does not run if an inner boundary caught the error', () => {
    const outer = vi.fn(() => sorry)
    expect(
      part(
        <ErrorBoundary fallback={outer}>
          <ErrorBoundary fallback={<Pause />}>
            <Throws />
          </ErrorBoundary>
        </ErrorBoundary>,
      ),
    ).toBe('<Pause/>')
    expect(outer).not.toHaveBeenCalled()
  })

  test('discards problems, counts and text along with the children', async () => {
    const LateThrow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2))
      throw new Error('late')
    }
    const discarded = (failing: unknown) => (
      <Response>
        <Connect>
          <ErrorBoundary fallback={<Room>b</Room>}>
            {[<Room>a</Room>, failing] as never}
          </ErrorBoundary>
        </Connect>
        <Dial>
          <ErrorBoundary fallback={<Number>+14155550100</Number>}>
            {['+14155550199', failing] as never}
          </ErrorBoundary>
        </Dial>
        <ErrorBoundary fallback={<Hangup />}>
          <Pause length={0} />
          {failing as never}
        </ErrorBoundary>
      </Response>
    )
    const xml =
      '<Response><Connect><Room>b</Room></Connect><Dial><Number>+14155550100</Number></Dial><Hangup/></Response>'
    const options = { problems: 'throw', declaration: false } as const
    expect(render(discarded(<Throws />), options)).toBe(xml)
    expect(await renderAsync(discarded(<LateThrow />), options)).toBe(xml)
  })

  test('counts kept children together with their siblings', () => {
    const twoRooms = (
      <Connect>
        {
          [
            <Room>a</Room>,
            <ErrorBoundary fallback={null}>
              <Room>b</Room>
            </ErrorBoundary>,
          ] as never
        }
      </Connect>
    )
    expect(look(twoRooms).problems).toEqual(['child-count in Connect'])
    const onlyText = (
      <Message>
        <ErrorBoundary fallback={null}>Hi</ErrorBoundary>
      </Message>
    )
    expect(look(onlyText)).toEqual({ xml: '<Message>Hi</Message>', problems: [] })
    const rawInside = (
      <Message>
        <ErrorBoundary fallback={null}>
          <Raw>{'<Newer/>'}</Raw>
        </ErrorBoundary>
      </Message>
    )
    expect(look(rawInside).problems).toEqual([])
  })

  test('may be the whole document', () => {
    const document = (
      <ErrorBoundary fallback={<Response>{sorry}</Response>}>
        <Response>
          <Throws />
        </Response>
      </ErrorBoundary>
    )
    expect(render(document, { declaration: false })).toBe('<Response><Say>Sorry.</Say></Response>')
  })

  test('does not catch problems of the document as a whole', () => {
    const fallback = vi.fn(() => <Response />)
    const large = (
      <ErrorBoundary fallback={fallback}>
        <Response>
          <Play>{`https://example.com/${'x'.repeat(70_000)}`}</Play>
        </Response>
      </ErrorBoundary>
    )
    expect(() => render(large)).toThrow('The document has 70')
    expect(fallback).not.toHaveBeenCalled()
  })

  test('does not mistake a pending component for a failed one', async () => {
    const Weather = async () => <Say>Sunny.</Say>
    const document = (
      <ErrorBoundary fallback={<Say>There is no forecast.</Say>}>
        <Weather />
      </ErrorBoundary>
    )
    for (const problems of ['throw', 'report'] as const)
      expect(() => render(document, { fragment: true, problems })).toThrow('use renderAsync()')
    expect(await renderAsync(document, { fragment: true })).toBe('<Say>Sunny.</Say>')
  })

  test('gives the fallback the context and the defaults around the boundary', () => {
    const Name = createContext('nobody')
    const Show = () => <Say>{useContext(Name)}</Say>
    expect(
      part(
        <Name.Provider value="outer">
          <Defaults Say={{ loop: 2 }}>
            <ErrorBoundary fallback={<Show />}>
              <Name.Provider value="inner">
                <Defaults Say={{ loop: 3 }}>
                  <Show />
                  <Throws />
                </Defaults>
              </Name.Provider>
            </ErrorBoundary>
          </Defaults>
        </Name.Provider>,
      ),
    ).toBe('<Say loop="2">outer</Say>')
  })
})

describe('<Comment>', () => {
  test('writes a comment, which counts neither as a child nor as text', () => {
    expect(
      part(
        <Dial>
          <Comment>
            a {7} &lt;b&gt; &amp; {null}
          </Comment>
          <Number>+14155550100</Number>
        </Dial>,
      ),
    ).toBe('<Dial><!--a 7 <b> & --><Number>+14155550100</Number></Dial>')
    expect(
      look(
        <Message>
          <Comment>nothing else</Comment>
        </Message>,
      ).problems,
    ).toEqual(['at-least-one-of in Message'])
    expect(look(<Pause>{(<Comment>in an empty element</Comment>) as never}</Pause>)).toEqual({
      xml: '<Pause><!--in an empty element--></Pause>',
      problems: [],
    })
  })

  test('with two hyphens, or one at its end, is a problem, and is written with spaces between', () => {
    for (const [text, xml] of [
      ['a--b', '<!--a- -b-->'],
      ['---', '<!--- - - -->'],
      ['a-', '<!--a- -->'],
    ]) {
      expect(
        look(
          <Response>
            <Comment>{text}</Comment>
          </Response>,
        ),
      ).toEqual({
        xml: `<Response>${xml}</Response>`,
        problems: ['comment in Response > Comment'],
      })
      expect(read(xml!)).toHaveLength(1)
    }
    expect(() => part(<Comment>a--b</Comment>)).toThrow(
      'A comment may not have -- in it or end with a hyphen: a space is put there.',
    )
    expect(look(<Comment>a-b - c</Comment>).problems).toEqual([])
  })

  test('reports what it leaves out', () => {
    const children = ['a', <Say>b</Say>, null, [1, NaN], false, true, undefined] as never
    const comment = <Comment>{children}</Comment>
    expect(look(comment)).toEqual({
      xml: '<!--a1-->',
      problems: ['child in Comment', 'child in Comment', 'child in Comment'],
    })
    expect(() => part(comment)).toThrow('A comment takes only text: <Say> is left out.')
  })
})

describe('<Raw>', () => {
  test('is written unchanged, and not judged', () => {
    const document = (
      <Gather>
        <Raw>{'<Hangup a="&amp;"/>&#65;'}</Raw>
      </Gather>
    )
    expect(look(document)).toEqual({
      xml: '<Gather><Hangup a="&amp;"/>&#65;</Gather>',
      problems: [],
    })
  })

  test('of another copy of the package is written too', async () => {
    vi.resetModules()
    const other = await import('twimlx')
    expect(other.Raw).not.toBe(Raw)
    const Theirs = other.Raw as typeof Raw
    expect(look(<Gather>{Theirs({ children: '<Hangup/>' })}</Gather>)).toEqual({
      xml: '<Gather><Hangup/></Gather>',
      problems: [],
    })
  })

  test('of nothing is nothing', () => {
    expect(part(<Raw>{undefined as never}</Raw>)).toBe('')
    expect(part(<Raw>{null as never}</Raw>)).toBe('')
  })
})

describe('<Custom>', () => {
  test('writes any element with any attributes, escaped, and leaves its children alone', () => {
    const custom = (
      <Custom
        name="Whistle"
        attributes={{ tone: 'a"b', times: 3, loud: false, at: [1, 'x'], no: undefined, nor: null }}
      >
        <Say>Hi</Say> &amp; text <Message>Hi</Message>
      </Custom>
    )
    expect(look(custom)).toEqual({
      xml: '<Whistle tone="a&quot;b" times="3" loud="false" at="1 x"><Say>Hi</Say> &amp; text <Message>Hi</Message></Whistle>',
      problems: [],
    })
    expect(part(<Custom name="Whistle" />)).toBe('<Whistle/>')
  })

  test('judges the elements in it', () => {
    expect(
      look(
        <Custom name="Whistle">
          <Dial>{''}</Dial>
        </Custom>,
      ).problems,
    ).toEqual(['exactly-one-of in Whistle > Dial'])
  })

  test('leaves out values without text, with a problem', () => {
    expect(look(<Custom name="Whistle" attributes={{ tone: {} as never, rate: NaN }} />)).toEqual({
      xml: '<Whistle/>',
      problems: ['value in Whistle', 'value in Whistle'],
    })
  })

  test('without a name is an error, and no element called undefined', () => {
    expect(() => part(<Custom {...({} as { name: string })} />)).toThrow(
      'A tag in <fragment> is undefined, not a component',
    )
  })

  test('is allowed anywhere but as the root', () => {
    expect(
      look(
        <Response>
          <Custom name="Whistle" />
        </Response>,
      ).problems,
    ).toEqual([])
    expect(
      look(
        <Gather>
          <Custom name="Whistle" />
        </Gather>,
      ).problems,
    ).toEqual([])
  })

  test('as the root is one <Response>, or an error', () => {
    expect(render(<Custom name="Response" />, { declaration: false })).toBe('<Response/>')
    const roots = [
      [<Custom name="Answer" />, 'not <Answer>'],
      [jsx('response', {}), 'not <response>'],
    ] as const
    for (const [root, not] of roots)
      expect(() => render(root as never, { problems: 'report' })).toThrow(
        new RegExp(`^The root must be one <Response>, ${not}; [^]*\\(error 12102\\)[^\\n]*\n.*$`),
      )
  })
})

describe('defineElement', () => {
  class ChimeAttributes {
    tone = required(oneOf('low', 'high'))
    times? = integer({ min: 1 })
    next? = url()
    events? = list(string())
  }
  interface ChimeProps extends ChimeAttributes {
    children?: PlainText
  }
  const Chime = defineElement<ChimeProps>('Chime', ChimeAttributes, {
    content: 'text',
    parents: ['Response', 'Gather'],
    rules: [maxText(5)],
    text: url(),
  })

  test('makes an element as good as Twilio’s own', () => {
    expect(
      look(
        <Response>
          <Chime tone="low" times={2} events={['a', 'b']}>
            ding
          </Chime>
          <Gather>
            <Chime tone="high" />
          </Gather>
        </Response>,
      ),
    ).toEqual({
      xml: '<Response><Chime tone="low" times="2" events="a b">ding</Chime><Gather><Chime tone="high"/></Gather></Response>',
      problems: [],
    })
  })

  test('judges its attributes, required ones, rules, place and children', () => {
    const wrong = Chime as never as (props: object) => never
    expect(
      look(
        <Response>
          {wrong({ tone: 'shrill', times: 0, volume: 11 })}
          {wrong({ children: 'ding-dong' })}
          <Dial>
            <Chime tone="low" />
          </Dial>
          {wrong({ tone: 'low', children: <Say>Hi</Say> })}
        </Response>,
      ).problems,
    ).toEqual([
      'value in Response > Chime',
      'value in Response > Chime',
      'unknown-attribute in Response > Chime',
      'required in Response > Chime',
      'max-text in Response > Chime',
      'nesting in Response > Dial > Chime',
      'nesting in Response > Chime > Say',
    ])
  })

  test('reports an empty element unless a rule does', () => {
    class EitherAttributes {
      a? = string()
      b? = string()
    }
    interface EitherProps extends EitherAttributes {
      children: PlainText
    }
    const options = {
      content: 'text',
      required: { children: true },
      parents: ['Response'],
      rules: [exactlyOneOf(['@a', '@b'])],
    } as const
    const Either = defineElement<EitherProps>('Either', EitherAttributes, options)
    const Silent = defineElement<EitherProps>('Silent', EitherAttributes, {
      ...options,
      missing: false,
    })
    expect(look(<Either a="1">{''}</Either>).problems).toEqual(['required in Either'])
    expect(look(<Silent a="1">{''}</Silent>).problems).toEqual([])
  })

  test('counts the values of a list of any kind', () => {
    class TuneAttributes {
      notes? = commaList(string(), { max: 2 })
      lengths? = commaList(integer(), { max: 2 })
    }
    const Tune = defineElement<TuneAttributes>('Tune', TuneAttributes, { content: 'empty' })
    expect(look(<Tune notes={['c', 'd']} lengths={[1, 2]} />).problems).toEqual([])
    expect(() => part(<Tune notes={['c', 'd', 'e']} />)).toThrow(
      'notes on <Tune> is not text, at most 2 of them joined by a comma.',
    )
    expect(() => part(<Tune lengths={[1, 2, 3]} />)).toThrow(
      'is not a whole number, at most 2 of them joined by a comma.',
    )
  })

  test('judges its URLs in an inline document', () => {
    const document = (
      <Response>
        <Chime tone="low" next="/next">
          /a
        </Chime>
      </Response>
    )
    expect(() => render(document, { inline: true })).toThrow(
      /^next on <Chime> must be an absolute URL.*The text of <Chime> must be/s,
    )
    expect(render(document)).toContain('<Chime')
  })

  test('that is permissive takes anything', () => {
    const Any = defineElement<Record<string, unknown>>('Any', class {}, {
      content: 'mixed',
      permissive: true,
    })
    expect(
      look(
        <Response>
          <Any a={1}>
            text <Say>Hi</Say>
          </Any>
        </Response>,
      ),
    ).toEqual({
      xml: '<Response><Any a="1">text <Say>Hi</Say></Any></Response>',
      problems: [],
    })
  })
})

describe('context', () => {
  const Name = createContext('nobody')
  const Count = createContext<number | undefined>(1)
  const Show = () => (
    <Say>
      {useContext(Name)} {useContext(Count)}
    </Say>
  )

  test("has the default, the nearest provider's value, and one value for each context", () => {
    expect(
      part(
        <>
          <Show />
          <Name.Provider value="a">
            <Show />
            <Count.Provider value={undefined}>
              <Name.Provider value="b">
                <Show />
              </Name.Provider>
              <Show />
            </Count.Provider>
          </Name.Provider>
          <Show />
        </>,
      ),
    ).toBe('<Say>nobody 1</Say><Say>a 1</Say><Say>b </Say><Say>a </Say><Say>nobody 1</Say>')
  })
})

describe('twimlResponse', () => {
  const document = (
    <Response>
      <Say>Hé!</Say>
    </Response>
  )
  const xml = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hé!</Say></Response>'

  test('is the whole document as XML in UTF-8', async () => {
    const response = twimlResponse(document)
    expect(response).toBeInstanceOf(globalThis.Response)
    expect(response.status).toBe(200)
    expect([...response.headers]).toEqual([['content-type', 'text/xml; charset=utf-8']])
    expect(await response.text()).toBe(xml)
  })

  test('takes a status, headers in any form, and the options of render', async () => {
    for (const headers of [
      { 'X-A': '1' },
      [['X-A', '1']],
      new Headers({ 'X-A': '1' }),
    ] as RequestInit['headers'][]) {
      const response = twimlResponse(document, {
        status: 503,
        headers,
        declaration: false,
        pretty: true,
      })
      expect(response.status).toBe(503)
      expect(response.headers.get('x-a')).toBe('1')
      expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8')
      expect(await response.text()).toBe('<Response>\n  <Say>Hé!</Say>\n</Response>')
    }
    const other = twimlResponse(document, { headers: { 'content-type': 'application/xml' } })
    expect(other.headers.get('content-type')).toBe('application/xml')
  })

  test('takes the result of renderAsync', async () => {
    const Later = async () => <Say>later</Say>
    const text = await renderAsync(
      <Response>
        <Later />
      </Response>,
    )
    expect(await twimlResponse(text).text()).toBe(text)
  })

  test('throws as render does', () => {
    expect(() => twimlResponse(<Say>Hi</Say>)).toThrow(TwimlError)
  })
})

describe('an element called as a function', () => {
  test('is the same element', () => {
    expect(part(Say({ voice: 'alice', children: 'Hi' }))).toBe(part(<Say voice="alice">Hi</Say>))
    expect(
      render(
        Reply({
          children: [
            Message({ children: [Body({ children: 'Hi' }), Media({ children: '/a.png' })] }),
          ],
        }),
      ),
    ).toBe(
      render(
        <Reply>
          <Message>
            <Body>Hi</Body>
            <Media>/a.png</Media>
          </Message>
        </Reply>,
      ),
    )
  })

  test('is judged like the element', () => {
    expect(look(Gather({ children: Hangup({}) }))).toEqual({
      xml: '<Gather><Hangup/></Gather>',
      problems: ['nesting in Gather > Hangup'],
    })
  })

  test('is refused where a tag is required', () => {
    for (const [name, component] of Object.entries({ Defaults, ErrorBoundary, Comment, Custom }))
      expect(() => (component as (props: object) => unknown)({})).toThrow(
        `<${name}> must be written as a tag: it cannot be called.`,
      )
  })
})

describe('tags that Deno precompiles', () => {
  // As Deno compiles `<Say>…</Say>` with lower-case SSML tags: static markup and dynamic parts.
  test('gives the same XML as the tags', () => {
    const rate = '120%'
    const name = 'A & B <c>'
    const compiled = jsxTemplate(
      [
        'Hi ',
        ', <prosody ',
        '>',
        ' <emphasis level="strong">now</emphasis></prosody><break time="1s"></break>',
      ],
      jsxEscape(name),
      jsxAttr('rate', rate),
      jsxEscape([1, null, 'x']),
    )
    const tags = (
      <Say>
        Hi {name},{' '}
        <prosody rate={rate}>
          {[1, null, 'x']} <emphasis level="strong">now</emphasis>
        </prosody>
        <break time="1s" />
      </Say>
    )
    expect(read(part(<Say>{compiled as never}</Say>))).toEqual(read(part(tags)))
  })

  test('has attributes left out, escaped and printed as the tags have', () => {
    const attribute = (value: unknown) =>
      part(jsxTemplate(['<w ', '>x</w>'], jsxAttr('role', value)))
    expect(attribute('a"<&\n')).toBe('<w role="a&quot;&lt;&amp;&#10;">x</w>')
    expect(attribute(7)).toBe('<w role="7">x</w>')
    expect(attribute(true)).toBe('<w role="true">x</w>')
    for (const none of [undefined, null, NaN, {}, JSON.parse('{"toString":null}'), () => 1])
      expect(attribute(none)).toBe('<w >x</w>')
  })

  test('may hold components and elements, async ones too', async () => {
    const Later = async () => <emphasis>later</emphasis>
    const compiled = jsxTemplate(['<p>', '</p>'], jsxEscape(<Later />))
    expect(await renderAsync(compiled as never, { fragment: true })).toBe(
      '<p><emphasis>later</emphasis></p>',
    )
    expect(voiceTemplate).toBe(jsxTemplate)
    expect(messagingTemplate).toBe(jsxTemplate)
  })
})
