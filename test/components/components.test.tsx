/** @jsxImportSource twimlx */
import fc from 'fast-check'
import { Hono } from 'hono'
import { render } from 'twimlx'
import { graphemes, LongMessage, segments, SpellOut } from 'twimlx/components'
import { callWebhook, messageWebhook, twiml } from 'twimlx/hono'
import { Message, Response as Reply } from 'twimlx/messaging'
import { simulate } from 'twimlx/simulator'
import { Response, Say } from 'twimlx/voice'
import { describe, expect, test } from 'vitest'

const authToken = '12345'
const alice = '+14155550100'

/** Texts an app that answers with an element. Returns the messages that arrive at the phone. */
const replies = async (element: unknown): Promise<string[]> => {
  const app = new Hono().post('/sms', messageWebhook({ authToken }), (c) =>
    twiml(c, element as never),
  )
  const twilio = simulate(app, { authToken })
  const phone = twilio.phone(alice)
  await phone.text('hi')
  expect(twilio.problems).toEqual([])
  return twilio.events.flatMap((event) =>
    event.type === 'message' && event.to === alice ? [event.body] : [],
  )
}

describe('<LongMessage>', () => {
  test('sends a text that one message cannot hold, which a <Message> fails to deliver', async () => {
    const answer = `${'word '.repeat(400)}end`
    expect(answer.length).toBeGreaterThan(1600)
    const parts = await replies(
      <Reply>
        <LongMessage>{answer}</LongMessage>
      </Reply>,
    )
    expect(parts.map(({ length }) => length)).toEqual([1599, 403])
    expect(parts.join(' ')).toBe(answer)
    expect(() =>
      render(
        <Reply>
          <Message>{answer}</Message>
        </Reply>,
        { problems: 'throw' },
      ),
    ).toThrow('1600')
  })

  test('sends a short text as a single message, with the attributes of a <Message>', async () => {
    const element = (
      <Reply>
        <LongMessage to="+14155550177">
          Hello {2}
          {['!', null]}
        </LongMessage>
      </Reply>
    )
    expect(render(element, { declaration: false })).toBe(
      '<Response><Message to="+14155550177">Hello 2!</Message></Response>',
    )
  })

  const parts = (text: string, max: number): string[] =>
    LongMessage({ children: text, max }).map(({ props }) => String(props['children']))

  test('splits any text into parts that fit, and loses only white space', () => {
    const unit = fc.constantFrom('a', ' ', '\n', 'é', 'e\u0301', '😀', '👩‍👩‍👧‍👦', '🇳🇴', '日', 'word ')
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 120 }),
        fc.integer({ min: 11, max: 40 }),
        (text, max) => {
          const found = parts(text, max)
          for (const part of found) expect(part.length).toBeLessThanOrEqual(max)
          const bare = (value: string) => value.replace(/\s/g, '')
          expect(bare(found.join(''))).toBe(bare(text))
          // It never splits inside a character, or inside a word that fits.
          expect(found.flatMap((part) => graphemes(bare(part)))).toEqual(graphemes(bare(text)))
          const words = new Set(text.split(/\s+/))
          for (const word of words)
            if (word.length <= max) expect(found.some((part) => part.includes(word))).toBe(true)
          expect(found.slice(0, -1)).not.toContain('')
        },
      ),
    )
  })

  test('terminates for characters longer than a part, and refuses an impossible part length', () => {
    expect(parts('e' + '\u0301'.repeat(30), 10).join('')).toBe('e' + '\u0301'.repeat(30))
    expect(parts('😀😀', 1)).toEqual(['😀', '😀'])
    for (const max of [0, -1, 1601, 2.5, NaN])
      expect(() => parts('x', max)).toThrow('whole number from 1 to 1600')
  })

  test('of nothing is an empty message, which is reported', () => {
    expect(() =>
      render(
        <Reply>
          <LongMessage> </LongMessage>
        </Reply>,
        { problems: 'throw' },
      ),
    ).toThrow('<Message> needs text')
  })
})

describe('<SpellOut>', () => {
  const spelled = (children: string, props: { group?: number; pause?: '1s' } = {}): string =>
    render(
      <Say>
        <SpellOut {...props}>{children}</SpellOut>
      </Say>,
      { fragment: true, problems: 'throw' },
    )

  test.each([
    [
      'A4-7B',
      '<Say><say-as interpret-as="characters">A4</say-as><break time="300ms"/><say-as interpret-as="characters">7B</say-as></Say>',
    ],
    ['1234', '<Say><say-as interpret-as="digits">1234</say-as></Say>'],
    [
      '12345',
      '<Say><say-as interpret-as="digits">123</say-as><break time="300ms"/><say-as interpret-as="digits">45</say-as></Say>',
    ],
    ['a<b', '<Say><say-as interpret-as="characters">a&lt;b</say-as></Say>'],
  ])('%s', (text, xml) => {
    expect(spelled(text)).toBe(xml)
  })

  test('takes groups and a pause of your own', () => {
    expect(spelled('123456', { group: 2, pause: '1s' }).match(/\d+(?=<)/g)).toEqual([
      '12',
      '34',
      '56',
    ])
    expect(spelled('123456', { pause: '1s' })).toContain('<break time="1s"/>')
    expect(() => spelled('1', { group: 0 })).toThrow('whole number of 1 or more')
  })

  test('a caller hears every character', async () => {
    const app = new Hono().post('/voice', callWebhook({ authToken }), (c) =>
      twiml(
        c,
        <Response>
          <Say>
            Call <SpellOut>+1 415 555 0100</SpellOut>.
          </Say>
        </Response>,
      ),
    )
    const call = await simulate(app, { authToken }).phone(alice).call()
    expect(call.heard.join('').replace(/[^+\d]/g, '')).toBe('+14155550100')
  })
})

test('segments name the characters that force a message into UCS-2', () => {
  expect(segments('It’s 5 €, isn’t it?')).toEqual({ encoding: 'UCS-2', count: 1, ucs2: ['’'] })
  expect(segments('')).toEqual({ encoding: 'GSM-7', count: 1, ucs2: [] })
})
