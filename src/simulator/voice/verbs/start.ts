/**
 * @module
 * `<Start>`: begins tasks beside a call.
 * @see https://www.twilio.com/docs/voice/twiml/start
 */
import type { BackgroundRecording } from '../engine/beside.ts'
import type { VerbRun } from '../engine/run.ts'
import { openStream } from './stream.ts'
import { startTranscription } from './transcription.ts'

export const start = async (verb: VerbRun): Promise<undefined> => {
  void verb.attributes
  verb.leg.answer()
  verb.isUsable()
  for (const noun of verb.children())
    if (noun.name === 'Stream') await openStream(noun, 'start')
    else if (noun.name === 'Transcription') await startTranscription(noun)
    else if (noun.name === 'Recording') await startRecording(noun)
    else if (noun.name === 'MediaFilter') filter(noun)
    else noun.unsupported()
}

// Only judges the element: it changes the sound of the call and nothing else.
const filter = (noun: VerbRun): void => {
  void noun.attributes
  noun.isUsable()
}

const startRecording = async (noun: VerbRun): Promise<void> => {
  const { leg, attributes: written } = noun
  if (!noun.isUsable()) return
  const attributes = isRelative(written.text('recordingStatusCallback'), noun)
    ? written.without(['recordingStatusCallback'])
    : written
  if (attributes !== written)
    noun.complainOf(
      11200,
      'recordingStatusCallback of <Recording> is relative, so it is never asked: write the whole URL.',
    )
  const end = await noun.exchange.recordings.begin(leg, {
    source: 'StartCallRecordingTwiML',
    channels: attributes.text('channels') === 'mono' ? 1 : 2,
    track: attributes.text('track'),
    attributes,
    base: noun.url,
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

/** True for a relative URL of a kind that Twilio does not resolve. */
const isRelative = (reference: string | undefined, { leg }: VerbRun): boolean =>
  reference !== undefined &&
  !URL.canParse(reference.trim()) &&
  leg.simulation.settings.relativeRecordingCallback === 'fail'
