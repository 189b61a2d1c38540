/**
 * @module
 * The checker's view of the vocabulary: elements by name, dialect and import source.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { type Dialect, dialects } from '../../vocabulary/dialects.ts'

/** Every element, of every dialect. */
const elements: readonly ElementTable[] = [
  ...new Set(Object.values(dialects).flatMap((tables) => [...tables.values()])),
]

/** The elements with a fixed set of children: they tell where a child may stand. */
export const closedElements: readonly ElementTable[] = elements.filter(
  ({ options }) => !options.permissive,
)

/** True if text may stand in the element. */
export const takesText = ({ content }: ElementTable): boolean =>
  content === 'text' || content === 'mixed'

/** The elements of that name in any dialect. */
export const named = (name: string): ElementTable[] =>
  elements.filter((table) => table.name === name)

/** The dialects that have the element. */
export const dialectsOf = (table: ElementTable): Dialect[] =>
  // The keys are those of the record.
  (Object.keys(dialects) as Dialect[]).filter((name) => dialects[name].get(table.name) === table)

/** The element that an import source exports under that name. */
export const imported = (source: string, name: string): ElementTable | undefined => {
  const dialect = source.startsWith('twimlx/') ? source.slice('twimlx/'.length) : ''
  return Object.hasOwn(dialects, dialect)
    ? componentTables(dialect as Dialect).get(name)
    : undefined
}

/** The element behind a lower-case tag. */
export const intrinsic = (name: string): ElementTable | undefined =>
  isLowerCase(name) ? dialects.voice.get(name) : undefined

/** True for a verb: an element that may stand in a document. */
export const isVerb = (table: ElementTable): boolean =>
  Object.values(dialects).some(
    (tables) =>
      tables.get(table.name) === table && tables.get('Response')?.children.has(table.name) === true,
  )

/** True if the import source is one of twimlx's. */
export const isOurSource = (source: string): boolean =>
  source === 'twimlx' || (source.startsWith('twimlx/') && source.slice(7) in dialects)

/** True for a document, the element that holds verbs. */
export const isDocument = (table: ElementTable): boolean => table.name === 'Response'

const isLowerCase = (name: string): boolean => name[0] !== name[0]?.toUpperCase()

// Components are capitalised; the lower-case SSML elements are not exported.
const componentTables = (dialect: Dialect): ReadonlyMap<string, ElementTable> =>
  (exported[dialect] ??= new Map([...dialects[dialect]].filter(([name]) => !isLowerCase(name))))

const exported: Partial<Record<Dialect, ReadonlyMap<string, ElementTable>>> = {}

/** The names of the elements that list the element as a child. */
export const parentsOf = (table: ElementTable): string[] => [
  ...new Set(closedElements.filter((parent) => parent.takes(table)).map(({ name }) => name)),
]
