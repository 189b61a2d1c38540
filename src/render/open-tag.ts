/**
 * @module
 * Attributes: where rendering spends most of its time.
 */
import type { ElementTable } from '../vocabulary/define-element.ts'
import { isRelative } from '../vocabulary/forms.ts'
import { judgeAttribute } from '../vocabulary/judge.ts'
import { escapeAttribute, isName } from '../xml/escape.ts'
import { type Frame, serialize } from './frame.ts'
import { ignoreRejection, report, type Scope } from './scope.ts'
import { notAName, notAValue, relativeUrl } from './renderer-verdicts.ts'

/**
 * The start of a tag up to some attribute. A tag written in the source has the same attributes in the same order each
 * time: walking this tree takes half the time of judging and writing them anew, and what is in it has been judged. Only
 * attributes whose values come from the source are kept, and no more than {@link LIMIT} for each element.
 */
export class TagPrefix {
  declare readonly text: string
  /** The tag ended here, with children to follow or without: joined once, not each time. */
  declare readonly opened: string
  declare readonly empty: string
  /** What stands before the value of an attribute that is written anew. */
  declare readonly before: string
  /** The attribute that this start ends with; null where that differs each time and is written anew. */
  declare readonly name: string | undefined
  declare readonly value: unknown
  /** Another start that ends with an attribute at this place. */
  declare readonly other: TagPrefix | undefined
  /** A start with one more attribute. */
  declare next: TagPrefix | undefined
  /** How many more starts are kept for the element. */
  declare entriesLeft: number
  /** Where an element of this start, with text and no children, was right. */
  declare validInParent: ElementTable | undefined

  constructor(text: string, name?: string, value?: unknown, other?: TagPrefix) {
    this.text = text
    this.opened = text + '>'
    this.empty = text + '/>'
    this.before = ` ${name}="`
    this.name = name
    this.value = value
    this.other = other
    this.next = undefined
    this.entriesLeft = LIMIT
    this.validInParent = undefined
  }
}

// Few enough to go through one by one; maps by name and value took 235 bytes more, minified.
const LIMIT = 200

// A piece of a large string, such as a parameter of a webhook's body, keeps all of it alive: a copy does not.
const copied = (text: string): string => JSON.parse(JSON.stringify(text)) as string

/** Finds the end of the opening tag, and writes anew on the frame what differs each time. */
export const openTag = (frame: Frame, scope: Scope): TagPrefix => {
  const { table } = frame
  const { props } = frame.element
  // Nobody else writes there.
  const first = (table.rendererCache ??= new TagPrefix('<' + table.name)) as TagPrefix
  let start = first
  for (const name in props) {
    const value = props[name]
    if (name === 'children' || value === undefined || value === null) continue
    let known = after(start, name, value)
    if (!known) {
      const kind = table.attributes[name]
      const text = serialize(value, kind)
      // A list is a new one each time.
      const isList = typeof value === 'object'
      if (!isList || !(known = after(start, name, text))) {
        if (text === undefined || !(kind || isName(name))) {
          ;[value].flat().forEach(ignoreRejection)
          report(
            scope,
            text === undefined ? notAValue(name, frame.name) : notAName(frame.name),
            frame,
          )
          continue
        }
        const verdict =
          scope.inline && kind?.url && isRelative(text) && text
            ? relativeUrl(`${name} on <${frame.name}>`)
            : judgeAttribute(table, name, text, frame.parent!.name)
        if (verdict) report(scope, verdict, frame)
        const escaped = escapeAttribute(text)
        if (kind?.cacheable && !verdict && text.length < 64 && first.entriesLeft-- > 0)
          known = start.next = new TagPrefix(
            copied(`${start.text} ${name}="${escaped}"`),
            name,
            typeof value === 'string' || isList ? copied(text) : value,
            start.next,
          )
        else {
          // One for each attribute of the source: what follows one is seldom what follows another.
          known = after(first, name, null)
          if (!known) {
            known = new TagPrefix('"', name, null, first.next)
            if (first.entriesLeft-- > 0) first.next = known
          }
          frame.varyingStart += start.text + known.before + escaped
        }
      }
    }
    start = known
  }
  return start
}

const after = ({ next }: TagPrefix, name: string, value: unknown): TagPrefix | undefined => {
  while (next && (next.name !== name || next.value !== value)) next = next.other
  return next
}
