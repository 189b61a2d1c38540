/**
 * @module
 * `<Transcription>`: transcribes a call while it runs.
 * @see https://www.twilio.com/docs/voice/twiml/transcription
 */
import type { Parameters } from '../../client/form.ts'
import { growing } from '../engine/live-transcription.ts'
import type { LiveTranscription } from '../engine/beside.ts'
import type { VerbRun } from '../engine/run.ts'

export const startTranscription = async (verb: VerbRun): Promise<void> => {
  const { leg } = verb
  const { clock, sids } = leg.simulation
  const attributes = verb.attributes
  if (!verb.isUsable()) return
  verb.children()
  const sid = sids.next('GT')
  const name = attributes.text('name')
  const language = attributes.value('languageCode')
  const track = attributes.value('track')
  let sequence = 0
  const tell = (event: string, params: Parameters = {}) =>
    verb.run.notify(
      attributes.text('statusCallbackUrl'),
      attributes.method('statusCallbackMethod'),
      {
        TranscriptionSid: sid,
        TranscriptionEvent: event,
        SequenceId: String(++sequence),
        Timestamp: clock.date.toISOString(),
        ...params,
      },
    )
  const transcription: LiveTranscription = {
    kind: 'Transcription',
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
      leg.noLongerBeside(transcription)
      await tell('transcription-stopped')
    },
  }
  leg.beside.push(transcription)
  await tell('transcription-started', {
    Name: name ?? sid,
    Track: track,
    InboundTrackLabel: attributes.text('inboundTrackLabel') ?? 'inbound_track',
    OutboundTrackLabel: attributes.text('outboundTrackLabel') ?? 'outbound_track',
    LanguageCode: language,
    PartialResults: String(attributes.flag('partialResults')),
    TranscriptionEngine: attributes.value('transcriptionEngine'),
    ProviderConfiguration: '{}',
  })
}
