/**
 * @module
 * The walk: anything that may stand between two tags becomes XML text, or the promise of it where a component is async.
 */
import { jsxAttr } from '../../jsx-runtime/template.ts'
import { ElementTable } from '../vocabulary/define-element.ts'
import { type InertElement, isElement } from '../vocabulary/element.ts'
import { judgeElement, misplaced, misplacedText } from '../vocabulary/judge.ts'
import type { Verdict } from '../vocabulary/problem.ts'
import { Raw } from '../vocabulary/raw.ts'
import { escapeAttribute, escapeText, isName } from './escape.ts'
import { Frame, pathOf, serialize } from './frame.ts'
import { closeTag, openTag, type Start } from './open-tag.ts'
import { located, TwimlError } from './problem.ts'
import { report, type Found, type Scope } from './scope.ts'
import {
  isRelative,
  noComponent,
  notAChild,
  notAwaited,
  relativeUrl,
  tooDeep,
  unknownElement,
  wrongRoot,
} from './verdicts.ts'

/** XML text, or the promise of it. */
export type Xml = string | Promise<string>

/** A component that renders itself, with a hand on its surroundings. */
export interface Special {
  renderIn(props: never, frame: Frame, scope: Scope, depth: number, element: InertElement): Xml
}

/** Takes any child and any attribute: what stands for an element that nobody has declared. */
export const ANYTHING = /* @__PURE__ */ new ElementTable('', {}, { content: 'mixed', open: true })

/** Stands around the root element. */
export const DOCUMENT = /* @__PURE__ */ new ElementTable(
  'the document',
  {},
  { content: 'elements', children: [['Response', 1]] },
)

// Deep enough for any document, and far from the end of the stack of any runtime.
const MAX_DEPTH = 512

/** Renders a child. */
export const renderNode = (node: unknown, frame: Frame, scope: Scope, depth: number): Xml => {
  if (typeof node === 'string') return renderText(node, frame, scope)
  if (node === undefined || node === null || node === false) return ''
  if (typeof node === 'object') {
    if (depth > MAX_DEPTH) throw runaway(node, frame)
    if (Array.isArray(node)) return renderList(node, frame, scope, depth)
    if (isElement(node)) return renderElement(node, frame, scope, depth)
  }
  if ((typeof node === 'number' && Number.isFinite(node)) || typeof node === 'bigint')
    return renderText(String(node), frame, scope)
  report(scope, notAChild(node), frame)
  return ''
}

const renderText = (text: string, frame: Frame, scope: Scope): string => {
  const { table } = frame
  // Noted here and not read off the content later: looking into a string that was just joined copies it.
  if (!frame.hasText && !isBlank(text)) frame.hasText = true
  if (!table.takesText) {
    // Indentation between tags is no text.
    if (isBlank(text)) return ''
    report(scope, table === DOCUMENT ? wrongRoot('text') : misplacedText(table), frame)
  } else if (scope.run.inline && table.options.urlText && isRelative(text))
    report(scope, relativeUrl(`<${frame.name}>`, text), frame)
  return escapeText(text)
}

const isBlank = (text: string): boolean => !(text.charCodeAt(0) > 32) && text.trim() === ''

const renderList = (nodes: readonly unknown[], frame: Frame, scope: Scope, depth: number): Xml => {
  let xml = ''
  for (let i = 0; i < nodes.length; i++) {
    const part = renderNode(nodes[i], frame, scope, depth + 1)
    if (typeof part !== 'string') return renderRest(xml, part, nodes, i + 1, frame, scope, depth)
    xml += part
  }
  return xml
}

/** The list from its first async part on: what follows is started at once, and keeps its place. */
const renderRest = async (
  before: string,
  first: Promise<string>,
  nodes: readonly unknown[],
  next: number,
  frame: Frame,
  scope: Scope,
  depth: number,
): Promise<string> => {
  const parts: Xml[] = [before, first]
  try {
    for (let i = next; i < nodes.length; i++)
      parts.push(renderNode(nodes[i], frame, scope, depth + 1))
  } catch (error) {
    // Nobody will wait for the parts already under way: their rejections must not be left unhandled.
    for (const part of parts) if (typeof part !== 'string') part.catch(() => {})
    throw error
  }
  return (await Promise.all(parts)).join('')
}

const renderElement = (element: InertElement, frame: Frame, scope: Scope, depth: number): Xml => {
  const type = element.type as (Component & Partial<Special> & { table?: ElementTable }) | string
  if (typeof type === 'function') {
    if (type.table) return renderTag(element, type.table, frame, scope, depth)
    if (type.renderIn) return type.renderIn(element.props as never, frame, scope, depth, element)
    if (type === Raw) return renderRaw(element.props['children'], frame)
    if ((type as unknown) === jsxAttr) return templateAttribute(element.props)
    return renderComponent(element, type, frame, scope, depth)
  }
  if (typeof type === 'string' && isName(type)) {
    report(scope, unknownElement(type, frame.table.options.nestingCode), frame, element, type)
    return renderUndeclared(type, element.props, element, frame, scope, depth)
  }
  report(scope, noComponent(type, frame.name), frame, element)
  return ''
}

