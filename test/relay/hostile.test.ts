/** Sessions in which something is as it should not be: each goes on or ends, with a line in the log, and never more. */
import * as v from 'valibot'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
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
  const timers = new Map<object, number>()
  const events = converse({ talk, log: (text) => void logged.push(text), ...definition })
  const line = {
    send: (text: string) => {
      const message = JSON.parse(text) as Sent
      send?.(message)
      sent.push(message)
    },
    close: () => {},
    clock: {
      setTimeout: (call: () => void, milliseconds: number) => {
        timers.set(call, milliseconds)
        return call
      },
      clearTimeout: (call: object) => void timers.delete(call),
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
  return { sent, logged, events, line, receive, timers }
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

test('an interruption that tells nothing interrupts, and a prompt without words is empty', async () => {
  const heard: unknown[] = []
  const { receive } = begin(async (call) => {
    for await (const turn of call)
      if (turn.type === 'prompt') heard.push(turn.text, await turn.say('Hello you'))
  })
  await receive(setup, { type: 'prompt' })
  await receive(played('Hello'), { type: 'interrupt' })
  expect(heard).toEqual(['', { heard: 'Hello', interrupted: true, afterMs: 0, certain: true }])
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

const APOLOGY = 'Sorry, something went wrong. Goodbye.'

/** A stream that an interruption finds in the middle of writing. */
const streamOf = (iterator: object) =>
  ({ [Symbol.asyncIterator]: () => iterator }) as AsyncIterable<string>
const fails = (error = new Error('mine')) => {
  throw error
}

test.each([[5], [undefined], [null], [{}], [['a list']], [Promise.resolve(5)]])(
  'words that are none: %j',
  async (words) => {
    const { receive, sent, logged } = begin(async (call) => {
      for await (const turn of call) await turn.say(words as never)
    })
    await receive(setup)
    await receive(played(APOLOGY))
    expect(logged).toEqual([expect.stringContaining('say() takes text, a stream of texts')])
    expect(sent).toMatchObject([{ token: APOLOGY }, { type: 'end' }])
  },
)

test.each([
  ['in its iterator', () => ({ [Symbol.asyncIterator]: fails })],
  ['in next()', () => streamOf({ next: fails })],
  ['in next(), and in return()', () => streamOf({ next: fails, return: fails })],
  ['later', () => streamOf({ next: () => Promise.reject(new Error('mine')) })],
  ['before it comes', () => Promise.reject(new Error('mine'))],
])('a stream that throws %s', async (_, open) => {
  const { receive, sent, logged, events, timers } = begin(async (call) => {
    for await (const turn of call) await turn.say(open() as never)
  })
  await receive(setup)
  await receive(played(APOLOGY))
  expect(logged).toEqual([expect.stringContaining('talk() threw: Error: mine')])
  expect(sent).toMatchObject([{ token: APOLOGY }, { type: 'end' }])
  events.onClose()
  expect([events.isWorking(), timers.size]).toEqual([false, 0])
})

test.each([
  ['throws', fails],
  ['rejects', () => Promise.reject(new Error('mine'))],
  ['never settles', () => new Promise(() => {})],
  ['is missing', undefined],
])('a stream whose return() %s, interrupted', async (_, close) => {
  const heard: unknown[] = []
  const { receive, logged, sent } = begin(async (call) => {
    for await (const turn of call)
      if (turn.type === 'prompt')
        heard.push(
          await turn.say(
            turn.text === 'b'
              ? 'Yes'
              : streamOf({ next: () => new Promise(() => {}), return: close }),
          ),
        )
  })
  await receive(setup, prompt('a'))
  await receive({ type: 'interrupt', utteranceUntilInterrupt: '', durationUntilInterruptMs: 0 })
  await receive(prompt('b'))
  await receive(played('Yes'))
  expect(heard).toMatchObject([{ heard: '', interrupted: true }, { heard: 'Yes' }])
  expect([sent.length, logged]).toEqual([1, []])
})

test('what the end of a call aborts is no failure, but what an interruption aborts is', async () => {
  const awaiting = async (call: RelayCall<never>) => {
    for await (const { signal } of call)
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
  }
  const ended = begin(awaiting)
  await ended.receive(setup)
  ended.events.onClose()
  await settled()
  expect([ended.logged, ended.events.isWorking()]).toEqual([[], false])
  const interrupted = begin(awaiting)
  await interrupted.receive(setup)
  await interrupted.receive({ type: 'interrupt' })
  expect(interrupted.sent).toMatchObject([{ token: APOLOGY }])
})

test('two says at once, cut short between their tokens', async () => {
  const heard: unknown[] = []
  const { receive, sent } = begin(async (call) => {
    for await (const turn of call)
      if (turn.type === 'prompt')
        heard.push(
          ...(await Promise.all([
            turn.say(
              (async function* () {
                yield 'One '
                await new Promise(() => {})
              })(),
            ),
            turn.say('Two'),
          ])),
        )
  })
  await receive(setup, prompt('a'))
  await receive(played('One'), {
    type: 'interrupt',
    utteranceUntilInterrupt: '',
    durationUntilInterruptMs: 90,
  })
  expect(sent).toMatchObject([{ token: 'One ' }])
  expect(heard).toEqual([
    { heard: 'One', interrupted: true, afterMs: 90, certain: true },
    { heard: '', interrupted: true, certain: true },
  ])
})

test('an answer for which a tool is awaited says nothing after the next prompt', async () => {
  let tool!: () => void
  const { receive, sent } = begin(async (call) => {
    for await (const turn of call) {
      if (turn.type !== 'prompt') continue
      void (async () => {
        if (turn.text === 'first') await new Promise<void>((resolve) => (tool = resolve))
        await turn.say(`The ${turn.text}.`)
        turn.play('https://h.test/a.mp3')
      })()
    }
  })
  await receive(setup, prompt('first'))
  await receive(prompt('second'))
  tool()
  await receive(played('The second.'))
  expect(sent).toMatchObject([{ token: 'The second.' }, { type: 'play' }])
})

test.each([
  new ArrayBuffer(4),
  new Uint8Array([123, 125]),
  new Blob(['{}']),
  undefined,
  '',
  'true',
  '7',
  '"setup"',
  '[]',
  '{"type":"__proto__"}',
  '{"type":"setup"',
])('a frame that holds no message, %o', async (data) => {
  const { receive, events, line, sent, logged } = begin(saying('Hi'))
  await receive(setup)
  void events.onMessage({ data }, line)
  await receive(prompt('a'))
  expect(logged).toEqual([expect.stringMatching(/^twimlx\/relay: A message failed: \w+: /)])
  expect(sent).toMatchObject([{ token: 'Hi' }])
})

test.each([
  ['throws', () => fails()],
  ['rejects', async () => fails()],
])('a log that %s', async (_, log) => {
  const complaint = vi.spyOn(console, 'error').mockReturnValue()
  const { receive, sent } = begin(async () => fails(), { log })
  await receive(setup)
  await receive(played(APOLOGY))
  expect(sent.at(-1)).toMatchObject({ type: 'end' })
  expect(complaint).toHaveBeenCalledOnce()
  complaint.mockRestore()
})

test('an onMessage that rejects', async () => {
  const { receive, sent, logged } = begin(saying('Hi'), { onMessage: async () => fails() })
  await receive(setup, prompt('a'))
  expect(sent).toMatchObject([{ token: 'Hi' }])
  expect(logged).toEqual([expect.stringContaining('mine'), expect.stringContaining('mine')])
})

test('an error of several lines is one line of the log', async () => {
  const { receive, logged } = begin(async () => fails(new Error('one\ntwo\u001b[2J')), {
    onError: '',
  })
  await receive(setup)
  expect(logged).toEqual(['twimlx/relay: talk() threw: Error: one\\ntwo\\u001b[2J'])
})

test('a schema that answers later fits nothing', async () => {
  const parameters = v.pipeAsync(
    v.looseObject({}),
    v.checkAsync(async () => true),
  )
  const { receive, sent, logged } = begin(saying('Hi'), { parameters })
  await receive(setup, prompt('a'))
  expect(sent).toMatchObject([{ type: 'end' }])
  expect(logged).toEqual([
    expect.stringContaining('The parameters do not fit an asynchronous schema.'),
  ])
})

test('a socket that fails ends its session', async () => {
  let ended = false
  const { receive, events } = begin(async (call) => {
    await saying('Hi')(call)
    ended = true
  })
  await receive(setup)
  events.onError()
  await settled()
  expect(ended).toBe(true)
})

test('a hand-off that is no JSON fails the session', async () => {
  const circle: { self?: unknown } = {}
  circle.self = circle
  for (const handoff of [circle, 5n]) {
    const { receive, sent, logged } = begin(async () => handoff)
    await receive(setup)
    expect(sent).toMatchObject([{ handoffData: expect.stringContaining('TypeError') }])
    expect(logged).toEqual([expect.not.stringContaining('\n')])
  }
})

test('times that are longer than a timer can wait', async () => {
  const { receive, timers } = begin(saying('Hi'), { silence: Infinity, maxMinutes: Infinity })
  await receive(setup)
  expect(Array.from(timers.values(), (milliseconds) => milliseconds < 2 ** 31)).toEqual([
    true,
    true,
  ])
})

test.each([
  [{ type: 'txt' }, '"txt" is no type of message'],
  [{ type: 'text', token: { text: 'a' }, last: true }, 'The token of a text message must be text.'],
  [{ type: 'text', token: 'a', last: 'yes' }, 'The last of a text message must be true or false.'],
  [{ type: 'play', source: '/a.mp3' }, 'must be the absolute URL'],
  [{ type: 'play', source: 'https://h.test/a.mp3', loop: -1 }, 'The loop of a play message'],
  [{ type: 'config', interruptible: 'maybe' }, 'The interruptible of a config message'],
  [{ type: 'end', handoffData: { a: 1 } }, 'use JSON.stringify()'],
  [null, 'Twilio'],
])('the message %j does not leave', async (message, fault) => {
  for (const environment of ['test', 'production']) {
    vi.stubEnv('NODE_ENV', environment)
    const refusals: unknown[] = []
    const { receive, sent } = begin(async (call) => {
      try {
        call.send(message as never)
      } catch (error) {
        refusals.push(error)
      }
      await new Promise(() => {})
    })
    await receive(setup)
    vi.unstubAllEnvs()
    // In production a message is refused only if it is none: Twilio may take more than we know.
    const { type, token = '' } = Object(message) as { type?: string; token?: unknown }
    if (
      environment === 'production' &&
      /^(text|play|config|end)$/.test(type!) &&
      token !== Object(token)
    )
      expect(refusals).toEqual([])
    else {
      expect(refusals).toEqual([expect.any(TypeError)])
      expect(sent).toEqual([])
      if (environment === 'test' && message) expect(String(refusals[0])).toContain(fault)
    }
  }
})

test('a runtime that refuses the environment, as Deno does, or has none', async () => {
  const refusing = Object.defineProperty({}, 'env', { get: () => fails(new Error('NotCapable')) })
  for (const process of [refusing, undefined]) {
    vi.stubGlobal('process', process)
    const { receive, sent, logged } = begin(saying('Hi'))
    vi.unstubAllGlobals()
    await receive(setup, prompt('a'))
    expect(sent).toMatchObject([{ token: 'Hi' }])
    expect(logged).toEqual([])
  }
})

test('a file or keys that cannot be are refused where they are given', async () => {
  const { receive, sent, logged } = begin(async (call) => {
    for await (const turn of call) {
      expect(() => turn.play('a.mp3')).toThrow('The source of a play message must be')
      expect(() => turn.sendDigits('one')).toThrow('The digits of a sendDigits message must be')
    }
  })
  await receive(setup)
  expect([sent, logged]).toEqual([[], []])
})

test('a prompt without a last is the last, and one that is not the last ends the silence', async () => {
  const turns: string[] = []
  const { receive, timers } = begin(
    async (call) => {
      for await (const turn of call) turns.push(turn.type)
    },
    { silence: 5 },
  )
  await receive(setup)
  expect(timers.size).toBe(2)
  await receive({ type: 'prompt', voicePrompt: 'a', last: false })
  expect(timers.size).toBe(1)
  await receive({ type: 'prompt', voicePrompt: 'a b' })
  expect(timers.size).toBe(2)
  expect(turns).toEqual(['start', 'prompt'])
})

test('news of another kind changes nothing', async () => {
  let call!: RelayCall<never>
  const { receive, logged } = begin(async (given) => {
    call = given
    for await (const _ of call);
  })
  await receive(setup, { type: 'info', name: 'agentSpeaking', value: 'on' })
  await receive({ type: 'info', name: 'weather', value: 'off' }, { type: 'weather' })
  expect([call.speaking, call.callerSpeaking, logged]).toEqual([true, false, []])
})
