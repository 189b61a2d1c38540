import type { PlainText, TwimlElement } from '../vocabulary/children.ts'
import { verdict } from '../vocabulary/problem.ts'
import { representable } from '../xml/escape.ts'
import { report } from './scope.ts'
import { special } from './special.ts'

// As deep as the renderer goes.
const MAX_NESTING = 512

/**
 * Writes an XML comment. `--` may not stand in one: it is a problem, and a space is put between the hyphens.
 *
 * @param props.children - The comment's text.
 * @see https://www.w3.org/TR/xml/#sec-comments
 *
 * @example
 * ```tsx
 * import { Comment } from 'twimlx'
 * import { Response, Say } from 'twimlx/voice'
 *
 * const document = (
 *   <Response>
 *     <Comment>menu, version 7</Comment>
 *     <Say>Welcome.</Say>
 *   </Response>
 * )
 * ```
 */
export const Comment: (props: { children?: PlainText }) => TwimlElement = /* @__PURE__ */ special(
  'Comment',
  ({ children }: { children?: PlainText }, frame, scope, _depth, element) => {
    const text = ([children] as unknown[])
      .flat(MAX_NESTING)
      .filter((part) => typeof part === 'string' || typeof part === 'number')
      .join('')
    if (text.includes('--') || text.endsWith('-'))
      report(
        scope,
        verdict(
          'comment',
          'warning',
          'A comment may not have -- in it or end with a hyphen: a space is put there.',
        ),
        frame,
        element,
        'Comment',
      )
    return `<!--${representable(text.replace(/-(?=-|$)/g, '- '))}-->`
  },
)
