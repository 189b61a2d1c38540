/**
 * @module
 * The types of elements and of the content between two tags. TypeScript gives every JSX expression of a file one type,
 * so they tell the dialects and the kinds of content apart; which element stands where is judged by {@link ./judge.ts}
 * and by `twimlx check`.
 */
import type { InertElement } from './element.ts'

declare const dialect: unique symbol

/** An element of some dialect. */
export interface AnyElement extends InertElement {
  readonly [dialect]?: unknown
}

/** The type of every tag in a file whose import source is `twimlx/messaging`. */
export interface MessagingElement extends AnyElement {
  readonly [dialect]: { readonly messaging: true }
}

/** The type of every tag in a file whose import source is `twimlx/voice`. */
export interface VoiceElement extends AnyElement {
  readonly [dialect]: { readonly voice: true }
}

/** The type of every tag of `twimlx/fax`. */
export interface FaxElement extends AnyElement {
  readonly [dialect]: { readonly fax: true }
}

/** The type of every tag in a file whose import source is `twimlx`: it passes in every dialect. */
export interface TwimlElement extends MessagingElement, VoiceElement, FaxElement {
  readonly [dialect]: { readonly messaging: true; readonly voice: true; readonly fax: true }
}

/** Values that print nothing. They allow `{condition && <X/>}` for a condition that is a boolean or a text. */
type Nothing = false | '' | null | undefined

/** Text: strings, numbers and URLs. */
export type PlainText = string | number | URL | Nothing | readonly PlainText[]

/** Elements, one or many, and no text. */
export type Elements<E extends AnyElement> = E | Nothing | readonly Elements<E>[]

/** Elements and text. */
export type Mixed<E extends AnyElement> = E | string | number | URL | Nothing | readonly Mixed<E>[]

/** The type of each child where there may be one only, named so that the compiler's message reads as a sentence. */
interface OneElementOnly {
  readonly [dialect]: 'one element only'
}

/** One element at most. */
export type OneElement<E extends AnyElement> = E | Nothing | readonly OneElementOnly[]

/** Messaging verbs and nouns, and no text. */
export type MessagingElements = MessagingElement | Nothing | readonly MessagingElements[]

/** Voice verbs and nouns, and no text. */
export type VoiceElements = VoiceElement | Nothing | readonly VoiceElements[]

/** Fax verbs, and no text. */
export type FaxElements = FaxElement | Nothing | readonly FaxElements[]

/** Anything that can be rendered, in any dialect. */
export type Children = Mixed<AnyElement>

/** The children of an element without content, named so that the compiler's message reads as a sentence. */
export interface NoChildren<Tag extends string> {
  readonly [dialect]: `${Tag} takes no children`
}

/**
 * The props that an element's class declares. Not the class itself, since linters want an instance of it; and no mapped
 * type, which costs the compiler a step for each prop.
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
