import { integer } from '../attributes.ts'
import type { Fields, PlainText, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { textForm } from '../rules.ts'

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

class TaskAttributes {
  /** The priority of the task. */
  priority? = integer({ min: 0 })
  /** Seconds until the task expires. At least 1. */
  timeout? = integer({ min: 1 })
}

/** Attributes and children of <Task>. */
export interface TaskProps extends Fields<TaskAttributes> {
  children: PlainText
}

/**
 * Sets the TaskRouter task attributes of an <Enqueue>. Text: JSON object (14221 when invalid).
 *
 * @example
 * ```tsx
 * <Response>
 *   <Enqueue workflowSid="WW00000000000000000000000000000000">
 *     <Task priority={5}>{JSON.stringify({ skill: 'billing' })}</Task>
 *   </Enqueue>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/taskrouter/twiml-queue-calls
 */
export const Task = /* @__PURE__ */ defineElement<TaskProps, VoiceElement>('Task', TaskAttributes, {
  content: 'text',
  rules: [textForm(isJsonObject, 'a JSON object', { code: 14221 })],
  required: { children: true },
})
