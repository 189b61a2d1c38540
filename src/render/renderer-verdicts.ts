/**
 * @module
 * Problems that the renderer itself finds, beside those of the elements' rules.
 */
import { clipped, type Verdict, verdict } from '../vocabulary/verdict.ts'

const fatal = (rule: string, message: string, code = 0): Verdict =>
  verdict(rule, 'fatal', message, code)

/** The root is not one `<Response>`. */
export const wrongRoot = (root: string): Verdict =>
  fatal('root', `The root must be one <Response>, not ${root}; or use { fragment: true }.`, 12102)

/** A component or list without end: `how` names the excess. */
export const endless = (what: string, how: string): Verdict =>
  fatal('depth', `${what} is ${how}: does it render itself?`)

/** An async component in a synchronous rendering. */
export const notAwaited = (component: string): Verdict =>
  fatal('async-component', `<${component}> is async: use renderAsync(), or twiml(c, …) in Hono.`)

/** A tag that is no component: `undefined`, as a misspelt import is. `child` is its place in the parent, from 1. */
export const noComponent = (what: string, parent: string, child = 0): Verdict =>
  fatal(
    'component',
    `${child ? `Child ${child}` : 'A tag'} in <${parent}> is ${what}, not a component: check its import.`,
  )

/** The document is longer than Twilio accepts. */
export const tooLong = (size: string, most: string, code: number): Verdict =>
  fatal('size', `The document has ${size}: Twilio takes ${most}. <Redirect> to the rest.`, code)

const error = (rule: string, message: string, code?: number): Verdict =>
  verdict(rule, 'error', message, code)

/** A value that cannot be a child. */
export const notAChild = (what: string): Verdict =>
  error('child', `${what} cannot be a child: write text or elements, and await promises.`, 0)

/** A value without text. */
export const notAValue = (name: string, element: string): Verdict =>
  error(
    'value',
    `${clipped(name)} on <${element}> must be text, a finite number, a boolean or a list.`,
  )

/** An attribute name that would break the tag. */
export const notAName = (element: string): Verdict =>
  error(
    'unknown-attribute',
    `<${element}> has an attribute whose name cannot stand in XML: it is left out.`,
  )

/** A character that XML cannot carry. */
export const controlCharacter = (character: string, element: string): Verdict =>
  verdict(
    'control-character',
    'warning',
    `The text of <${element}> has ${JSON.stringify(character)}, which XML cannot carry: it is left out.`,
    0,
  )

/** A URL that needs a base, which an inline document does not have. */
export const relativeUrl = (what: string): Verdict =>
  error('relative-url', `${what} must be an absolute URL where TwiML is inline.`, 11100)
