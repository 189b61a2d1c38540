/**
 * @module
 * `<Enqueue>`.
 * @see https://www.twilio.com/docs/voice/twiml/enqueue
 */
import { MAX_QUEUE_SIZE } from '../../../vocabulary/limits.ts'
import type { Parameters } from '../../client/form.ts'
import type { DocumentRequest } from '../../conversation.ts'
import { levelOf } from '../../error-codes.ts'
import type { QueueResult } from '../../events.ts'
import type { Waiting } from '../engine/queues.ts'
import type { DocumentRules, VerbRun } from '../engine/run.ts'
import { runDocuments } from '../engine/documents.ts'
import type { Exit } from '../engine/exit.ts'
import { Interruption } from '../engine/signal.ts'

export const enqueue = async (verb: VerbRun): Promise<Exit | undefined> => {
  const { element, leg } = verb
  const attributes = verb.attributes
  leg.answer()
  // Twilio's codes for an <Enqueue> are errors: the call is not queued then.
  const usable =
    verb.isUsable() &&
    verb.run
      .verdicts(element)
      .every(({ code }) => code === undefined || levelOf(code) === 'warning')
  verb.children()
  const workflow = attributes.text('workflowSid')
  const written = element.nodes
    .filter((node) => typeof node === 'string')
    .join('')
    .trim()
  // Callers of a workflow wait in one line, since queues of tasks are not simulated.
  const name = workflow ?? written
  if (!usable || name === '') return verb.next({ QueueResult: 'error' })
  const queue = verb.exchange.queues.open(name)
  const size = Math.min(MAX_QUEUE_SIZE, attributes.number('maxQueueSize'))
  if (queue.waiting.length >= size) {
    verb.complainOf(14207, `The queue ${name} is full: it holds ${size} calls.`)
    leg.write({ type: 'dequeue', result: 'queue-full' })
    return verb.next({ QueueResult: 'queue-full' })
  }
  leg.write({ type: 'enqueue', queue: name })
  if (workflow !== undefined)
    leg.write({
      type: 'unsupported',
      message: `<Enqueue workflowSid> holds the caller, but no worker is assigned: TaskRouter is not simulated. Take the caller out of the queue with redirect(), as a worker's reservation would.`,
      element: element.name,
      attribute: 'workflowSid',
    })
  const place = queue.enter(leg, size)
  const result = (how: QueueResult): Parameters => ({
    QueueResult: how,
    QueueSid: queue.sid,
    QueueTime: String(place.time),
  })
  const leave = (how: QueueResult): Exit | undefined => {
    queue.leave(place)
    leg.write({ type: 'dequeue', result: how })
    return verb.next(result(how))
  }
  return verb.holding(
    async () => {
      const ended = await waitInQueue(verb, place, {
        reference: attributes.text('waitUrl') ?? '',
        base: verb.url,
        method: attributes.method('waitUrlMethod'),
      })
      if (ended === 'hangup') throw new Interruption({ type: 'over', by: 'twilio' })
      if (ended !== 'dequeued') return leave(ended === 'leave' ? 'leave' : 'error')
      if (await bridgeWithAgent(verb, place, leave)) return verb.next(result('bridged'))
      const exit = leave('error')
      place.gone()
      return exit
    },
    ({ kind }) => {
      const moved = kind.type === 'redirect'
      const exit = place.bridged
        ? verb.next(result(moved ? 'redirected-from-bridged' : 'bridged'))
        : leave(moved ? 'redirected' : 'hangup')
      place.gone()
      return exit
    },
    'redirect',
  )
}

const waitVerbs = new Set(['Play', 'Say', 'Pause', 'Hangup', 'Redirect', 'Leave', 'Gather'])

/** Runs the wait document again and again, until the caller leaves by it or an agent takes the call. */
const waitInQueue = async (
  { exchange, leg }: VerbRun,
  place: Waiting,
  request: DocumentRequest,
): Promise<'leave' | 'hangup' | 'failed' | 'dequeued'> => {
  leg.park('Enqueue')
  try {
    // An agent may be waiting already.
    place.arrived()
    if (request.reference.trim() === '')
      for (;;) leg.logIgnoredInput(await leg.wait('Enqueue'), '<Enqueue> does not listen')
    const rules: DocumentRules = {
      verbs: waitVerbs,
      // It does not depend on the status of the call: https://www.twilio.com/docs/voice/twiml/changelog
      params: () => ({ CallStatus: 'ringing', ...place.parameters() }),
      asked: new Map(),
    }
    for (;;) {
      const ended = await runDocuments(exchange, leg, rules, request)
      if (ended !== 'end') return ended
    }
  } catch (interruption) {
    if (!(interruption instanceof Interruption && interruption.kind.type === 'dequeued'))
      throw interruption
    return 'dequeued'
  } finally {
    leg.park(undefined)
  }
}

/** The verbs of the document that a caller hears before an agent. */
const whisper: ReadonlySet<string> = new Set(['Play', 'Say', 'Pause', 'Redirect'])

/** Connects the caller with the agent, until one of the two leaves. Returns whether they were connected. */
const bridgeWithAgent = async (
  { exchange, leg }: VerbRun,
  place: Waiting,
  leave: (how: QueueResult) => Exit | undefined,
): Promise<boolean> => {
  const agent = place.agent!
  if (agent.whisper) {
    const ended = await runDocuments(exchange, leg, { verbs: whisper }, agent.whisper)
    if (ended === 'failed') return false
  }
  leave('bridged')
  place.bridge()
  while (!place.over) await leg.wait('Enqueue')
  return true
}
