/**
 * @module
 * The kinds of attribute values. Each function returns the prop's type and, at run time, the table of that kind: this
 * is what lets an element's attributes be declared once, as the fields of a class.
 */

/** What the renderer and the simulator know of one attribute. */
export interface AttributeKind {
  /** What a valid value is, to end the sentence "… is not …". Absent where any text is valid. */
  readonly expected?: string | undefined
  /** Whether the serialised value is valid. */
  readonly accepts?: ((value: string) => boolean) | undefined
  /** Twilio's code for a bad value, where it has one of its own. */
  readonly code?: number | undefined
  /** What joins several values into one. */
  readonly join?: string
  /** It must be given. */
  readonly required?: true
  /** The value is a URL: a document passed to Twilio inline needs it absolute. */
  readonly url?: boolean
  /** Values come from the source, seldom from users: worth remembering once serialised. */
  readonly few?: boolean
}

// The one cast that makes a table pass for the value it describes; each kind names the type. Where a kind takes a
// `code`, it is Twilio's for a bad value.
const kind = <T>(
  code?: number,
  expected?: string,
  accepts?: (value: string) => boolean,
  more: AttributeKind = FEW,
): T | undefined => ({ code, expected, accepts, ...more }) as T | undefined

const FEW = { few: true }

/** Any text, at most `maxLength` characters. */
export const string = ({ code, maxLength }: { code?: number; maxLength?: number } = {}):
  string | undefined =>
  maxLength
    ? kind(code, `text of at most ${maxLength} characters`, ({ length }) => length <= maxLength, {})
    : kind(code, undefined, undefined, {})

/** Text of a form, for example a SID: `form` tests the value, `expected` says the form in words. */
export const pattern = (form: RegExp, expected: string, code?: number): string | undefined =>
  kind(code, expected, (value) => form.test(value))

/** A SID that begins with the two letters given. */
export const sid = (prefix: string, code?: number): string | undefined =>
  pattern(RegExp(`^${prefix}`), `a SID that begins with ${prefix}`, code)

/** A URL, relative or absolute. */
export const url = (code?: number): string | undefined =>
  kind(code, undefined, undefined, { url: true })

/** A URL that is not plain `http:`. */
export const httpsUrl = (): string | undefined =>
  kind(undefined, 'an https URL', (value) => !/^http:/i.test(value), { url: true })

/** The absolute URL of a WebSocket. */
export const wssUrl = (code?: number): string | undefined =>
  pattern(/^wss:\/\//, 'a URL that begins with wss://', code)

/** `true` or `false`. */
export const boolean = (code?: number): boolean | undefined => values(['true', 'false'], code)

interface Range {
  code?: number
  /** Least value, inclusive. */
  min?: number
  /** Greatest value, inclusive. */
  max?: number
}

const numeric = <T>(
  noun: string,
  form: RegExp,
  { min = 0, max = Infinity, code }: Range = {},
  word?: string,
) =>
  kind<T>(
    code,
    noun +
      (max < Infinity ? ` from ${min} to ${max}` : min > 0 ? ` of at least ${min}` : '') +
      (word ? `, or ${word}` : ''),
    (value) => value === word || (form.test(value) && +value >= min && +value <= max),
  )

/** A whole number, 0 or more unless `min` says otherwise. */
export const integer = (range?: Range): number | undefined =>
  numeric('a whole number', /^-?\d+$/, range)

/** A whole number or one word. */
export const integerOr = <W extends string>(word: W, range?: Range): number | W | undefined =>
  numeric('a whole number', /^-?\d+$/, range, word)

/** A decimal number, as a number or as digits with a point. */
export const decimal = (range?: Range): number | `${number}` | undefined =>
  numeric('a number', /^\d+(\.\d+)?$/, range)

/** A length of time as SSML writes it: `3s`, `250ms`. */
export const duration = (): `${number}s` | `${number}ms` | undefined =>
  kind(undefined, 'a time such as 3s or 250ms', (value) => /^\d*\.?\d+m?s$/.test(value))

const values = (all: readonly string[], code?: number) =>
  kind<never>(code, `one of ${all.join(', ')}`, (value) => all.includes(value))

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
export const booleanOrText = (): boolean | string | undefined => kind()

/**
 * One of the values known today, or any other text: Twilio adds to the list without notice. Where they hold `'true'` or
 * `'false'`, the boolean may be written too.
 */
export const open = <V extends string>(
  code?: number,
):
  | V
  | (string & {})
  | ('true' extends V ? true : never)
  | ('false' extends V ? false : never)
  | undefined => kind(code)

/** One value of a kind or several, joined by a space: one within a value makes it two. */
export const list = <T>(of: T | undefined): T | readonly T[] | undefined => joined(of, ' ')

/** One value of a kind or several, at most `max`, joined by a comma: one within a value makes it two. */
export const commaList = <T>(
  of: T | undefined,
  { max = Infinity }: { max?: number } = {},
): T | readonly T[] | undefined => joined(of, ',', max)

const joined = (of: unknown, join: string, max = Infinity) => {
  // The other side of the cast in `kind`: at run time a kind is its table.
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

/** Marks an attribute that must be given. */
export const required = <T>(of: T | undefined): T =>
  ({ ...(of as AttributeKind), required: true }) as T
