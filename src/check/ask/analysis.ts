/**
 * @module
 * The questions that the rules ask about trees, each answered once for all files.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { endsDocument } from './ends-document.ts'
import { isVerb, takesText } from '../infer/elements.ts'
import { EMPTY, type Levels, PossibleOutput, type Question } from './possible-output.ts'
import { PlacementFinder } from './placement.ts'
import { RootReads } from './root-reads.ts'

/** An element or text that fits its parent. */
const FINE: Levels = 2
/** An argument that does not fit: it is reported at the caller, who wrote it. */
export const GIVEN_WRONG: Levels = 4
/** An element or text that does not fit its parent. */
export const WRONG: Levels = 8

/** An element that always hands control over. */
export const ENDS: Levels = 2

/** A verb. */
export const VERB: Levels = 2

/** Any element or text. */
export const PRESENT: Levels = 2

/** Options of the rules. */
export interface AnalysisOptions {
  /**
   * If `true`, verbs after a `<Message>` with an `action` count as unreachable. Twilio's pages say so, and elsewhere
   * call `action` a mere status callback. Default: true.
   * @see https://www.twilio.com/docs/messaging/twiml/message#action
   */
  messageAction?: boolean | undefined
}

/** The answers about a set of files. */
export class Analysis {
  readonly reads = new RootReads()
  readonly placements = new PlacementFinder(this.reads)
  readonly endings: PossibleOutput
  readonly verbs = this.#ask({
    element: ({ table }) => (isVerb(table) ? VERB : EMPTY),
    text: () => EMPTY,
    unknown: EMPTY | VERB,
  })
  /** Tells whether a tree renders anything. */
  readonly presence = this.#ask({
    element: () => PRESENT,
    text: () => PRESENT,
    unknown: EMPTY | PRESENT,
  })
  readonly #fits = new Map<ElementTable, PossibleOutput>()

  constructor({ messageAction = true }: AnalysisOptions = {}) {
    this.endings = this.#ask({
      element: (element) => (endsDocument(element, messageAction) ? ENDS : EMPTY),
      text: () => EMPTY,
      unknown: EMPTY | ENDS,
    })
  }

  /** Tells whether a tree fits that parent. */
  fits(parent: ElementTable): PossibleOutput {
    let outcomes = this.#fits.get(parent)
    if (!outcomes) {
      outcomes = this.#ask({
        element: ({ table }) => (parent.takes(table) ? FINE : WRONG),
        text: ({ hidden }, typed) => (takesText(parent) || (typed && !hidden) ? FINE : WRONG),
        unknown: EMPTY | FINE,
      })
      this.#fits.set(parent, outcomes)
    }
    return outcomes
  }

  #ask(question: Question): PossibleOutput {
    return new PossibleOutput(question, this.reads)
  }
}

/** True if a tree is wrong whenever it renders anything. */
export const isWrong = (levels: Levels): boolean => (levels & WRONG) > 0 && (levels & FINE) === 0
