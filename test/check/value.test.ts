import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Checker } from '../../src/check/rules/checker.ts'
import { inMessaging, inVoice, project } from './project.ts'

const verb = (text: string, before = '') =>
  inVoice(
    `declare const url: string, flag: boolean, props: { loop?: number }\n${before}\nexport const d = <Response>${text}</Response>`,
    {},
    { only: 'value' },
  )

describe('a literal that Twilio does not take is found', () => {
  test.each([
    ['a number out of range', '<Pause length={-1}/>', '{-1}'],
    ['one as text', '<Dial timeout="9000">1234567</Dial>', '"9000"'],
    ['an option misspelt', '<Gather input={["dtmf", "speach"]}/>', '{["dtmf", "speach"]}'],
    [
      'a URL of another scheme',
      '<Connect><Stream url={`https://x.test`}/></Connect>',
      '{`https://x.test`}',
    ],
    ['a boolean that is none', '<Gather bargeIn="yes"/>', '"yes"'],
    ['a name that is none', '<Say loops={2}>x</Say>', 'loops'],
    ['two values, each of them wrong', '<Pause length={flag ? -1 : -2}/>', '{flag ? -1 : -2}'],
    ['text that is no URL', '<Play>ftp://x</Play>', 'Play'],
    ['text that is no number', '<Dial>call me</Dial>', 'Dial'],
    ['text that is no value', '<Say>undefined</Say>', 'Say'],
    ['no text', "<Say>{''}</Say>", 'Say'],
    ['what does not go together', '<Play digits="1">https://x.test</Play>', 'Play'],
    ['what is needed here only', '<Start><Stream name="x"/></Start>', 'Stream'],
    [
      'what a neighbour needs',
      '<Dial callerId="Acme"><Number>+14155550100</Number></Dial>',
      'Dial',
    ],
    ['a value in a spread object', '<Pause {...{ length: -1 }}/>', 'Pause'],
    ['the last of two', '<Pause length={1} {...{ length: -1 }}/>', '{1}'],
  ])('%s', (_, text, marked) => {
    const imported = text.includes('<Start>') ? "import { Start } from 'twimlx/voice'" : ''
    expect(verb(text, imported)).toEqual([`value ${marked}`])
  })

  test('behind a name, at the tag that uses it', () => {
    expect(verb('<Pause length={LENGTH}/>', 'const LENGTH = -1')).toEqual(['value {LENGTH}'])
  })

  test('behind a name of another file', () => {
    const found = inVoice(
      "import { LENGTH } from './limits'\nexport const d = <Response><Pause length={LENGTH}/></Response>",
      { 'limits.ts': 'export const LENGTH = -1' },
      { only: 'value' },
    )
    expect(found).toEqual(['value {LENGTH}'])
  })

  test('in a message', () => {
    expect(
      inMessaging(
        'export const d = <Response><Message to="me">x<Media>nope:x</Media></Message></Response>',
        {},
        { only: 'value' },
      ),
    ).toEqual(['value "me"', 'value Media'])
  })
})

describe('nothing is said of', () => {
  test.each([
    ['what is right', '<Pause length={1}/>'],
    ['what nobody knows', '<Play>{url}</Play>'],
    ['what is partly known', '<Play>{`ftp${url}`}</Play>'],
    ['a value that a spread may replace', '<Say loop={-1} {...props}>x</Say>'],
    ['one of two values', '<Pause length={flag ? 1 : -1}/>'],
    [
      'a variable that changes',
      '<Pause length={length}/>',
      'let length = -1\nif (flag) length = 5',
    ],
    ['an attribute that is left out', '<Pause length={undefined}/>'],
    ['text that may be there', "<Say>{flag && 'x'}</Say>"],
    ['text with entities', '<Redirect>https&#58;//x.test/</Redirect>'],
    ['a key', '<Say key={1}>x</Say>'],
  ])('%s', (_, text, before = '') => {
    expect(verb(text, before)).toEqual([])
  })

  test('what <Defaults> may give, in whichever file', () => {
    const directory = project({
      'enqueue.tsx':
        "/** @jsxImportSource twimlx/voice */\nimport { Enqueue } from 'twimlx/voice'\nexport const q = <Enqueue />",
      'house.tsx':
        "/** @jsxImportSource twimlx/voice */\nimport { Defaults } from 'twimlx'\nexport const House = (p: any) => <Defaults Enqueue={{ workflowSid: 'WW1' }}>{p.children}</Defaults>",
    })
    const [enqueue, house] = ['enqueue.tsx', 'house.tsx'].map((name) => join(directory, name))
    const checker = new Checker()
    expect(checker.check(enqueue!)).toHaveLength(1)
    const prepared = new Checker()
    prepared.prepare([enqueue!, house!])
    expect(prepared.check(enqueue!)).toEqual([])
  })
})

test('a message says what is expected, what was meant, and Twilio’s code', () => {
  const directory = project({
    'a.tsx':
      '/** @jsxImportSource twimlx/voice */\nimport { Gather } from \'twimlx/voice\'\nexport const g = [<Gather input="speach" />, <Gather numDigit={1} />, <Gather input="keys" />]',
  })
  const found = new Checker().check(join(directory, 'a.tsx'))
  expect(typeof found === 'string' ? found : found.map(({ message }) => message)).toEqual([
    'input on <Gather> is not one of dtmf, speech, or several joined by a space. Did you mean "speech"? (error 13326)',
    expect.stringMatching(
      /^<Gather> has no attribute numDigit\. .* Did you mean "numDigits"\? \(error 12200\)$/,
    ),
    'input on <Gather> is not one of dtmf, speech, or several joined by a space. (error 13326)',
  ])
})

test('a comment silences it', () => {
  expect(
    inVoice(
      'export const d = (\n  <Response>\n    {/* twimlx-disable-next-line value */}\n    <Pause length={-1} />\n  </Response>\n)',
      {},
      { only: 'value' },
    ),
  ).toEqual([])
})
