import { Defaults } from 'twimlx'
import {
  ask,
  choice,
  custom,
  dial,
  flow,
  now,
  number,
  once,
  record,
  say,
  who,
  yesNo,
} from 'twimlx/flow'
import type { Layout } from 'twimlx/flow'

/** A table, as entered in the restaurant's book. */
export interface Booking {
  from: string
  date: string
  party: number
}

/** The restaurant's side of the line. The key is the same however often a booking is sent. */
export interface Restaurant {
  book(booking: Booking, idempotencyKey: string): Promise<void>
  keepMessage(from: string, recordingUrl: string): Promise<void>
}

const MAX = 8
const DESK = '+14155550199'

/** Open from Tuesday to Sunday, from 17 to 22 o'clock UTC. */
const isOpen = (time: Date): boolean =>
  time.getUTCDay() !== 1 && time.getUTCHours() >= 17 && time.getUTCHours() < 22

/** A real day of the year: four keys (0412), or as people write it (4/12, 4-12). */
const parseDate = (text: string): string | undefined => {
  const [, month = '', day = ''] =
    /^(\d\d?)[/.-](\d\d?)$/.exec(text) ?? /^(\d\d)(\d\d)$/.exec(text) ?? []
  // Of a leap year, since the line does not ask for a year.
  const date = new Date(Date.UTC(2028, Number(month) - 1, Number(day)))
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
    ? `${month.padStart(2, '0')}/${day.padStart(2, '0')}`
    : undefined
}

const House: Layout = ({ channel, children }) =>
  channel === 'call' ? (
    <Defaults Say={{ voice: 'Polly.Joanna-Neural' }}>{children}</Defaults>
  ) : (
    children
  )

/** The reservation line of Chez Owl, by phone and by text. */
export const reservation = (restaurant: Restaurant) => {
  function* voicemail() {
    const { contact } = yield* who()
    yield* say('Please leave a message after the beep.')
    const message = yield* record('message', {
      maxLength: 120,
      transcribe: true,
      transcribeCallback: '/transcribed',
    })
    if (!message) return yield* say('We heard nothing. Goodbye.')
    yield* once('keep', () => restaurant.keepMessage(contact, message.url))
    yield* say('Thank you. Goodbye.')
  }

  function* person() {
    const { channel } = yield* who()
    if (channel === 'message') return yield* say(`Please call us at ${DESK}.`)
    yield* say('One moment, I connect you.')
    const { answered, hungUp } = yield* dial('desk', DESK, { timeout: 20 })
    if (!answered && !hungUp) yield* voicemail()
  }

  return flow(
    'reservation',
    function* () {
      const { channel, contact } = yield* who()
      yield* say('Welcome to Chez Owl.')
      if (!isOpen(yield* now())) yield* say('We are closed right now, but you can book a table.')
      if (channel === 'call') {
        const wish = yield* ask(
          'menu',
          'For a new booking, press 1. To leave a message, press 2.',
          choice(['booking', 'message']),
        )
        if (wish === 'message') return yield* voicemail()
      }
      for (;;) {
        const date = yield* ask(
          'date',
          { call: 'For which day? Four digits, please.', message: 'For which day? Like 4/12.' },
          custom(parseDate, { digits: 4, example: '0412' }),
        )
        const party = yield* ask(
          'party',
          `For how many people? Up to ${MAX}.`,
          number({ min: 1, max: MAX }),
        )
        if (!(yield* ask('confirm', `A table for ${party} on ${date}. Right?`, yesNo()))) continue
        const booking = { from: contact, date, party }
        yield* once('book', (c) => restaurant.book(booking, c.idempotencyKey))
        return yield* say('Your table is booked. Goodbye.')
      }
    },
    {
      layout: House,
      otherwise: person,
      retry: ({ why }) =>
        why === 'media' ? 'We cannot look at pictures here.' : 'Sorry, I did not get that.',
    },
  )
}
