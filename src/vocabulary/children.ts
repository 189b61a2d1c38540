/**
 * @module
 * The types of elements and of the content between two tags. TypeScript gives every JSX expression of a file one type,
 * so they tell the dialects and the kinds of content apart; which element stands where is judged by {@link ./judge.ts}
 * and by `twimlx check`.
 */
import type { InertElement } from './element.ts'

declare const dialect: unique symbol

/**
 * An element of some dialect.
 *
 * @example
 * ```ts
 * const tagOf = (element: AnyElement): unknown => element.type
 * ```
 */
export interface AnyElement extends InertElement {
  readonly [dialect]?: unknown
}

/**
 * The type of every tag in a file whose import source is `twimlx/messaging`.
 *
 * @example
 * ```tsx
 * import type { MessagingElement } from 'twimlx'
 * import { Message } from 'twimlx/messaging'
 *
 * const thanks: MessagingElement = <Message>Thank you!</Message>
 * ```
 */
export interface MessagingElement extends AnyElement {
  readonly [dialect]: { readonly messaging: true }
}

/**
 * The type of every tag in a file whose import source is `twimlx/voice`.
 *
 * @example
 * ```tsx
 * import type { VoiceElement } from 'twimlx'
 * import { Say } from 'twimlx/voice'
 *
 * const greeting: VoiceElement = <Say>Hello.</Say>
 * ```
 */
export interface VoiceElement extends AnyElement {
  readonly [dialect]: { readonly voice: true }
}

/**
 * The type of every tag of `twimlx/fax`.
 *
 * @example
 * ```tsx
 * import type { FaxElement } from 'twimlx'
 * import { Receive } from 'twimlx/fax'
 *
 * const receive: FaxElement = <Receive action="/received" />
 * ```
 */
export interface FaxElement extends AnyElement {
  readonly [dialect]: { readonly fax: true }
}

/**
 * The type of every tag in a file whose import source is `twimlx`: it passes in every dialect.
 *
 * @example
 * ```tsx
 * import type { TwimlElement } from 'twimlx'
 * import { Redirect, Response } from 'twimlx/voice'
 *
 * const to = (url: string): TwimlElement => (
 *   <Response>
 *     <Redirect>{url}</Redirect>
 *   </Response>
 * )
 * ```
 */
export interface TwimlElement extends MessagingElement, VoiceElement, FaxElement {
  readonly [dialect]: { readonly messaging: true; readonly voice: true; readonly fax: true }
}

/** Values that print nothing. They allow `{condition && <X/>}` for a condition that is a boolean or a text. */
type Nothing = false | '' | null | undefined

/**
 * Text: strings, numbers and URLs.
 *
 * @example
 * ```tsx
 * import type { PlainText } from 'twimlx'
 * import { Say } from 'twimlx/voice'
 *
 * const Greeting = ({ children }: { children: PlainText }) => <Say>Hello, {children}.</Say>
 * ```
 */
export type PlainText = string | number | URL | Nothing | readonly PlainText[]

/**
 * Elements, one or many, and no text.
 *
 * @example
 * ```ts
 * const twice = (elements: Elements<VoiceElement>): Elements<VoiceElement> => [elements, elements]
 * ```
 */
export type Elements<E extends AnyElement> = E | Nothing | readonly Elements<E>[]

/**
 * Elements and text.
 *
 * @example
 * ```ts
 * const sentence: Mixed<VoiceElement> = ['You have ', 3, ' messages.']
 * ```
 */
export type Mixed<E extends AnyElement> = E | string | number | URL | Nothing | readonly Mixed<E>[]

/** The type of each child where there may be one only, named so that the compiler's message reads as a sentence. */
interface OneElementOnly {
  readonly [dialect]: 'one element only'
}

/**
 * One element at most.
 *
 * @example
 * ```ts
 * import type { OneElement, VoiceElement } from 'twimlx'
 *
 * interface FrameProps {
 *   children: OneElement<VoiceElement>
 * }
 * ```
 */
export type OneElement<E extends AnyElement> = E | Nothing | readonly OneElementOnly[]

/**
 * Messaging verbs and nouns, and no text.
 *
 * @example
 * ```tsx
 * import type { MessagingElements } from 'twimlx'
 * import { Response } from 'twimlx/messaging'
 *
 * const Layout = ({ children }: { children: MessagingElements }) => <Response>{children}</Response>
 * ```
 */
export type MessagingElements = MessagingElement | Nothing | readonly MessagingElements[]

/**
 * Voice verbs and nouns, and no text.
 *
 * @example
 * ```tsx
 * import type { VoiceElements } from 'twimlx'
 * import { Response } from 'twimlx/voice'
 *
 * const Layout = ({ children }: { children: VoiceElements }) => <Response>{children}</Response>
 * ```
 */
export type VoiceElements = VoiceElement | Nothing | readonly VoiceElements[]

/**
 * Fax verbs, and no text.
 *
 * @example
 * ```tsx
 * import type { FaxElements } from 'twimlx'
 * import { Response } from 'twimlx/fax'
 *
 * const Layout = ({ children }: { children: FaxElements }) => <Response>{children}</Response>
 * ```
 */
export type FaxElements = FaxElement | Nothing | readonly FaxElements[]

/**
 * Anything that can be rendered, in any dialect.
 *
 * @example
 * ```tsx
 * import type { Children } from 'twimlx'
 * import { Say } from 'twimlx/voice'
 *
 * const Slowly = ({ children }: { children: Children }) => (
 *   <>
 *     <Say>Please listen.</Say>
 *     {children}
 *   </>
 * )
 * ```
 */
export type Children = Mixed<AnyElement>

/**
 * The children of an element without content, named so that the compiler's message reads as a sentence.
 *
 * @example
 * ```ts
 * import type { NoChildren } from 'twimlx'
 * import type { Fields } from 'twimlx/define'
 *
 * class BeepAttributes {}
 * // <Beep>text</Beep> then fails, and the compiler's message says so in these words.
 * interface BeepProps extends Fields<BeepAttributes> {
 *   children?: NoChildren<'<Beep>'>
 * }
 * ```
 */
export interface NoChildren<Tag extends string> {
  readonly [dialect]: `${Tag} takes no children`
}

/**
 * The props that an element's class declares. Not the class itself, since linters want an instance of it; and no mapped
 * type, which costs the compiler a step for each prop.
 *
 * @example
 * ```ts
 * class ChimeAttributes {
 *   tone? = oneOf('low', 'high')
 * }
 * interface ChimeProps extends Fields<ChimeAttributes> {}
 * const props: ChimeProps = { tone: 'low' }
 * ```
 */
export type Fields<Attributes extends object> = Attributes & { readonly children?: unknown }

declare const renders: unique symbol

/**
 * An element whose kind `twimlx check` knows. Declare it as the return type of a component that a package ships without
 * its source.
 *
 * @example
 * ```tsx
 * import type { Renders } from 'twimlx'
 *
 * export declare function Greeting(props: { name: string }): Renders<'Body' | 'Media'>
 * ```
 */
export type Renders<Name extends string> = TwimlElement & { readonly [renders]?: Name }
