/**
 * @module
 * The pieces for flows, as somebody calls them.
 */
import { build } from 'esbuild'
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import {
  forward,
  type ForwardOptions,
  voicemail,
  type VoicemailOptions,
  whisper,
} from 'twimlx/components'
import { flow, once } from 'twimlx/flow'
import { simulate } from 'twimlx/simulator'
import 'twimlx/vitest'

const authToken = '12345'
const desk = '+14155550199'

const leaving = (options?: VoicemailOptions) => {
  const kept: string[] = []
  const line = flow('line', function* () {
    const message = yield* voicemail(options)
    if (message) yield* once('keep', () => void kept.push(`${message.seconds} s`))
  })
  const app = new Hono().route('/line', line.routes({ authToken }))
  const twilio = simulate(app, { authToken, voiceUrl: '/line' })
  return { line, kept, twilio, call: () => twilio.phone('+14155550100').call() }
}

describe('voicemail()', () => {
  test('greets, records and thanks', async () => {
    const { call, kept, twilio } = leaving()
    const alice = await call()
    await alice.talk(7)
    await alice.press('#')
    expect(alice.heard).toEqual(['Please leave a message after the beep.', 'Thank you. Goodbye.'])
    expect(kept).toEqual(['7 s'])
    expect(twilio.problems).toEqual([])
  })

  test('says your words if nothing was said', async () => {
    const { call, kept } = leaving({ greeting: 'Hello.', nothing: 'Nothing.' })
    const alice = await call()
    await alice.silence()
    expect(alice.heard).toEqual(['Hello.', 'Nothing.'])
    expect(kept).toEqual([])
  })

  test('returns the message of a caller who hangs up after it', async () => {
    const { call, kept } = leaving()
    const alice = await call()
    await alice.talk(3)
    await alice.hangup()
    expect(kept).toEqual(['3 s'])
  })

  test('takes the attributes of a <Record>', async () => {
    const { call, kept } = leaving({ maxLength: 10, finishOnKey: '1', playBeep: false })
    const alice = await call()
    await alice.talk(30)
    expect(kept).toEqual(['10 s'])
  })
})

describe('forward()', () => {
  const forwarding = (options: ForwardOptions = {}, to: string | string[] = desk) => {
    const ended: unknown[] = []
    const line = flow(
      'line',
      function* () {
        return yield* forward(to, options)
      },
      { onEnd: ({ output }) => void ended.push(output) },
    )
    const screen = flow('screen', () => whisper())
    const app = new Hono()
      .route('/line', line.routes({ authToken }))
      .route('/screen', screen.routes({ authToken }))
    const twilio = simulate(app, { authToken, voiceUrl: '/line' })
    return { line, screen, ended, twilio, call: () => twilio.phone('+14155550100').call() }
  }

  test('connects the two once the callee has pressed 1', async () => {
    const { call, ended, twilio } = forwarding({ whisper: '/screen' })
    const alice = await call()
    const callee = await twilio.phone(desk).answer()
    expect(callee.heard).toEqual(['You have a call. To take it, press 1.'])
    await callee.press('1')
    await twilio.advance(30)
    await callee.hangup()
    expect(alice.heard).toEqual(['One moment, please.'])
    expect(ended).toEqual([
      { answered: true, seconds: expect.any(Number), message: null, hungUp: false },
    ])
    expect(twilio.problems).toEqual([])
  })

  test.each([
    ['another key', '5'],
    ['silence, as of a machine', ''],
  ])('takes a message after %s', async (_, key) => {
    const { call, ended, twilio } = forwarding({
      whisper: '/screen',
      voicemail: { greeting: 'Nobody is here.' },
    })
    const alice = await call()
    const callee = await twilio.phone(desk).answer()
    for (let tries = 0; tries < 2; tries++)
      if (key) await callee.press(key)
      else await callee.silence()
    await alice.talk(4)
    await alice.press('#')
    expect(alice.heard).toEqual(['One moment, please.', 'Nobody is here.', 'Thank you. Goodbye.'])
    expect(ended).toMatchObject([{ answered: false, message: { seconds: 4 }, hungUp: false }])
    expect(twilio.problems).toEqual([])
  })

  test('takes a message if the call is not answered, unless that is switched off', async () => {
    for (const options of [{}, { voicemail: false as const }]) {
      const { call, ended, twilio } = forwarding(options)
      const alice = await call()
      await twilio.phone(desk).decline('busy')
      if (options.voicemail === undefined) {
        await alice.talk(4)
        await alice.hangup()
        expect(ended).toMatchObject([{ answered: false, message: { seconds: 4 }, hungUp: true }])
      } else expect(ended).toMatchObject([{ answered: false, message: null, hungUp: false }])
    }
  })

  test('rings several at once', async () => {
    const { call, ended, twilio } = forwarding({}, [desk, '+14155550198'])
    await call()
    const callee = await twilio.phone('+14155550198').answer()
    await callee.hangup()
    expect(ended).toMatchObject([{ answered: true, message: null }])
  })

  test('ends on every path', async () => {
    const { line, screen } = forwarding({ whisper: '/screen' })
    await expect(line).toBeComplete({ channels: ['call'] })
    await expect(screen).toBeComplete({ channels: ['call'] })
  })
})

test('the pieces load no Hono', async () => {
  const { metafile } = await build({
    stdin: { contents: `export * from 'twimlx/components'`, resolveDir: '.' },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    conditions: ['twimlx-source'],
    jsx: 'automatic',
  })
  expect(Object.keys(metafile.inputs).filter((file) => /hono/.test(file))).toEqual([])
})
