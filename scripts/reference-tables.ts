/**
 * @module
 * Three pages of the site's reference, made of the types and their docblocks: the options with their defaults, the
 * matchers of Vitest, and the events of the simulator. `tsx scripts/reference-tables.ts FOLDER` writes them.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Node, TSInterfaceDeclaration, TSSignature, TSType } from '@oxc-project/types'
import {
  docOf,
  type Found,
  lookUp,
  type PublicName,
  publicNames,
  type SourceFile,
} from './public-names.ts'

/** A property, or a function, of a type. */
interface Member {
  readonly name: string
  readonly type: string
  readonly doc: string
  readonly isOptional: boolean
}

const textOf = ({ text }: SourceFile, { start, end }: { start: number; end: number }): string =>
  text
    .slice(start, end)
    .replace(/\/\*\*.*?\*\/|\/\/.*$/gms, '')
    .replace(/\s+/g, ' ')
    .trim()

const memberOf = (file: SourceFile, node: TSSignature): Member[] => {
  if (node.type !== 'TSPropertySignature' && node.type !== 'TSMethodSignature') return []
  const name = textOf(file, node.key)
  const type =
    node.type === 'TSMethodSignature'
      ? textOf(file, node).slice(name.length)
      : node.typeAnnotation
        ? textOf(file, node.typeAnnotation.typeAnnotation).replace(/^\| | \| undefined$/g, '')
        : 'unknown'
  return [{ name, type, doc: docOf(file, node.start), isOptional: !!node.optional }]
}

const membersOf = ({ file, declaration }: Found): Member[] => {
  if (declaration?.type === 'TSInterfaceDeclaration')
    return declaration.body.body.flatMap((node) => memberOf(file, node))
  if (declaration?.type !== 'TSTypeAliasDeclaration') return []
  const inType = (type: TSType): Member[] =>
    type.type === 'TSTypeLiteral'
      ? type.members.flatMap((node) => memberOf(file, node))
      : type.type === 'TSIntersectionType' || type.type === 'TSUnionType'
        ? type.types.flatMap(inType)
        : type.type === 'TSParenthesizedType'
          ? inType(type.typeAnnotation)
          : []
  return inType(declaration.typeAnnotation)
}

/** One of the types that an interface extends, such as `Omit<DialProps, 'action'>`. */
interface Base {
  readonly name: string
  /** The properties that `Pick` takes, or that `Omit` leaves out. */
  readonly keys: { readonly of: 'Pick' | 'Omit'; readonly names: readonly string[] } | undefined
}

const basesOf = ({ file, declaration }: Found): Base[] =>
  declaration?.type !== 'TSInterfaceDeclaration'
    ? []
    : declaration.extends.map((base) => {
        const text = textOf(file, base)
        const [, of, name, names] = /^(Pick|Omit)< ?(\w+).*?, ([^<>]*)>$/.exec(text) ?? []
        return name
          ? { name, keys: { of: of as 'Pick' | 'Omit', names: names!.match(/[\w-]+/g) ?? [] } }
          : { name: /\w+/.exec(text)![0], keys: undefined }
      })

/** The sentences of a docblock, on one line, without its tags. */
const sentences = (doc: string): string =>
  doc
    .replace(/^@.*/ms, '')
    .replace(/\{@link (\w+)\s*\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim()

// It ends at a full stop outside of quotes.
const DEFAULT = / ?\bDefault:? ((?:"[^"]*"|`[^`]*`|[^."`]|\.(?! |$))+)\.?/

/** Splits a docblock into what it says of the default, and the rest. */
const defaultOf = (doc: string): { about: string; value: string } => {
  const about = sentences(doc)
  const value = DEFAULT.exec(about)?.[1] ?? ''
  return { about: about.replace(DEFAULT, '').trim(), value }
}

const code = (text: string): string => (text ? `\`${text}\`` : '')

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`)

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')

const isOptions = ({ name }: PublicName) => /Options$|^TwimlInit$|^RelayDefinition$/.test(name)

/** The options of everything that takes some, entry by entry. */
export const optionsPage = (names: readonly PublicName[]): string => {
  const bases = new Set(
    names.filter(isOptions).flatMap((each) => basesOf(each).map(({ name }) => name)),
  )
  const all = names.filter(
    (each) => isOptions(each) || (bases.has(each.name) && !each.name.endsWith('Props')),
  )

  /** The inherited options: as rows if their type is not in the tables, else as a sentence with a link. */
  const inherited = (of: Found): { members: Member[]; notes: string[] } => {
    const members: Member[] = []
    const notes: string[] = []
    for (const { name, keys } of basesOf(of))
      if (name.endsWith('Props')) {
        const except = (keys?.names ?? []).map(code).join(', ')
        notes.push(
          `It takes the attributes of \`<${name.slice(0, -5)}>\`${except && `, except ${except}`}.`,
        )
      } else if (!keys && all.some((each) => each.name === name))
        notes.push(`It takes [those of \`${name}\`](#${name.toLowerCase()}) too.`)
      else {
        const base = lookUp(of.file, name)
        const more = inherited(base)
        const isMeant = (member: Member) =>
          !keys || keys.names.includes(member.name) === (keys.of === 'Pick')
        members.push(...[...membersOf(base), ...more.members].filter(isMeant))
        notes.push(...more.notes)
      }
    return { members, notes }
  }

  const one = (each: PublicName): string => {
    const more = inherited(each)
    const rows = [...membersOf(each), ...more.members].map(({ name, type, doc, isOptional }) => {
      const { about, value } = defaultOf(doc)
      return [code(name), code(type), isOptional ? value : 'required', about]
    })
    return [
      `### ${each.name}`,
      sentences(each.doc),
      ...(rows.length > 0 ? [table(['option', 'type', 'default', 'meaning'], rows)] : []),
      ...more.notes,
    ].join('\n\n')
  }
  return [
    '# Options',
    'Every option of the package, by the entry that exports its type.',
    ...[...new Set(all.map(({ entry }) => entry))].flatMap((entry) => [
      `## ${entry}`,
      ...all.filter((each) => each.entry === entry).map(one),
    ]),
  ].join('\n\n')
}

