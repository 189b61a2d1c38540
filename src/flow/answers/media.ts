import type { Media } from '../../webhook/message.ts'
import type { Answer } from '../answer.ts'

/**
 * Reads pictures and other media, which only a message can bring. `fetchMedia` of `twimlx/webhook` downloads them.
 *
 * @param options - `max`: the most files. Default: 10, Twilio's limit for a message.
 *
 * @example
 * ```ts
 * import { ask, flow, media } from 'twimlx/flow'
 *
 * export const claim = flow('claim', function* () {
 *   const photos = yield* ask('photos', 'Send us a photo of the damage.', media())
 *   return photos.map(({ url }) => url)
 * }, { channels: ['message'] })
 * ```
 */
export const media = ({ max = 10 }: { max?: number } = {}): Answer<Media[]> => ({
  kind: 'media',
  written: true,
  is: Array.isArray,
  read: ({ media }) => (media.length > 0 ? media.slice(0, max) : undefined),
})
