/**
 * @module
 * Tells which elements end the document or always hand control over.
 */
import type { Element, Value } from '../infer/tree.ts'
import { TRUE } from '../infer/tree.ts'

/** True if no verb after the element ever runs. */
export const endsDocument = ({ table, props }: Element, messageAction: boolean): boolean => {
  const { flow, flowDisputed, transfersWith } = table.options
  if (flowDisputed && !messageAction) return false
  switch (flow) {
    case 'ends':
    case 'transfers':
      return true
    case 'transfers-if-action':
      return isGiven(props.get('action'))
    case 'transfers-if-input':
      return transfersWith !== undefined && isTrue(props.get(transfersWith))
    default:
      return false
  }
}

const isGiven = (value: Value | undefined): boolean => {
  switch (value?.kind) {
    case 'text':
      return true
    case 'named':
      return isGiven(value.tree)
    case 'alternative':
      return value.options.every(isGiven)
    default:
      return false
  }
}

const isTrue = (value: Value | undefined): boolean => {
  if (value === TRUE) return true
  switch (value?.kind) {
    case 'text':
      return value.value === 'true'
    case 'named':
      return isTrue(value.tree)
    default:
      return false
  }
}
