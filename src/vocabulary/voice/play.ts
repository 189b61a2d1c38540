import { integer, pattern, url } from '../attributes.ts'
import type { Fields, PlainText, VoiceElement } from '../children.ts'
import { defineElement, type ElementComponent } from '../define-element.ts'
import { exactlyOneOf, restrictedIn } from '../rules.ts'

class PlayLoopAttributes {
  /** Number of repetitions; 0 repeats until hangup or 1000 times. Default: 1. */
  loop? = integer({ code: 13410 })
}

class PlayAttributes extends PlayLoopAttributes {
  /** Tones to play instead of a file; w waits 0.5 s and W 1 s. */
  digits? = pattern(/^[0-9A-DWw#*]*$/, 'digits, A-D, #, *, and w or W for pauses', 13430)
}

/**
 * Attributes and text of a <Play> of a media file.
 *
 * @example
 * ```ts
 * const props: PlayMediaProps = { loop: 2, children: 'https://example.com/music.mp3' }
 * ```
 */
export interface PlayMediaProps extends Fields<PlayLoopAttributes> {
  digits?: undefined
  /** URL of a wav, mp3, aiff, gsm or ulaw file, shorter than 40 minutes. */
  children: PlainText
}

/**
 * Attributes of a <Play> of tones.
 *
 * @example
 * ```ts
 * const props: PlayDigitsProps = { digits: 'ww12#' }
 * ```
 */
export interface PlayDigitsProps extends Fields<PlayAttributes> {
  digits: string
  children?: undefined
}

/** Attributes and children of <Play>: a media file's URL as text, or `digits`. */
export type PlayProps = PlayDigitsProps | PlayMediaProps

/** Two signatures, because `tsc` does not say which prop of a union is missing, but says so for the last signature. */
interface PlayComponent extends Pick<ElementComponent<PlayProps>, 'table'> {
  (props: PlayProps): VoiceElement
  (props: PlayMediaProps): VoiceElement
}

/**
 * Plays an audio file or DTMF tones; then the next verb runs. Text: URL of a wav/mp3/aiff/gsm/ulaw file (under 40
 * minutes).
 *
 * @example
 * ```tsx
 * <Response>
 *   <Play loop={2}>https://example.com/jingle.mp3</Play>
 *   <Play digits="ww1234" />
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/play
 */
export const Play: PlayComponent = /* @__PURE__ */ defineElement<PlayProps, VoiceElement>(
  'Play',
  PlayAttributes,
  {
    content: 'text',
    rules: [exactlyOneOf(['#text', '@digits']), restrictedIn('Gather', 'digits', { code: 13320 })],
    flow: 'continues',
    text: url(),
  },
)
