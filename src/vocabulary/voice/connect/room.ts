import { string } from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class RoomAttributes {
  /** The caller's identity inside the room. */
  participantIdentity? = string()
}

/** Attributes and children of <Room>. */
export interface RoomProps extends Fields<RoomAttributes> {
  children: PlainText
}

/**
 * Connects the call to a Programmable Video room. Text: Room name.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Connect>
 *     <Room participantIdentity="alice">DailyStandup</Room>
 *   </Connect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/connect/room
 */
export const Room = /* @__PURE__ */ defineElement<RoomProps, VoiceElement>('Room', RoomAttributes, {
  content: 'text',
  required: { children: true },
})
