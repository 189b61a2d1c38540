import {
  ask,
  type Conversation,
  flow,
  media,
  number,
  once,
  part,
  say,
  text,
  yesNo,
} from 'twimlx/flow'

/** A caller's opinion of a film. */
export interface Opinion {
  film: string
  stars: number
  why?: string
}

/** Asks for stars and, if they are few, for the reason: a piece of conversation for both flows. */
function* rate(film: string): Conversation<Opinion> {
  const stars = yield* ask(
    'stars',
    `How many stars for ${film}? One to five.`,
    number({ min: 1, max: 5 }),
  )
  if (stars > 2) return { film, stars }
  return { film, stars, why: yield* ask('why', 'What was not good?', text({ max: 200 })) }
}

/** A survey by phone and by text: each film has keys of its own. */
export const survey = (
  films: { id: string; name: string }[],
  keep: (opinions: Opinion[], key: string) => Promise<void>,
) =>
  flow('survey', function* () {
    yield* say('Thank you for coming to the Owl Cinema.')
    const opinions: Opinion[] = []
    for (const { id, name } of films) opinions.push(yield* part(id, rate, name))
    yield* once('keep', (c) => keep(opinions, c.idempotencyKey))
    yield* say('That was all. See you soon!')
  })

/** A second survey, by text alone, for those who have a photo to show. */
export const photos = (keep: (urls: string[], opinion: Opinion) => Promise<void>) =>
  flow(
    'photos',
    function* () {
      if (!(yield* ask('more', 'Do you have a photo of the evening?', yesNo()))) return
      const pictures = yield* ask('pictures', 'Send it, please.', media({ max: 3 }))
      const opinion = yield* part('evening', rate, 'the evening')
      yield* once('keep', () =>
        keep(
          pictures.map(({ url }) => url),
          opinion,
        ),
      )
      yield* say('How nice!')
    },
    { channels: ['message'] },
  )
