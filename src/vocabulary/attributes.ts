/**
 * @module
 * The kinds of attribute values. Each function returns the prop's type and, at run time, the table of that kind: this
 * is what lets an element's attributes be declared once, as the fields of a class.
 */

/** What the renderer and the simulator know of one attribute. */
export interface AttributeKind {
  /** What a valid value is, to end the sentence "… is not …". Absent where any text is valid. */
  readonly expected?: string
  /** Whether the serialised value is valid. */
  readonly accepts?: (value: string) => boolean
  /** Twilio's code for a bad value, where it has one of its own. */
  readonly code?: number | undefined
  /** What joins several values into one. */
  readonly join?: string
  /** The value is a URL: a document passed to Twilio inline needs it absolute. */
  readonly url?: boolean
  /** Values come from the source, seldom from users: worth remembering once serialised. */
  readonly few?: boolean
}

// The one cast that makes a table pass for the value it describes; each kind names the type. Where a kind takes a
// `code`, it is Twilio's for a bad value.
const kind = <T>(table: AttributeKind): T | undefined => table as T | undefined

/** Any text, at most `maxLength` characters. */
export const string = ({ code, maxLength }: { code?: number; maxLength?: number } = {}):
  string | undefined =>
  kind({
    code,
    ...(maxLength && {
      expected: `text of at most ${maxLength} characters`,
      accepts: (value) => value.length <= maxLength,
    }),
  })

/** Text of a form, for example a SID: `form` tests the value, `expected` says the form in words. */
export const pattern = (form: RegExp, expected: string, code?: number): string | undefined =>
  kind({ expected, accepts: (value) => form.test(value), code, few: true })

/** A SID that begins with the two letters given. */
export const sid = (prefix: string, code?: number): string | undefined =>
  pattern(RegExp(`^${prefix}`), `a SID that begins with ${prefix}`, code)

/** A URL, relative or absolute. */
export const url = (code?: number): string | undefined => kind({ code, url: true })

/** A URL that is not plain `http:`. */
export const httpsUrl = (): string | undefined =>
  kind({ expected: 'an https URL', accepts: (value) => !/^http:/i.test(value), url: true })

/** The absolute URL of a WebSocket. */
export const wssUrl = (): string | undefined =>
  pattern(/^wss:\/\//, 'a URL that begins with wss://')

/** `true` or `false`. */
export const boolean = (code?: number): boolean | undefined =>
  kind({
    expected: 'true or false',
    accepts: (value) => /^(true|false)$/.test(value),
    code,
    few: true,
  })

interface Range {
  code?: number
  /** Least value, inclusive. */
  min?: number
  /** Greatest value, inclusive. */
  max?: number
}

const within = (noun: string, { min = -Infinity, max = Infinity }: Range): string =>
  max < Infinity
    ? `${noun} from ${min > -Infinity ? min : 0} to ${max}`
    : min > 0
      ? `${noun} of at least ${min}`
      : noun

/** A whole number, 0 or more unless `min` says otherwise. */
export const integer = ({ min = 0, max = Infinity, code }: Range = {}): number | undefined =>
  kind({
    expected: within('a whole number', { min, max }),
    accepts: (value) => /^-?\d+$/.test(value) && +value >= min && +value <= max,
    code,
    few: true,
  })

/** A whole number or one word. */
export const integerOr = <W extends string>(
  word: W,
  { min = 0, max = Infinity, code }: Range = {},
): number | W | undefined =>
  kind({
    expected: `${within('a whole number', { min, max })}, or ${word}`,
    accepts: (value) => value === word || (/^\d+$/.test(value) && +value >= min && +value <= max),
    code,
    few: true,
  })

/** A decimal number, as a number or as digits with a point. */
export const decimal = ({ min = 0, max = Infinity, code }: Range = {}):
  number | `${number}` | undefined =>
  kind({
    expected: within('a number', { min, max }),
    accepts: (value) => /^\d+(\.\d+)?$/.test(value) && +value >= min && +value <= max,
    code,
  })

/** A length of time as SSML writes it: `3s`, `250ms`. */
export const duration = (): `${number}s` | `${number}ms` | undefined =>
  kind({
    expected: 'a time such as 3s or 250ms',
    accepts: (value) => /^\d*\.?\d+m?s$/.test(value),
    few: true,
  })

const values = (all: readonly string[], code?: number) =>
  kind<never>({
    expected: all.length > 1 ? `one of ${all.join(', ')}` : `${all[0]}`,
    accepts: (value) => all.includes(value),
    code,
    few: true,
  })

// The types are spelled out, and not named, so that the compiler's messages list the values.

/** One of the values given. Where they hold `'true'` or `'false'`, the boolean may be written too. */
export const oneOf = <V extends string>(
  ...all: V[]
): V | ('true' extends V ? true : never) | ('false' extends V ? false : never) | undefined =>
  values(all)

/** Like {@link oneOf}, for a value that Twilio refuses with a code of its own. */
export const oneOfCoded = <V extends string>(
  code: number,
  ...all: V[]
): V | ('true' extends V ? true : never) | ('false' extends V ? false : never) | undefined =>
  values(all, code)

/** The HTTP method of a request that Twilio makes. */
export const httpMethod = (code?: number): 'GET' | 'POST' | undefined =>
  values(['GET', 'POST'], code)

/** `true`, `false` or any text. */
export const booleanOrText = (): boolean | string | undefined => kind({ few: true })

/** One of the values known today, or any other text: Twilio adds to the list without notice. */
export const open = <V extends string>(code?: number): V | (string & {}) | undefined =>
  kind({ code, few: true })

/** One value of a kind or several, joined by a space. */
export const list = <T>(of: T | undefined): T | readonly T[] | undefined => joined(of, ' ')

/** One value of a kind or several, at most `max`, joined by a comma. */
export const commaList = <T>(
  of: T | undefined,
  { max = Infinity }: { max?: number } = {},
): T | readonly T[] | undefined => joined(of, ',', max)

const joined = (of: unknown, join: string, max = Infinity) => {
  // The other side of the cast in `kind`: at run time a kind is its table.
  const { accepts, expected, ...rest } = of as AttributeKind
  return kind<never>({
    ...rest,
    join,
    ...(accepts && {
      expected: `${expected}, ${max < Infinity ? `at most ${max} of them ` : 'or several '}joined by a ${join === ' ' ? 'space' : 'comma'}`,
      accepts: (value: string) => {
        const parts = value.split(join)
        return parts.length <= max && parts.every((part) => accepts(part.trim()))
      },
    }),
  })
}

/** Marks an attribute that must be given. */
export const required = <T>(of: T | undefined): T => of as T
