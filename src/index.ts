/**
 * @module
 * TwiML written as TSX: rendering, context, and elements of your own. The elements themselves are in
 * `twimlx/messaging`, `twimlx/voice` and `twimlx/fax`.
 */
export { Comment } from './render/comment.ts'
export { type Context, createContext, useContext } from './render/context.ts'
export { Custom, type CustomProps } from './render/custom.ts'
export { Defaults, type DefaultsProps } from './render/defaults.ts'
export { ErrorBoundary, type ErrorBoundaryProps } from './render/error-boundary.ts'
export { pretty } from './render/pretty.ts'
export { formatProblem, type Problem, TwimlError } from './render/problem.ts'
export { render, renderAsync, type RenderOptions } from './render/render.ts'
export { twimlResponse, type TwimlInit } from './render/response.ts'
export {
  boolean,
  booleanOrText,
  commaList,
  decimal,
  duration,
  httpMethod,
  httpsUrl,
  integer,
  integerOr,
  list,
  oneOf,
  oneOfCoded,
  open,
  pattern,
  required,
  sid,
  string,
  url,
  wssUrl,
} from './vocabulary/attributes.ts'
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
export {
  type Content,
  defineElement,
  type ElementTable,
  type ElementComponent,
  type ElementOptions,
  type Flow,
} from './vocabulary/define-element.ts'
export type { Source } from './vocabulary/element.ts'
export type { Level } from './vocabulary/problem.ts'
export { Raw } from './vocabulary/raw.ts'
export {
  atLeastOneOf,
  bareIn,
  childCount,
  exactlyOneOf,
  type Judged,
  maxLength,
  maxText,
  maxWhen,
  notTogether,
  onlyChild,
  requiredIn,
  requires,
  restrictedIn,
  rule,
  type Rule,
  textForm,
  type Weight,
} from './vocabulary/rules.ts'
