/** @jsxImportSource twimlx */
/**
 * No text from a user can break out of its place: for any string anywhere, a strict parser reads back what was put in.
 */
import fc from 'fast-check'
import { Comment, Custom, Defaults, type Problem, render } from 'twimlx'
import { Message } from 'twimlx/messaging'
import { jsx, jsxAttr, jsxEscape, jsxTemplate } from 'twimlx/jsx-runtime'
import { Gather, Response, Say } from 'twimlx/voice'
import { describe, expect, test } from 'vitest'
import { ElementTable } from '../../src/vocabulary/define-element.ts'
import { dialects } from '../../src/vocabulary/dialects.ts'
import { InertElement } from '../../src/vocabulary/element.ts'
import { read, readRoot, type ReadNode } from '../xml.ts'

const tables = [...new Set(Object.values(dialects).flatMap((dialect) => [...dialect.values()]))]

/** An element of that table, regardless of its types. */
const element = (table: ElementTable, props: object) =>
  jsx(
    Object.assign(() => null, { table }),
    props,
  ) as never

const written = (node: unknown) => {
  const problems: Problem[] = []
  const xml = render(node as never, {
    fragment: true,
    problems: 'report',
    onProblem: (problem) => problems.push(problem),
  })
  return { xml, problems }
}

/** The part of a text that XML 1.0 carries: https://www.w3.org/TR/xml/#charsets */
const carried = (text: string): string =>
  Array.from(text, (character) => {
    const code = character.codePointAt(0)!
    return code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 0x20 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd) ||
      code >= 0x10000
      ? character
      : '\ufffd'
  }).join('')

/**
 * The part of a text that is carried between tags, where the renderer leaves out control characters that XML does not
 * have.
 */
const carriedText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  carried(text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, ''))

/** A text as a child, as the parser reads it back. */
const textNode = (text: string): string[] => [carriedText(text)].filter((node) => node !== '')

// `binary` has all of Unicode but lone surrogates; the rest are characters that open or close something in XML.
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        '\ud83d',
        '\ude00',
        '\0',
        '\x01',
        '\x1b',
        '\ufffe',
        '\uffff',
        '\ufeff',
        '\u2028',
      ),
      fc.constantFrom(
        ']]>',
        '--',
        '-->',
        '<!--',
        '<![CDATA[',
        '<?xml ?>',
        '<!DOCTYPE x [',
        '</Say>',
      ),
      fc.constantFrom('&', '<', '>', '"', "'", '&amp;', '&lt;', '&#0;', '&x;', '/>', '" loop="0'),
      fc.constantFrom(
        ' ',
        '\t',
        '\n',
        '\r',
        '\r\n',
        '\u0085',
        '\u00a0',
        '{',
        '}',
        '\\',
        '$&',
        '<Hangup/>',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

const runs = (numRuns: number) => ({ numRuns })

describe.each(tables.map((table) => ({ name: table.name, table })))(
  '<$name>',
  ({ name, table }) => {
    test('carries any text in its content and in all of its attributes', () => {
      const names = Object.keys(table.attributes)
      fc.assert(
        fc.property(
          anyText,
          fc.array(anyText, { minLength: names.length, maxLength: names.length }),
          (text, values) => {
            const attributes = Object.fromEntries(names.map((name, i) => [name, values[i]!]))
            const { xml } = written(element(table, { ...attributes, children: text }))
            const blank = /^[ \t\r\n]*$/.test(carriedText(text))
            expect(read(xml)).toEqual([
              {
                name,
                attributes: Object.fromEntries(names.map((name, i) => [name, carried(values[i]!)])),
                children: blank && !table.takesText ? [] : textNode(text),
              },
            ])
          },
        ),
        runs(40),
      )
    })
  },
)

const joined = (name: string, value: unknown) =>
  carried(Array.isArray(value) ? value.join(name === 'hints' ? ',' : ' ') : String(value))

test('any attributes in any order are written as given, however often and however many values were seen', () => {
  const values = fc.oneof(
    fc.constantFrom<unknown>('GET', 'en-US', 'true', true, false, 1, '1', 0, -0, null, undefined),
    fc.constantFrom<unknown>(['dtmf'], ['dtmf', 'speech'], 'dtmf speech', []),
    fc.integer({ min: 0, max: 2000 }),
    anyText,
  )
  const attributes = fc.uniqueArray(
    fc.tuple(fc.constantFrom(...Object.keys(Gather.table.attributes)), values),
    { selector: ([name]) => name, maxLength: 6 },
  )
  fc.assert(
    fc.property(fc.array(attributes, { maxLength: 8 }), (tags) => {
      const table = new ElementTable('Gather', Gather.table.attributes, { content: 'elements' })
      for (const attributes of tags) {
        const gather = element(table, Object.fromEntries(attributes))
        const first = written(gather)
        expect(Object.entries(readRoot(first.xml).attributes)).toEqual(
          attributes
            .filter(([, value]) => value !== null && value !== undefined)
            .map(([name, value]) => [name, joined(name, value)]),
        )
        // Problems are reported every time, not only the first.
        expect(written(gather)).toEqual(first)
      }
    }),
    runs(400),
  )
})

test('more different values than the cache holds are written as given', () => {
  for (let i = 0; i < 1200; i++) {
    const voice = `voice ${i % 700} & co`
    const { attributes } = readRoot(
      written(<Say loop={i % 3} voice={voice} language="x" children="" />).xml,
    )
    expect(attributes).toEqual({ loop: String(i % 3), voice, language: 'x' })
  }
})

test('a tree of elements, text and comments is read back as that tree', () => {
  interface Tree {
    name: string
    attributes: Record<string, string>
    children: (Tree | { comment: string } | string)[]
  }
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z_.-]{0,6}$/)
  const { tree } = fc.letrec<{ tree: Tree; node: Tree | { comment: string } | string }>((tie) => ({
    tree: fc.record({
      name,
      attributes: fc.dictionary(name, anyText, { maxKeys: 3, noNullPrototype: true }),
      children: fc.array(tie('node'), { maxLength: 4 }),
    }),
    node: fc.oneof({ depthSize: 'small' }, anyText, fc.record({ comment: anyText }), tie('tree')),
  }))
  const toElement = (node: Tree | { comment: string } | string): unknown =>
    typeof node === 'string' ? (
      node
    ) : 'comment' in node ? (
      <Comment>{node.comment}</Comment>
    ) : (
      <Custom name={node.name} attributes={node.attributes}>
        {node.children.map(toElement) as never}
      </Custom>
    )
  const toRead = (node: Tree): ReadNode => {
    const children: ReadNode[] = []
    for (const child of node.children)
      if (typeof child !== 'string')
        children.push('comment' in child ? { comment: inComment(child.comment) } : toRead(child))
      else if (typeof children.at(-1) === 'string')
        children.push((children.pop() as string) + carriedText(child))
      else children.push(...textNode(child))
    const attributes = Object.entries(node.attributes).map(([name, value]) => [
      name,
      carried(value),
    ])
    return { name: node.name, attributes: Object.fromEntries(attributes), children }
  }
  fc.assert(
    fc.property(tree, (tree) => {
      expect(read(written(toElement(tree)).xml)).toEqual([toRead(tree)])
    }),
    runs(400),
  )
})

