/** @jsxImportSource twimlx/voice */
/** Async components, and concurrency: order, context, errors, and endless nesting. */
import {
  Comment,
  createContext,
  Custom,
  Defaults,
  ErrorBoundary,
  type Problem,
  render,
  renderAsync,
  TwimlError,
  type VoiceElement,
  useContext,
} from 'twimlx'
import { Dial, Gather, Response, Say } from 'twimlx/voice'
import { jsx } from 'twimlx/voice/jsx-runtime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// No test of this file may leave an unhandled rejection.
const unhandled: unknown[] = []
const note = (error: unknown) => void unhandled.push(error)
beforeAll(() => void process.on('unhandledRejection', note))
afterAll(async () => {
  await settled()
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

/** Resolves once everything pending has arrived: Node reports rejections after the microtasks. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

const fragment = { fragment: true } as const

/** A promise that the test settles. */
const deferred = <T = void,>() => {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((...both) => ([resolve, reject] = both))
  return { promise, resolve, reject }
}

describe('siblings', () => {
  test('all start at once, and keep their order in the document', async () => {
    const log: string[] = []
    const gates = { a: deferred(), b: deferred(), c: deferred() }
    const Slow = async ({ name }: { name: keyof typeof gates }) => {
      log.push(`${name} starts`)
      await gates[name].promise
      log.push(`${name} ends`)
      return <Say>{name}</Say>
    }
    const xml = renderAsync(
      <Response>
        <Slow name="a" />
        <Say>between</Say>
        <Gather>
          <Slow name="b" />
        </Gather>
        {[<Slow name="c" />]}
      </Response>,
      { declaration: false },
    )
    expect(log).toEqual(['a starts', 'b starts', 'c starts'])
    for (const name of ['c', 'b', 'a'] as const) {
      gates[name].resolve()
      await settled()
    }
    expect(log.slice(3)).toEqual(['c ends', 'b ends', 'a ends'])
    expect(await xml).toBe(
      '<Response><Say>a</Say><Say>between</Say><Gather><Say>b</Say></Gather><Say>c</Say></Response>',
    )
  })

  test('in text keep their place', async () => {
    const Word = async ({ children }: { children: string }) => children
    const say = (
      <Say>
        one <Word>two</Word> three <Word>four</Word> five
      </Say>
    )
    expect(await renderAsync(say, fragment)).toBe('<Say>one two three four five</Say>')
  })

  test('may return async components, lists of them, nothing, and any thenable', async () => {
    const Inner = async () => <Say>deep</Say>
    const Outer = async () => [<Inner />, null, [<Inner />], false as const]
    // oxlint-disable-next-line unicorn/no-thenable
    const Thenable = () => ({ then: (done: (value: unknown) => void) => done('text') }) as never
    const Nothing = async () => null
    expect(
      await renderAsync(
        <Response>
          <Outer />
          <Nothing />
        </Response>,
        { declaration: false },
      ),
    ).toBe('<Response><Say>deep</Say><Say>deep</Say></Response>')
    expect(
      await renderAsync(
        <Say>
          <Thenable />
        </Say>,
        fragment,
      ),
    ).toBe('<Say>text</Say>')
  })

  test('report their problems in the order of the document, in whichever order they finish', async () => {
    const gates = [deferred(), deferred(), deferred()]
    const Late = async ({ at }: { at: number }) => {
      await gates[at]!.promise
      return jsx(Gather, { [`wrong${at}`]: 1 }) as never
    }
    const problems: Problem[] = []
    const xml = renderAsync(
      <Response>
        <Late at={0} />
        {jsx(Gather, { wrongA: 1 }) as never}
        <ErrorBoundary fallback={null}>
          <Late at={1} />
        </ErrorBoundary>
        {jsx(Gather, { wrongB: 1 }) as never}
        <Late at={2} />
        {jsx(Dial, {}) as never}
      </Response>,
      { problems: 'report', onProblem: (problem) => problems.push(problem) },
    )
    for (const gate of gates.toReversed()) {
      gate.resolve()
      await settled()
    }
    await xml
    expect(problems.map(({ message }) => /attribute (\w+)|is empty/.exec(message)?.[1])).toEqual([
      'wrong0',
      'wrongA',
      'wrong1',
      'wrongB',
      'wrong2',
      undefined,
    ])
  })
})

describe('render', () => {
  test('explains itself at the first async component, and leaves no rejection behind', async () => {
    const Rejected = async () => {
      throw new Error('nobody hears this')
    }
    expect(() =>
      render(
        <Response>
          <Gather>
            <Rejected />
          </Gather>
        </Response>,
      ),
    ).toThrow(
      /^<Rejected> is async: use renderAsync\(\), or twiml\(c, …\) in Hono\.\n {4}in Response > Gather > Rejected \(/,
    )
    await settled()
    expect(unhandled).toEqual([])
  })

  test('is distinct from renderAsync, which always returns a promise', async () => {
    const promise = renderAsync(<Response />)
    expect(promise).toBeInstanceOf(Promise)
    expect(await promise).toBe(render(<Response />))
    const rejected = renderAsync(<Say>Hi</Say>)
    await expect(rejected).rejects.toThrow('The root must be one <Response>, not <Say>')
  })
})

describe('context', () => {
  const Name = createContext('nobody')
  const Show = () => <Say>{useContext(Name)}</Say>

  test('does not leak between two renderings that interleave', async () => {
    const turns: (() => void)[] = []
    const turn = () => new Promise<void>((resolve) => turns.push(resolve))
    const Slow = async ({ depth }: { depth: number }): Promise<VoiceElement> => {
      const name = useContext(Name)
      await turn()
      return depth === 0 ? (
        <Show />
      ) : (
        <Name.Provider value={`${name}${depth}`}>
          <Show />
          <Slow depth={depth - 1} />
        </Name.Provider>
      )
    }
    const rendering = (name: string) =>
      renderAsync(
        <Name.Provider value={name}>
          <Slow depth={2} />
          <Show />
        </Name.Provider>,
        fragment,
      )
    const all = Promise.all([rendering('a'), rendering('b')])
    while (turns.length > 0) {
      turns.pop()!()
      await settled()
    }
    const expected = (name: string) =>
      [`${name}2`, `${name}21`, `${name}21`, name].map((n) => `<Say>${n}</Say>`).join('')
    expect(await all).toEqual([expected('a'), expected('b')])
  })

  test('is lost after the first await, as an error says', async () => {
    const Late = async () => {
      expect(useContext(Name)).toBe('here')
      await settled()
      return <Say>{useContext(Name)}</Say>
    }
    await expect(
      renderAsync(
        <Name.Provider value="here">
          <Late />
        </Name.Provider>,
        fragment,
      ),
    ).rejects.toThrow('useContext() works while a component runs, before its first await')
  })

  test('is missing outside of components', () => {
    expect(() => useContext(Name)).toThrow('useContext() works while a component runs')
    render(<Show />, fragment)
    expect(() => useContext(Name)).toThrow('useContext() works while a component runs')
  })

  test('is gone after a component has thrown', () => {
    const Thrower = () => {
      throw new Error('mine')
    }
    expect(() => render(<Thrower />, fragment)).toThrow('mine')
    expect(() => useContext(Name)).toThrow('useContext() works while a component runs')
  })

  test('of a component that renders another document is restored afterwards', () => {
    const Nested = () => {
      const inner = render(
        <Name.Provider value="inner">
          <Show />
        </Name.Provider>,
        fragment,
      )
      return (
        <Say>
          {inner} {useContext(Name)}
        </Say>
      )
    }
    expect(
      render(
        <Name.Provider value="outer">
          <Nested />
        </Name.Provider>,
        fragment,
      ),
    ).toBe('<Say>&lt;Say&gt;inner&lt;/Say&gt; outer</Say>')
  })
})

describe('nesting', () => {
  const Context = createContext(0)
  const Sync = ({ children }: { children: unknown }) => children as VoiceElement
  const Async = async ({ children }: { children: unknown }) => children as VoiceElement
  const levels: Record<string, (inner: unknown) => unknown> = {
    elements: (inner) => <Custom name="x">{inner as never}</Custom>,
    'declared elements': (inner) => jsx(Gather, { children: inner }),
    fragments: (inner) => <>{inner}</>,
    arrays: (inner) => [inner],
    components: (inner) => <Sync>{inner}</Sync>,
    'async components': (inner) => <Async>{inner}</Async>,
    providers: (inner) => <Context.Provider value={1}>{inner as never}</Context.Provider>,
    defaults: (inner) => <Defaults>{inner as never}</Defaults>,
    'error boundaries': (inner) => (
      <ErrorBoundary
        fallback={(error) => {
          throw error
        }}
      >
        {inner as never}
      </ErrorBoundary>
    ),
  }
  const quiet = { ...fragment, problems: 'report', onProblem: () => {} } as const
  const nested = (level: (inner: unknown) => unknown, depth: number) => {
    let node: unknown = 'text'
    for (let i = 0; i < depth; i++) node = level(node)
    return node as never
  }

  test.each(Object.entries(levels))(
    '512 levels of %s are rendered, 513 are an error',
    async (what, level) => {
      expect(await renderAsync(nested(level, 512), quiet)).toContain('text')
      const tooDeep = renderAsync(nested(level, 513), quiet)
      await expect(tooDeep).rejects.toThrow(TwimlError)
      await expect(tooDeep).rejects.toThrow(
        /is nested deeper than 512 levels: does it render itself\?/,
      )
      await expect(renderAsync(nested(level, 100_000), quiet)).rejects.toThrow(
        'deeper than 512 levels',
      )
      if (what === 'async components') return
      expect(render(nested(level, 512), quiet)).toContain('text')
      expect(() => render(nested(level, 513), quiet)).toThrow('is nested deeper than 512 levels')
      expect(() => render(nested(level, 100_000), quiet)).toThrow('deeper than 512 levels')
    },
  )

  test('levels of every kind count together', () => {
    const kinds = Object.entries(levels).filter(([what]) => what !== 'async components')
    const mixed = (depth: number) => {
      let node: unknown = 'text'
      for (let i = 0; i < depth; i++) node = kinds[i % kinds.length]![1](node)
      return node as never
    }
    expect(render(mixed(512), quiet)).toContain('text')
    expect(() => render(mixed(513), quiet)).toThrow('is nested deeper than 512 levels')
  })

  test('a component that renders itself is named, with the start and the end of its path', () => {
    const Loop = (): VoiceElement => (
      <Custom name="x">
        <Loop />
      </Custom>
    )
    expect(() =>
      render(
        <Response>
          <Loop />
        </Response>,
      ),
    ).toThrow(
      /^(Loop|Custom) is nested deeper than 512 levels: does it render itself\?\n {4}in Response > (x > ){6,7}… > (x > x|x > Custom|x > Loop) \(/,
    )
  })

  test('an element is named by its tag', () => {
    const gathers = nested((inner) => jsx(Gather, { children: inner }), 600)
    expect(() => render(gathers, quiet)).toThrow(/^Gather is nested deeper than 512 levels/)
  })

  test('an async component that renders itself ends, and does not block others', async () => {
    const Loop = async (): Promise<VoiceElement> => <Loop />
    await expect(
      renderAsync(
        <Response>
          <Loop />
        </Response>,
      ),
    ).rejects.toThrow(/^Loop is nested deeper than 512 levels/)
    let ticks = 0
    const Waiting = async (): Promise<VoiceElement> => {
      await new Promise((resolve) => setImmediate(resolve))
      return <Waiting />
    }
    const timer = setInterval(() => ticks++, 0)
    await expect(
      renderAsync(
        <Response>
          <Waiting />
        </Response>,
      ),
    ).rejects.toThrow('Waiting is nested')
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(0)
  })

  test('a component that renders itself twice ends, sync and async', async () => {
    let calls = 0
    const Twice = (): VoiceElement => (
      <>
        {++calls}
        <Twice />
        <Twice />
      </>
    )
    const TwiceAsync = async (): Promise<VoiceElement> => (
      <>
        {++calls}
        <TwiceAsync />
        <TwiceAsync />
      </>
    )
    expect(() => render(<Twice />, fragment)).toThrow('is nested deeper than 512 levels')
    expect(calls).toBeLessThan(1000)
    calls = 0
    await expect(renderAsync(<TwiceAsync />, fragment)).rejects.toThrow(
      'TwiceAsync is one of more than 10000 components: does it render itself?',
    )
    await settled()
    const then = calls
    await settled()
    expect(calls).toBe(then)
  })

  test('a boundary whose fallback is the component that failed ends', () => {
    const Loop = (): VoiceElement => (
      <ErrorBoundary fallback={<Loop />}>
        <Loop />
      </ErrorBoundary>
    )
    expect(() => render(<Loop />, fragment)).toThrow('does it render itself?')
  })

  test('a list that holds itself is an error', () => {
    const list: unknown[] = []
    list.push(list)
    expect(() => render(list as never, quiet)).toThrow('Array is nested deeper than 512 levels')
    expect(() => render(<Comment>{list as never}</Comment>, quiet)).not.toThrow(RangeError)
  })
})

const stackOf = (error: Error, stack: PropertyDescriptor): Error =>
  Object.defineProperty(error, 'stack', stack)

describe('errors', () => {
  const Throws = ({ error }: { error: unknown }) => {
    throw error
  }
  const Rejects = async ({ error, after }: { error: unknown; after?: Promise<unknown> }) => {
    await after
    throw error
  }

  test.each([
    ['throws', Throws],
    ['rejects', Rejects],
  ])('keep their identity if a component %s, and have its path', async (_, Failing) => {
    const error = new RangeError('mine')
    const stack = error.stack
    const Wrapper = () => <Failing error={error} />
    const failed = renderAsync(
      <Response>
        <Gather>
          <Wrapper />
        </Gather>
      </Response>,
    )
    await expect(failed).rejects.toBe(error)
    const path = `Response > Gather > ${Failing.name}`
    expect(error.message).toBe('mine')
    expect(error).toHaveProperty('elementPath', path)
    expect(error.stack).toMatch(
      new RegExp(
        `^${stack!.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\n    in ${path} \\(.*async\\.test\\.tsx:\\d+:\\d+\\)$`,
      ),
    )
  })

  test.each([['a string'], [undefined], [null], [7], [{ code: 1 }]])(
    'that are no Error are passed on as they are: %j',
    async (error) => {
      await expect(renderAsync(<Throws error={error} />, fragment)).rejects.toBe(error)
      await expect(renderAsync(<Rejects error={error} />, fragment)).rejects.toBe(error)
    },
  )

  test.each([
    ['that are frozen', Object.freeze],
    ['with a stack that is read-only', (error: Error) => stackOf(error, { writable: false })],
    ['with a stack that is a getter', (error: Error) => stackOf(error, { get: () => 'mine' })],
  ])('%s are passed on unchanged', async (_, make) => {
    const error = make(new Error('mine'))
    await expect(renderAsync(<Throws error={error} />, fragment)).rejects.toBe(error)
    await expect(renderAsync(<Rejects error={error} />, fragment)).rejects.toBe(error)
  })

  test('that are thrown twice have the first path', async () => {
    const error = new Error('shared')
    await expect(
      renderAsync(
        <Response>
          <Throws error={error} />
        </Response>,
      ),
    ).rejects.toBe(error)
    const stack = error.stack
    await expect(
      renderAsync(
        <Gather>
          <Throws error={error} />
        </Gather>,
        fragment,
      ),
    ).rejects.toBe(error)
    expect(error).toHaveProperty('elementPath', 'Response > Throws')
    expect(error.stack).toBe(stack)
  })

  const late = () => settled()
  const error = new Error('first')
  const other = new Error('other')
  test.each<[string, () => unknown]>([
    ['all siblings reject at once', () => [<Rejects error={error} />, <Rejects error={other} />]],
    [
      'a sibling rejects later',
      () => [<Rejects error={error} />, <Rejects error={other} after={late()} />],
    ],
    [
      'an earlier sibling rejects later',
      () => [<Rejects error={other} after={late()} />, <Rejects error={error} />],
    ],
    ['a later sibling throws at once', () => [<Rejects error={other} />, <Throws error={error} />]],
    [
      'one deeper down throws at once',
      () => [
        <Rejects error={other} />,
        <Gather>{[<Rejects error={other} after={late()} />, <Throws error={error} />]}</Gather>,
      ],
    ],
    [
      'one in a list of lists throws',
      () => [[<Rejects error={other} />], [[<Throws error={error} />]]],
    ],
  ])('leave no rejection behind if %s', async (_, children) => {
    await expect(renderAsync(<Response>{children() as never}</Response>)).rejects.toBe(error)
    await settled()
    await settled()
    expect(unhandled).toEqual([])
  })

  test('of promises in place of elements leave no rejection behind', async () => {
    const problems: Problem[] = []
    const children = [Promise.reject(error), [Promise.reject(other)]] as never
    const options = { problems: 'report', onProblem: (problem: Problem) => problems.push(problem) }
    expect(render(<Gather>{children}</Gather>, { ...fragment, ...(options as object) })).toBe(
      '<Gather/>',
    )
    await settled()
    expect(unhandled).toEqual([])
    expect(problems.map(({ message }) => message.slice(0, 25))).toEqual([
      'Promise cannot be a child',
      'Promise cannot be a child',
    ])
  })

  test('of promises in attributes or in a comment leave no rejection behind', async () => {
    const rules: string[] = []
    const attributes = { action: Promise.reject(error), hints: [Promise.reject(other)] } as object
    const inComment = Promise.reject(other) as never
    render(
      <Gather {...attributes}>
        <Comment>{inComment}</Comment>
      </Gather>,
      { ...fragment, problems: 'report', onProblem: ({ rule }) => rules.push(rule) },
    )
    await settled()
    expect(unhandled).toEqual([])
    expect(rules).toEqual(['value', 'value', 'child'])
  })

  test('of fallbacks and of children of a boundary leave no rejection behind', async () => {
    const both = (
      <ErrorBoundary fallback={<Rejects error={error} after={late()} />}>
        <Rejects error={other} />
        <Rejects error={other} after={late()} />
        <Throws error={other} />
      </ErrorBoundary>
    )
    await expect(renderAsync(both, fragment)).rejects.toBe(error)
    await settled()
    expect(unhandled).toEqual([])
  })

  test('of a component that is undefined come with those of async siblings', async () => {
    const Late = async () => {
      await settled()
      return jsx(Dial, {}) as never
    }
    const document = jsx(Response, { children: [jsx(Late, {}), jsx(undefined, {})] }) as never
    await expect(renderAsync(document)).rejects.toMatchObject({
      problems: [{ rule: 'exactly-one-of' }, { rule: 'component' }],
    })
  })
})
