import { ask, choice, flow, type Host, load, once, say, who } from 'twimlx/flow'

/** A visit at the dentist's. */
export interface Visit {
  id: string
  time: string
}

/** The practice's calendar, and its way to write to people. */
export interface Practice {
  freeTimes(id: string): Promise<string[]>
  move(id: string, time: string, idempotencyKey: string): Promise<void>
  cancel(id: string, idempotencyKey: string): Promise<void>
  text(to: string, body: string): Promise<void>
}

/** Reminds people of a visit by phone. If a machine answers, or the call is not picked up, it texts instead. */
export const appointment = (practice: Practice) =>
  flow(
    'appointment',
    function* ({ id, time }: Visit) {
      const { answeredBy = 'human' } = yield* who()
      if (answeredBy.startsWith('machine')) {
        yield* say(
          `This is Owl Dental. Your visit is at ${time}. Please call us back to change it.`,
        )
        return 'machine'
      }
      const wish = yield* ask(
        'wish',
        `Your visit is at ${time}. Press 1 to keep it, 2 to move it, 3 to cancel it.`,
        choice(['keep', 'move', 'cancel']),
      )
      if (wish === 'keep') yield* say('See you then.')
      if (wish === 'cancel') {
        yield* once('cancel', (c) => practice.cancel(id, c.idempotencyKey))
        yield* say('Your visit is cancelled.')
      }
      if (wish === 'move') {
        const free = yield* load('free', () => practice.freeTimes(id))
        const next = yield* ask(
          'time',
          ({ options }) => options.map(({ key, label }) => `Press ${key} for ${label}.`).join(' '),
          choice(free),
        )
        yield* once('move', (c) => practice.move(id, next, c.idempotencyKey))
        yield* say(`Your visit is at ${next} now.`)
      }
      return wish
    },
    {
      channels: ['call'],
      async onEnd({ how, output, input, who }) {
        if (how.startsWith('not reached') || output === 'machine')
          await practice.text(who.contact, `Owl Dental: your visit is at ${input.time}.`)
      },
    },
  )

/** Calls about a visit. */
export const remind = async (
  host: Host<Visit>,
  create: (call: object) => Promise<unknown>,
  to: string,
  visit: Visit,
) =>
  create({
    ...(await host.call({ to, from: '+15550100200' }, visit)),
    machineDetection: 'DetectMessageEnd',
  })
