/**
 * The whole vocabulary, fact by fact, against a second table of what Twilio's pages say of each element.
 * @see https://www.twilio.com/docs/voice/twiml
 * @see https://www.twilio.com/docs/messaging/twiml
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttributeKind } from '../../src/vocabulary/attributes.ts'
import { type Dialect, dialects } from '../../src/vocabulary/dialects.ts'
import type { Judged } from '../../src/vocabulary/rules.ts'
import facts from './vocabulary.json' with { type: 'json' }

interface AttributeFact {
  type: string
  values?: string[]
  /** The separator of several values. */
  join?: string
  min?: number
  max?: number
  /** A word allowed in place of a number. */
  or?: string
  maxLength?: number
  pattern?: string
  /** The only scheme of an absolute URL. */
  scheme?: string
  /** Refuses plain http. */
  https?: boolean
}

interface ElementFact {
  page?: string
  dialects: string[]
  content: string
  flow?: string
  children?: string[] | Record<string, number | null>
  required?: string[]
  open?: boolean
  attributes?: Record<string, string | string[] | AttributeFact>
}

const elements: Record<string, ElementFact> = facts.elements
const names = Object.keys(elements)

const factOf = (fact: string | string[] | AttributeFact): AttributeFact =>
  typeof fact === 'string'
    ? { type: fact }
    : Array.isArray(fact)
      ? { type: 'enum', values: fact }
      : fact

test('each dialect has these elements, and no others', () => {
  for (const [dialect, tables] of Object.entries(dialects))
    expect([...tables.keys()].toSorted()).toEqual(
      names.filter((name) => elements[name]!.dialects.includes(dialect)).toSorted(),
    )
})

test.each(Object.entries(facts.responses))('<Response> of %s holds its verbs', (dialect, verbs) => {
  const response = dialects[dialect as Dialect].get('Response')!
  expect([...response.children]).toEqual(verbs)
})

const tables = names.flatMap((name) =>
  elements[name]!.dialects.map((dialect) => ({
    name,
    dialect,
    fact: elements[name]!,
    table: dialects[dialect as Dialect].get(name)!,
  })),
)

describe.each(tables)('<$name> of $dialect', ({ name, fact, table }) => {
  test('has its content, its children, its flow and its required attributes', () => {
    expect(table.name).toBe(name)
    expect(table.content).toBe(fact.content)
    expect(table.options.flow).toBe(fact.flow)
    expect(table.options.permissive === true).toBe(fact.open === true)
    expect(table.takesText).toBe(fact.content === 'text' || fact.content === 'mixed')
    const most = Array.isArray(fact.children)
      ? Object.fromEntries(fact.children.map((child) => [child, null]))
      : (fact.children ?? {})
    if (name !== 'Response')
      expect([...table.children].toSorted()).toEqual(Object.keys(most).toSorted())
    const nothing = { name, parent: undefined, children: [], textLength: 0, content: '' }
    for (const [child, max] of Object.entries(most)) {
      const counts = table.rules.filter(({ rule }) => ['child-count', 'only-child'].includes(rule))
      const isTooMany = (count: number): boolean => {
        const one = { ...nothing, name: child, attribute: () => undefined }
        const self = {
          ...one,
          name,
          children: Array.from({ length: count }, (): Judged => ({ ...one })),
        }
        return counts.some(({ check, level }) => level === 'error' && check(self))
      }
      if (max) expect([isTooMany(max), isTooMany(max + 1)]).toEqual([false, true])
    }
    const required = table.rules.filter(({ rule }) => rule === 'required')
    const asked = required.map(({ check }) => check({ ...nothing, attribute: () => undefined }))
    const attributes = fact.required?.filter((prop) => prop !== 'children') ?? []
    expect(asked.filter((text) => /attribute/.test(String(text)))).toEqual(
      attributes.map((attribute) => `needs the attribute ${attribute}.`),
    )
    if (fact.required?.includes('children')) expect(asked).toContain('is empty: it needs text.')
  })

  test('has its attributes, and no others', () => {
    expect(Object.keys(table.attributes).toSorted()).toEqual(
      Object.keys(fact.attributes ?? {}).toSorted(),
    )
  })

  const attributes = Object.entries(fact.attributes ?? {})
  test.runIf(attributes.length > 0).each(attributes)('%s', (attribute, fact) => {
    check(table.attributes[attribute]!, factOf(fact))
  })
})

