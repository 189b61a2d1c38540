/**
 * @module
 * Values built from others: objects with their properties, choices, elements.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { lazy } from '../read/lazy.ts'
import {
  ABSENT,
  alternative,
  asTree,
  decided,
  isTree,
  NOTHING,
  type Props,
  type SourceRange,
  type Test,
  type Tree,
  UNKNOWN,
  type Value,
} from './tree.ts'

/** A property that is written out, or an object that is spread. */
export type Entry =
  { readonly name: string; readonly value: () => Value } | { readonly spread: () => Value }

/** Makes an object from its entries; later ones win. */
export const propsOf = (entries: readonly Entry[]): Props => {
  const get = (name: string, end = entries.length): Value | undefined => {
    for (let i = end - 1; i >= 0; i--) {
      const entry = entries[i]!
      if (!('spread' in entry)) {
        if (entry.name === name) return entry.value()
        continue
      }
      const value = entry.spread()
      if (value.kind === 'nothing') continue
      const found = memberOrNone(value, name)
      if (found === undefined) continue
      if (found.kind === 'unknown') return UNKNOWN
      // The spread object may not have the property; then the earlier one wins.
      const before = found.kind === 'parameter' ? get(name, i) : undefined
      return before ? choice([found, before]) : found
    }
    return undefined
  }
  const written: [string, () => Value][] = []
  const spread: (() => Value)[] = []
  for (const entry of entries)
    if ('spread' in entry) spread.push(entry.spread)
    else written.push([entry.name, entry.value])
  return {
    kind: 'object',
    get: (name) => get(name),
    written,
    // The spread value may be the parameter that is being inferred just now, so it is evaluated when needed.
    get spread() {
      return spread.length === 0 ? NONE : spread.map((value) => value())
    },
  }
}

const NONE: readonly Value[] = []

/** An element with its attributes and children. */
export const elementOf = (table: ElementTable, at: SourceRange, props: Props): Tree => ({
  kind: 'element',
  table,
  at,
  props,
  content: lazy(() => asTree(props.get('children') ?? ABSENT)),
})

/** A property of a value. */
export const member = (value: Value, name: string): Value => memberOrNone(value, name) ?? NOTHING

const memberOrNone = (value: Value, name: string): Value | undefined => {
  switch (value.kind) {
    case 'object':
      return value.get(name)
    case 'parameter':
      return { ...value, path: `${value.path}.${name}`, otherwise: value.otherwise && UNKNOWN }
    case 'nothing':
      return undefined
    case 'named':
      return memberOrNone(value.tree, name)
    case 'sequence':
      return /^\d+$/.test(name) &&
        // Nothing before it is left out or spread.
        value.length === value.items.length &&
        value.items.slice(0, +name + 1).every(({ kind }) => kind === 'element' || kind === 'use')
        ? value.items[+name]
        : UNKNOWN
    case 'choice':
      return choice(value.options.map((option) => member(option, name)))
    default:
      return UNKNOWN
  }
}

/** An object without some of its properties. */
export const without = (value: Value, names: readonly string[]): Value => {
  if (value.kind === 'unknown' || value.kind === 'nothing') return value
  return {
    kind: 'object',
    get: (name) => (names.includes(name) ? undefined : memberOrNone(value, name)),
    written: [],
    spread: [value],
  }
}

/** One of several values; a tree if all of them are trees. */
export const choice = (options: readonly Value[]): Value =>
  options.every(isTree)
    ? alternative(options.map(asTree))
    : { kind: 'choice', options: options.filter((option) => option.kind !== 'nothing') }

/** One of two values, by a condition. */
export const chosen = (test: Test, then: Value, otherwise: Value): Value =>
  isTree(then) && isTree(otherwise) ? decided(test, then, otherwise) : choice([then, otherwise])

/** What a fragment or a component of twimlx renders: it counts as true, whatever is in it. */
export const boxed = (content: Tree): Tree => {
  const tree = hidden(content)
  switch (tree.kind) {
    case 'nothing':
      return NOTHING
    case 'text':
    case 'parameter':
    case 'named':
    case 'alternative':
      return { kind: 'sequence', items: [tree] }
    default:
      return tree
  }
}

/** Marks text inside a fragment or component, where TypeScript does not see it. */
const hidden = (tree: Tree): Tree => {
  switch (tree.kind) {
    case 'text':
      return { ...tree, hidden: true }
    case 'sequence':
      return { ...tree, items: tree.items.map(hidden) }
    case 'alternative':
      return { ...tree, options: tree.options.map(hidden) }
    case 'many':
      return { ...tree, item: hidden(tree.item) }
    case 'named':
      return { ...tree, tree: hidden(tree.tree) }
    default:
      return tree
  }
}
