/**
 * @module
 * The settings of a relay's session: those of its TwiML, and the app's changes.
 * @see https://www.twilio.com/docs/voice/conversationrelay/dynamic-configuration
 */
import type { Attributes } from '../../../inspect.ts'
import type { Changes, Frame, Input } from './frames.ts'
import type { Manner } from './speech.ts'

/** The settings at one moment. */
export interface SessionSettings extends Manner {
  readonly dtmfDetection: boolean
  /** Input that is reported even if it does not interrupt. */
  readonly reportInputDuringAgentSpeech: Input
  readonly partialPrompts: boolean
  readonly transcriptionLanguage: string
  /** The language of speech; `undefined` for the default. */
  readonly ttsLanguage: string | undefined
}

/** The settings at the beginning of a session, from its TwiML. */
export const settingsOf = (attributes: Attributes): SessionSettings => {
  const language = attributes.text('language')
  return {
    interruptible: inputOf(attributes.value('interruptible')),
    preemptible: attributes.flag('preemptible'),
    dtmfDetection: attributes.flag('dtmfDetection'),
    reportInputDuringAgentSpeech: inputOf(attributes.value('reportInputDuringAgentSpeech')),
    partialPrompts: attributes.flag('partialPrompts'),
    transcriptionLanguage: attributes.text('transcriptionLanguage') ?? language ?? 'en-US',
    ttsLanguage: attributes.text('ttsLanguage') ?? language,
  }
}

/** True and false are old words for any and none. */
export const inputOf = (value: string | boolean): Input =>
  (({ true: 'any', false: 'none' }) as const)[String(value)] ?? (value as Input)

/** True if the input includes that kind. */
export const covers = (input: Input, kind: 'dtmf' | 'speech'): boolean =>
  input === 'any' || input === kind

/** The input that may cut the speech of a message short. */
export const mannerOf = (
  { interruptible, preemptible }: Changes,
  settings: SessionSettings,
): Manner => ({
  interruptible: interruptible === undefined ? settings.interruptible : inputOf(interruptible),
  preemptible: preemptible ?? settings.preemptible,
})

/** The settings that a message changes. */
export const changesOf = (
  frame: Frame & { type: 'config' | 'language' },
): Partial<SessionSettings> =>
  Object.fromEntries(
    Object.entries(frame).flatMap(([name, value]) => {
      const read = changeable.get(name)
      return read ? [[name, read(value)]] : []
    }),
  )

const asIs = (value: unknown): unknown => value
const asInput = (value: unknown): unknown => inputOf(value as string)

/** The settings that can be changed, and how each is read. */
const changeable: ReadonlyMap<string, (value: unknown) => unknown> = new Map(
  Object.entries({
    interruptible: asInput,
    preemptible: asIs,
    dtmfDetection: asIs,
    reportInputDuringAgentSpeech: asInput,
    partialPrompts: asIs,
    transcriptionLanguage: asIs,
    ttsLanguage: asIs,
  } satisfies { readonly [Name in keyof SessionSettings]?: (value: unknown) => unknown }),
)