const addresses = [
  '+14155550100',
  '+1 (415) 555-0100',
  '07400 123456',
  '12345',
  'whatsapp:+14155550100',
  'messenger:4711',
  `HS${'a1'.repeat(16)}`,
  `DE${'0'.repeat(32)}`,
]

const check = (kind: AttributeKind, fact: AttributeFact) => {
  const accepts = (value: string) => kind.accepts?.(value) ?? true
  const takes = (...values: (string | number)[]) =>
    expect(values.filter((value) => !accepts(String(value)))).toEqual([])
  const refuses = (...values: (string | number)[]) => {
    expect(values.filter((value) => accepts(String(value)))).toEqual([])
    // A kind that refuses values says which ones it accepts.
    expect(kind.expected).toBeTruthy()
  }
  expect(kind.join).toBe(fact.join)
  // A URL with a scheme of its own is absolute anyway.
  expect(kind.url !== undefined).toBe(
    (fact.type === 'url' && !fact.scheme) || fact.type === 'socket',
  )
  const checks: Record<string, () => void> = {
    url: () => {
      if (fact.scheme) {
        takes(`${fact.scheme}://example.com/socket`)
        refuses('https://example.com/', 'http://example.com', '/socket', fact.scheme, '')
        takes(`${fact.scheme.toUpperCase()}://example.com`)
      } else {
        takes(
          '/path',
          'path',
          '?a',
          '#a',
          '',
          'https://example.com/?a=b&c=d',
          'HTTPS://a.test:8080',
        )
        takes(' /path', ' https://example.com ')
        refuses(
          ' ftp://example.com/',
          'ftp://example.com/',
          'mailto:a@example.com',
          'javascript:alert(1)',
          'https://',
        )
        refuses('https://exa mple.com', 'https://under_score.example.com/', 'https://a@b@a.test/')
      }
      if (fact.https) refuses('http://example.com/', 'HTTP://EXAMPLE.COM')
      else if (!fact.scheme) takes('http://example.com/')
    },
    socket: () => {
      takes('wss://example.com', 'WSS://example.com/a', '/socket', 'socket')
      refuses('https://example.com/', 'ws://example.com', 'ftp://example.com')
    },
    recipient: () => {
      takes(...addresses)
      refuses('', 'ACME', '+1', '12', `HS${'a'.repeat(31)}`, 'whatsapp:', 'x'.repeat(12))
    },
    sender: () => {
      takes(...addresses, 'ACME', 'Big-Co', 'R&D 2', 'x'.repeat(11))
      refuses('x'.repeat(12), '', ' ', '+1', 'a/b', 'mu\u00fcller')
    },
    open: () => takes('whatever comes next', 'true'),
    string: () => {
      if (!fact.pattern && !fact.maxLength) takes('', 'anything at all', 'a,b')
    },
    boolean: () => {
      takes('true', 'false')
      refuses('', 'yes', 'True', 'TRUE', '1', ' true')
    },
    enum: () => {
      const { values = [], join } = fact
      takes(...values)
      refuses('', 'nonsense', `${values[0]}x`, ` ${values[0]}`)
      if (values.length > 0 && !values.includes(values[0]!.toUpperCase()))
        refuses(values[0]!.toUpperCase())
      if (join) {
        takes(values.join(join))
        refuses([...values, 'nonsense'].join(join))
      } else if (values.length > 1) refuses(values.join(' '), values.join(','))
      for (const value of values) expect(kind.expected).toContain(value)
    },
    integer: () => {
      const { min = 0, max = Infinity } = fact
      takes(min, min + 1, Math.min(max, 1e9))
      refuses(min - 1, `${min + 1}.5`, '', 'nonsense', '1e3', '0x10', ` ${min}`)
      if (max < Infinity) refuses(max + 1, max * 10)
      if (fact.or) takes(fact.or)
    },
    number: () => {
      const { min = 0, max = Infinity } = fact
      takes(min, (min + max) / 2, max)
      refuses(min - 0.01, max + 0.01, '', 'nonsense', '1,5')
    },
  }
  expect(Object.keys(checks)).toContain(fact.type)
  checks[fact.type]!()
  if (fact.maxLength) {
    takes('x'.repeat(fact.maxLength), '')
    refuses('x'.repeat(fact.maxLength + 1))
    expect(kind.expected).toContain(String(fact.maxLength))
  }
  if (fact.pattern) {
    const pattern = new RegExp(fact.pattern)
    fc.assert(
      fc.property(
        fc.oneof(fc.stringMatching(pattern), fc.string({ maxLength: 6 })),
        (value) => accepts(value) === pattern.test(value),
      ),
    )
  }
}
