/**
 * @module
 * Attributes: where rendering spends most of its time.
 */
import type { ElementTable } from '../vocabulary/define-element.ts'
import { judgeAttribute } from '../vocabulary/judge.ts'
import { escapeAttribute, isName } from '../xml/escape.ts'
import { type Frame, serialize } from './frame.ts'
import { report, type Scope } from './scope.ts'
import { notAName, notAValue, relativeUrl } from './verdicts.ts'

/**
 * The start of a tag up to some attribute, and what may follow. A tag written in the source has the same attributes in
 * the same order each time: walking this tree takes half the time of judging and writing them anew, and what is in it
 * has been judged. Only attributes whose values come from the source are kept, and no more than {@link LIMIT} for each
 * element.
 */
export class Start {
  readonly text: string
  /** The tag ended here, with children to follow or without: joined once, not each time. */
  readonly opened: string
  readonly empty: string
  /** The attribute that usually follows, its usual value, and the start after that. */
  name: string | undefined = undefined
  value: unknown = undefined
  next: Start | undefined = undefined
  /** The starts after whatever else follows: by attribute, then by value. */
  readonly others = new Map<string, Map<unknown, Start>>()

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
  /** From behind an attribute whose value is not remembered, by its name. */
  readonly later = new Map<string, Start>()
  left = LIMIT

  constructor({ name }: ElementTable) {
    this.first = new Start('<' + name)
    this.close = `</${name}>`
  }
}

const memoryOf = (table: ElementTable): Memory => (table.memory ??= new Memory(table)) as Memory

/** Whether a URL needs a base. */
export const isRelative = (url: string): boolean => !/^\s*[a-z][a-z\d+.-]*:/i.test(url)

/** The closing tag. */
export const closeTag = (table: ElementTable): string => memoryOf(table).close

/** The opening tag: what of it had to be written anew is in `frame.open`, the start returned goes behind it. */
export const openTag = (frame: Frame, scope: Scope): Start => {
  const { props, table } = frame
  const memory = memoryOf(table)
  let start = memory.first
  let open = ''
  for (const name in props) {
    const value = props[name]
    // Nearly always the tag is the one seen first here, value by value.
    if (start.name === name && start.value === value) {
      start = start.next!
      continue
    }
    if (name === 'children' || value === undefined || value === null) continue
    const kind = table.attributes[name]
    const text = serialize(value, kind)
    const key = typeof value === 'object' ? text : value
    const known = kind?.few && start.others.get(name)?.get(key)
    if (known) {
      start = known
      continue
    }
    if (text === undefined || !(kind || isName(name))) {
      report(scope, (text === undefined ? notAValue : notAName)(name, frame.name), frame)
      continue
    }
    const attribute = ` ${name}="${escapeAttribute(text)}"`
    const verdict =
      scope.inline && kind?.url && text && isRelative(text)
        ? relativeUrl(text, frame.name)
        : judgeAttribute(table, name, text)
    if (verdict) report(scope, verdict, frame)
    if (kind?.few && !verdict && text.length < 64 && memory.left-- > 0) {
      start = remember(start, name, key, new Start(start.text + attribute))
    } else {
      open += start.text + attribute
      start = later(memory, name)
    }
  }
  frame.open = open
  return start
}

const remember = (start: Start, name: string, value: unknown, next: Start): Start => {
  if (start.name === undefined) {
    start.name = name
    start.value = value
    start.next = next
  }
  const values = start.others.get(name) ?? new Map<unknown, Start>()
  start.others.set(name, values)
  values.set(value, next)
  return next
}

// One for each attribute of the source: what follows one is seldom what follows another.
const later = ({ later }: Memory, name: string): Start => {
  const start = later.get(name) ?? new Start('')
  if (later.size < LIMIT) later.set(name, start)
  return start
}
