import type { PlainText, TwimlElement } from '../vocabulary/children.ts'
import { isElement } from '../vocabulary/element.ts'
import { verdict } from '../vocabulary/verdict.ts'
import { representable } from '../xml/escape.ts'
import { MAX_DEPTH, describeNode } from './node.ts'
import { ignoreRejection, report } from './scope.ts'
import { defineBuiltIn } from './built-in.ts'

/**
 * Writes an XML comment. `--` is not allowed in one: it is reported, and a space is put between the hyphens.
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
export const Comment: (props: { children?: PlainText }) => TwimlElement =
  /* @__PURE__ */ defineBuiltIn('Comment', (element, frame, scope) => {
    const { children } = element.props
    const say = (...told: Parameters<typeof verdict>) =>
      report(scope, verdict(...told), frame, element, 'Comment')
    let text = ''
    for (const part of ([children] as unknown[]).flat(MAX_DEPTH))
      if (typeof part === 'string' || Number.isFinite(part)) text += part
      else if (part !== undefined && part !== null && part !== false) {
        ignoreRejection(part)
        const what = isElement(part) ? `<${describeNode(part)}>` : describeNode(part)
        say('child', 'error', `A comment takes only text: ${what} is left out.`, 0)
      }
    if (text.includes('--') || text.endsWith('-'))
      say(
        'comment',
        'warning',
        'A comment may not have -- in it or end with a hyphen: a space is put there.',
      )
    return `<!--${representable(text.replace(/-(?=-|$)/g, '- '))}-->`
  })
