/**
 * @module
 * `<ConversationRelay>`: speech as text on a WebSocket.
 * @see https://www.twilio.com/docs/voice/conversationrelay
 */
import type { Exit } from '../engine/exit.ts'
import type { VerbRun } from '../engine/run.ts'
import { RelaySession } from './conversation-relay/session.ts'

/**
 * Talks until the app or the caller ends it.
 * @param connect - The `<Connect>`, whose action is requested at the end.
 * @param verb - The noun in it.
 * @param answered - True if the call was in progress before.
 */
export const relay = async (
  connect: VerbRun,
  verb: VerbRun,
  answered: boolean,
): Promise<Exit | undefined> => {
  const { leg, element, attributes } = verb
  const isUsable = verb.isUsable()
  // Reports the problems of the children's attributes.
  for (const child of verb.children()) void child.attributes
  const url = attributes.text('url')
  const session = new RelaySession(verb, url ?? '', answered)
  if (!isUsable || url === undefined)
    return connect.next(session.failed(64101, 'Invalid Parameter Value'))
  const failure = await session.open()
  if (failure !== undefined) {
    leg.report({ code: 64102, message: failure }, { url, element })
    return connect.next(session.failed(64102, 'Unable to Connect to Websocket URL'))
  }
  return connect.holding(
    async () => connect.next(await session.converse()),
    async () => {
      session.cut()
      const exit = connect.next(session.result('completed'))
      await session.close()
      return exit
    },
  )
}
