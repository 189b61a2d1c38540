#!/usr/bin/env node
/**
 * @module
 * The `twimlx` command. Each of its commands is a file in `cli/`.
 */
import type { Command } from './cli/command.ts'

/** A command is loaded when it runs, since some need packages that others do not. */
const commands: Record<string, { summary: string; load: () => Promise<Command> }> = {
  check: {
    summary:
      'find elements that stand where they are not allowed, verbs that are never reached, and steps of flows not taken',
    load: async () => (await import('./check/faces/command.ts')).check,
  },
  send: {
    summary: 'sign a webhook as Twilio would, send it to your app, and print the answer',
    load: async () => (await import('./cli/send.ts')).send,
  },
  chat: {
    summary: 'text your app as Twilio would, by typing in the terminal',
    load: async () => (await import('./cli/talk.ts')).chat,
  },
  call: {
    summary: 'call your app as Twilio would: press keys and speak by typing',
    load: async () => (await import('./cli/talk.ts')).call,
  },
  phone: {
    summary: 'text and call your app from a phone in the browser, and see every request',
    load: async () => (await import('./cli/phone.ts')).phone,
  },
  convert: {
    summary: 'write TwiML as TSX, with comments about mistakes in it',
    load: async () => (await import('./cli/convert.ts')).convert,
  },
  rest: {
    summary: "serve Twilio's REST API on a port of this machine, for an app that runs beside it",
    load: async () => (await import('./cli/rest.ts')).rest,
  },
  flow: {
    summary:
      'draw the ways through a flow, and compare its questions with those of an older version',
    load: async () => (await import('./cli/flow.ts')).flow,
  },
}

const [name = '--help', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined

if (command) {
  const run = await command.load()
  process.exitCode = await run(args, {
    env: process.env,
    out: (text) => void process.stdout.write(`${text}\n`),
    error: (text) => void process.stderr.write(`${text}\n`),
  })
  // An interruption does not wait for a pending response, and an app that was loaded for its flow may keep serving.
  if (process.exitCode === 130 || name === 'flow') setTimeout(() => process.exit(), 100).unref()
} else {
  const isHelp = name === '--help' || name === '-h' || name === 'help'
  const list = Object.entries(commands).map(
    ([each, { summary }]) => `  ${each.padEnd(8)} ${summary}`,
  )
  const usage = `Usage: twimlx <command>\n\n${list.join('\n')}\n\nMore: twimlx <command> --help`
  console[isHelp ? 'log' : 'error'](isHelp ? usage : `There is no command "${name}".\n\n${usage}`)
  process.exitCode = isHelp ? 0 : 2
}
