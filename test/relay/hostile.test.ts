/** Sessions in which something is as it should not be: each goes on or ends, with a line in the log, and never more. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RelayCall } from '../../src/relay/call.ts'
import type { AnyDefinition } from '../../src/relay/definition.ts'
import { converse } from '../../src/relay/session.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

const unhandled: unknown[] = []
const note = (error: unknown) => void unhandled.push(error)
beforeEach(() => void process.on('unhandledRejection', note))
afterEach(async () => {
  await settled()
  process.off('unhandledRejection', note)
  expect(unhandled.splice(0)).toEqual([])
})

type Sent = { type: string; token?: string; handoffData?: string }

const begin = (
  talk: (call: RelayCall<never>) => Promise<unknown>,
  { send, ...definition }: Partial<AnyDefinition> & { send?: (message: Sent) => void } = {},
) => {
  const sent: Sent[] = []
  const logged: string[] = []
  const timers = new Set<() => void>()
  const events = converse({ talk, log: (text) => void logged.push(text), ...definition })
  const line = {
    send: (text: string) => {
      const message = JSON.parse(text) as Sent
      send?.(message)
      sent.push(message)
    },
    close: () => {},
    clock: {
      setTimeout: (call: () => void) => {
        timers.add(call)
        return call
      },
      clearTimeout: (call: () => void) => void timers.delete(call),
    },
  }
  const receive = async (...messages: unknown[]) => {
    for (const message of messages)
      events.onMessage(
        { data: typeof message === 'string' ? message : JSON.stringify(message) },
        line,
      )
    await settled()
    await settled()
  }
  return { sent, logged, events, receive, timers }
}

const setup = { type: 'setup', sessionId: 'VX1', customParameters: {} }
const prompt = (voicePrompt: string) => ({ type: 'prompt', voicePrompt, last: true })
const played = (value: unknown) => ({ type: 'info', name: 'tokensPlayed', value })

const saying =
  (words: string, heard: unknown[] = []) =>
  async (call: RelayCall<never>) => {
    for await (const turn of call) if (turn.type === 'prompt') heard.push(await turn.say(words))
  }

test('onError that throws itself', async () => {
  const { receive, sent, logged } = begin(
    async () => {
      throw new Error('first')
    },
    {
      onError: () => {
        throw new Error('second')
      },
    },
  )
  await receive(setup)
  expect(sent).toMatchObject([{ type: 'end', handoffData: expect.stringContaining('first') }])
  expect(logged).toEqual([expect.stringContaining('first')])
})

test('onError that gives no text', async () => {
  const { receive, sent } = begin(
    async () => {
      throw new Error('first')
    },
    { onError: () => undefined as never },
  )
  await receive(setup)
  expect(sent).toMatchObject([{ type: 'end' }])
})

test('onMessage that throws', async () => {
  const { receive, sent, logged } = begin(saying('Hi'), {
    onMessage: () => {
      throw new Error('mine')
    },
  })
  await receive(setup, prompt('hi'))
  expect(sent).toMatchObject([{ token: 'Hi' }])
  expect(logged).toEqual([expect.stringContaining('mine'), expect.stringContaining('mine')])
})

test('a socket that can no longer send', async () => {
  let closed = false
  const { receive, events, timers } = begin(saying('Hi'), {
    send: () => {
      if (closed) throw new Error('InvalidStateError')
    },
  })
  await receive(setup)
  closed = true
  await receive(prompt('hi'))
  events.onClose()
  await settled()
  expect([events.isWorking(), timers.size]).toEqual([false, 0])
})

test.each([
  { type: 'interrupt' },
  { type: 'interrupt', utteranceUntilInterrupt: null, durationUntilInterruptMs: null },
  { type: 'interrupt', utteranceUntilInterrupt: 7 },
  played(undefined),
  played(null),
  played({}),
  { type: 'prompt', last: true },
  { type: 'dtmf' },
  { type: 'info' },
  { type: 'error' },
  { type: 'setup' },
  {},
  { type: ['prompt'] },
])('%j while the agent speaks', async (message) => {
  const heard: unknown[] = []
  const { receive, sent } = begin(saying('Hello', heard))
  for (const each of [setup, prompt('a'), message, prompt('b'), played('Hello')])
    await receive(each)
  expect(sent.filter(({ type }) => type !== 'text')).toEqual([])
  expect(heard.at(-1)).toMatchObject({ heard: 'Hello', interrupted: false })
})

test('frames of 1 MB, both ways', async () => {
  const heard: { heard: string }[] = []
  const words = 'word '.repeat(200_000)
  const { receive, sent, logged } = begin(saying(words, heard))
  await receive(setup, prompt(words), played(words.slice(0, 500_000)))
  await receive({
    type: 'interrupt',
    utteranceUntilInterrupt: words.slice(0, 500_000),
    durationUntilInterruptMs: 1,
  })
  expect(sent[0]!.token).toHaveLength(1_000_000)
  expect(heard[0]!.heard).toHaveLength(499_999)
  await receive(words, JSON.stringify(words))
  expect(logged).toHaveLength(2)
})

test('interrupted at every point, what was heard is the beginning of what was said', async () => {
  const tokens = ['One ', 'two, ', 'three. ', 'Four ', 'five.']
  const whole = tokens.join('')
  for (let given = 0; given <= tokens.length; given++)
    for (let length = 0; length <= whole.length; length++) {
      const text = tokens.slice(0, given).join('')
      if (length > text.length) continue
      const heard: { heard: string; interrupted: boolean }[] = []
      let waits = false
      const { receive, sent, events } = begin(async (call) => {
        for await (const turn of call)
          if (turn.type === 'prompt' && turn.text === 'go')
            heard.push(
              await turn.say(
                (async function* () {
                  yield* tokens.slice(0, given)
                  waits = true
                  if (given < tokens.length) await new Promise(() => {})
                })(),
              ),
            )
      })
      await receive(setup, prompt('go'))
      const before = sent.length
      const cut = text.slice(0, length)
      await receive(
        ...(cut ? [played(cut)] : []),
        { type: 'interrupt', utteranceUntilInterrupt: cut, durationUntilInterruptMs: 1 },
        prompt('no'),
      )
      expect(waits).toBe(true)
      const isOver = given === tokens.length && length === whole.length
      expect(heard, `${given} ${length}`).toMatchObject([
        { heard: cut.trim(), interrupted: !isOver },
      ])
      expect(sent).toHaveLength(before)
      events.onClose()
      await settled()
      expect(events.isWorking()).toBe(false)
    }
})

test('talk that ends, throws or breaks off at once, after a turn, and after the call', async () => {
  for (const when of ['at once', 'after a turn', 'after the call'])
    for (const how of ['returns', 'throws']) {
      const end = () => {
        if (how === 'throws') throw new Error('mine')
        return { reason: when }
      }
      const { receive, events, sent, logged, timers } = begin(async (call) => {
        if (when === 'at once') return end()
        for await (const turn of call) if (turn.type === 'prompt' && when === 'after a turn') break
        return end()
      })
      await receive(setup, prompt('hi'))
      const isBefore = when !== 'after the call'
      if (how === 'throws' && isBefore)
        await receive(played('Sorry, something went wrong. Goodbye.'))
      expect(sent.filter(({ type }) => type === 'end')).toHaveLength(isBefore ? 1 : 0)
      events.onClose()
      events.onError()
      await receive(setup, prompt('late'))
      expect([logged.length, timers.size, events.isWorking()]).toEqual([
        how === 'throws' ? 1 : 0,
        0,
        false,
      ])
    }
})
