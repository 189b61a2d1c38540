/**
 * @module
 * Renders a document or a part of one to text.
 */
import type { Children } from '../vocabulary/children.ts'
import { InertElement, isElement } from '../vocabulary/element.ts'
import { MAX_DOCUMENT_BYTES, MAX_INLINE } from '../vocabulary/limits.ts'
import { andMore, MAX_TOLD, type Verdict } from '../vocabulary/verdict.ts'
import { awaiting } from './async.ts'
import { Frame } from './frame.ts'
import { DOCUMENT, renderNode, permissiveTable } from './node.ts'
import { pretty } from './pretty.ts'
import { formatProblem, type Problem } from './problem.ts'
import { type Awaiting, inOrder, problem, type Scope, throwIf, type Xml } from './scope.ts'
import { tooLong, wrongRoot } from './renderer-verdicts.ts'

/**
 * Options of rendering a document.
 *
 * @example
 * ```ts
 * const options: RenderOptions = { pretty: true, declaration: false }
 * ```
 */
export interface RenderOptions {
  /** Indents by two spaces. Text and mixed content are not changed. Default: false. */
  pretty?: boolean | undefined
  /** Begins with `<?xml version="1.0" encoding="UTF-8"?>`. Default: true for a document, false for a fragment. */
  declaration?: boolean | undefined
  /** Renders a part of a document, with any root. Default: false, the root must be `<Response>`. */
  fragment?: boolean | undefined
  /**
   * Treats the document as passed to Twilio inline, as in `calls.create({ twiml })`: at most 4,000 characters, and no
   * relative URLs. Default: false.
   */
  inline?: boolean | undefined
  /**
   * The handling of problems. `throw`: all problems of the document are thrown as one {@link TwimlError}. `report`: the
   * document is sent as written, and each problem is passed to `onProblem`; only problems that leave no document to
   * send are thrown. Default: `throw` for TSX compiled for development, `report` otherwise.
   */
  problems?: 'throw' | 'report' | undefined
  /** Called with each problem in `report` mode. Default: one `console.warn`. */
  onProblem?: ((problem: Problem) => void) | undefined
}

/**
 * Renders a document to TwiML. Everything in it must be synchronous; use {@link renderAsync} for async components.
 *
 * @param element - The document: one `<Response>`, or a component that renders one.
 * @param options - See {@link RenderOptions}.
 * @returns The XML.
 * @throws {TwimlError} For an async component; if there is no document to send, because of a component that is
 * `undefined`, a root other than `<Response>`, more than 64 kB, or endless nesting; and for any problem in `throw`
 * mode.
 *
 * @example
 * ```tsx
 * import { render } from 'twimlx'
 * import { Message, Response } from 'twimlx/messaging'
 *
 * render(
 *   <Response>
 *     <Message>Hello!</Message>
 *   </Response>,
 * )
 * // <?xml version="1.0" encoding="UTF-8"?><Response><Message>Hello!</Message></Response>
 * ```
 */
export const render = (element: Children, options?: RenderOptions): string =>
  // Never a promise: an async component throws.
  start(element, options) as string

/**
 * Renders a document to TwiML, awaiting async components. Siblings run at the same time and keep their order.
 *
 * @param element - The document: one `<Response>`, or a component that renders one.
 * @param options - See {@link RenderOptions}.
 * @returns The XML.
 * @throws {TwimlError} As {@link render} does, except for async components. The error of a component that throws or
 * rejects is passed on, with the place added to its stack.
 *
 * @example
 * ```tsx
 * import { renderAsync } from 'twimlx'
 * import { Message, Response } from 'twimlx/messaging'
 *
 * const Fact = async () => (await fetch('https://example.com/fact')).text()
 *
 * const xml = await renderAsync(
 *   <Response>
 *     <Message>
 *       Did you know? <Fact />
 *     </Message>
 *   </Response>,
 * )
 * ```
 */
export const renderAsync = async (element: Children, options?: RenderOptions): Promise<string> =>
  start(element, options, awaiting)

/** Renders synchronously, or returns a promise if a component is async. */
export const renderEither = (element: Children, options?: RenderOptions): Xml =>
  start(element, options, awaiting)

let strictByDefault = false

/** Makes `throw` the default, for test runners. */
export const throwProblems = (): void => {
  strictByDefault = true
}

// The parent of a fragment, which allows any content.
const FRAGMENT = /* @__PURE__ */ permissiveTable('fragment')

const NO_ELEMENT = /* @__PURE__ */ new InertElement('', {})

const start = (element: Children, options: RenderOptions = {}, awaiting?: Awaiting): Xml => {
  const { fragment, inline = false, problems } = options
  const strict = problems
    ? problems === 'throw'
    : strictByDefault || (isElement(element) && element.source !== undefined)
  const frame = new Frame(fragment ? FRAGMENT : DOCUMENT, NO_ELEMENT)
  const scope: Scope = {
    strict,
    inline,
    awaiting,
    problems: [],
    counts: { components: 0, problems: 0, fatal: false },
  }
  const xml = renderNode(element, frame, scope, 0)
  return typeof xml === 'string'
    ? finish(frame, scope, options, xml)
    : xml.then(finish.bind(null, frame, scope, options))
}

const finish = (
  { hasUnjudgedMarkup, children }: Frame,
  { problems: tree, counts, strict, inline }: Scope,
  options: RenderOptions,
  xml: string,
): string => {
  const { fragment, declaration = !fragment, onProblem = warn } = options
  const whole = declaration ? DECLARATION + xml : xml
  const text = options.pretty ? pretty(whole) : whole
  const isRoot = fragment || hasUnjudgedMarkup || children.length === 1
  // Nothing to report, and too short to exceed a limit.
  if (counts.problems === 0 && isRoot && text.length <= MAX_INLINE) return text
  // Each part rendered apart, such as an async component, keeps its first.
  const problems = inOrder(tree).filter(({ level }, i) => i < MAX_TOLD || level === 'fatal')
  const more = counts.problems - problems.length
  const add = (verdict: Verdict) => problems.push(problem(verdict, undefined))
  if (more > 0) add(andMore(more))
  if (!isRoot && !problems.some(({ level }) => level === 'fatal'))
    add(wrongRoot(children.length > 0 ? 'several' : 'nothing'))
  if (inline && text.length > MAX_INLINE)
    add(tooLong(`${text.length} characters`, `${MAX_INLINE} inline`, 32018))
  // A UTF-16 unit takes three bytes at most.
  else if (text.length > MAX_DOCUMENT_BYTES / 3 && !fits(text))
    add(tooLong(`${encoder.encode(text).length} bytes`, `${MAX_DOCUMENT_BYTES} (64 kB)`, 11750))
  throwIf(problems, strict)
  for (const problem of problems) onProblem(problem)
  return text
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

const encoder = /* @__PURE__ */ new TextEncoder()
let room: Uint8Array | undefined

// Encodes into a buffer that is kept: for the `long` document of the benchmark, encoding into a new one takes a quarter
// of the whole rendering.
const fits = (text: string): boolean =>
  encoder.encodeInto(text, (room ??= new Uint8Array(MAX_DOCUMENT_BYTES))).read === text.length

const warn = (problem: Problem): void => console.warn(`TwiML: ${formatProblem(problem)}`)
