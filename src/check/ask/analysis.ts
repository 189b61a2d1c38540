/**
 * @module
 * The questions that the rules ask, each answered once for all files.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { endsDocument } from './ends-document.ts'
import { isVerb, takesText } from '../infer/elements.ts'
import { EMPTY, type Levels, PossibleOutput } from './possible-output.ts'
import { PlacementFinder } from './placement.ts'

/** What fits its parent. */
const FINE: Levels = 2
/** What a caller gave and does not fit: it is reported where the caller wrote it. */
export const GIVEN_WRONG: Levels = 4
/** What does not fit its parent. */
export const WRONG: Levels = 8

/** What hands control over, always. */
export const ENDS: Levels = 2

/** What has a verb in it. */
export const VERB: Levels = 2

/** What is there. */
export const PRESENT: Levels = 2

/** How far the rules go. */
export interface AnalysisOptions {
  /**
   * Whether verbs after a `<Message>` with an `action` count as unreachable. Twilio's pages say so, and elsewhere call
   * `action` a mere status callback. Default: true.
   * @see https://www.twilio.com/docs/messaging/twiml/message#action
   */
  messageAction?: boolean | undefined
}

/** Everything that is found out about some files. */
export class Analysis {
  readonly placements = new PlacementFinder()
  readonly endings: PossibleOutput
  readonly verbs = new PossibleOutput({
    element: ({ table }) => (isVerb(table) ? VERB : EMPTY),
    text: () => EMPTY,
    unknown: EMPTY | VERB,
  })
  /** Whether something is rendered at all. */
  readonly presence = new PossibleOutput({
    element: () => PRESENT,
    text: () => PRESENT,
    unknown: EMPTY | PRESENT,
  })
  readonly #fits = new Map<ElementTable, PossibleOutput>()

  constructor({ messageAction = true }: AnalysisOptions = {}) {
    this.endings = new PossibleOutput({
      element: (element) => (endsDocument(element, messageAction) ? ENDS : EMPTY),
      text: () => EMPTY,
      unknown: EMPTY | ENDS,
    })
  }

  /** Whether something fits that parent. */
  fits(parent: ElementTable): PossibleOutput {
    let outcomes = this.#fits.get(parent)
    if (!outcomes) {
      outcomes = new PossibleOutput({
        element: ({ table }) => (parent.takes(table) ? FINE : WRONG),
        text: ({ hidden }, typed) => (takesText(parent) || (typed && !hidden) ? FINE : WRONG),
        unknown: EMPTY | FINE,
      })
      this.#fits.set(parent, outcomes)
    }
    return outcomes
  }
}

/** Whether something is wrong whenever it is anything at all. */
export const isWrong = (levels: Levels): boolean => (levels & WRONG) > 0 && (levels & FINE) === 0
