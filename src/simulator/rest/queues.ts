/**
 * @module
 * The endpoints of queues and their callers.
 * @see https://www.twilio.com/docs/voice/api/queue-resource
 */
import type { Queue, Waiting } from '../voice/engine/queues.ts'
import type { Double, Routes } from './double.ts'
import { notFound, RestError } from './error.ts'
import type { RestRequest } from './request.ts'
import { created, noContent, ok, page, VERSION } from './shape.ts'
import { rfc2822 } from '../rfc2822.ts'

const MAX_CALLS = 5000

export const queues: Routes = {
  'GET /Queues': (double, request) =>
    page(request, 'queues', double.switchboard.queues.all, (queue) => write(double, queue)),

  'POST /Queues': (double, request) => {
    const name = nameOf(double, request)
    if (name === undefined)
      throw new RestError(20001, 'Missing required parameter FriendlyName in the post body')
    const queue = double.switchboard.queues.open(name)
    queue.size = sizeOf(request) ?? 100
    return created(write(double, queue))
  },

  'GET /Queues/:sid': (double, request) => ok(write(double, find(double, request, 'sid'))),

  'POST /Queues/:sid': (double, request) => {
    const queue = find(double, request, 'sid')
    const name = nameOf(double, request, queue)
    queue.size = sizeOf(request) ?? queue.size
    if (name !== undefined) double.switchboard.queues.rename(queue, name)
    return ok(write(double, queue))
  },

  'DELETE /Queues/:sid': (double, request) => {
    const queue = find(double, request, 'sid')
    if (queue.waiting.length > 0)
      throw new RestError(
        22007,
        `Queue ${queue.sid} is not empty: ${queue.waiting.length} calls wait in it`,
      )
    double.switchboard.queues.delete(queue)
    return noContent
  },

  'GET /Queues/:queue/Members': (double, request) => {
    const queue = find(double, request, 'queue')
    return page(request, 'queue_members', queue.waiting, (place) =>
      writeMember(double, queue, place),
    )
  },

  'GET /Queues/:queue/Members/:call': (double, request) => {
    const queue = find(double, request, 'queue')
    return ok(writeMember(double, queue, findMember(queue, request)))
  },

  'POST /Queues/:queue/Members/:call': (double, request) => {
    const queue = find(double, request, 'queue')
    const place = findMember(queue, request)
    const url = request.absolute('Url', 21205)
    if (url === undefined)
      throw new RestError(20001, 'Missing required parameter Url in the post body')
    const answer = ok(writeMember(double, queue, place))
    double.actions.redirect(place.leg, { url, method: request.httpMethod('Method') })
    return answer
  },
}

const nameOf = ({ switchboard }: Double, request: RestRequest, own?: Queue): string | undefined => {
  const name = request.text('FriendlyName')
  if (name === undefined) return undefined
  if (name.length > 64) throw new RestError(22002, 'FriendlyName must have at most 64 characters')
  const other = switchboard.queues.get(name)
  if (other && other !== own)
    throw new RestError(22003, `A queue with the FriendlyName ${name} already exists`)
  return name
}

const sizeOf = (request: RestRequest): number | undefined => {
  const size = request.number('MaxSize')
  if (size !== undefined && (size < 1 || size > MAX_CALLS))
    throw new RestError(22004, `MaxSize must be between 1 and ${MAX_CALLS}`)
  return size
}

const find = ({ switchboard }: Double, request: RestRequest, name: string): Queue => {
  const queue = switchboard.queues.all.find(({ sid }) => sid === request.params[name])
  if (!queue) throw notFound(request.path)
  return queue
}

const findMember = (queue: Queue, request: RestRequest): Waiting => {
  const { call } = request.params
  const place =
    call === 'Front' ? queue.waiting[0] : queue.waiting.find(({ leg }) => leg.sid === call)
  if (!place) throw notFound(request.path)
  return place
}

const uriOf = ({ simulation }: Double, { sid }: Queue): string =>
  `/${VERSION}/Accounts/${simulation.settings.accountSid}/Queues/${sid}`

const write = (double: Double, queue: Queue): object => ({
  account_sid: double.simulation.settings.accountSid,
  average_wait_time: queue.average,
  current_size: queue.waiting.length,
  date_created: rfc2822(queue.created),
  date_updated: rfc2822(double.simulation.clock.date),
  friendly_name: queue.name,
  max_size: queue.size,
  sid: queue.sid,
  subresource_uris: { members: `${uriOf(double, queue)}/Members.json` },
  uri: `${uriOf(double, queue)}.json`,
})

const writeMember = (double: Double, queue: Queue, place: Waiting): object => ({
  call_sid: place.leg.sid,
  date_enqueued: rfc2822(new Date(double.simulation.clock.date.getTime() - place.time * 1000)),
  position: queue.waiting.indexOf(place) + 1,
  queue_sid: queue.sid,
  uri: `${uriOf(double, queue)}/Members/${place.leg.sid}.json`,
  wait_time: place.time,
})