const named = (names: readonly PublicName[], entry: string, name: string): PublicName => {
  const found = names.find((each) => each.entry === entry && each.name === name)
  if (!found) throw new Error(`${entry} does not export ${name}.`)
  return found
}

/** The matchers, with what each is for. */
export const matchersPage = (names: readonly PublicName[]): string => {
  const matchers = named(names, 'twimlx/vitest', 'TwimlMatchers')
  // A short name of the file's own stands for several types.
  const inFull = (type: string): string => {
    const { declaration, file } = /^\w+$/.test(type) ? lookUp(matchers.file, type) : matchers
    return declaration?.type === 'TSTypeAliasDeclaration'
      ? textOf(file, declaration.typeAnnotation)
      : type
  }
  const rows = membersOf(matchers).map(({ name, type, doc }) => {
    const [, subject = '', signature = type] = /^If< ?T, (.*?), (\(.*) ?>$/.exec(type) ?? []
    const takes = /^(\(.*?\))(?:: | => )/.exec(signature)?.[1] ?? ''
    return [code(`${name}${takes}`), code(subject && inFull(subject)) || 'TwiML', sentences(doc)]
  })
  return [
    '# Matchers',
    'Importing `twimlx/vitest` adds them to `expect`.',
    table(['matcher', 'of', 'passes if'], rows),
  ].join('\n\n')
}

const fields = (members: readonly Member[]): string =>
  table(
    ['field', 'type', 'meaning'],
    members.map(({ name, type, doc, isOptional }) => [
      code(isOptional ? `${name}?` : name),
      code(type),
      sentences(doc),
    ]),
  )

/** The events of the log, with their fields. */
export const eventsPage = (names: readonly PublicName[]): string => {
  const { file, declaration } = named(names, 'twimlx/simulator', 'SimulatorEvent')
  const types =
    declaration?.type === 'TSTypeAliasDeclaration' ? declaration.typeAnnotation : undefined
  if (types?.type !== 'TSUnionType') throw new Error('SimulatorEvent is no union.')
  const events = types.types.map((type) => named(names, 'twimlx/simulator', textOf(file, type)))
  const [every] = events[0]!.file.program.body.filter(
    (node): node is TSInterfaceDeclaration => (node as Node).type === 'TSInterfaceDeclaration',
  )
  const one = (event: PublicName): string => {
    const members = membersOf(event)
    const type = members.find(({ name }) => name === 'type')?.type.slice(1, -1) ?? event.name
    const own = members.filter(({ name }) => name !== 'type')
    const example = /```ts\n.*?```/s.exec(event.doc)?.[0] ?? ''
    return [
      `## ${type}`,
      sentences(event.doc),
      ...(own.length > 0 ? [fields(own)] : []),
      example,
    ].join('\n\n')
  }
  return [
    '# Events',
    'The log of a simulation, in the order in which things happen: `twilio.events`, and of one call or chat `call.events` and `chat.events`. Each event has these fields:',
    fields([
      {
        name: 'type',
        type: 'string',
        doc: 'The name of the event, as in the headings below.',
        isOptional: false,
      },
      ...every!.body.body.flatMap((node) => memberOf(file, node)),
    ]),
    ...events.map(one),
  ].join('\n\n')
}

const [folder] = process.argv.slice(2)
if (folder) {
  const names = publicNames()
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'options.md'), `${optionsPage(names)}\n`)
  writeFileSync(join(folder, 'matchers.md'), `${matchersPage(names)}\n`)
  writeFileSync(join(folder, 'events.md'), `${eventsPage(names)}\n`)
}
