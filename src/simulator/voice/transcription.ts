/**
 * @module
 * `<Transcription>`: what is said on a call, while it is said.
 * @see https://www.twilio.com/docs/voice/twiml/transcription
 */
import type { Parameters } from '../client/form.ts'
import type { XmlElement } from '../xml.ts'
import type { Run } from './run.ts'

/** A transcription that runs beside a call. */
export interface LiveTranscription {
  readonly name: string | undefined
  /** The party said something. */
  hear(text: string, confidence: number): Promise<void>
  stop(): Promise<void>
}

export const startTranscription = async (run: Run, element: XmlElement): Promise<void> => {
  const { leg } = run
  const { clock, sids } = leg.world
  const attributes = run.attributes(element)
  if (!run.whole(element)) return
  run.children(element)
  const sid = sids.next('GT')
  const name = attributes.text('name')
  const language = attributes.text('languageCode') ?? 'en-US'
  const track = attributes.text('track') ?? 'both_tracks'
  let sequence = 0
  const tell = (event: string, params: Parameters = {}) =>
    run.tell(attributes.text('statusCallbackUrl'), attributes.method('statusCallbackMethod'), {
      TranscriptionSid: sid,
      TranscriptionEvent: event,
      SequenceId: String(++sequence),
      Timestamp: clock.date.toISOString(),
      ...params,
    })
  const transcription: LiveTranscription = {
    name,
    hear: (transcript, confidence) =>
      track === 'outbound_track'
        ? Promise.resolve()
        : tell('transcription-content', {
            TranscriptionData: JSON.stringify({ transcript, confidence }),
            Final: 'true',
            Track: 'inbound_track',
            LanguageCode: language,
          }),
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
