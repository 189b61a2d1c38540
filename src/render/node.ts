/**
 * @module
 * The walk through a document: turns any child into XML text, or the promise of it if a component is async.
 */
import { Fragment } from '../../jsx-runtime/factory.ts'
import { ElementTable } from '../vocabulary/define-element.ts'
import { type InertElement, isElement } from '../vocabulary/element.ts'
import { isRelative } from '../vocabulary/forms.ts'
import { judgeElement, judgeText, misplaced } from '../vocabulary/judge.ts'
import { clipped, type Verdict } from '../vocabulary/verdict.ts'
import { objectText } from '../vocabulary/text.ts'
import { control, escapeText, isName } from '../xml/escape.ts'
import { Frame, pathOf, type Props } from './frame.ts'
import { openTag, type TagPrefix } from './open-tag.ts'
import { addPlaceToError, TwimlError } from './problem.ts'
import { ignoreRejection, isThenable, problem, report, type Scope, type Xml } from './scope.ts'
import {
  controlCharacter,
  endless,
  noComponent,
  notAChild,
  notAwaited,
  relativeUrl,
  wrongRoot,
} from './renderer-verdicts.ts'

/** Renders a component that controls its surroundings. */
export type RenderIn<P> = (
  element: InertElement & { readonly props: P },
  frame: Frame,
  scope: Scope,
  depth: number,
) => Xml

type Component = ((props: Props) => unknown) & {
  readonly table?: ElementTable
  readonly renderIn?: RenderIn<Props>
}

/** An element without a declaration: it takes any child and any attribute. */
export const permissiveTable = (name: string): ElementTable =>
  new ElementTable(name, {}, { content: 'mixed', permissive: true })

/** The parent of the root element. */
export const DOCUMENT = /* @__PURE__ */ new ElementTable(
  'document',
  {},
  { content: 'elements', children: ['Response'] },
)

// Deep enough for any document, and far from the end of the stack of any runtime.
export const MAX_DEPTH = 512

// More components than fit into 64 kB. The depth limit alone does not stop a component that renders itself twice: async
// ones are started level by level, and each level is twice as wide.
const MAX_COMPONENTS = 10_000

/** Renders a child. */
export const renderNode = (node: unknown, frame: Frame, scope: Scope, depth: number): Xml => {
  if (typeof node === 'string') return renderText(node, frame, scope)
  if (node === undefined || node === null || node === false) return ''
  if (typeof node === 'object') {
    if (depth >= MAX_DEPTH)
      throw stop(endless(describeNode(node), `nested deeper than ${MAX_DEPTH} levels`), frame, node)
    if (Array.isArray(node)) return renderList(node, frame, scope, depth + 1)
    if (isElement(node)) return renderElement(node, frame, scope, depth)
    const text = objectText(node)
    if (text !== undefined) return renderText(text, frame, scope)
  }
  if (Number.isFinite(node)) return renderText(String(node), frame, scope)
  ignoreRejection(node)
  // Also in report mode: there is nothing to send.
  const what = describeNode(node)
  report(scope, frame.table === DOCUMENT ? wrongRoot(what) : notAChild(what), frame)
  // Its content is missing, so problems of the parent may follow from that.
  frame.hasUnjudgedMarkup = true
  return ''
}

const renderText = (written: string, frame: Frame, scope: Scope): string => {
  let text = written
  let escaped = escapeText(text)
  // Escaping puts U+FFFD in the place of control characters, which are dropped instead.
  if (escaped.includes('\ufffd')) {
    text = written.replace(control, '')
    if (text !== written) {
      report(scope, controlCharacter(written.match(control)![0], frame.name), frame)
      escaped = escapeText(text)
    }
  }
  // Leading white space does not count: between elements there is nothing else. XML's white space only: a no-break
  // space is text.
  const counted =
    frame.textLength > 0 || text.charCodeAt(0) > 32 ? text : text.replace(/^[ \t\r\n]+/, '')
  if (frame.table.takesText) frame.textLength += counted.length
  else {
    if (!counted) return ''
    report(scope, misplacedIn(frame, 'Text'), frame)
  }
  return escaped
}

const renderList = (nodes: readonly unknown[], frame: Frame, scope: Scope, depth: number): Xml => {
  let xml = ''
  for (let i = 0; i < nodes.length; i++) {
    const part = renderNode(nodes[i], frame, scope, depth)
    if (typeof part !== 'string')
      // Promises occur only with `awaiting`.
      return scope.awaiting!.restOfList([xml, part], nodes.slice(i + 1), frame, scope, depth)
    xml += part
  }
  return xml
}

const renderElement = (element: InertElement, frame: Frame, scope: Scope, depth: number): Xml => {
  const type = element.type as Component | string
  if (typeof type === 'function') {
    if (type.table) return renderTag(type.table, element, frame, scope, depth)
    return type.renderIn
      ? type.renderIn(element, frame, scope, depth)
      : renderComponent(type, element, frame, scope, depth)
  }
  if (typeof type === 'string' && isName(type)) {
    report(scope, misplacedIn(frame, `<${type}>`), frame, element, type)
    return renderTag(permissiveTable(type), element, frame, scope, depth)
  }
  report(
    scope,
    noComponent(
      describeNode(type),
      frame.name,
      // In production the child's position is the only hint; 0 if a component created the element.
      [frame.element.props['children']].flat().indexOf(element) + 1,
    ),
    frame,
    element,
  )
  return ''
}

