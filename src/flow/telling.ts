/**
 * @module
 * Tells the app of errors, endings and stale answers.
 */
import type { Ending, Outcome } from './advance.ts'
import { mistake } from './error.ts'
import type { Ended, FlowInside } from './options.ts'
import type { Who } from './saved.ts'

/** Tells the app of what came of a turn. */
export const tellOutcome = async (
  inside: FlowInside,
  { errors, stale, saved: { who }, ended }: Outcome,
): Promise<void> => {
  for (const error of errors) report(inside, error, who)
  if (stale) {
    const answer = { flow: inside.name, who, ...stale }
    if (inside.onStale) inside.onStale(answer)
    else console.warn(mistake('stale answer', inside.name, stale.key).message)
  }
  for (const ending of ended) await tellEnd(inside, ending)
}

/** Tells the app of the end of a conversation. */
export const tellEnd = async (
  inside: FlowInside,
  { done, output, input, who, facts }: Pick<Ending, 'done' | 'output' | 'input' | 'who' | 'facts'>,
): Promise<void> => {
  const how = done!
  const { name, onEnd } = inside
  // All reasons of `not reached` are one kind.
  const told = typeof onEnd === 'object' ? onEnd[how.split(':')[0] as 'done'] : onEnd
  const answers = Object.fromEntries(
    facts.flatMap(([key, kind, , value]) => (kind === 'a' ? [[key, value]] : [])),
  ) as Ended['answers']
  try {
    await told?.({ flow: name, how, output, input, who, answers })
  } catch (error) {
    report(inside, error, who)
  }
}

/** Tells the app of an error. */
export const report = ({ name, onError }: FlowInside, error: unknown, who: Who): void => {
  if (onError) onError(error, { flow: name, who })
  else console.error(`flow("${name}", …):`, error)
}
