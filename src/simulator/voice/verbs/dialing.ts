/**
 * @module
 * A `<Dial>` while it runs.
 */
import type { Parameters } from '../../client/form.ts'
import type { Attributes } from '../../inspect.ts'
import type { XmlElement } from '../../xml.ts'
import type { Exit } from '../engine/exit.ts'
import type { Run } from '../engine/run.ts'
import type { Interruption } from '../engine/signal.ts'

/** Somebody to ring. */
export interface Party {
  readonly address: string
  /** The noun; absent where the number stands in `<Dial>` itself. */
  readonly element: XmlElement | undefined
  readonly attributes: Attributes | undefined
}

/** A `<Dial>` while it runs. */
export interface Dialing {
  readonly run: Run
  readonly element: XmlElement
  readonly attributes: Attributes
  /** What to do when it is over: ask `action`, or go on with the next verb. */
  readonly after: (params: Parameters) => Exit | undefined
  /** Puts off what is asked when the dialling leg is torn away from it: see `Leg.owe`. */
  readonly owe: (interruption: Interruption, params: Parameters) => void
}
