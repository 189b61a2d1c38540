/**
 * @module
 * `<Stop>`: ends what runs beside a call, by name.
 * @see https://www.twilio.com/docs/voice/twiml/stop
 */
import type { XmlElement } from '../../xml.ts'
import type { Beside } from '../engine/beside.ts'
import type { Run } from '../engine/run.ts'

export const stop = async (run: Run, element: XmlElement): Promise<undefined> => {
  const { leg } = run
  run.attributes(element)
  run.isUsable(element)
  for (const { element: noun } of run.children(element)) {
    const name = run.attributes(noun).text('name')
    if (!run.isUsable(noun)) continue
    if (stoppable.has(noun.name))
      await leg.beside.find((it) => it.kind === noun.name && it.name === name)?.stop()
    else if (noun.name !== 'MediaFilter') run.unsupported(noun)
  }
}

const stoppable: ReadonlySet<string> = new Set<Beside['kind']>([
  'Stream',
  'Transcription',
  'Recording',
])
