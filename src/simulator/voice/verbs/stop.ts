/**
 * @module
 * `<Stop>`: ends a task beside the call, by name.
 * @see https://www.twilio.com/docs/voice/twiml/stop
 */
import type { Beside } from '../engine/beside.ts'
import type { VerbRun } from '../engine/run.ts'

export const stop = async (verb: VerbRun): Promise<undefined> => {
  const { leg } = verb
  void verb.attributes
  verb.isUsable()
  for (const noun of verb.children()) {
    const name = noun.attributes.text('name')
    if (!noun.isUsable()) continue
    if (stoppable.has(noun.name))
      await leg.beside.find((it) => it.kind === noun.name && it.name === name)?.stop()
    else if (noun.name !== 'MediaFilter') noun.unsupported()
  }
}

const stoppable: ReadonlySet<string> = new Set<Beside['kind']>([
  'Stream',
  'Transcription',
  'Recording',
])
