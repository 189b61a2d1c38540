/**
 * TwiML written as TSX: rendering and context. The elements are in `twimlx/messaging`, `twimlx/voice` and `twimlx/fax`;
 * elements of your own are declared with `twimlx/define`.
 *
 * @module twimlx
 */
export { createElement } from '../jsx-runtime/ssml.ts'
export { Comment } from './render/comment.ts'
export { type Context, createContext, useContext } from './render/context.ts'
export { Custom, type CustomProps } from './render/custom.ts'
export { Defaults, type DefaultsProps } from './render/defaults.ts'
export { ErrorBoundary, type ErrorBoundaryProps } from './render/error-boundary.ts'
export { pretty } from './render/pretty.ts'
export { formatProblem, type Problem, TwimlError } from './render/problem.ts'
export { render, renderAsync, type RenderOptions } from './render/render.ts'
export { twimlResponse, type TwimlInit } from './render/response.ts'
export type {
  AnyElement,
  Children,
  Elements,
  FaxElement,
  FaxElements,
  MessagingElement,
  MessagingElements,
  Mixed,
  NoChildren,
  OneElement,
  PlainText,
  Renders,
  TwimlElement,
  VoiceElement,
  VoiceElements,
} from './vocabulary/children.ts'
export type { Source } from './vocabulary/element.ts'
export type { Level } from './vocabulary/verdict.ts'
export { Raw } from './vocabulary/raw.ts'
