/** @jsxImportSource twimlx */
/** Objects that are text, and elements, which are not. */
import { runInNewContext } from 'node:vm'
import { html, raw } from 'hono/html'
import { render } from 'twimlx'
import { jsxAttr, jsxTemplate } from 'twimlx/jsx-runtime'
import { Media, Message, Response as Reply } from 'twimlx/messaging'
import { Dial, Number, Parameter, Play, Response, Say } from 'twimlx/voice'
import { describe, expect, test } from 'vitest'

const strict = { declaration: false, problems: 'throw', fragment: true } as const
const written = (node: unknown) => render(node as never, strict)

describe('text may be an object', () => {
  test.each([
    ['of Hono’s raw()', raw('5 < 6 & <Hangup/>')],
    ['of Hono’s html``', html`${raw('5 < 6 & <Hangup/>')}`],
    ['a String', new String('5 < 6 & <Hangup/>')],
    ['a String of another realm', runInNewContext('new String("5 < 6 & <Hangup/>")')],
  ])('%s, which is escaped', (_, text) => {
    const escaped = '5 &lt; 6 &amp; &lt;Hangup/&gt;'
    expect(written(<Parameter name="text" value={text as string} />)).toBe(
      `<Parameter name="text" value="${escaped}"/>`,
    )
    expect(written(<Say>{text as string}</Say>)).toBe(`<Say>${escaped}</Say>`)
    expect(written(<Message>{[text, '!'] as string[]}</Message>)).toBe(
      `<Message>${escaped}!</Message>`,
    )
  })

  const url = new URL('https://example.com/a b.png?x=1&y=2')
  const href = 'https://example.com/a%20b.png?x=1&amp;y=2'

  test('a URL, between tags and as an attribute', () => {
    expect(
      written(
        <Reply>
          <Message action={url}>
            <Media>{url}</Media>
          </Message>
        </Reply>,
      ),
    ).toBe(`<Response><Message action="${href}"><Media>${href}</Media></Message></Response>`)
    expect(
      written(
        <Response>
          <Play>{url}</Play>
          <Dial action={url}>
            <Number url={runInNewContext('url', { url })}>+14155550100</Number>
          </Dial>
        </Response>,
      ),
    ).toContain(`<Play>${href}</Play><Dial action="${href}"><Number url="${href}">`)
  })

  test('in tags precompiled by Deno, too', () => {
    const template = jsxTemplate(['<sub ', '>x</sub>'], jsxAttr('alias', url))
    expect(written(<Say>{template as never}</Say>)).toBe(`<Say><sub alias="${href}">x</sub></Say>`)
    const keyed = jsxTemplate(['<break ', '/>'], jsxAttr('key', 1))
    expect(written(<Say>{keyed as never}</Say>)).toBe('<Say><break /></Say>')
  })

  test('is left out if it is empty', () => {
    expect(() => written(<Message>{new String('') as string}</Message>)).toThrow('<Message> needs')
  })

  test('other objects are refused, whatever their toString returns', () => {
    for (const value of [{}, new Date(0), /x/, new Map(), { toString: () => 'x' }, Object(1n)])
      expect(() => written(<Say>{value as never}</Say>)).toThrow('cannot be a child')
  })
})

describe('an element made into a string explains the mistake', () => {
  const element = <Response />
  test.each<[string, () => unknown]>([
    ['in a template', () => `${element as never}`],
    ['by String()', () => String(element)],
    ['by +', () => '' + (element as never)],
    ['by join()', () => [element, element].join('')],
    ['by toString()', () => element.toString()],
    ['as the body of a web Response', () => new globalThis.Response(element as never)],
    ['as a key', () => ({ [element as never]: 1 })],
  ])('%s', (_, make) => {
    expect(make).toThrow('render() it')
  })

  test('inspecting it is harmless', () => {
    expect(JSON.stringify(element)).toContain('props')
    expect({}.toString.call(element)).toBe('[object Object]')
  })
})
