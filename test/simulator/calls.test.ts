import { describe, expect, test } from 'vitest'
import { beside } from './calls/beside.ts'
import { conference } from './calls/conference.ts'
import { connect } from './calls/connect.ts'
import { cookies } from './calls/cookies.ts'
import { dial } from './calls/dial.ts'
import { documents } from './calls/documents.ts'
import { ends } from './calls/ends.ts'
import { gather } from './calls/gather.ts'
import { redirects } from './calls/moved.ts'
import { parameters } from './calls/parameters.ts'
import { pay } from './calls/pay.ts'
import { progress } from './calls/progress.ts'
import { prompts } from './calls/prompts.ts'
import { queue } from './calls/queue.ts'
import { record } from './calls/record.ts'
import { sms } from './calls/sms.ts'
import { whisper } from './calls/whisper.ts'
import { survivors } from './mutations.ts'
import { compare, replay, type Scenario } from './scenario.ts'

const parts: Readonly<Record<string, readonly Scenario[]>> = {
  beside,
  conference,
  connect,
  cookies,
  dial,
  documents,
  ends,
  gather,
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

const defaults = {
  messagingUrl: '/sms',
  voiceUrl: '/voice',
  user: '+15550100111',
  authToken: '12345',
}

describe.each(Object.entries(parts))('%s', (_, scenarios) => {
  test.each(scenarios)('$name', async (scenario) => {
    const happened = await replay(scenario, defaults)
    expect(compare(scenario.expected, happened).reason).toBe('')
    expect(survivors(scenario.expected, happened)).toEqual([])
  })

  test('no two have one name', () => {
    const names = scenarios.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
  })
})
