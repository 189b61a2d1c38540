/**
 * @module
 * `<Start>` and `<Stop>`: what runs beside a call.
 * @see https://www.twilio.com/docs/voice/twiml/start
 */
import type { XmlElement } from '../../xml.ts'
import type { Leg } from '../engine/leg.ts'
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

export const stop = async (run: Run, element: XmlElement): Promise<undefined> => {
  const { leg } = run
  run.attributes(element)
  run.isUsable(element)
  for (const { element: noun } of run.children(element)) {
    const name = run.attributes(noun).text('name')
    if (!run.isUsable(noun)) continue
    if (noun.name === 'Stream')
      await leg.sockets.find((socket) => socket.mode === 'start' && socket.name === name)?.close()
    else if (noun.name === 'Transcription')
      await leg.transcriptions.find((transcription) => transcription.name === name)?.stop()
    else if (noun.name === 'Recording') stopRecording(leg, name)
    else if (noun.name !== 'MediaFilter') run.unsupported(noun)
  }
}

/** Ends whatever runs beside a call, because the call ends. */
export const stopAll = async (leg: Leg): Promise<void> => {
  for (const socket of leg.sockets.slice()) await socket.close()
  for (const transcription of leg.transcriptions.slice()) await transcription.stop()
  for (const name of Array.from(leg.recordings.keys())) stopRecording(leg, name)
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
  const end = await leg.board.recordings.begin(leg, {
    source: 'StartCallRecordingTwiML',
    channels: attributes.text('channels') === 'mono' ? 1 : 2,
    track: attributes.text('track'),
    attributes,
    base: run.url,
  })
  leg.recordings.set(attributes.text('name'), end)
}

/** Whether a callback is one that Twilio does not resolve. */
const isRelative = (reference: string | undefined, { leg }: Run): boolean =>
  reference !== undefined &&
  !URL.canParse(reference.trim()) &&
  leg.simulation.settings.relativeRecordingCallback === 'fail'

const stopRecording = (leg: Leg, name: string | undefined): void => {
  leg.recordings.get(name)?.()
  leg.recordings.delete(name)
}
