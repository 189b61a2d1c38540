/**
 * @module
 * The voice verbs, by name.
 */
import { connect } from './connect.ts'
import { dial } from './dial.ts'
import { echo } from './echo.ts'
import { enqueue } from './enqueue.ts'
import { gather } from './gather.ts'
import { hangup } from './hangup.ts'
import { leave } from './leave.ts'
import { redirect } from './redirect.ts'
import { reject } from './reject.ts'
import { pause } from './pause.ts'
import { pay } from './pay.ts'
import { playVerb } from './play.ts'
import { record } from './record.ts'
import { refer } from './refer.ts'
import type { Verb } from '../engine/run.ts'
import { say } from './say.ts'
import { sms } from './sms.ts'
import { start } from './start.ts'
import { stop } from './stop.ts'

/** The simulated verbs. */
export const verbs: Readonly<Record<string, Verb>> = {
  Connect: connect,
  Dial: dial,
  Echo: echo,
  Enqueue: enqueue,
  Gather: gather,
  Hangup: hangup,
  Leave: leave,
  Pause: async (verb) => {
    await pause(verb)
    return undefined
  },
  Pay: pay,
  Play: playVerb,
  Record: record,
  Redirect: redirect,
  Refer: refer,
  Reject: reject,
  Say: async (verb) => {
    await say(verb)
    return undefined
  },
  Sms: sms,
  Start: start,
  Stop: stop,
}
