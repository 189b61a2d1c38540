/** All scenarios of calls, by subject. */
import type { Scenario } from '../scenario.ts'
import { beside } from './beside.ts'
import { conference } from './conference.ts'
import { connect } from './connect.ts'
import { cookies } from './cookies.ts'
import { dial } from './dial.ts'
import { documents } from './documents.ts'
import { ends } from './ends.ts'
import { gather } from './gather.ts'
import { redirects } from './moved.ts'
import { nouns } from './nouns.ts'
import { parameters } from './parameters.ts'
import { pay } from './pay.ts'
import { progress } from './progress.ts'
import { prompts } from './prompts.ts'
import { queue } from './queue.ts'
import { record } from './record.ts'
import { sms } from './sms.ts'
import { whisper } from './whisper.ts'

export const parts: Readonly<Record<string, readonly Scenario[]>> = {
  beside,
  conference,
  connect,
  cookies,
  dial,
  documents,
  ends,
  gather,
  nouns,
  parameters,
  pay,
  progress,
  prompts,
  queue,
  record,
  redirects,
  sms,
  whisper,
}
