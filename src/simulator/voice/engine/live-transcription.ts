/**
 * @module
 * Transcriptions beside a call.
 * @see https://www.twilio.com/docs/voice/twiml/transcription
 */
import type { Track } from './beside.ts'
import type { Leg } from './leg.ts'

/** The default confidence of speech recognition. */
export const CONFIDENCE = 0.9

/** Sends speech to the transcriptions of a call, without waiting for them. */
export const transcribe = (leg: Leg, track: Track, text: string, confidence = CONFIDENCE): void => {
  if (text.trim() === '') return
  for (const transcription of leg.beside)
    if (transcription.kind === 'Transcription')
      leg.simulation.clock.start(() => transcription.hear(track, text.trim(), confidence))
}

/** The partial results of speech: its beginning, word by word. */
export const growing = (words: string): string[] =>
  [...words.matchAll(/\S+/g)].map(({ index, 0: word }) => words.slice(0, index + word.length))