/**
 * The text of a comment as read back: no two hyphens, and line ends as a parser gives them, since a comment has no
 * escapes.
 */
const inComment = (text: string): string =>
  carried(text)
    .replace(/\r\n?/g, '\n')
    .replace(/-(?=-|$)/g, '- ')

test('a comment cannot be ended by its text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { xml } = written(<Comment>{text}</Comment>)
      expect(read(xml)).toEqual([{ comment: inComment(text) }])
    }),
    runs(500),
  )
})

// Names as TwiML has them; XML allows more.
const NAME = /^(xml:)?[A-Za-z_][A-Za-z0-9_.-]*$/

test('<Custom> writes an element under any valid name, and throws for every other', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, fc.stringMatching(NAME)), (name) => {
      const custom = <Custom name={name}>text</Custom>
      if (NAME.test(name))
        expect(read(written(custom).xml)).toEqual([{ name, attributes: {}, children: ['text'] }])
      else
        expect(() => written(custom)).toThrow(/^A tag in <fragment> is a string, not a component/)
    }),
    runs(500),
  )
})

const attributesOf = (xml: string) => {
  const [node] = read(xml)
  return typeof node === 'object' && 'name' in node ? Object.entries(node.attributes) : []
}

test("XML's white space before the text does not count, any other white space is text", () => {
  const rules = (children: unknown) => {
    const found: string[] = []
    const onProblem = ({ rule }: Problem) => found.push(rule)
    render(<Message>{children as never}</Message>, {
      fragment: true,
      problems: 'report',
      onProblem,
    })
    return found
  }
  const longest = 'a'.repeat(1600)
  expect(rules([' ', '\n\t ' + longest])).toEqual([])
  expect(rules([longest, ' '])).toEqual(['max-text'])
  expect(rules(['\u00a0', longest])).toEqual(['max-text'])
  expect(rules([' \r\n', '\t', ''])).toEqual(['at-least-one-of'])
  expect(rules('\u00a0')).toEqual([])
})

