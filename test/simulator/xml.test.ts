import fc from 'fast-check'
import { render } from 'twimlx'
import { Message, Response } from 'twimlx/messaging'
import { expect, test } from 'vitest'
import { simulate } from 'twimlx/simulator'
import { parseXml } from '../../src/simulator/xml.ts'
import { xml } from './app.ts'

test('the text of an element begins after its white space, however its nodes are split', () => {
  const text = fc.stringMatching(/^[ \t\n\u00a0\u2003x]{0,4}$/)
  // A node between two texts that adds text to neither.
  const between = fc.constantFrom('', '<!-- x -->', '<p/>', '<p>x</p>', '<![CDATA[]]>')
  fc.assert(
    fc.property(fc.array(fc.tuple(text, between)), (pieces) => {
      const element = parseXml(`<Say>${pieces.flat().join('')}</Say>`)
      const own = pieces.map(([text]) => text).join('')
      const start = own.search(/[^ \t\r\n]/)
      expect(element.textLength).toBe(start < 0 ? 0 : own.length - start)
      expect(element.hasText).toBe(start >= 0)
    }),
  )
})

test.each(['\u00a0', '\u2003', '\u3000', ' ', '\n', 'x'])(
  '%j is a message to the simulator if it is one to the renderer',
  async (body) => {
    const problems: unknown[] = []
    const document = render(Response({ children: Message({ children: body }) }), {
      problems: 'report',
      onProblem: (problem) => problems.push(problem),
    })
    const chat = await simulate(() => xml(document))
      .phone('+14155550100')
      .text('hi')
    const isText = !/^[ \t\r\n]*$/.test(body)
    expect(problems).toHaveLength(isText ? 0 : 1)
    expect(chat.messages.map((message) => message.body)).toEqual(isText ? [body] : [])
  },
)
