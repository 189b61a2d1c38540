/**
 * @module
 * Opening tags and their attributes, on which rendering spends most of its time.
 */
import type { ElementTable } from '../vocabulary/define-element.ts'
import { isRelative } from '../vocabulary/forms.ts'
import { judgeAttribute } from '../vocabulary/judge.ts'
import { escapeAttribute, isName } from '../xml/escape.ts'
import { type Frame, serialize } from './frame.ts'
import { ignoreRejection, report, type Scope } from './scope.ts'
import { notAName, notAValue, relativeUrl } from './renderer-verdicts.ts'

/**
 * The start of a tag, up to some attribute. A tag in the source has the same attributes in the same order each time:
 * walking this tree takes half the time of judging and writing them anew, and its entries have been judged. Only
 * attributes with values from the source are kept, and at most {@link LIMIT} for each element.
 */
export class TagPrefix {
  declare readonly text: string
  /** The text if the tag ends here, with children to follow or without: joined once. */
  declare readonly opened: string
  declare readonly empty: string
  /** The text before the value of an attribute that is not cached. */
  declare readonly before: string
  /** The attribute that this start ends with; the value is null if it differs each time and is not cached. */
  declare readonly name: string | undefined
  declare readonly value: unknown
  /** Another start that ends with an attribute at this place. */
  declare readonly other: TagPrefix | undefined
  /** A start with one more attribute. */
  declare next: TagPrefix | undefined
  /** The number of starts that may still be kept for the element. */
  declare entriesLeft: number
  /** The parent in which an element of this start, with text and no children, was valid. */
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

// Few enough for a linear search; maps by name and value took 235 bytes more, minified.
const LIMIT = 200

// Copies the text: a slice of a large string, such as a parameter of a webhook's body, would keep all of it alive.
const copied = (text: string): string => JSON.parse(JSON.stringify(text)) as string

/** Finds the end of the opening tag, and collects on the frame what is not cached. */
export const openTag = (frame: Frame, scope: Scope): TagPrefix => {
  const { table } = frame
  const { props } = frame.element
  // Only this function writes there.
  const first = (table.rendererCache ??= new TagPrefix('<' + table.name)) as TagPrefix
  let start = first
  for (const name in props) {
    const value = props[name]
    if (name === 'children' || value === undefined || value === null) continue
    let known = after(start, name, value)
    if (!known) {
      const kind = table.attributes[name]
      const text = serialize(value, kind)
      // A list is a new object each time.
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
          // One for each attribute of the source, whichever it follows.
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
