/**
 * @module
 * `<Transcription>`: what is said on a call, while it is said.
 * @see https://www.twilio.com/docs/voice/twiml/transcription
 */
import type { Parameters } from '../../client/form.ts'
import type { XmlElement } from '../../xml.ts'
import type { Leg } from '../engine/leg.ts'
import type { Run } from '../engine/run.ts'

/** What the party says is inbound; what it hears, of Twilio or of another party, is outbound. */
export type Track = 'inbound_track' | 'outbound_track'

/** A transcription that runs beside a call. */
export interface LiveTranscription {
  readonly name: string | undefined
  /** Something was said. */
  hear(track: Track, text: string, confidence: number): Promise<void>
  stop(): Promise<void>
}

/** How sure speech recognition is, where nobody says otherwise. */
export const CONFIDENCE = 0.9

/** Lets the transcriptions of a call hear what was said in it, while whatever else happens goes on. */
export const transcribe = (leg: Leg, track: Track, text: string, confidence = CONFIDENCE): void => {
  if (text.trim() === '') return
  for (const transcription of leg.transcriptions)
    leg.simulation.clock.start(() => transcription.hear(track, text.trim(), confidence))
}

/** What is recognised of some words while they are said. */
export const growing = (words: string): string[] =>
  [...words.matchAll(/\S+/g)].map(({ index, 0: word }) => words.slice(0, index + word.length))

export const startTranscription = async (run: Run, element: XmlElement): Promise<void> => {
  const { leg } = run
  const { clock, sids } = leg.simulation
  const attributes = run.attributes(element)
  if (!run.isUsable(element)) return
  run.children(element)
  const sid = sids.next('GT')
  const name = attributes.text('name')
  const language = attributes.text('languageCode') ?? 'en-US'
  const track = attributes.text('track') ?? 'both_tracks'
  let sequence = 0
  const tell = (event: string, params: Parameters = {}) =>
    run.notify(attributes.text('statusCallbackUrl'), attributes.method('statusCallbackMethod'), {
      TranscriptionSid: sid,
      TranscriptionEvent: event,
      SequenceId: String(++sequence),
      Timestamp: clock.date.toISOString(),
      ...params,
    })
  const transcription: LiveTranscription = {
    name,
    async hear(heard, transcript, confidence) {
      if (track !== 'both_tracks' && track !== heard) return
      const content = (text: string, final: boolean, more: Parameters = {}) =>
        tell('transcription-content', {
          TranscriptionData: JSON.stringify({ transcript: text, ...(final && { confidence }) }),
          Final: String(final),
          Track: heard,
          LanguageCode: language,
          ...more,
        })
      if (attributes.flag('partialResults'))
        for (const part of growing(transcript)) await content(part, false, { Stability: '0.9' })
      await content(transcript, true)
    },
    async stop() {
      leg.transcriptions.splice(leg.transcriptions.indexOf(transcription), 1)
      await tell('transcription-stopped')
    },
  }
  leg.transcriptions.push(transcription)
  await tell('transcription-started', {
    Name: name ?? sid,
    Track: track,
    InboundTrackLabel: attributes.text('inboundTrackLabel') ?? 'inbound_track',
    OutboundTrackLabel: attributes.text('outboundTrackLabel') ?? 'outbound_track',
    LanguageCode: language,
    PartialResults: String(attributes.flag('partialResults')),
    TranscriptionEngine: attributes.text('transcriptionEngine') ?? 'google',
    ProviderConfiguration: '{}',
  })
}
