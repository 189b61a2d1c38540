/**
 * @module
 * Opening tags: what the renderer caches of one never shows in another.
 */
import fc from 'fast-check'
import { render } from 'twimlx'
import { jsx } from 'twimlx/jsx-runtime'
import { Gather, Pause } from 'twimlx/voice'
import { expect, test } from 'vitest'
import { escapeAttribute } from '../../src/xml/escape.ts'

const write = (props: object) => render(jsx(Gather, props), { fragment: true, onProblem: () => {} })

test('a tag is the same after any other', () => {
  const values = fc.oneof(
    fc.constantFrom('POST', 'GET', 'auto', 'dtmf', 'true', '1', ''),
    fc.constantFrom(true, false, 1, 2, -0, null, undefined),
    fc.constantFrom(['dtmf'], ['dtmf', 'speech'], [], [1]),
    fc.string({ unit: 'binary' }),
  )
  const names = ['method', 'input', 'timeout', 'speechTimeout', 'action', 'hints', 'language']
  const props = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), values), {
    selector: ([name]) => name,
  })
  fc.assert(
    fc.property(props, (props) => {
      const attributes = props
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([name, value]) => {
          const text = Array.isArray(value)
            ? value.join(name === 'hints' ? ',' : ' ')
            : String(value)
          return ` ${name}="${escapeAttribute(text)}"`
        })
      expect(write(Object.fromEntries(props))).toBe(`<Gather${attributes.join('')}/>`)
    }),
    { numRuns: 2000 },
  )
})

test('a value without text is a problem every time', () => {
  for (let i = 0; i < 3; i++)
    for (const action of [{}, NaN, () => 1, [[]]])
      expect(() => render(jsx(Gather, { action }), { fragment: true, problems: 'throw' })).toThrow(
        'action on <Gather> must be',
      )
})

test('a wrong value is a problem every time', () => {
  for (let i = 0; i < 3; i++)
    expect(() =>
      render(jsx(Gather, { method: 'PUT' }), { fragment: true, problems: 'throw' }),
    ).toThrow('method on <Gather>')
})

test('thousands of values are written as well as the first', () => {
  for (let i = 1; i < 2000; i++)
    expect(render(<Pause length={i} />, { fragment: true })).toBe(`<Pause length="${i}"/>`)
})
