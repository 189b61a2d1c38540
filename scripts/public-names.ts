/**
 * @module
 * The public names of the package: all that its entries export, each with its declaration and docblock. Tests ask for an
 * example of each, and the site's tables are made of them.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Declaration, Statement } from '@oxc-project/types'
import { type EcmaScriptModule, parseSync, type ParseResult } from 'oxc-parser'

/** A file of source. */
export interface SourceFile extends Pick<ParseResult, 'program' | 'comments'> {
  readonly path: string
  readonly text: string
  readonly module: EcmaScriptModule
}

/** A name that an entry exports. */
export interface PublicName {
  /** The name that apps import, such as `twimlx/hono`. */
  readonly entry: string
  readonly name: string
  /** True if it can be imported as a type only. */
  readonly isType: boolean
  readonly file: SourceFile
  /** `undefined` for a default export. */
  readonly declaration: Declaration | Statement | undefined
  /** The text of its docblock, without stars. */
  readonly doc: string
}

/** The entries of package.json that are code. */
export const entries = (): { entry: string; path: string }[] => {
  const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    name: string
    exports: Record<string, { 'twimlx-source'?: string }>
  }
  return Object.entries(exports).flatMap(([path, { 'twimlx-source': source }]) =>
    source ? [{ entry: join(name, path), path: join(source) }] : [],
  )
}

const files = new Map<string, SourceFile>()

const read = (path: string): SourceFile => {
  const known = files.get(path)
  if (known) return known
  const text = readFileSync(path, 'utf8')
  const { program, comments, module } = parseSync(path, text)
  const file = { path, text, program, comments, module }
  files.set(path, file)
  return file
}

/** The docblock in front of a node: its text without stars. */
export const docOf = ({ comments, text }: SourceFile, start: number): string => {
  const comment = comments.findLast(({ end }) => end <= start)
  return comment?.value.startsWith('*') && text.slice(comment.end, start).trim() === ''
    ? comment.value
        .slice(1)
        .replace(/^ *\* ?/gm, '')
        .trim()
    : ''
}

/** The declaration behind a name. */
export type Found = Omit<PublicName, 'entry' | 'name'>

const declared = (path: string, name: string): Found => {
  const file = read(path)
  for (const node of file.program.body) {
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node
    if (!declaration) continue
    const isIt =
      declaration.type === 'VariableDeclaration'
        ? declaration.declarations.some(({ id }) => id.type === 'Identifier' && id.name === name)
        : 'id' in declaration &&
          declaration.id?.type === 'Identifier' &&
          declaration.id.name === name
    if (!isIt) continue
    const isType = /^TS(Interface|TypeAlias|Module)Declaration$/.test(declaration.type)
    return { isType, file, declaration, doc: docOf(file, node.start) }
  }
  throw new Error(`${path} does not declare ${name}.`)
}

/** The declaration behind a name that a file uses: its own, or that of the file that it imports the name from. */
export const lookUp = ({ path, module }: SourceFile, name: string): Found => {
  for (const { moduleRequest, entries } of module.staticImports)
    for (const { importName, localName } of entries)
      if (localName.value === name)
        return declared(join(dirname(path), moduleRequest.value), importName.name ?? name)
  return declared(path, name)
}

const defaultOf = (path: string): Found => {
  const file = read(path)
  const node = file.program.body.find(({ type }) => type === 'ExportDefaultDeclaration')!
  return { isType: false, file, declaration: undefined, doc: docOf(file, node.start) }
}

const exportsOf = (path: string): Map<string, Found> => {
  const all = new Map<string, Found>()
  const add = (name: string, found: Found, isType: boolean) => {
    // `export type *` passes by functions and constants.
    const isValue = /^(Variable|Function)Declaration$/.test(found.declaration?.type ?? '')
    if (!(isType && isValue)) all.set(name, { ...found, isType: found.isType || isType })
  }
  for (const { moduleRequest, importName, exportName, isType } of read(
    path,
  ).module.staticExports.flatMap((each) => each.entries)) {
    const from = moduleRequest && join(dirname(path), moduleRequest.value)
    const { name } = exportName
    if (from && importName.kind === 'AllButDefault')
      for (const [each, found] of exportsOf(from)) add(each, found, isType)
    else if (exportName.kind === 'Default') add('default', defaultOf(path), isType)
    else add(name!, from ? exportsOf(from).get(importName.name!)! : declared(path, name!), isType)
  }
  return all
}

/** The public names, each once for every entry that exports it. */
export const publicNames = (): PublicName[] =>
  entries().flatMap(({ entry, path }) =>
    [...exportsOf(path)].map(([name, found]) => ({ entry, name, ...found })),
  )
