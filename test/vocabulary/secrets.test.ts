/**
 * Input of a user must not reach a log through a problem: a problem names the value and states what is expected, but
 * never shows the value.
 */
import fc from 'fast-check'
import { type Problem, render, TwimlError } from 'twimlx'
import { jsx } from 'twimlx/jsx-runtime'
import { expect, test } from 'vitest'
import { advice } from '../../src/vocabulary/advice.ts'
import { dialects } from '../../src/vocabulary/dialects.ts'
import * as fax from '../../src/vocabulary/fax/index.ts'
import * as messaging from '../../src/vocabulary/messaging/index.ts'
import { ssml } from '../../src/vocabulary/voice/ssml/index.ts'
import * as voice from '../../src/vocabulary/voice/index.ts'
import '../properties.ts'

const components = Object.entries({ ...fax, ...messaging, ...ssml, ...voice })

// No sentence of ours has these in it, whole or cut off.
const SECRETS = ['zebra', '4242', '5550123', 'qx7']

/** Input of a user: words, digits, a phone number, a card, an address, each with marks around it. */
const secret = fc
  .tuple(
    fc.constantFrom(...SECRETS, '4242424242424242', '+14155550123', 'zebra zebra', 'qx7.test'),
    fc.constantFrom(
      '',
      ' ',
      ':',
      '://',
      'https://',
      '/',
      'wss://',
      'sip:',
      '+0',
      '{',
      '\n',
      '\u202e',
    ),
    fc.constantFrom('', '!', ' undefined', '@', '?a=', '%', '&', '\0', 'x'.repeat(2000)),
  )
  .map(([word, before, after]) => before + word + after)

const value = fc.oneof(
  { weight: 8, arbitrary: secret },
  fc.array(secret, { maxLength: 3 }),
  fc.tuple(secret, secret).map(([key, said]) => ({ [key]: said })),
  secret.map((text) => Symbol(text)),
  fc.constantFrom(42424242n, 42424242, -4242.4242),
)

/** The sentences and places of all problems, whether they are told or thrown. */
const toldOf = (element: object, inline: boolean): string => {
  const problems: Problem[] = []
  try {
    render(element as never, {
      fragment: true,
      inline,
      problems: 'report',
      onProblem: (problem) => problems.push(problem),
    })
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error
    problems.push(...error.problems)
  }
  return problems.map((problem) => JSON.stringify(problem)).join('\n')
}

const expectNoSecret = (told: string): void => {
  for (const word of SECRETS) expect(told).not.toContain(word)
}

test.each(components)('no problem of <%s> repeats a value', (name, component) => {
  const { table } = component
  const names = Object.keys(table.attributes)
  const arounds = components.filter(([, around]) => around.table.children.has(table.name))
  let told = 0
  fc.assert(
    fc.property(
      names.length > 0
        ? fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3 })
        : fc.constant({}),
      fc.array(value, { maxLength: 2 }),
      fc.boolean(),
      fc.nat(),
      (attributes, children, inline, nth) => {
        const element = jsx(component, { ...attributes, children })
        const around = arounds[nth % (arounds.length || 1)]?.[1]
        const problems = toldOf(around ? jsx(around, { children: element }) : element, inline)
        if (problems) told++
        expectNoSecret(problems)
      },
    ),
    { numRuns: 60 },
  )
  expect(told, name).toBeGreaterThan(10)
})

test('no problem of a tag, a name or an invalid child repeats a value', () => {
  fc.assert(
    fc.property(value, value, fc.boolean(), (type, child, inline) => {
      // A tag of letters alone is named, as an attribute is: that is what a program wrote.
      const tag = typeof type === 'string' ? `${type} ` : type
      expectNoSecret(toldOf(jsx(tag, { children: child }), inline))
      expectNoSecret(toldOf(jsx(voice.Say, { [`${String(tag as string)} `]: 'x' }), inline))
      expectNoSecret(toldOf(jsx(messaging.Message, { children: child }), inline))
    }),
    { numRuns: 300 },
  )
})

test('no advice repeats a value', () => {
  for (const [name, checks = []] of Object.entries(advice))
    for (const check of checks) {
      const table = dialects.voice.get(name) ?? dialects.messaging.get(name)!
      const element = {
        name,
        parent: undefined,
        children: [],
        textLength: 5,
        content: 'zebra',
        attribute: (attribute: string) => (attribute in table.attributes ? 'zebra' : undefined),
      }
      expectNoSecret(check(element) || '')
    }
})
