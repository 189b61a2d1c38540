/**
 * The `twilio` package as oracle: everything that its types allow, written with both, is the same document. Its
 * elements are read from its declarations, so a newer version brings its new elements along.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import twilio from 'twilio'
import { Comment, type Problem, render } from 'twimlx'
import { jsx } from 'twimlx/jsx-runtime'
import { describe, expect, test } from 'vitest'
import { type Dialect, dialects } from '../../src/vocabulary/dialects.ts'
import * as fax from '../../src/vocabulary/fax/index.ts'
import * as messaging from '../../src/vocabulary/messaging/index.ts'
import { ssml } from '../../src/vocabulary/voice/ssml/index.ts'
import * as voice from '../../src/vocabulary/voice/index.ts'
import { readRoot } from '../xml.ts'

type Builder = { [method: string]: (...args: unknown[]) => Builder } & { toString(): string }

// The names of twilio's builders and of their files.
const builders: Record<Dialect, [file: string, make: () => Builder]> = {
  messaging: [
    'MessagingResponse',
    () => new twilio.twiml.MessagingResponse() as unknown as Builder,
  ],
  voice: ['VoiceResponse', () => new twilio.twiml.VoiceResponse() as unknown as Builder],
  fax: ['FaxResponse', () => new twilio.twiml.FaxResponse() as unknown as Builder],
}

const components: Record<Dialect, Record<string, unknown>> = {
  messaging,
  voice: { ...voice, ...ssml },
  fax,
}

interface Attribute {
  name: string
  /** The type is a closed set of values, not any text or number. */
  closed: boolean
  values: unknown[]
}

/** A method that adds a child. */
interface Method {
  name: string
  attributes: Attribute[]
  takesText: boolean
  /** The class of the child. */
  child: string
}

// All characters that must be escaped, and some beyond the first plane.
const TEXT = `5 < 6 & 7 > "4" 'x' ]]> &amp; <b/> \t\n\r\u00e9\u{1f600}`

