/**
 * Keys, as lists in React have them: accepted on any tag, also when compilers fall back to `createElement`, and never
 * part of a document.
 */
import { build } from 'esbuild'
import { render } from 'twimlx'
import { createElement as createMessaging } from 'twimlx/messaging'
import { createElement, Say } from 'twimlx/voice'
import { describe, expect, test } from 'vitest'

/** The export `element` of a file, compiled by esbuild. */
const run = async (source: string, jsxDev: boolean, jsxImportSource: string): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: source, loader: 'tsx', resolveDir: '.', sourcefile: 'keys.tsx' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    conditions: ['twimlx-source'],
    jsx: 'automatic',
    jsxDev,
    jsxImportSource,
  })
  const text = outputFiles[0]!.text
  expect(text).toContain('createElement')
  const url = `data:text/javascript,${encodeURIComponent(text)}`
  return ((await import(/* @vite-ignore */ url)) as { xml: string }).xml
}

const voice = `import { render } from 'twimlx'
  import { Response, Say } from 'twimlx/voice'
  const props = { voice: 'alice' } as const
  const Line = ({ text, ...rest }: { text: string }) => <Say {...rest} key="inner">{text}</Say>
  const lines = ['a', 'b']
  export const xml = render(
    <Response key="root">
      {lines.map((line, i) => <Say {...props} key={i}>{line}</Say>)}
      {lines.map((line) => <Line {...{ text: line }} key={line} />)}
      <Say {...props} key="two">one <break {...{ time: '1s' }} key={2} />two</Say>
      <>{lines.map((line) => <Say key={line}>{line}</Say>)}</>
    </Response>, { declaration: false, problems: 'throw' })`

const spoken =
  '<Response><Say voice="alice">a</Say><Say voice="alice">b</Say><Say>a</Say><Say>b</Say>' +
  '<Say voice="alice">one <break time="1s"/>two</Say><Say>a</Say><Say>b</Say></Response>'

describe.each([false, true])('compiled with jsxDev: %s', (jsxDev) => {
  test.each(['twimlx', 'twimlx/voice'])('by the import source %s', async (source) => {
    expect(await run(voice, jsxDev, source)).toBe(spoken)
  })

  test('by the import source twimlx/messaging', async () => {
    const xml = await run(
      `import { render } from 'twimlx'
      import { Message, Response } from 'twimlx/messaging'
      const props = { to: '+14155550100' }
      export const xml = render(<Response><Message {...props} key={1}>Hi</Message></Response>, { declaration: false })`,
      jsxDev,
      'twimlx/messaging',
    )
    expect(xml).toBe('<Response><Message to="+14155550100">Hi</Message></Response>')
  })
})

test('a key in a spread object is no attribute, and a component does not receive it', () => {
  const Line = () => null
  const element = createElement(Line, { key: 'a', text: 'x' }, 'one', 'two')
  expect(element.props).toEqual({ text: 'x', children: ['one', 'two'] })
  expect(createMessaging(Line, null, 'one').props).toEqual({ children: 'one' })
  expect(createMessaging(Line, null).props).toEqual({})
})

test('the older form has the position of a tag', () => {
  const source = { fileName: 'a.tsx', lineNumber: 3, columnNumber: 5 }
  const element = createElement(Say, { key: 1, __self: {}, __source: source }, 'Hi')
  expect(element.source).toBe(source)
  expect(() => render(element as never)).toThrow('a.tsx:3:5')
})
