/**
 * @module
 * Attributes: where rendering spends most of its time.
 */
import type { ElementTable } from '../vocabulary/define-element.ts'
import { judgeAttribute } from '../vocabulary/judge.ts'
import { escapeAttribute, isName } from './escape.ts'
import { type Frame, serialize } from './frame.ts'
import { report, type Scope } from './scope.ts'
import { isRelative, notAName, notAValue, relativeUrl } from './verdicts.ts'

/**
 * The start of a tag up to some attribute, and what may follow. A tag written in the source has the same attributes in
 * the same order each time: walking this tree takes half the time of judging and writing them anew, and a start that
 * is in it has been judged. Only attributes whose values come from the source are kept, and no more than {@link LIMIT}
 * for each element.
 */
class Start {
  readonly text: string
  /** The attribute that follows, and the start for each of its values. */
  name: string | undefined = undefined
  readonly values = new Map<unknown, Start>()
  /** Where another attribute follows: its own starts. */
  others: Map<string, Start> | undefined = undefined

  constructor(text: string) {
    this.text = text
  }
}

const LIMIT = 500

/** What is remembered for one element. */
class Memory {
  readonly close: string
  /** From `<Name` on. */
  readonly first: Start
  /** From behind an attribute that is not remembered. */
  readonly later = new Start('')
  left = LIMIT

  constructor({ name }: ElementTable) {
    this.first = new Start(name && '<' + name)
    this.close = `</${name}>`
  }
}

const memoryOf = (table: ElementTable): Memory => (table.memory ??= new Memory(table)) as Memory

/** The closing tag. */
export const closeTag = (table: ElementTable): string => memoryOf(table).close

/** The opening tag without its end. */
export const openTag = (frame: Frame, scope: Scope): string => {
  const { props, table } = frame
  const memory = memoryOf(table)
  let start = memory.first
  let xml = ''
  for (const name in props) {
    if (name === 'children') continue
    let value = props[name]
    if (value === undefined || value === null) continue
    const kind = table.attributes[name]
    if (kind?.few) {
      if (typeof value === 'object') value = serialize(value, kind) ?? value
      const known = after(start, name)?.values.get(value)
      if (known) {
        start = known
        continue
      }
    }
    const text = serialize(value, kind)
    if (text === undefined) {
      report(scope, notAValue(frame.name, name, value), frame)
      continue
    }
    if (!kind && !isName(name)) {
      report(scope, notAName(frame.name, name), frame)
      continue
    }
    const attribute = ` ${name}="${escapeAttribute(text)}"`
    const verdict =
      kind?.url && scope.run.inline && text !== '' && isRelative(text)
        ? relativeUrl(`${name} of <${frame.name}>`, text)
        : judgeAttribute(table, name, text)
    if (verdict) report(scope, verdict, frame)
    if (kind?.few && !verdict && memory.left > 0 && text.length < 64) {
      memory.left--
      start = remember(start, name, value, attribute)
    } else {
      xml += start.text + attribute
      start = memory.later
    }
  }
  return xml + start.text
}

const after = (start: Start, name: string): Start | undefined =>
  start.name === name ? start : start.others?.get(name)

const remember = (start: Start, name: string, value: unknown, attribute: string): Start => {
  start.name ??= name
  let at = start
  if (start.name !== name) {
    start.others ??= new Map()
    at = start.others.get(name) ?? new Start('')
    start.others.set(name, at)
  }
  const next = new Start(start.text + attribute)
  at.values.set(value, next)
  return next
}
