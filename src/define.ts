/**
 * Elements of your own, declared as those of twimlx are: {@link defineElement}, the kinds of attribute values, and the
 * rules that tie attributes, text and children together.
 *
 * @module twimlx/define
 */
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
export type { Fields } from './vocabulary/children.ts'
export {
  type Content,
  defineElement,
  type ElementTable,
  type ElementComponent,
  type ElementOptions,
  type Flow,
} from './vocabulary/define-element.ts'
export type { Level } from './vocabulary/verdict.ts'
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
