/**
 * @module
 * `twimlx rest`: Twilio's REST API on a port of this machine, for an app that runs beside it.
 */
import { parseArgs } from 'node:util'
import { simulate } from '../simulator/simulate.ts'
import { transcribe } from '../simulator/transcript.ts'
import type { Command } from './command.ts'

const usage = `Usage: twimlx rest [URL] [options]

Answers Twilio's REST API as a simulation would, without an account and a network: messages are delivered, calls are
answered, and your app at URL is told of it. What happens is printed.

  twimlx rest http://localhost:3000 --port 4010

Point the client of your app there:
  Node     client.api.baseUrl = 'http://127.0.0.1:4010'
  Python   client.api.base_url = 'http://127.0.0.1:4010'

Options:
  --port <port>          where it listens; default: 4010
  --account-sid <sid>    default: TWILIO_ACCOUNT_SID of the environment, or an account of zeros
  --auth-token <token>   default: TWILIO_AUTH_TOKEN of the environment, or 12345
  --number <number>      the account's number; default: +15550100200
  --answers <what>       what phones do that are called: answer, busy, no-answer, fail; default: answer
  --help                 print this`

const answers = ['answer', 'busy', 'no-answer', 'fail'] as const

/** Serves until it is interrupted. */
export const rest: Command = async (args, { env, out, error }) => {
  const parsed = parse(args)
  if (typeof parsed === 'string') {
    error(`${parsed}\nUsage: twimlx rest [URL] [options]. More: twimlx rest --help`)
    return 2
  }
  if (parsed.help) {
    out(usage)
    return 0
  }
  const accountSid = parsed.accountSid ?? env['TWILIO_ACCOUNT_SID']
  const authToken = parsed.authToken ?? env['TWILIO_AUTH_TOKEN']
  const twilio = simulate(parsed.url, {
    ...(accountSid && { accountSid }),
    ...(authToken && { authToken }),
    ...(parsed.number && { twilioNumber: parsed.number }),
    answers: parsed.answers,
    delivery: 'delivered',
    // What may be refused is for tests: here everything goes.
    otherOrigins: fetch,
  })
  let server
  try {
    server = await twilio.rest.listen({ port: parsed.port })
  } catch (cause) {
    error(
      `Port ${parsed.port} cannot be used: ${(cause as Error).message}. Give another with --port.`,
    )
    return 1
  }
  out(`Twilio's REST API at ${server.url}, for the app at ${parsed.url}`)
  let seen = 0
  const print = () => {
    const events = twilio.events.slice(seen)
    seen += events.length
    const text = transcribe(events, { requests: true })
    if (text !== '') out(text)
  }
  // Time passes here as it does outside.
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
}

const parse = (args: string[]) => {
  let parsed
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        'account-sid': { type: 'string' },
        'auth-token': { type: 'string' },
        number: { type: 'string' },
        answers: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (cause) {
    return (cause as Error).message
  }
  const { values, positionals } = parsed
  const [url = 'http://localhost:3000', ...more] = positionals
  if (more.length > 0) return `One URL is enough, that of your app: what is ${more.join(' ')}?`
  if (!/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url))
    return `${JSON.stringify(url)} is no http or https URL: write it whole, such as http://localhost:3000.`
  const { port = '4010', number, help } = values
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    return `--port is a number up to 65535, not ${port}.`
  const how = answers.find((word) => word === (values.answers ?? 'answer'))
  if (how === undefined) return `--answers is one of ${answers.join(', ')}, not ${values.answers}.`
  return {
    url,
    port: Number(port),
    number,
    help,
    answers: how,
    accountSid: values['account-sid'],
    authToken: values['auth-token'],
  }
}
