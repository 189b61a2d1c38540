/**
 * @module
 * `twimlx rest`: Twilio's REST API on a port of this machine, for an app that runs beside it.
 */
import { simulate } from '../simulator/simulate.ts'
import { transcriptLines } from '../simulator/transcript.ts'
import { command, portOf, urlFault } from './arguments.ts'

const usage = `Usage: twimlx rest [URL] [options]

Answers Twilio's REST API as a simulation would, without an account and a network: messages are delivered, calls are
answered, and your app at URL gets the callbacks. The log is printed.

  twimlx rest http://localhost:3000 --port 4010

Point the client of your app there:
  Node     client.api.baseUrl = 'http://127.0.0.1:4010'
  Python   client.api.base_url = 'http://127.0.0.1:4010'

Options:
  --port <port>          the port to listen at; default: 4010
  --account-sid <sid>    default: TWILIO_ACCOUNT_SID of the environment, or an account of zeros
  --auth-token <token>   default: TWILIO_AUTH_TOKEN of the environment, or 12345
  --number <number>      the account's number; default: +15550100200
  --answers <what>       the reaction of called phones: answer, busy, no-answer, fail; default: answer
  --help                 print this`

const answers = ['answer', 'busy', 'no-answer', 'fail'] as const

/** Serves until it is interrupted. */
export const rest = command({
  usage,
  options: {
    port: { type: 'string' },
    'account-sid': { type: 'string' },
    'auth-token': { type: 'string' },
    number: { type: 'string' },
    answers: { type: 'string' },
  },
  read({ values, positionals }, env) {
    const [url = 'http://localhost:3000', ...more] = positionals
    if (more.length > 0) return `One URL is enough, that of your app: what is ${more.join(' ')}?`
    const fault = urlFault(url, 'http://localhost:3000')
    if (fault) return fault
    const port = portOf(values.port ?? '4010')
    if (typeof port === 'string') return port
    const how = answers.find((word) => word === (values.answers ?? 'answer'))
    if (how === undefined)
      return `--answers is one of ${answers.join(', ')}, not ${values.answers}.`
    return {
      url,
      port,
      accountSid: (values['account-sid'] ?? env['TWILIO_ACCOUNT_SID']) || undefined,
      authToken: (values['auth-token'] ?? env['TWILIO_AUTH_TOKEN']) || undefined,
      twilioNumber: values.number || undefined,
      answers: how,
    }
  },
  async run({ url, port, ...options }, { out, error }) {
    const twilio = simulate(url, {
      ...options,
      delivery: 'delivered',
      // URLs of other origins are reachable, unlike in tests.
      otherOrigins: fetch,
    })
    let server
    try {
      server = await twilio.rest.listen({ port })
    } catch (cause) {
      error(`Port ${port} cannot be used: ${(cause as Error).message}. Give another with --port.`)
      return 1
    }
    out(`Twilio's REST API at ${server.url}, for the app at ${url}`)
    let seen = 0
    const print = () => {
      const lines = transcriptLines(twilio.events, { requests: true, from: seen })
      seen = twilio.events.length
      if (lines.length > 0) out(lines.join('\n'))
    }
    // Virtual time passes as fast as real time.
    const passing = setInterval(() => {
      twilio.advance(1).then(print, (cause: unknown) => error(String(cause)))
    }, 1000)
    await new Promise<void>((resolve) => {
      process.once('SIGINT', () => resolve())
      process.once('SIGTERM', () => resolve())
    })
    clearInterval(passing)
    print()
    await server.close()
    return 0
  },
})
