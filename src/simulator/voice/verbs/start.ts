/**
 * @module
 * `<Start>`: begins what runs beside a call.
 * @see https://www.twilio.com/docs/voice/twiml/start
 */
import type { XmlElement } from '../../xml.ts'
import type { BackgroundRecording } from '../engine/beside.ts'
import type { Run } from '../engine/run.ts'
import { openStream } from './stream.ts'
import { startTranscription } from './transcription.ts'

export const start = async (run: Run, element: XmlElement): Promise<undefined> => {
  run.attributes(element)
  run.leg.answer()
  run.isUsable(element)
  for (const { element: noun } of run.children(element)) {
    if (noun.name === 'Stream') await openStream(run, noun, 'start')
    else if (noun.name === 'Transcription') await startTranscription(run, noun)
    else if (noun.name === 'Recording') await startRecording(run, noun)
    else if (noun.name === 'MediaFilter') filter(run, noun)
    else run.unsupported(noun)
  }
}

// Changes how the call sounds, and nothing else: here it is judged only.
const filter = (run: Run, noun: XmlElement): void => {
  run.attributes(noun)
  run.isUsable(noun)
}

const startRecording = async (run: Run, noun: XmlElement): Promise<void> => {
  const { leg } = run
  const written = run.attributes(noun)
  if (!run.isUsable(noun)) return
  const attributes = isRelative(written.text('recordingStatusCallback'), run)
    ? written.without(['recordingStatusCallback'])
    : written
  if (attributes !== written)
    run.complainOf(
      11200,
      'recordingStatusCallback of <Recording> is relative, so it is never asked: write the whole URL.',
      noun,
    )
  const end = await run.exchange.recordings.begin(leg, {
    source: 'StartCallRecordingTwiML',
    channels: attributes.text('channels') === 'mono' ? 1 : 2,
    track: attributes.text('track'),
    attributes,
    base: run.url,
  })
  const recording: BackgroundRecording = {
    kind: 'Recording',
    name: attributes.text('name'),
    async stop() {
      leg.noLongerBeside(recording)
      end()
    },
  }
  leg.beside.push(recording)
}

/** Whether a callback is one that Twilio does not resolve. */
const isRelative = (reference: string | undefined, { leg }: Run): boolean =>
  reference !== undefined &&
  !URL.canParse(reference.trim()) &&
  leg.simulation.settings.relativeRecordingCallback === 'fail'
