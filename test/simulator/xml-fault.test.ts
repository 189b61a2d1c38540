/** Finds the fault in malformed XML, with its place. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { simulate } from 'twimlx/simulator'
import { parseXml, XmlError } from '../../src/simulator/xml.ts'
import { xml } from './app.ts'

const faultOf = (text: string): XmlError => {
  try {
    parseXml(text)
  } catch (error) {
    if (error instanceof XmlError) return error
    throw error
  }
  throw new Error(`${text} is XML`)
}

const faults: [what: string, text: string, line: number, column: number, message: string][] = [
  [
    'an & in a URL',
    '<?xml version="1.0"?>\n<Response>\n  <Dial action="/done?a=1&b=2">\n    <Number>+14155550123</Number>\n  </Dial>\n</Response>',
    3,
    26,
    'An & must be written as &amp;: "al action=\\"/done?a=1&b=2\\">".',
  ],
  [
    'an & in text, with a semicolon after it',
    '<Response>\r\n<Say>Fish & chips; and peas</Say></Response>',
    2,
    11,
    'An & must be written as &amp;: "<Say>Fish & chips; and peas</S".',
  ],
  ['an entity of HTML', '<Response>\n\n<Say>a&nbsp;b</Say></Response>', 3, 7, 'XML has no &nbsp;'],
  ['a < before a number', '<Response><Say>1 < 2</Say></Response>', 1, 18, 'A < that begins no'],
  ['a < before a letter', '<Response><Say>if a<b then</Say></Response>', 1, 20, 'A < that begins'],
  [
    'a < in a value',
    '<Response><Say voice="<">a</Say></Response>',
    1,
    23,
    'A < in the value of an',
  ],
  [
    'a quote too few',
    '<Response><Say voice="x>a</Say></Response>',
    1,
    26,
    'a quote is missing before',
  ],
  [
    'a tag that is not closed',
    '<Response>\n <Say>hi</Response>',
    2,
    2,
    '<Say> is not closed before',
  ],
  ['a document cut off', '<Response><Say>hi</Say>', 1, 1, '<Response> is not closed.'],
  ['a tag closed in another case', '<Response><Say>a</say></Response>', 1, 11, 'before </say>'],
  ['a value without quotes', '<Response><Say loop=2>a</Say></Response>', 1, 21, 'with the quotes'],
  ['a DOCTYPE', '<?xml version="1.0"?>\n<!DOCTYPE Response>\n<Response/>', 2, 1, 'no DOCTYPE'],
  ['a second root', '<Response/><Response/>', 1, 21, 'There is a second root'],
]

test.each(faults)('%s', (_, text, line, column, message) => {
  const fault = faultOf(text)
  expect(fault.message).toContain(message)
  expect([fault.line, fault.column]).toEqual([line, column])
})

test.each(faults)(
  '%s is 12100, and told with its place',
  async (_, text, line, column, message) => {
    const twilio = simulate(() => xml(text))
    await twilio.phone('+14155550100').text('hi')
    expect(twilio.problems).toMatchObject([{ type: 'error', code: 12100, line, column }])
    expect(twilio.problems[0]!.message).toContain(message)
  },
)

test('a bare & is found anywhere', () => {
  const around = fc.constantFrom(
    'a',
    ' ',
    '\n',
    ';',
    '&amp;',
    '&#38;',
    '<b/>',
    '<!-- & < -->',
    '<![CDATA[& <]]>',
  )
  const text = fc.array(around, { maxLength: 6 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(
      text,
      text,
      fc.constantFrom(' ', '=', 'b=2', '&', '9;', ''),
      (before, after, next) => {
        const start = `<R>${before}`
        const fault = faultOf(`${start}&${next}\n${after}</R>`)
        const lines = start.split('\n')
        expect([fault.line, fault.column]).toEqual([lines.length, lines.at(-1)!.length + 1])
      },
    ),
  )
})

test('declarations of namespaces and of schemas are no attributes', async () => {
  const twilio = simulate(() =>
    xml(
      '<Response xmlns="http://a.test" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="a.xsd"><Message xsi:type="a" xmlns:b="c">hi</Message></Response>',
    ),
  )
  await twilio.phone('+14155550100').text('hi')
  expect(twilio.problems).toEqual([])
})