/** Renders an element that becomes a tag. */
export const renderTag = (
  table: ElementTable,
  given: InertElement,
  parent: Frame,
  scope: Scope,
  depth: number,
): Xml => {
  const element = scope.defaults ? scope.defaults(table.name, given) : given
  const frame = new Frame(table, element, parent)
  parent.add(frame)
  // It may be a newer noun that makes its parent complete.
  if (table.permissive && !parent.table.children.has(table.name)) parent.hasUnjudgedMarkup = true
  else if (!parent.table.takes(table)) report(scope, misplacedIn(parent, `<${table.name}>`), frame)
  const start = openTag(frame, scope)
  const content = renderNode(element.props['children'], frame, scope, depth + 1)
  return typeof content === 'string'
    ? finishTag(start, frame, scope, content)
    : // Bound: a closure would move this function's variables to the heap for every element.
      content.then(finishTag.bind(null, start, frame, scope))
}

const finishTag = (start: TagPrefix, frame: Frame, scope: Scope, content: string): string => {
  const { table, varyingStart } = frame
  // Judges the text as a whole, since `{base}/menu` is one URL.
  if (scope.inline && table.text?.url && frame.textLength > 0 && isRelative(content))
    report(scope, relativeUrl(`The text of <${table.name}>`), frame)
  if (!frame.hasUnjudgedMarkup) {
    if (frame.textLength > 0 && (frame.children.length === 0 || table.text)) {
      const written = frame.element.props['children']
      const verdict = judgeText(
        table,
        content,
        // Nothing was dropped from a text of that length.
        typeof written === 'string' && written.length === frame.textLength ? written : undefined,
      )
      if (verdict) report(scope, verdict, frame)
    }
    const around = frame.parent!.table
    const isPlain = varyingStart === '' && frame.textLength > 0 && frame.children.length === 0
    const isKnown = !table.dependsOnShape || (isPlain && start.validInParent === around)
    if (!isKnown || content.length >= table.minContent) {
      frame.content = content
      const verdicts = judgeElement(table.rules, frame)
      for (const verdict of verdicts) report(scope, verdict, frame)
      if (isPlain && verdicts.length === 0) start.validInParent = around
    }
  }
  return content ? varyingStart + start.opened + content + table.close : varyingStart + start.empty
}

const misplacedIn = ({ table }: Frame, what: string): Verdict =>
  table === DOCUMENT ? wrongRoot(what === 'Text' ? 'text' : what) : misplaced(table, what)

// The scope of the running component, for `useContext`. Set and restored around the call, so that renders that
// interleave never see each other's.
let running: Scope | undefined

/** The scope of the running component, if there is one. */
export const runningScope = (): Scope | undefined => running

const renderComponent = (
  component: Component,
  element: InertElement,
  frame: Frame,
  scope: Scope,
  depth: number,
): Xml => {
  if (component !== Fragment && ++scope.counts.components > MAX_COMPONENTS)
    throw stop(
      endless(describeNode(element), `one of more than ${MAX_COMPONENTS} components`),
      frame,
      element,
    )
  const before = running
  running = scope
  let result: unknown
  try {
    result = component(element.props)
  } catch (error) {
    throw addComponentToError(error, element, frame)
  } finally {
    running = before
  }
  if (!isThenable(result)) return renderNode(result, frame, scope, depth + 1)
  if (scope.awaiting) return scope.awaiting.component(result, element, frame, scope, depth + 1)
  ignoreRejection(result)
  throw stop(notAwaited(describeNode(element)), frame, element)
}

/** Adds the place of a component to an error that it threw. */
export const addComponentToError = (error: unknown, element: InertElement, frame: Frame): unknown =>
  addPlaceToError(error, pathOf(frame, describeNode(element)), element.source)

/** The name of a node in a sentence. */
export const describeNode = (node: unknown): string => clipped(describe(node))

const describe = (node: unknown): string =>
  isElement(node)
    ? ((node.type as Component | undefined)?.table ?? (node.type as Component | undefined))?.name ||
      'a component'
    : Object(node) !== node
      ? // Only the type of a value that may be a user's.
        Number.isFinite(node) || /string|bigint|symbol/.test(typeof node)
        ? `a ${typeof node}`
        : String(node)
      : 'props' in (node as object)
        ? // Elements of React and hono/jsx.
          'JSX of another jsxImportSource'
        : // "Object", "Promise", "Date", "Function". JSON from a user may have a `constructor` of its own, but no tag.
          {}.toString.call(node).slice(8, -1)

const stop = (verdict: Verdict, frame: Frame, node: object): TwimlError =>
  new TwimlError([
    isElement(node) ? problem(verdict, frame, node, describeNode(node)) : problem(verdict, frame),
  ])
