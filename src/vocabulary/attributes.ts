/**
 * @module
 * The kinds of attribute values. Each function returns the prop's type and, at run time, the table of that kind: this
 * is what lets an element's attributes be declared once, as the fields of a class.
 */
import { httpReference, isAddress, isSender, socketReference } from './forms.ts'
import type { Level } from './verdict.ts'

/** The renderer's and the simulator's knowledge of one attribute. */
export interface AttributeKind {
  /** Describes a valid value, to end the sentence "… is not …". Absent if any text is valid. */
  readonly expected?: string | undefined
  /** Tells whether the serialised value is valid. */
  readonly accepts?: ((value: string) => boolean) | undefined
  /** Twilio's code for a bad value, if the attribute has one of its own. */
  readonly code?: number | undefined
  /** Twilio's codes for a bad value by the element's parent, if they depend on it. */
  readonly codeIn?: Readonly<Record<string, number>> | undefined
  /** The level of a bad value. Default: that of the element. */
  readonly level?: Level | undefined
  /** The allowed values, if there is a list of them. */
  readonly values?: readonly string[] | undefined
  /** The separator that joins several values into one. */
  readonly join?: string | undefined
  /** The attribute must be given. */
  readonly required?: true | undefined
  /** The value is a URL, of this scheme if absolute. A document passed to Twilio inline needs it absolute. */
  readonly url?: 'http' | 'wss' | undefined
  /** The value is an HTTP method, which Twilio takes in any letter case. */
  readonly method?: true | undefined
  /** Values are written in the source and repeat, so the renderer caches them once serialised. */
  readonly cacheable?: boolean | undefined
}

// The one cast that makes a table pass for the value it describes; each kind names the type. The `code` of a kind is
// Twilio's for a bad value.
const kind = <T>(
  code?: number,
  expected?: string,
  accepts?: (value: string) => boolean,
  more: AttributeKind = CACHEABLE,
): T | undefined => ({ code, expected, accepts, ...more }) as T | undefined

const CACHEABLE = { cacheable: true }

const ERROR = { level: 'error' } as const

/**
 * Any text, of at least `minLength` and at most `maxLength` characters.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   title? = string({ maxLength: 64 })
 * }
 * ```
 */
export const string = ({
  code,
  minLength = 0,
  maxLength = Infinity,
}: { code?: number; minLength?: number; maxLength?: number } = {}): string | undefined =>
  minLength || maxLength < Infinity
    ? kind(
        code,
        maxLength < Infinity ? `text of at most ${maxLength} characters` : 'text: leave it out',
        ({ length }) => length >= minLength && length <= maxLength,
        {},
      )
    : kind(code, undefined, undefined, {})

/** The address of a message's recipient: a phone number, a short code, a channel address or the SID of a SIM. */
export const recipient = (code?: number): string | undefined =>
  kind(code, 'a phone number, a channel address or a SIM', isAddress, ERROR)

/** The address of a message's sender: like a recipient's, or a sender ID. */
export const sender = (code?: number): string | undefined =>
  kind(
    code,
    'a phone number, a channel address, a SIM or a sender ID of at most 11 characters',
    isSender,
    ERROR,
  )

/**
 * Text of a form, for example a SID: `form` tests the value, `expected` describes the form in words.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   key? = pattern(/^[0-9*#]$/, 'one key of 0-9, * and #')
 * }
 * ```
 */
export const pattern = (form: RegExp, expected: string, code?: number): string | undefined =>
  kind(code, expected, (value) => form.test(value))

/**
 * A SID that begins with the two letters given.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   recording? = sid('RE')
 * }
 * ```
 */
export const sid = (prefix: string, code?: number): string | undefined =>
  pattern(RegExp(`^${prefix}`), `a SID that begins with ${prefix}`, code)

const URL_KIND = { ...ERROR, url: 'http' } as const

/**
 * A URL, relative or absolute.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   action? = url()
 * }
 * ```
 */
