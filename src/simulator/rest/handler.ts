/**
 * @module
 * Handles one request to the API: authenticates it, finds its endpoint, and answers.
 */
import { Buffer } from 'node:buffer'
import { calls } from './calls.ts'
import { conferences } from './conferences.ts'
import { type Double, type Handler, paramsOf, type Route, route } from './double.ts'
import { notFound, RestError } from './error.ts'
import { messages } from './messages.ts'
import { ownAnswer, type OwnEndpoint } from './own.ts'
import { queues } from './queues.ts'
import { recordings } from './recordings.ts'
import { type IncomingRequest, type RestAnswer, RestRequest } from './request.ts'
import { VERSION } from './shape.ts'

/** The connection breaks before an answer, as the option `fault` says. */
export class ConnectionLost extends Error {
  /** The code of Node's own error. */
  readonly code: 'ETIMEDOUT' | 'ECONNREFUSED'

  constructor(code: 'ETIMEDOUT' | 'ECONNREFUSED') {
    super(code === 'ETIMEDOUT' ? 'The request timed out.' : 'The connection was refused.')
    this.code = code
  }
}

const routes: readonly Route<Handler>[] = Object.entries({
  ...messages,
  ...calls,
  ...recordings,
  ...conferences,
  ...queues,
}).map(([written, endpoint]) => {
  const [method, path] = written.split(' ')
  return route(method!, path!, endpoint)
})

const account = new RegExp(`^/${VERSION}/Accounts/([^/]+)(/.*?)?(?:\\.json)?$`, 'i')

/** Codes of the option `fault` that stand for no answer at all. */
const silent: Readonly<Record<number, 'ETIMEDOUT' | 'ECONNREFUSED'>> = {
  11200: 'ETIMEDOUT',
  11205: 'ECONNREFUSED',
}

/**
 * Answers a request.
 * @throws {ConnectionLost} If the option `fault` requests no answer.
 */
export const handle = async (
  double: Double,
  own: readonly Route<OwnEndpoint>[],
  incoming: IncomingRequest,
): Promise<RestAnswer> => {
  const { log } = double.simulation
  const url = new URL(incoming.url)
  const method = incoming.method.toUpperCase()
  const form = formOf(incoming, method, url)
  const address = url.origin + url.pathname
  let answer: RestAnswer
  let problem: RestError | undefined
  try {
    fail(double, address, method)
    authenticate(double, incoming)
    answer =
      (await ownAnswer(own, { method, url, form, body: incoming.body })) ??
      find(double, method, url, form, incoming)
  } catch (error) {
    if (!(error instanceof RestError)) throw error
    problem = error
    answer = { status: error.status, body: error.body }
  }
  log.write({
    type: 'rest',
    method,
    url: address,
    params: Object.fromEntries(form),
    status: answer.status,
    ...(problem && { code: problem.code }),
  })
  if (problem) {
    const { code, message, advice } = problem
    log.report({ code, message: advice ? `${message}: ${advice}` : message }, { url: address })
  }
  return answer
}

const formOf = ({ body, headers }: IncomingRequest, method: string, url: URL): URLSearchParams => {
  const type = headers['content-type'] ?? ''
  if (method === 'GET' || method === 'DELETE' || body === '') return url.searchParams
  // A body that is no form has no parameters, so the required ones are missing.
  return /^application\/x-www-form-urlencoded\b/i.test(type)
    ? new URLSearchParams(body)
    : new URLSearchParams()
}

const fail = ({ simulation }: Double, url: string, method: string): void => {
  const fault = simulation.settings.fault?.({
    url,
    method: method === 'GET' ? 'GET' : 'POST',
    attempt: 1,
  })
  // An answer that gets lost is the client's own affair here.
  if (!fault || fault === 'repeat') return
  // The API's own codes for statuses are these: 20429, 20503.
  const code = fault === 'timeout' ? 11200 : fault < 600 ? 20_000 + fault : fault
  const kind = silent[code]
  if (kind) {
    simulation.log.write({ type: 'rest', method, url, params: {} })
    throw new ConnectionLost(kind)
  }
  const messages: Readonly<Record<number, string>> = {
    20003: 'Authenticate',
    20429: 'Too Many Requests',
    20503: 'Service unavailable',
  }
  throw new RestError(
    code,
    messages[code] ?? 'Internal Server Error',
    'The option fault makes this request fail',
  )
}

const refuse = (advice: string): RestError => new RestError(20003, 'Authenticate', advice)

/** Checks the credentials: the account SID with its auth token, or an API key. */
const authenticate = ({ simulation }: Double, { headers }: IncomingRequest): void => {
  const { accountSid, authToken, apiKeys = {} } = simulation.settings
  const encoded = /^Basic\s+(\S+)$/i.exec(headers['authorization'] ?? '')?.[1]
  const pair = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString()
  const colon = pair?.indexOf(':') ?? -1
  if (pair === undefined || colon < 0)
    throw refuse(
      'The request has no Basic authorization: it takes the account SID and the auth token',
    )
  const [user, password] = [pair.slice(0, colon), pair.slice(colon + 1)]
  if (user === accountSid) {
    if (password === authToken) return
    throw refuse(
      'The auth token is not that of the simulation: give both the same, by the option authToken or --auth-token',
    )
  }
  const secret = Object.hasOwn(apiKeys, user) ? apiKeys[user] : undefined
  if (secret !== undefined && secret === password) return
  throw refuse(
    user.startsWith('SK')
      ? secret === undefined
        ? `The API key ${user} is not known: give simulate() the option apiKeys: { '${user}': secret }`
        : `The secret of the API key ${user} differs from the one in apiKeys`
      : `The account ${user} is not that of the simulation, ${accountSid}: give both the same, by the option accountSid or --account-sid`,
  )
}

const find = (
  double: Double,
  method: string,
  url: URL,
  form: URLSearchParams,
  incoming: IncomingRequest,
): RestAnswer => {
  const [, sid, path = ''] = account.exec(url.pathname) ?? []
  const known = routes.filter((one) => paramsOf(one, path))
  if (sid === undefined || known.length === 0) return unknown(double, method, url)
  if (sid !== double.simulation.settings.accountSid) throw notFound(url.pathname)
  const one = known.find((one) => one.method === method)
  if (!one) throw new RestError(20004, `Method not allowed: ${method} ${url.pathname}`)
  assertForm(method, incoming)
  return one.handler(double, new RestRequest(method, url, paramsOf(one, path)!, form))
}

const assertForm = (method: string, { body, headers }: IncomingRequest): void => {
  const type = headers['content-type'] ?? ''
  if (method !== 'POST' || body === '' || /^application\/x-www-form-urlencoded\b/i.test(type))
    return
  throw new RestError(
    20001,
    `The body has ${type ? `the Content-Type ${type}` : 'no Content-Type'}, and the API takes application/x-www-form-urlencoded`,
  )
}

const unknown = ({ simulation }: Double, method: string, url: URL): RestAnswer => {
  const message = `${method} ${url.pathname} is not simulated: answer it with twilio.rest.on('${method}', '${pathOf(url)}', () => ({ … })).`
  simulation.log.write({ type: 'unsupported', message })
  return { status: 501, body: { code: 20501, message, more_info: null, status: 501 } }
}

/** The path with names in place of its SIDs. */
const pathOf = ({ pathname }: URL): string => {
  let count = 0
  return pathname.replace(/\b[A-Z]{2}[\da-f]{32}\b/g, () => (count++ ? `:sid${count}` : ':sid'))
}
