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
export class Start {
  readonly text: string
  /** The tag ended here, with children to follow or without: joined once, not each time. */
  readonly opened: string
  readonly empty: string
  /** The attribute that follows, its usual value, and the start after that. */
  name: string | undefined = undefined
  value: unknown = undefined
  next: Start | undefined = undefined
  /** The starts after its other values. */
  readonly values = new Map<unknown, Start>()
  /** Where another attribute follows: its own starts. */
  others: Map<string, Start> | undefined = undefined

  constructor(text: string) {
    this.text = text
    this.opened = text + '>'
    this.empty = text + '/>'
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

/**
 * The attributes of an element. What was not remembered is put into `frame.open`; the returned start goes behind it.
 */
export const openTag = (frame: Frame, scope: Scope): Start => {
  const { props, table } = frame
  const memory = memoryOf(table)
  let start = memory.first
  let xml = ''
  for (const name in props) {
    if (name === 'children') continue
    let value = props[name]
    // Nearly always the tag is the one seen first here, value by value.
    if (start.name === name && start.value === value) {
      start = start.next!
      continue
    }
    if (value === undefined || value === null) continue
    const kind = table.attributes[name]
    if (kind?.few) {
      if (typeof value === 'object') value = serialize(value, kind) ?? value
      const known = (start.name === name ? start : start.others?.get(name))?.values.get(value)
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
        : judgeAttribute(table, name, text, kind)
    if (verdict) report(scope, verdict, frame)
    if (kind?.few && !verdict && memory.left > 0 && text.length < 64) {
      memory.left--
      start = remember(start, name, value, attribute)
    } else {
      xml += start.text + attribute
      start = memory.later
    }
  }
  frame.open = xml
  return start
}

const remember = (start: Start, name: string, value: unknown, attribute: string): Start => {
  const next = new Start(start.text + attribute)
  if (start.name === undefined) {
    start.name = name
    start.value = value
    start.next = next
  }
  let at = start
  if (start.name !== name) {
    start.others ??= new Map()
    at = start.others.get(name) ?? new Start('')
    start.others.set(name, at)
  }
  at.values.set(value, next)
  return next
}
