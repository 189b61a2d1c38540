/**
 * @module
 * What the renderer itself finds wrong, beside what the rules of the elements judge.
 */
import type { Level, Verdict } from '../vocabulary/problem.ts'

const verdict = (
  rule: string,
  level: Level,
  code: number | undefined,
  message: string,
): Verdict => ({
  rule,
  level,
  code,
  message,
})

const fatal = (rule: string, message: string, code?: number): Verdict =>
  verdict(rule, 'fatal', code, message)

/** The document has another root than one `<Response>`. */
export const wrongRoot = (root: string): Verdict =>
  fatal(
    'root',
    `The root of a document is one <Response>, not ${root}. For a part of a document use { fragment: true }.`,
    12102,
  )

/** Something is nested without end. */
export const tooDeep = (what: string, most: number): Verdict =>
  fatal(
    'depth',
    `${what} is nested deeper than ${most} levels: does a component render itself without end?`,
  )

/** An async component in a synchronous rendering. */
export const notAwaited = (component: string): Verdict =>
  fatal(
    'async-component',
    `<${component}> is async, and render() is not: use renderAsync(), or twiml(c, …) in a Hono handler.`,
  )

/** A value that can be no child. */
export const notAChild = (node: unknown): Verdict => {
  const then = (node as { then?: unknown } | null)?.then
  const [what, advice] =
    typeof then === 'function'
      ? ['A promise', 'await it, or put it into an async component']
      : node instanceof Date
        ? ['A Date', 'format it as text']
        : typeof node === 'function'
          ? ['A function', 'call it']
          : node === true
            ? ['true', 'write a condition that is false or an element']
            : typeof node === 'number'
              ? [String(node), 'write a finite number']
              : [`A value of type ${typeof node}`, 'write text or elements']
  return verdict('child', 'error', undefined, `${what} cannot be a child: ${advice}.`)
}

/** A tag whose name is no element. */
export const unknownElement = (type: string, code = 12200): Verdict =>
  verdict(
    'nesting',
    'error',
    code,
    `<${type}> is no element of TwiML; names are case-sensitive, and verbs are imported components. For a new one of Twilio's use <Custom name="${type}">.`,
  )

/** A tag that is no component: `undefined`, as a misspelt import is. */
export const noComponent = (type: unknown, parent: string): Verdict =>
  fatal(
    'component',
    `${parent ? `<${parent}>` : 'The document'} contains a tag that is ${type === null ? 'null' : typeof type === 'string' ? `"${type}"` : typeof type}, not a component: is its import misspelt, or missing an export?`,
  )

/** Whether a URL needs a base, which a document passed inline does not have. */
export const isRelative = (url: string): boolean => !/^\s*[a-z][a-z\d+.-]*:/i.test(url)

/** The verdict on a relative URL in an inline document. */
export const relativeUrl = (where: string, url: string): Verdict =>
  verdict(
    'relative-url',
    'error',
    11100,
    `${where} has the relative URL "${url}", but a document passed inline has no address of its own: write an absolute URL.`,
  )

/** A value that has no text. */
export const notAValue = (element: string, name: string, value: unknown): Verdict =>
  verdict(
    'value',
    'error',
    12200,
    `${name} of <${element}> cannot be ${typeof value === 'number' ? value : typeof value === 'function' ? 'a function' : 'an object'}: give text, a finite number, a boolean or a list of them.`,
  )

/** An attribute's name that would break the tag. */
export const notAName = (element: string, name: string): Verdict =>
  verdict(
    'unknown-attribute',
    'error',
    12200,
    `${JSON.stringify(name)} cannot be the name of an attribute of <${element}>, so it is left out.`,
  )

/** More than Twilio fetches. */
export const tooLarge = (bytes: number): Verdict =>
  fatal(
    'size',
    `The document has ${bytes} bytes: Twilio takes 65536 (64 kB). Continue in another document with <Redirect>.`,
    11750,
  )

/** More than Twilio takes inline. */
export const tooLong = (characters: number): Verdict =>
  fatal(
    'size',
    `The document has ${characters} characters: inline TwiML may have 4000. Serve it from a URL, or <Redirect> to the rest.`,
    32018,
  )
