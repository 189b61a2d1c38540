/**
 * @module
 * `twimlx phone`: a phone in the browser for an app in any language, and all that Twilio does beside it.
 */
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { readStep } from '../conversation/step.ts'
import { isListening } from '../phone/app-up.ts'
import { servePhone } from '../phone/server.ts'
import { Session, type SessionOptions } from '../phone/session.ts'
import type { FlowGraph } from '../phone/view.ts'
import { watchSources } from '../phone/watch.ts'
import { explore } from '../simulator/explore.ts'
import { listen } from '../simulator/rest/listen.ts'
import { command, portOf, urlFault } from './arguments.ts'
import type { Surroundings } from './command.ts'
import { flowsIn } from './flow.ts'

const usage = `Usage: twimlx phone URL [options]

Texts and calls your app from a page in the browser, as Twilio would, without an account and a network: signed webhooks,
cookies, delivery reports, every answer with its TwiML. The app may be written in any language. When you save it, the
same conversation runs again, and the page shows the differences.

  twimlx phone http://localhost:3000
  twimlx phone http://localhost:3000/sms --voice /voice

Options:
  --sms <path>             the path for texts; default: the path of the URL, or /sms
  --voice <path>           the path for calls; default: /voice
  --status-callback <path> the path requested when a call has ended
  --phone <number>         the number of a phone, once or several times; default: +14155550100
  --number <number>        the Twilio number; default: +15550100200
  --auth-token <token>     your app's auth token; default: TWILIO_AUTH_TOKEN of the environment, or 12345
  --account-sid <sid>      default: TWILIO_ACCOUNT_SID of the environment, or an account of zeros
  --public-url <URL>       the URL to sign, if your app expects another than the one requested (its publicUrl)
  --watch <path>           run again when these files are saved; default: the sources below this folder
  --no-watch               run it again only when asked
  --flows <file>           show the graph of the flows that this file exports
  --port <port>            the port of the page; default: 4020
  --rest-port <port>       the port of Twilio's REST API, for your app's client; default: 4010
  --help                   print this

The page and the API are served to this machine only.`

interface Settings {
  /** The base URL of the app. */
  readonly app: string
  readonly options: SessionOptions['simulate']
  readonly phones: readonly string[]
  readonly port: number
  readonly restPort: number
  readonly watch: readonly string[]
  readonly flows: string | undefined
}

/** Serves until it is interrupted. */
const run = async (settings: Settings, surroundings: Surroundings): Promise<number> => {
  const { app, options, phones, port, restPort } = settings
  const { out, error, cwd = process.cwd(), signal } = surroundings
  const watched = settings.watch.map((path) => resolve(cwd, path))
  const flows = settings.flows === undefined ? undefined : resolve(cwd, settings.flows)
  const missing = [...watched, flows ?? cwd].find((path) => !existsSync(path))
  if (missing !== undefined) {
    error(`There is no ${missing}: name what exists with --watch and --flows.`)
    return 2
  }
  let session: Session | undefined
  let rest
  try {
    rest = await listen(
      (request) => session!.twilio.rest.handle(request),
      () => {},
      { port: restPort },
    )
  } catch (cause) {
    error(taken(restPort, '--rest-port', cause as NodeJS.ErrnoException))
    return 1
  }
  session = new Session({
    app,
    simulate: options,
    phones,
    rest: rest.url,
    watching: watched.map((path) => relative(cwd, path) || 'this folder'),
    graphs:
      flows === undefined
        ? undefined
        : () =>
            graphsOf(flows).catch((cause: Error) => {
              error(cause.message)
              throw cause
            }),
  })
  let server
  try {
    server = await servePhone(session, { port, app })
  } catch (cause) {
    session.close()
    await rest.close()
    error(taken(port, '--port', cause as NodeJS.ErrnoException))
    return 1
  }
  const live = session
  const unwatch = watchSources(watched, (files) => void live.saved(files))
  out(`
  The phone   ${server.url}
  Your app    ${app}  texts to ${options.messageUrl}, calls to ${options.voiceUrl}
  REST API    ${rest.url}  point the client of your app there
`)
  if (!(await isListening(app)))
    out(`Nothing listens at ${app} yet: start your app, and the phone goes on by itself.`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
    if (signal?.aborted) resolve()
    else signal?.addEventListener('abort', () => resolve(), { once: true })
  })
  unwatch()
  await server.close()
  await rest.close()
  return 0
}