export const url = (code = 11100): string | URL | undefined =>
  kind(code, 'an http or https URL', (value) => httpReference.test(value), URL_KIND)

/**
 * A URL that is not plain `http:`.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   callback? = httpsUrl()
 * }
 * ```
 */
export const httpsUrl = (code?: number): string | URL | undefined =>
  kind(
    code,
    'an https URL',
    (value) => httpReference.test(value) && !/^\s*http:/i.test(value),
    URL_KIND,
  )

/**
 * The absolute URL of a WebSocket.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   socket? = wssUrl()
 * }
 * ```
 */
export const wssUrl = (code?: number): string | URL | undefined =>
  pattern(/^\s*wss:\/\/[^\s/?#]/i, 'a URL that begins with wss://', code)

/** The URL of a WebSocket, or one relative to the document's, of which the scheme becomes `wss`. */
export const wssReference = (code?: number): string | URL | undefined =>
  kind(
    code,
    'a wss URL, or a relative one',
    (value) => socketReference.test(value) || /^\s*wss:/i.test(value),
    { ...ERROR, url: 'wss' },
  )

/**
 * `true` or `false`.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   shuffled? = boolean()
 * }
 * ```
 */
export const boolean = (code?: number): boolean | undefined => values(['true', 'false'], code)

interface Range {
  code?: number | undefined
  /** Codes by the element's parent, if they depend on it. */
  codeIn?: Readonly<Record<string, number>> | undefined
  /** The least value allowed. */
  min?: number | undefined
  /** The greatest value allowed. */
  max?: number | undefined
}

const numeric = <T>(
  noun: string,
  form: RegExp,
  { min = 0, max = Infinity, code, codeIn }: Range = {},
  word?: string,
) =>
  kind<T>(
    code,
    noun +
      (max < Infinity ? ` from ${min} to ${max}` : min > 0 ? ` of at least ${min}` : '') +
      (word ? `, or ${word}` : ''),
    (value) => value === word || (form.test(value) && +value >= min && +value <= max),
    { cacheable: true, codeIn },
  )

/**
 * A whole number, 0 or more unless `min` says otherwise.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   tries? = integer({ min: 1, max: 5 })
 * }
 * ```
 */
export const integer = (range?: Range): number | undefined =>
  numeric('a whole number', /^-?\d+$/, range)

/**
 * A whole number or one word.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   // timeout={5} or timeout="auto"
 *   timeout? = integerOr('auto', { min: 1 })
 * }
 * ```
 */
export const integerOr = <W extends string>(word: W, range?: Range): number | W | undefined =>
  numeric('a whole number', /^-?\d+$/, range, word)

/**
 * A decimal number, as a number or as digits with a point.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   speed? = decimal({ min: 0.5, max: 2 })
 * }
 * ```
 */
export const decimal = (range?: Range): number | `${number}` | undefined =>
  numeric('a number', /^\d+(\.\d+)?$/, range)

/**
 * A length of time as SSML writes it: `3s`, `250ms`.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   // wait="500ms"
 *   wait? = duration()
 * }
 * ```
 */
export const duration = (): `${number}s` | `${number}ms` | undefined =>
  kind(undefined, 'a time such as 3s or 250ms', (value) => /^(\d+(\.\d+)?|\.\d+)m?s$/.test(value))

const values = (all: readonly string[], code?: number) =>
  kind<never>(code, `one of ${all.join(', ')}`, (value) => all.includes(value), {
    cacheable: true,
    values: all,
  })

// The types are spelled out instead of named, so that the compiler's messages list the values.

/**
 * One of the values given. If they contain `'true'` or `'false'`, the boolean may be written too.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   scale? = oneOf('stars', 'numbers')
 * }
 * ```
 */
export const oneOf = <V extends string>(
  ...all: V[]
): V | ('true' extends V ? true : never) | ('false' extends V ? false : never) | undefined =>
  values(all)

/**
 * Like {@link oneOf}, for a value that Twilio refuses with a code of its own.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   scale? = oneOfCoded(13310, 'stars', 'numbers')
 * }
 * ```
 */
export const oneOfCoded = <V extends string>(
  code: number | undefined,
  ...all: V[]
): V | ('true' extends V ? true : never) | ('false' extends V ? false : never) | undefined =>
  values(all, code)

/**
 * The HTTP method of a request that Twilio makes.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   method? = httpMethod()
 * }
 * ```
 */
export const httpMethod = (code?: number): 'GET' | 'POST' | undefined =>
  kind(code, 'one of GET, POST', (value) => /^(GET|POST)$/i.test(value), METHOD)

const METHOD = { cacheable: true, method: true } as const

/**
 * `true`, `false` or any text.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   // `true` for the usual beep, or the URL of another one
 *   beep? = booleanOrText()
 * }
 * ```
 */
export const booleanOrText = (): boolean | string | undefined => kind()

/**
 * One of the values known today, or any other text: Twilio adds to the list without notice. If they contain `'true'` or
 * `'false'`, the boolean may be written too.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   // An editor proposes both; any other text passes.
 *   engine? = open<'google' | 'deepgram'>()
 * }
 * ```
 */
export const open = <V extends string>():
  | V
  | (string & {})
  | ('true' extends V ? true : never)
  | ('false' extends V ? false : never)
  | undefined => kind()

/**
 * Like {@link open}, for values of a common form: `form` tests the value, `expected` describes the form in words.
 *
 * @param codeIn - Codes by the element's parent, if they depend on it.
 */
export const openForm = <V extends string>(
  form: RegExp,
  expected: string,
  code?: number,
  codeIn?: Readonly<Record<string, number>>,
): V | (string & {}) | undefined =>
  kind(code, expected, (value) => form.test(value), { cacheable: true, codeIn })

/** A language tag, such as `en-US`, or a word. */
export const languageTag = <V extends string>(
  code?: number,
  word?: string,
): V | (string & {}) | undefined =>
  kind(
    code,
    'a language tag such as en-US',
    (value) =>
      value === word ||
      /^([a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|\d{3})(-[A-Z]{3})?)?|en-gb)$/.test(value),
  )

/**
 * One value of a kind or several, joined by spaces. A value must not contain a space itself.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   // events={['started', 'ended']} is written events="started ended"
 *   events? = list(oneOf('started', 'ended'))
 * }
 * ```
 */
export const list = <T>(of: T | undefined): T | readonly T[] | undefined => joined(of, ' ')

/**
 * One value of a kind or several, at most `max`, joined by commas. A value must not contain a comma itself.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   // questions={['name', 'age']} is written questions="name,age"
 *   questions? = commaList(string(), { max: 10 })
 * }
 * ```
 */
export const commaList = <T>(
  of: T | undefined,
  { max = Infinity }: { max?: number } = {},
): T | readonly T[] | undefined => joined(of, ',', max)

const joined = (of: unknown, join: string, max = Infinity) => {
  // The reverse of the cast in `kind`: at run time a kind is its table.
  const { code, accepts = () => true, expected = 'text', ...more } = of as AttributeKind
  return kind<never>(
    code,
    `${expected}, ${max < Infinity ? `at most ${max} of them` : 'or several'} joined by a ${join === ' ' ? 'space' : 'comma'}`,
    (value) => {
      const parts = value.split(join)
      return parts.length <= max && parts.every((part) => accepts(part.trim()))
    },
    { ...more, join },
  )
}

/**
 * Marks an attribute that must be given.
 *
 * @example
 * ```ts
 * class SurveyAttributes {
 *   // No question mark: <Survey> without a name does not compile.
 *   name = required(string())
 * }
 * ```
 */
export const required = <T>(of: T | undefined): T =>
  ({ ...(of as AttributeKind), required: true }) as T
