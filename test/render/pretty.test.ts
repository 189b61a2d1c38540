/**
 * @module
 * Pretty documents: white space is added only where it changes nothing.
 */
import { pretty } from 'twimlx'
import { expect, test } from 'vitest'

test('nested elements are on lines of their own', () => {
  expect(
    pretty(
      '<?xml version="1.0"?><Response><Gather a=">"><Say>Hi</Say><!--c--><Pause/></Gather></Response>',
    ),
  ).toBe(
    `<?xml version="1.0"?>
<Response>
  <Gather a=">">
    <Say>Hi</Say>
    <!--c-->
    <Pause/>
  </Gather>
</Response>`,
  )
})

test.each([
  '<Say><p>One.</p><p>Two.</p></Say>',
  '<Say><s>One <w role="x">two</w></s> three <break/></Say>',
  '<Say> <![CDATA[</Say>]]> </Say>',
  '<Hangup></Hangup>',
])('text and speech stay unchanged: %s', (xml) => {
  expect(pretty(xml)).toBe(xml)
  expect(pretty(`<Response>${xml}<Leave/></Response>`)).toContain(xml)
})

test.each(['<', '<"\'', '<!--', '<a ', '</a><b/>', '<![CDATA['])(
  'broken XML, many times %s, stays as it is',
  (part) => {
    const xml = part.repeat(20_000)
    expect(pretty(xml)).toBe(xml)
  },
)

test('a document that is nested too deep to be indented stays unchanged', () => {
  const xml = '<A>'.repeat(100_000) + '</A>'.repeat(100_000)
  expect(pretty(xml)).toBe(xml)
})
