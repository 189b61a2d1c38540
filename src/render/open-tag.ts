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
  /** The attribute that follows, its usual value, and the start after that. */
  name: string | undefined = undefined
  value: unknown = undefined
  next: Start | undefined = undefined
  /** The starts after all others. */
  readonly others = new Map<string, Start>()

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
    if (text === undefined || !isName(name)) {
      report(scope, (text === undefined ? notAValue : notAName)(name, frame.name), frame)
      continue
    }
    const key = kind?.few && text.length < 64 && name + '=' + text
    const known = key && start.others.get(key)
    if (known) {
      start = known
      continue
    }
    const attribute = ` ${name}="${escapeAttribute(text)}"`
    const verdict =
      scope.inline && kind?.url && text && isRelative(text)
        ? relativeUrl(text, frame.name)
        : judgeAttribute(table, name, text)
    if (verdict) report(scope, verdict, frame)
    if (key && !verdict && memory.left-- > 0) {
      const next = new Start(start.text + attribute)
      start.others.set(key, next)
      if (start.name === undefined) {
        start.name = name
        // A list may be changed and come again: nothing equals the start itself.
        start.value = typeof value === 'object' ? start : value
        start.next = next
      }
      start = next
    } else {
      open += start.text + attribute
      start = memory.later
    }
  }
  frame.open = open
  return start
}
