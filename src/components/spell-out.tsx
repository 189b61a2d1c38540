/** @jsxImportSource twimlx/voice */
import type { PlainText, VoiceElement } from '../vocabulary/children.ts'
import { textOf } from './text.ts'

/**
 * Props of {@link SpellOut}.
 *
 * @example
 * ```tsx
 * import { SpellOut, type SpellOutProps } from 'twimlx/components'
 *
 * const Pin = ({ children }: Pick<SpellOutProps, 'children'>) => (
 *   <SpellOut group={2} pause="600ms">
 *     {children}
 *   </SpellOut>
 * )
 * ```
 */
export interface SpellOutProps {
  /** A code or a phone number. Spaces, hyphens and the like separate its groups. */
  children: PlainText
  /** Characters said in one breath, if the text has no groups of its own. Default: 3. */
  group?: number | undefined
  /** The pause between groups. Default: 300ms. */
  pause?: `${number}s` | `${number}ms` | undefined
}

/**
 * Says a code or a phone number character by character, in groups that can be written down. Use it inside a `<Say>`.
 *
 * @throws {RangeError} If `group` is no whole number of 1 or more.
 *
 * @example
 * ```tsx
 * import { SpellOut } from 'twimlx/components'
 * import { Response, Say } from 'twimlx/voice'
 *
 * const document = (
 *   <Response>
 *     <Say>
 *       Your code is <SpellOut>A4-7B</SpellOut>. Call us at <SpellOut>+1 415 555 0100</SpellOut>.
 *     </Say>
 *   </Response>
 * )
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/say/text-speech#say-as
 */
export const SpellOut = ({ children, group = 3, pause = '300ms' }: SpellOutProps): VoiceElement => {
  if (!(Number.isInteger(group) && group >= 1))
    throw new RangeError('group of <SpellOut> must be a whole number of 1 or more.')
  const written = textOf(children)
    .split(/[\s\-–—./()]+/)
    .filter(Boolean)
  const groups = written.length > 1 ? written : written.flatMap((text) => inGroups(text, group))
  return (
    <>
      {groups.map((text, i) => [
        i > 0 && <break time={pause} />,
        <say-as interpret-as={/^\d+$/.test(text) ? 'digits' : 'characters'}>{text}</say-as>,
      ])}
    </>
  )
}

// A last group of one character is added to the group before.
const inGroups = (text: string, size: number): string[] => {
  const characters = [...text]
  const groups: string[] = []
  while (characters.length > 0)
    groups.push(characters.splice(0, characters.length === size + 1 ? size + 1 : size).join(''))
  return groups
}
