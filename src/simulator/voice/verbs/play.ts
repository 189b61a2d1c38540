/**
 * @module
 * `<Play>`.
 * @see https://www.twilio.com/docs/voice/twiml/play
 */
import type { DocumentFailure } from '../../conversation.ts'
import { isAudio, mediaType } from '../../document.ts'
import { resolveUrl } from '../../url.ts'
import { type BargeIn, play } from '../engine/playback.ts'
import type { VerbRun } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'
import type { Signal } from '../engine/signal.ts'

/** The outcome of a `<Play>`. */
export interface Played {
  readonly signal?: Signal | undefined
  readonly failed?: DocumentFailure
}

/** Runs the verb, also inside a `<Gather>`. */
export const runPlay = async (verb: VerbRun, bargeIn?: BargeIn): Promise<Played> => {
  const { leg } = verb
  const attributes = verb.attributes
  if (!verb.isUsable()) return {}
  const digits = attributes.text('digits')
  if (digits !== undefined) {
    leg.answer()
    leg.write({ type: 'tones', digits })
    await leg.sleep('Play', waits(digits))
    return {}
  }
  const reference = verb.text
  if (!verb.element.hasText) return {}
  leg.answer()
  const url = resolveUrl(reference, verb.url)
  if (typeof url !== 'string') {
    verb.complainOf(url.code, url.message)
    return { failed: { code: url.code, url: reference } }
  }
  const found = await fetchAudio(verb, url)
  if (typeof found !== 'string') return { failed: found }
  return { signal: await play(leg, found, attributes.number('loop'), bargeIn) }
}

/** The verb at the top of a document. */
export const playVerb = async (verb: VerbRun): Promise<Exit | undefined> => {
  const { failed } = await runPlay(verb)
  return failed && verb.leg.simulation.settings.unplayable === 'fail'
    ? { type: 'failed', failure: failed }
    : undefined
}

/** Fetches a sound file, and reports a file that cannot be played. */
export const fetchAudio = async (
  { exchange, leg, element }: VerbRun,
  url: string,
): Promise<string | DocumentFailure> => {
  // An app in this process cannot reach other hosts: their files count as good.
  if (!exchange.reaches(url)) return plain(url)
  const gathers = element.parent?.name === 'Gather'
  const fetched = await leg.conversation.media(url, { collects: !gathers })
  leg.throwIfInterrupted()
  if (fetched.failed) {
    leg.report(fetched, { url: fetched.url, element })
    return fetched
  }
  const type = mediaType(fetched.answer)
  if (isAudio(type)) return plain(url)
  const code = gathers ? 13325 : 13420
  leg.report(
    {
      code,
      message: `${fetched.url} has ${type ? `the Content-Type ${type}` : 'no Content-Type'}: <Play> takes audio, such as audio/mpeg or audio/wav.`,
    },
    { url: fetched.url, element },
  )
  return { code, url: fetched.url }
}

const plain = (url: string): string => url.split('#', 1)[0]!

/** `w` waits half a second, `W` a whole one. */
const waits = (digits: string): number =>
  [...digits].reduce((sum, key) => sum + (key === 'w' ? 0.5 : key === 'W' ? 1 : 0), 0)
