/** Twilio's defaults are stated twice, in hover texts and for the simulator: both say the same. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultOf, defaults } from '../../src/vocabulary/defaults.ts'
import { judgeAttribute } from '../../src/vocabulary/judge.ts'
import { dialects } from '../../src/vocabulary/dialects.ts'

const folder = join(import.meta.dirname, '../../src/vocabulary')

/** The attribute classes, with the default that each field's docblock states. */
const classes = new Map<
  string,
  { file: string; base: string | undefined; fields: Map<string, string | undefined> }
>()
/** The file and the class of each element. */
const elements = new Map<string, [file: string, name: string]>()

for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.ts')) continue
  const source = readFileSync(join(folder, file), 'utf8')
  for (const [, name, base, body] of source.matchAll(
    /class (\w+Attributes)(?: extends (\w+))? \{(.*?)\n\}/gs,
  )) {
    const fields = [...body!.matchAll(/\/\*\*(.*?)\*\/\s*(?:override )?'?([\w:-]+)'?\??\s*=/gs)]
    classes.set(`${file}#${name}`, {
      file,
      base,
      fields: new Map(
        fields.map(([, comment, field]) => {
          const text = comment!.replace(/\s*\n\s*\*\s?/g, ' ').trim()
          return [field!, /\bDefault: (.*?)\.(?= (?:From|At|[A-Z@])|\s*$)/.exec(text)?.[1]]
        }),
      ),
    })
  }
  for (const [, element, name] of source.matchAll(/defineElement<[^>]*>\(\s*'([\w-]+)',\s*(\w+)/gs))
    elements.set(element!, [file, name!])
}

const fieldsOf = (file: string, name: string): [string, string | undefined][] => {
  const found =
    classes.get(`${file}#${name}`) ?? [...classes].find(([key]) => key.endsWith(`#${name}`))?.[1]
  if (!found) throw new Error(`There is no class ${name}.`)
  return [...(found.base ? fieldsOf(found.file, found.base) : []), ...found.fields]
}

/** Defaults that cannot be written as a value. */
const prose = [
  "Twilio's classical playlist",
  'POST when waitUrl is given, else GET',
  'SID of the dialling account',
  'UgBBYS2sOqTuMpoF3BR0 (ElevenLabs), en-US-Journey-O (Google), Joanna-Neural (Amazon)',
  'carrier ringback',
  'current document URL',
  'inherited',
  'nova-3-general (Deepgram) or telephony (Google)',
  'sender of the inbound message',
  'the Twilio number that received the message',
  'the caller (inbound call) or the sender (inbound SMS)',
  'the caller ID',
  "the inbound caller's ID",
  'the number that was called or texted',
  'the timeout value',
  'unlimited',
]

const stated = [...elements].flatMap(([element, [file, name]]) =>
  [...new Map(fieldsOf(file, name))].map(([attribute, value]) => ({ element, attribute, value })),
)

const tableOf = (element: string) =>
  Object.values(dialects)
    .map((dialect) => dialect.get(element))
    .find((table) => table !== undefined)!

test('hover states every default that the simulator fills in', () => {
  expect(elements.size).toBeGreaterThan(60)
  expect(stated.filter(({ value }) => value !== undefined).length).toBeGreaterThan(140)
  for (const { element, attribute, value } of stated) {
    const filled = defaultOf(tableOf(element), attribute)
    // If hover states no default, or none that can be written, a method is POST.
    if (value === undefined || prose.includes(value))
      expect([undefined, 'POST'], `${element} ${attribute}`).toContain(filled)
    else expect(filled, `${element} ${attribute}`).toBe(value)
  }
})

test('every default stated in prose belongs to an element', () => {
  const said = new Set(stated.map(({ value }) => value))
  expect(prose.filter((value) => !said.has(value))).toEqual([])
})

test('every default is a valid value of its attribute', () => {
  for (const [element, all] of Object.entries(defaults))
    for (const [attribute, value] of Object.entries(all!)) {
      const table = tableOf(element)
      expect(Object.keys(table.attributes), element).toContain(attribute)
      expect(judgeAttribute(table, attribute, value)).toBeUndefined()
    }
})