const taken = (port: number, option: string, { code, message }: NodeJS.ErrnoException): string =>
  code === 'EADDRINUSE'
    ? `Port ${port} is taken by another program, perhaps by another phone: stop that, or give another port with ${option}, or 0 for any that is free.`
    : `Port ${port} cannot be used: ${message}. Give another with ${option}.`

const graphsOf = async (file: string): Promise<FlowGraph[]> => {
  const flows = await flowsIn(file)
  return Promise.all(
    flows.map(async (flow) => {
      const { name, places, edges } = await explore(flow)
      const ways = new Map<string, { from: string; to: string; said: Set<string> }>()
      for (const { from = 'begin', said, to } of edges) {
        const key = JSON.stringify([from, to])
        const way = ways.get(key) ?? { from, to, said: new Set<string>() }
        way.said.add(said)
        ways.set(key, way)
      }
      return {
        name,
        places,
        ways: [...ways.values()].map(({ from, to, said }) => ({
          from,
          to,
          said: [...said].join(', '),
        })),
      }
    }),
  )
}

const PHONE = '+14155550100'
const NUMBER = '+15550100200'

/** True for an address that Twilio could call. */
const isAddress = (address: string): boolean => {
  try {
    return readStep({ does: 'call', by: address }).does === 'call'
  } catch {
    return false
  }
}

/** `twimlx phone`. */
export const phone = command({
  usage,
  options: {
    sms: { type: 'string' },
    voice: { type: 'string' },
    'status-callback': { type: 'string' },
    phone: { type: 'string', multiple: true },
    number: { type: 'string' },
    'auth-token': { type: 'string' },
    'account-sid': { type: 'string' },
    'public-url': { type: 'string' },
    watch: { type: 'string', multiple: true },
    'no-watch': { type: 'boolean' },
    flows: { type: 'string' },
    port: { type: 'string' },
    'rest-port': { type: 'string' },
  },
  read({ values, positionals }, env) {
    const [given = 'http://localhost:3000', ...more] = positionals
    if (more.length > 0) return `One URL is enough, that of your app: what is ${more.join(' ')}?`
    const publicUrl = values['public-url']
    const fault =
      urlFault(given, 'http://localhost:3000') ??
      (publicUrl === undefined ? undefined : urlFault(publicUrl, 'https://example.com'))
    if (fault) return fault
    const url = new URL(given)
    if (url.username !== '' || url.hash !== '')
      return 'The URL of your app must not have a user name or a fragment here.'
    const port = portOf(values.port ?? '4020')
    if (typeof port === 'string') return port
    const restPort = portOf(values['rest-port'] ?? '4010')
    if (typeof restPort === 'string') return restPort.replace('--port', '--rest-port')
    for (const name of ['sms', 'voice', 'status-callback'] as const)
      if (values[name] !== undefined && !/^\/|^https?:\/\//.test(values[name]))
        return `--${name} is a path that begins with a slash, such as /${values[name]}.`
    const phones = values.phone ?? [PHONE]
    const odd = [...phones, values.number ?? NUMBER].find((address) => !isAddress(address))
    if (odd !== undefined)
      return `${JSON.stringify(odd)} is not a phone: write a number such as ${PHONE}, or an address such as whatsapp:${PHONE}.`
    const path = url.pathname === '/' && url.search === '' ? undefined : url.pathname + url.search
    return {
      app: url.origin,
      phones,
      port,
      restPort,
      watch: values['no-watch'] ? [] : (values.watch ?? ['.']),
      flows: values.flows,
      options: {
        messageUrl: values.sms ?? path ?? '/sms',
        voiceUrl: values.voice ?? '/voice',
        statusCallback: values['status-callback'],
        twilioNumber: values.number,
        publicUrl,
        accountSid: values['account-sid'] ?? env['TWILIO_ACCOUNT_SID'],
        authToken: values['auth-token'] ?? env['TWILIO_AUTH_TOKEN'],
        sockets: 'real' as const,
        // As long as Twilio waits: a debugger in the app has time.
        patience: 15_000,
      },
    }
  },
  run,
})
