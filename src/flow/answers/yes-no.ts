import { among, type Answer } from '../answer.ts'

// The usual spoken forms; "not" makes "not right" no clear answer.
const ENGLISH = {
  yes: 'yes yeah yep yup y sure ok okay right correct'.split(' '),
  no: 'no nope nah n not dont wrong'.split(' '),
}

/**
 * Reads yes or no: 1 or 2, or a word for it.
 *
 * @param words - The words for each; the first names it. Default: English ones.
 *
 * @example
 * ```ts
 * import { ask, flow, say, yesNo } from 'twimlx/flow'
 *
 * export const terms = flow('terms', function* () {
 *   const ja = yield* ask('agb', 'Einverstanden?', yesNo({ yes: ['ja', 'gern'], no: ['nein'] }))
 *   yield* say(ja ? 'Danke.' : 'Schade.')
 * })
 * ```
 */
export const yesNo = ({
  yes,
  no,
}: { yes: readonly string[]; no: readonly string[] } = ENGLISH): Answer<boolean> =>
  among('yesNo', [
    [true, yes],
    [false, no],
  ])
