/**
 * @module
 * A document or a part of one, from elements to text.
 */
import type { Children } from '../vocabulary/children.ts'
import { isElement } from '../vocabulary/element.ts'
import { inOrder, stops } from './error-boundary.ts'
import { Frame } from './frame.ts'
import { ANYTHING, DOCUMENT, renderNode, type Xml } from './node.ts'
import { pretty } from './pretty.ts'
import { formatProblem, type Problem, TwimlError } from './problem.ts'
import type { Found } from './scope.ts'
import { tooLarge, tooLong, wrongRoot } from './verdicts.ts'
import type { Verdict } from '../vocabulary/problem.ts'

/** How a document is rendered. */
export interface RenderOptions {
  /** Indent by two spaces. Text and mixed content stay as they are. Default: false. */
  pretty?: boolean
  /** Begin with `<?xml version="1.0" encoding="UTF-8"?>`. Default: true for a document, false for a fragment. */
  declaration?: boolean
  /** Render a part of a document: the root may be anything. Default: false, the root must be `<Response>`. */
  fragment?: boolean
  /**
   * The document is passed to Twilio inline, as in `calls.create({ twiml })`: at most 4,000 characters, and no relative
   * URLs. Default: false.
   */
  inline?: boolean
  /**
   * What happens to problems. `throw`: all of the document are thrown as one {@link TwimlError}. `report`: the document
   * is sent as written, and each problem is handed to `onProblem`; only what leaves no document at all is thrown.
   * Default: `throw` where the TSX was compiled for development, `report` otherwise.
   */
  problems?: 'throw' | 'report'
  /** Told about each problem in `report` mode. Default: one `console.warn`. */
  onProblem?: (problem: Problem) => void
}

/**
 * Renders a document to TwiML. Everything in it must be synchronous; for async components there is
 * {@link renderAsync}.
 *
 * @param element - The document: one `<Response>`, or a component that renders one.
 * @param options - See {@link RenderOptions}.
 * @returns The XML.
 * @throws {TwimlError} For an async component; where there is no document to send: a component that is `undefined`,
 * another root than `<Response>`, more than 64 kB, nesting without end; and for any problem in `throw` mode.
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
  // Without async there is never a promise: an async component throws.
  start(element, options, false) as string

/**
 * Renders a document to TwiML, awaiting async components. Siblings run at the same time and keep their order.
 *
 * @param element - The document: one `<Response>`, or a component that renders one.
 * @param options - See {@link RenderOptions}.
 * @returns The XML.
 * @throws {TwimlError} As {@link render} does, but for async components. The error of a component that throws or
 * rejects is passed on as it is, with the place added to its stack.
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
  start(element, options, true)

/** Renders at once where nothing is async, and else promises to. */
export const renderEither = (element: Children, options?: RenderOptions): Xml =>
  start(element, options, true)

let strictByDefault = false

/** Makes `throw` the default, as a test runner wants it. */
export const throwProblems = (): void => {
  strictByDefault = true
}

const start = (element: Children, options: RenderOptions = {}, async: boolean): Xml => {
  const strict = options.problems
    ? options.problems === 'throw'
    : strictByDefault || (isElement(element) && element.source !== undefined)
  const run = { strict, async, inline: options.inline === true }
  const found: Found = []
  const frame = new Frame(options.fragment ? ANYTHING : DOCUMENT, undefined, {}, undefined)
  const xml = renderNode(
    element,
    frame,
    { run, found, defaults: undefined, provided: undefined },
    0,
  )
  return typeof xml === 'string'
    ? finish(xml, frame, found, strict, options)
    : finishLater(xml, frame, found, strict, options)
}

const finishLater = async (
  xml: Promise<string>,
  frame: Frame,
  found: Found,
  strict: boolean,
  options: RenderOptions,
): Promise<string> => finish(await xml, frame, found, strict, options)

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

const finish = (
  xml: string,
  frame: Frame,
  found: Found,
  strict: boolean,
  options: RenderOptions,
): string => {
  let text = options.pretty ? pretty(xml) : xml
  if (options.declaration ?? !options.fragment)
    text = DECLARATION + (options.pretty ? '\n' : '') + text
  const problems = found.length > 0 ? inOrder(found) : []
  const whole = judgeDocument(text, frame, problems, options)
  if (whole) problems.push({ ...whole, path: '', source: undefined })
  if (problems.length === 0) return text
  if (stops(problems, strict)) throw new TwimlError(problems)
  for (const problem of problems) (options.onProblem ?? warn)(problem)
  return text
}

const judgeDocument = (
  text: string,
  frame: Frame,
  problems: readonly Problem[],
  { inline }: RenderOptions,
): Verdict | undefined => {
  const { table, opaque } = frame
  if (table === DOCUMENT && !opaque && frame.count('Response') !== 1 && problems.length === 0)
    return wrongRoot(frame.count() > 0 ? 'several of them' : 'nothing')
  if (inline && text.length > 4000) return tooLong(text.length)
  // A UTF-16 unit takes three bytes at most.
  return text.length > MAX_BYTES / 3 && bytes(text) > MAX_BYTES ? tooLarge(bytes(text)) : undefined
}

// "64 kB": https://www.twilio.com/docs/api/errors/11750
const MAX_BYTES = 65536

const bytes = (text: string): number => new TextEncoder().encode(text).length

const warn = (problem: Problem): void => console.warn(`TwiML: ${formatProblem(problem)}`)