describe('names of attributes that come from a user', () => {
  const names = fc.oneof(
    anyText,
    fc.stringMatching(NAME),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'xmlns',
      'xml:lang',
      'x y',
      'a=b',
      'voice',
    ),
  )
  const spread = fc
    .uniqueArray(fc.tuple(names, anyText), { selector: ([name]) => name, maxLength: 4 })
    .map((entries) => entries.filter(([name]) => name !== 'children'))
  const expected = (entries: [string, string][]) =>
    entries.filter(([name]) => NAME.test(name)).map(([name, value]) => [name, carried(value)])
  // An object's integer keys come first, in any order of writing; none of them is a name.
  const cases: [string, (props: object) => unknown][] = [
    ['an element', (props) => <Say {...props}>Hi</Say>],
    ['<Custom>', (props) => <Custom name="Whistle" attributes={{ ...props }} />],
    [
      'an element with defaults',
      (props) => (
        <Defaults Say={{ loop: 2 }}>
          <Say {...props}>Hi</Say>
        </Defaults>
      ),
    ],
  ]
  test.each(cases)('are left out of %s if they are invalid', (_, make) => {
    fc.assert(
      fc.property(spread, (entries) => {
        const { xml, problems } = written(make(Object.fromEntries(entries)))
        const attributes = attributesOf(xml).filter(
          ([name, value]) => name !== 'loop' || value !== '2',
        )
        expect(attributes).toEqual(expected(entries))
        // Names may be what a user wrote, which no problem repeats.
        expect(
          problems.filter(({ message }) =>
            message.endsWith('cannot stand in XML: it is left out.'),
          ),
        ).toHaveLength(
          new Set(entries.map(([name]) => name).filter((name) => !NAME.test(name))).size,
        )
      }),
      runs(500),
    )
  })

  test('cannot add attributes through a prototype', () => {
    const sent = JSON.parse('{"__proto__": {"voice": "evil"}}')
    for (const [, make] of cases) {
      const { xml, problems } = written(make(sent))
      expect(xml).not.toContain('evil')
      expect(problems.map(({ rule }) => rule)).toContain('value')
    }
  })
})

const like = (type: string) => ({
  // The mark of an element must be something that JSON cannot hold.
  ...Object.fromEntries(
    Object.getOwnPropertyNames(InertElement.prototype).map((key) => [key, true]),
  ),
  type,
  props: { children: 'Hi' },
  source: null,
})

describe('JSON from a user', () => {
  test('is never an element, even if it looks like one', () => {
    for (const type of ['Say', 'Hangup', 'break', 'say-as']) {
      const { xml, problems } = written(
        <Response>
          <Say>{JSON.parse(JSON.stringify(like(type)))}</Say>
        </Response>,
      )
      expect(xml).toBe('<Response><Say/></Response>')
      expect(problems.map(({ rule }) => rule)).toContain('child')
    }
  })

  test('is never an element, even if it was made from one, at any depth of lists', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const children = JSON.parse(`[[${JSON.stringify(<Say>Hi</Say>)}, ${json}]]`)
        const root = readRoot(written(<Say>{children}</Say>).xml)
        expect(root.children.every((child) => typeof child === 'string')).toBe(true)
      }),
    )
  })

  test('is an element only with the prototype of one', () => {
    const genuine = written(<Say>{new InertElement(Say, { children: 'Hi' }) as never}</Say>)
    expect(genuine.xml).toBe('<Say><Say>Hi</Say></Say>')
  })

  test('is left out, with a sentence that repeats none of it, whatever its keys are', () => {
    // Keys that JavaScript itself reads from an object.
    const keys = fc.constantFrom('constructor', 'name', 'then', 'toString', 'type', '__proto__')
    const { object } = fc.letrec((tie) => ({
      object: fc.dictionary(keys, tie('value'), { maxKeys: 3 }),
      value: fc.oneof({ maxDepth: 4 }, fc.constantFrom(null, true, 'evil\nline'), tie('object')),
    }))
    fc.assert(
      fc.property(object, (given) => {
        const sent = JSON.parse(JSON.stringify(given))
        const { xml, problems } = written(<Say voice={sent}>Hi{sent}</Say>)
        expect(xml).toBe('<Say>Hi</Say>')
        expect(problems.map(({ message }) => message)).toEqual([
          'voice on <Say> must be text, a finite number, a boolean or a list.',
          'Object cannot be a child: write text or elements, and await promises.',
        ])
      }),
    )
  })

  test('with endless nesting is refused with a sentence, as children and as a value', () => {
    const endless = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000))
    expect(() => written(<Say>{endless}</Say>)).toThrow('Array is nested deeper than 512 levels')
    const { xml, problems } = written(<Say voice={endless}>Hi</Say>)
    expect(xml).toBe('<Say>Hi</Say>')
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('voice on <Say> must be text'),
    ])
  })
})

test('precompiled tags carry any text, in attributes and between tags', () => {
  fc.assert(
    fc.property(anyText, anyText, (value, text) => {
      const markup = jsxTemplate(
        ['<prosody ', '>', '</prosody>'],
        jsxAttr('rate', value),
        jsxEscape(text),
      )
      const { xml } = written(<Say>{markup as never}</Say>)
      const prosody: ReadNode = {
        name: 'prosody',
        attributes: { rate: carried(value) },
        children: textNode(text),
      }
      expect(readRoot(xml).children).toEqual([prosody])
    }),
    runs(300),
  )
})