const renderTag = (
  element: InertElement,
  table: ElementTable,
  around: Frame,
  scope: Scope,
  depth: number,
): Xml => {
  if (around.table.judged) around.add(table.name)
  if (!around.table.takes(table))
    report(
      scope,
      around.table === DOCUMENT
        ? wrongRoot(`<${table.name}>`)
        : misplaced(around.table, table.name),
      around,
      element,
      table.name,
    )
  const props =
    scope.defaults === undefined
      ? element.props
      : withDefaults(element.props, scope.defaults[table.name])
  const frame = new Frame(table, element, props, around)
  const start = openTag(frame, scope)
  const children = props['children']
  const content = children === undefined ? '' : renderNode(children, frame, scope, depth + 1)
  return typeof content === 'string'
    ? finishTag(start, content, frame, scope)
    : finishLater(start, content, frame, scope)
}

// A function of its own: a closure in renderTag would move its variables to the heap for every element.
const finishLater = async (
  start: Start,
  content: Promise<string>,
  frame: Frame,
  scope: Scope,
): Promise<string> => finishTag(start, await content, frame, scope)

const finishTag = (start: Start, content: string, frame: Frame, scope: Scope): string => {
  const { table } = frame
  if (table.judged && !frame.opaque) {
    frame.content = content
    const verdicts = judgeElement(table, frame)
    if (verdicts) for (const verdict of verdicts) report(scope, verdict, frame)
  }
  const open = frame.open
  if (content === '') return open === '' ? start.empty : open + start.empty
  return (open === '' ? start.opened : open + start.opened) + content + closeTag(table)
}

/** An element without a declaration: everything in it is written as it stands. */
export const renderUndeclared = (
  name: string,
  attributes: Readonly<Record<string, unknown>>,
  element: InertElement,
  around: Frame,
  scope: Scope,
  depth: number,
): Xml => {
  // It may be a newer noun that makes its parent complete.
  around.opaque = true
  const frame = new Frame(ANYTHING, element, attributes, around, name)
  const start = openTag(frame, scope)
  const open = `<${name}${frame.open}`
  const close = (content: string) =>
    content === '' ? open + start.empty : `${open}${start.opened}${content}</${name}>`
  const content = renderNode(element.props['children'], frame, scope, depth + 1)
  return typeof content === 'string' ? close(content) : content.then(close)
}

const withDefaults = (
  props: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> => {
  if (!defaults) return props
  const merged: Record<string, unknown> = { ...defaults }
  for (const name in props) if (props[name] !== undefined) merged[name] = props[name]
  return merged
}

type Component = (props: object) => unknown

// The scope of the component that is running, for `useContext`. Set and restored around the call, so that renders that
// interleave never see each other's.
let running: Scope | undefined

/** The scope of the component that is running, if one is. */
export const runningScope = (): Scope | undefined => running

const renderComponent = (
  element: InertElement,
  component: Component,
  frame: Frame,
  scope: Scope,
  depth: number,
): Xml => {
  const before = running
  running = scope
  let result: unknown
  try {
    result = component(element.props)
  } catch (error) {
    throw locate(error, element, frame)
  } finally {
    running = before
  }
  if (typeof (result as PromiseLike<unknown> | null | undefined)?.then !== 'function')
    return renderNode(result, frame, scope, depth + 1)
  if (!scope.run.async) {
    Promise.resolve(result).catch(() => {})
    throw stop(notAwaited(nameOf(component)), element, pathOf(frame, nameOf(component)))
  }
  const found: Found = []
  scope.found.push(found)
  const inner = { ...scope, found }
  return Promise.resolve(result).then(
    (result) => renderNode(result, frame, inner, depth + 1),
    (error) => {
      throw locate(error, element, frame)
    },
  )
}

const locate = (error: unknown, element: InertElement, frame: Frame): unknown =>
  located(error, pathOf(frame, nameOf(element.type)), element.source)

const renderRaw = (xml: unknown, frame: Frame): string => {
  frame.opaque = true
  return xml === undefined || xml === null ? '' : String(xml)
}

const templateAttribute = ({ name, value }: Readonly<Record<string, unknown>>): string => {
  const text = value === undefined || value === null ? undefined : serialize(value, undefined)
  return text === undefined ? '' : `${name as string}="${escapeAttribute(text)}"`
}

const nameOf = (type: unknown): string =>
  isElement(type) ? nameOf(type.type) : (typeof type === 'function' && type.name) || 'a component'

const runaway = (node: object, frame: Frame): TwimlError => {
  const element = isElement(node) ? node : frame.element
  // The whole path would be hundreds of names long.
  const path = pathOf(frame).replace(/^((?:[^>]*> ){8}).*((?: >[^>]*){2})$/, '$1…$2')
  return stop(tooDeep(isElement(node) ? `<${nameOf(node)}>` : 'An array', MAX_DEPTH), element, path)
}

const stop = (verdict: Verdict, element: InertElement | undefined, path: string): TwimlError =>
  new TwimlError([{ ...verdict, path, source: element?.source ?? undefined }])