/** Reads twilio's declarations of one dialect: the methods of each class. */
const declarations = (file: string): Map<string, Method[]> => {
  const source = readFileSync(
    createRequire(import.meta.url).resolve(`twilio/lib/twiml/${file}.d.ts`),
    'utf8',
  ).replace(/\/\*\*.*?\*\//gs, '')
  const unions = new Map(
    [...source.matchAll(/\btype (\w+) =([^;]*);/g)].map(([, name, values]) => [
      name!,
      [...values!.matchAll(/"([^"]*)"/g)].map(([, value]) => value!),
    ]),
  )
  const valuesOf = (type: string): Omit<Attribute, 'name'> => {
    if (type === 'string') return { closed: false, values: [TEXT, ''] }
    if (type === 'number') return { closed: false, values: [7, 0, 2.5] }
    if (type === 'boolean') return { closed: true, values: [true, false] }
    if (type === 'number[]') return { closed: true, values: [[1], [1, 2, 3]] }
    const values = unions.get(type.replace('[]', ''))
    if (!values) throw new Error(`${type} in ${file}.d.ts is no type this test can read`)
    return {
      closed: true,
      values: type.endsWith('[]') ? [...values.map((v) => [v]), values] : values,
    }
  }
  const attributes = new Map(
    [...source.matchAll(/interface (\w+) \{(.*?)\}/gs)].map(([, name, body]) => [
      name!,
      [...body!.matchAll(/"?([\w:-]+)"?\?: (?:\w+Response\.)?([\w[\]]+);/g)].map(
        ([, name, type]): Attribute => ({ name: name!, ...valuesOf(type!) }),
      ),
    ]),
  )
  return new Map(
    [...source.matchAll(/class (\w+) extends TwiML \{(.*?)\n\s*\}/gs)].map(([, name, body]) => {
      const methods = new Map<string, Method>()
      for (const [, name, parameters, child] of body!.matchAll(
        /^\s*(\w+)\((.*)\): \w+Response\.(\w+);/gm,
      )) {
        const given = /attributes\??: \w+Response\.(\w+)/.exec(parameters!)?.[1]
        methods.set(name!, {
          name: name!,
          attributes: given ? attributes.get(given)! : [],
          takesText: parameters!.endsWith(': string'),
          child: child!,
        })
      }
      return [name!, [...methods.values()]]
    }),
  )
}

/** The methods of twilio that lead from the root to an element. */
type Way = readonly Method[]

/** Finds a way to each element under each parent. */
const ways = (classes: Map<string, Method[]>, root: string): Way[] => {
  const all: Way[] = []
  const seen = new Set([root])
  const open: [string, Way][] = [[root, []]]
  for (const [at, way] of open)
    for (const method of classes.get(at)!) {
      all.push([...way, method])
      if (!seen.has(method.child)) open.push([method.child, [...way, method]])
      seen.add(method.child)
    }
  return all
}

const theirs = (make: () => Builder, way: Way, attributes: object, text?: string): string => {
  const root = make()
  let at = root
  way.forEach((method, i) => {
    const args = i === way.length - 1 ? [{ ...attributes }, text] : [{}]
    at = at[method.name]!(...args)
  })
  return root.toString()
}

/** The names of the elements from the root down to the innermost. */
const namesIn = (xml: string): string[] => {
  const names: string[] = []
  for (let at = readRoot(xml); at; at = at.children[0] as typeof at) {
    if (typeof at !== 'object') break
    names.push(at.name)
  }
  return names
}

const ours = (dialect: Dialect, names: string[], attributes: object, text?: string) => {
  const problems: Problem[] = []
  const element = names.reduceRight<unknown>((children, name, i) => {
    const component = components[dialect][name]
    if (!component) throw new Error(`there is no component for <${name}> in ${dialect}`)
    return jsx(component, { ...(i === names.length - 1 && attributes), children })
  }, text)
  const xml = render(element as never, { problems: 'report', onProblem: (p) => problems.push(p) })
  return { xml, problems }
}

/** Lists that twilio joins with a space, and twimlx with a comma. */
const commas: Record<string, string> = {
  'Gather@hints': 'hints are phrases with spaces in them, separated by commas',
  'Dial@passports': 'passports are separated by commas',
  'Language@hints': 'hints are phrases with spaces in them, separated by commas',
  'ConversationRelay@hints': 'hints are phrases with spaces in them, separated by commas',
  'Transcription@hints': 'hints are phrases with spaces in them, separated by commas',
}

const legacy = 'the reply verb of the first SMS API, which the interpreter still takes'
const version = 'documented for the first API version only'
const newer = 'on the documentation page only, or newer than the package'
const spelling = 'twilio types it in lower case, which Twilio does not read'
const removed = 'its product is deprecated, and the package dropped it'

/** Elements and attributes that twilio lacks. */
const missing: Record<Dialect, Record<string, string>> = {
  messaging: {
    'Response > Sms': legacy,
    'Response@version': version,
  },
  voice: {
    'Response@version': version,
    'Client@clientNotificationUrl': newer,
    'Connect > Assistant': removed,
    'ConversationRelay > Failover': newer,
    'ConversationRelay@backgroundNoiseReduction': spelling,
    'ConversationRelay@deepgramSmartFormat': spelling,
    'ConversationRelay@eotThreshold': newer,
    'ConversationRelay@ignoreBackchannel': spelling,
    'ConversationRelay@speechTimeout': spelling,
    'Dial@callReason': newer,
    'Dial@ifMachine': 'known from error 13211 only',
    'Recording@name': newer,
    'Stop > Recording': newer,
    'Transcription@enableProviderData': newer,
  },
  fax: { 'Response@version': version },
}

/** Documents that twilio gets wrong, each built both ways. */
const wrong: Record<
  string,
  { reason: string; theirs: () => unknown; ours: () => string; gives: string }
> = {
  'an object as a value': {
    reason: 'twilio writes [object Object]',
    theirs: () => say({ voice: { name: 'alice' } }, 'Hi'),
    ours: () => oneSay({ voice: { name: 'alice' } }, 'Hi'),
    gives: '<Say>Hi</Say>',
  },
  'a function as a value': {
    reason: 'twilio calls it',
    theirs: () => say({ voice: () => 'alice' }, 'Hi'),
    ours: () => oneSay({ voice: () => 'alice' }, 'Hi'),
    gives: '<Say>Hi</Say>',
  },
  'NaN as a value': {
    reason: 'twilio writes NaN, which is no number of anything',
    theirs: () => say({ loop: NaN }, 'Hi'),
    ours: () => oneSay({ loop: NaN }, 'Hi'),
    gives: '<Say>Hi</Say>',
  },
  'a control character in text': {
    reason:
      'twilio throws, and the call is dropped: XML cannot carry it, but it can the rest of the text',
    theirs: () => say({}, 'Hi\u0001'),
    ours: () => oneSay({}, 'Hi\u0001'),
    gives: '<Say>Hi</Say>',
  },
  'half a surrogate pair in text': {
    reason: 'twilio throws, as for a text that was cut in the middle of an emoji',
    theirs: () => say({}, 'Hi\ud83d'),
    ours: () => oneSay({}, 'Hi\ud83d'),
    gives: '<Say>Hi\ufffd</Say>',
  },
  'a control character in an attribute': {
    reason: 'twilio writes it, and the document is not well-formed',
    theirs: () => say({ voice: 'alice\u0001' }, 'Hi'),
    ours: () => oneSay({ voice: 'alice\u0001' }, 'Hi'),
    gives: '<Say voice="alice\ufffd">Hi</Say>',
  },
  'an object as text': {
    reason: 'twilio makes elements out of it: what a user sends as JSON is executed',
    theirs: () => say({}, { Hangup: '' }),
    ours: () => oneSay({}, { Hangup: '' }),
    gives: '<Say/>',
  },
  'a list as text': {
    reason: 'twilio makes elements out of it, and prints it as well',
    theirs: () => say({}, ['Hangup', 'now']),
    ours: () => oneSay({}, ['Hangup', 'now']),
    gives: '<Say>Hangupnow</Say>',
  },
  'two hyphens in a comment': {
    reason: 'twilio throws over a comment',
    theirs: () => new twilio.twiml.VoiceResponse().comment('a--b'),
    ours: () =>
      render(
        jsx(voice.Response, { children: jsx(Comment, { children: 'a--b' }) }) as never,
        report,
      ),
    gives: '<!--a- -b-->',
  },
  'null as text': {
    reason: 'twilio leaves the whole element out',
    theirs: () => say({}, null),
    ours: () => oneSay({}, null),
    gives: '<Say/>',
  },
}

const report = { problems: 'report', onProblem: () => {} } as const

// Values that neither side's types allow, as JavaScript or a request's body may bring them.
const say = (attributes: object, text: unknown) => {
  const response = new twilio.twiml.VoiceResponse()
  response.say(attributes as never, text as never)
  return response
}

const oneSay = (attributes: object, children: unknown) =>
  render(
    jsx(voice.Response, { children: jsx(voice.Say, { ...attributes, children }) }) as never,
    report,
  )

describe.each(Object.keys(builders) as Dialect[])('%s', (dialect) => {
  const [file, make] = builders[dialect]
  const classes = declarations(file)
  const all = ways(classes, file).map((way) => {
    const names = namesIn(theirs(make, way, {}))
    return { place: names.join(' > '), names, way, method: way.at(-1)! }
  })

  test('the declarations name every method', () => {
    for (const [name, methods] of classes) {
      const Class =
        name === file ? make().constructor : Reflect.get(Reflect.get(twilio.twiml, file), name)
      const there = Object.getOwnPropertyNames(Class.prototype).filter(
        (name) => !/^(constructor|comment|commentAfter|commentBefore)$/.test(name),
      )
      expect(methods.map(({ name }) => name).toSorted()).toEqual(there.toSorted())
    }
  })

  test('every element and attribute of twilio is known', () => {
    const places = all.flatMap(({ names: [...path], method }) => {
      const name = path.pop()!
      const [parent, table] = [path.at(-1)!, dialects[dialect].get(name)]
      const attributes = method.attributes.filter(({ name }) => !table?.attributes[name])
      return [
        ...(dialects[dialect].get(parent)?.children.has(name) ? [] : [`${parent} > ${name}`]),
        ...(table ? attributes.map((attribute) => `${name}@${attribute.name}`) : []),
      ]
    })
    expect(places, 'add these to src/vocabulary').toEqual([])
  })

  test.each(all)('$place', ({ names, way, method }) => {
    const compare = (attributes: object, text: string | undefined, closed: boolean) => {
      const { xml, problems } = ours(dialect, names, attributes, text)
      expect(readRoot(xml)).toEqual(readRoot(theirs(make, way, attributes, text)))
      // Any text is compared, but only values that twilio lists itself need be valid.
      const refused = ['unknown-attribute', 'nesting', ...(closed ? ['value'] : [])]
      expect(problems.filter(({ rule }) => refused.includes(rule))).toEqual([])
    }
    const text = method.takesText ? TEXT : undefined
    compare({}, text, false)
    compare(
      Object.fromEntries(method.attributes.map(({ name, values }) => [name, values[0]])),
      text,
      false,
    )
    for (const { name, closed, values } of method.attributes)
      for (const value of [...values, undefined, null]) compare({ [name]: value }, text, closed)
  })

  test.each(all)('$place joins lists as twilio does', ({ names, way, method }) => {
    for (const { name } of method.attributes) {
      const attributes = { [name]: ['a b', TEXT, 'c'] }
      const [a, b] = [ours(dialect, names, attributes).xml, theirs(make, way, attributes)].map(
        (xml) => JSON.stringify(readRoot(xml)),
      )
      const key = `${names.at(-1)}@${name}`
      if (key in commas) expect(a, key).not.toBe(b)
      else expect(a, key).toBe(b)
    }
  })

  test('the list has exactly what twilio lacks', () => {
    const known = new Set(
      all.flatMap(({ names, method }) => [
        names.slice(-2).join(' > '),
        ...method.attributes.map(({ name }) => `${names.at(-1)}@${name}`),
      ]),
    )
    const elements = new Set(['Response', ...all.map(({ names }) => names.at(-1))])
    const lacking = [...dialects[dialect].values()]
      // If twilio lacks an element, listing it under its parent is enough.
      .filter(({ name }) => elements.has(name))
      .flatMap(({ name, attributes, children }) => [
        ...[...children].map((child) => `${name} > ${child}`),
        ...Object.keys(attributes).map((attribute) => `${name}@${attribute}`),
      ])
      .filter((key) => !known.has(key))
    expect(lacking.toSorted()).toEqual(Object.keys(missing[dialect]).toSorted())
  })
})

test('every comma-separated list is known to twilio', () => {
  const known = new Set(
    [...declarations('VoiceResponse').values()].flat().flatMap(({ name, attributes }) => {
      const element = name[0]!.toUpperCase() + name.slice(1)
      return attributes.map((attribute) => `${element}@${attribute.name}`)
    }),
  )
  expect(Object.keys(commas).filter((key) => !known.has(key))).toEqual([])
})

/** The document as read back, or the error. */
const outcome = (make: () => unknown) => {
  try {
    return readRoot(String(make()))
  } catch (error) {
    return (error as Error).message
  }
}

describe('the faults of twilio', () => {
  test.each(Object.entries(wrong))('%s', (_, { theirs, ours, gives }) => {
    const root = readRoot(ours())
    expect(root).toEqual(readRoot(`<Response>${gives}</Response>`))
    expect(outcome(theirs)).not.toEqual(root)
  })
})
