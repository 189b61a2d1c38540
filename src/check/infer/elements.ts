/**
 * @module
 * What the checker asks the vocabulary.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { type Dialect, dialects } from '../../vocabulary/dialects.ts'

/** Every element, of every dialect. */
const elements: readonly ElementTable[] = [
  ...new Set(Object.values(dialects).flatMap((tables) => [...tables.values()])),
]

/** The elements whose content is known, for narrowing down where something may stand. */
export const closedElements: readonly ElementTable[] = elements.filter(
  ({ options }) => !options.permissive,
)

/** Whether text may stand in it. */
export const takesText = ({ content }: ElementTable): boolean =>
  content === 'text' || content === 'mixed'

/** The elements of a name, in any dialect. */
export const named = (name: string): ElementTable[] =>
  elements.filter((table) => table.name === name)

/** The dialects that have it. */
export const dialectsOf = (table: ElementTable): Dialect[] =>
  // The keys are those of the record.
  (Object.keys(dialects) as Dialect[]).filter((name) => dialects[name].get(table.name) === table)

/** The element that import source exports under that name. */
export const imported = (source: string, name: string): ElementTable | undefined => {
  const dialect = source.startsWith('twimlx/') ? source.slice('twimlx/'.length) : ''
  return Object.hasOwn(dialects, dialect)
    ? componentTables(dialect as Dialect).get(name)
    : undefined
}

/** The element behind a lower-case tag. */
export const intrinsic = (name: string): ElementTable | undefined =>
  isLowerCase(name) ? dialects.voice.get(name) : undefined

/** Whether an element is a verb: whether it may stand in a document. */
export const isVerb = (table: ElementTable): boolean =>
  Object.values(dialects).some(
    (tables) =>
      tables.get(table.name) === table && tables.get('Response')?.children.has(table.name) === true,
  )

/** Whether a file's JSX is ours, by its import source. */
export const isOurSource = (source: string): boolean =>
  source === 'twimlx' || (source.startsWith('twimlx/') && source.slice(7) in dialects)

/** Whether verbs stand in it: it is a document. */
export const isDocument = (table: ElementTable): boolean => table.name === 'Response'

const isLowerCase = (name: string): boolean => name[0] !== name[0]?.toUpperCase()

// What is imported is capitalised; SSML is not imported.
const componentTables = (dialect: Dialect): ReadonlyMap<string, ElementTable> =>
  (exported[dialect] ??= new Map([...dialects[dialect]].filter(([name]) => !isLowerCase(name))))

const exported: Partial<Record<Dialect, ReadonlyMap<string, ElementTable>>> = {}

/** The elements that name it as a child, by name. */
export const parentsOf = (table: ElementTable): string[] => [
  ...new Set(closedElements.filter((parent) => parent.takes(table)).map(({ name }) => name)),
]
