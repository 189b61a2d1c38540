/** The rules of a session, message by message, over a line that is a list. */
import * as v from 'valibot'
import { expect, test, vi } from 'vitest'
import type { RelayCall, Turn } from '../../src/relay/call.ts'
import type { AnyDefinition } from '../../src/relay/definition.ts'
import { converse } from '../../src/relay/session.ts'

type Sent = { type: string; token?: string; last?: boolean; handoffData?: string }

/** A session and Twilio's side of it, by hand. Real time does not matter: `pass` runs the timers. */
const begin = (
  talk: (call: RelayCall<never>) => Promise<unknown>,
  definition: Partial<AnyDefinition> = {},
) => {
  const sent: Sent[] = []
  const logged: string[] = []
  const timers = new Map<object, { milliseconds: number; call: () => void }>()
  const line = {
    closed: undefined as number | undefined,
    send: (text: string) => void sent.push(JSON.parse(text) as Sent),
    close: (code?: number) => void (line.closed = code),
    clock: {
      setTimeout: (call: () => void, milliseconds: number) => {
        const key = {}
        timers.set(key, { milliseconds, call })
        return key
      },
      clearTimeout: (key: object) => void timers.delete(key),
    },
  }
  const events = converse({ talk, log: (text) => void logged.push(text), ...definition })
  const receive = async (...messages: unknown[]) => {
    for (const message of messages)
      events.onMessage(
        { data: typeof message === 'string' ? message : JSON.stringify(message) },
        line,
      )
    await settled()
  }
  const pass = async (minutes = 1) => {
    for (const [key, { milliseconds, call }] of Array.from(timers))
      if (milliseconds <= minutes * 60_000 && timers.delete(key)) call()
    await settled()
  }
  return { sent, logged, line, events, receive, pass, timers }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))
const setup = { type: 'setup', sessionId: 'VX1', customParameters: { plan: 'free' } }
const prompt = (voicePrompt: string) => ({ type: 'prompt', voicePrompt, last: true })
const played = (value: string) => ({ type: 'info', name: 'tokensPlayed', value })
const clientSpeaking = (value: string) => ({ type: 'info', name: 'clientSpeaking', value })
const interrupt = (utteranceUntilInterrupt: string) => ({
  type: 'interrupt',
  utteranceUntilInterrupt,
  durationUntilInterruptMs: '460',
})
const text = (token: string, last: boolean) => ({ type: 'text', token, last })

/** An agent that answers each prompt by `answer`, and records what the caller heard. */
const answering =
  (
    answer: (turn: Turn & { type: 'prompt' }) => Parameters<Turn['say']>[0],
    heard: unknown[] = [],
  ) =>
  async (call: RelayCall<never>) => {
    for await (const turn of call)
      if (turn.type === 'prompt') heard.push(await turn.say(answer(turn)))
  }

/** A stream whose tokens the test writes. */
const stream = () => {
  const waiting: ((result: IteratorResult<string>) => void)[] = []
  const source = {
    closed: false,
    write: async (value: string) => {
      waiting.shift()!({ done: false, value })
      await settled()
    },
    end: async () => {
      waiting.shift()!({ done: true, value: undefined })
      await settled()
    },
    next: () => new Promise<IteratorResult<string>>((resolve) => waiting.push(resolve)),
    return: () => {
      source.closed = true
      return Promise.resolve({ done: true as const, value: undefined })
    },
    [Symbol.asyncIterator]: () => source,
  }
  return source
}

test('a text is sent whole, and say() resolves once it was heard, white space aside', async () => {
  const heard: unknown[] = []
  const { sent, receive } = begin(answering(() => 'Hello  there, you', heard))
  await receive(setup, prompt('hi'))
  expect(sent).toEqual([text('Hello  there, you', true)])
  await receive(played('Hello there,'))
  expect(heard).toEqual([])
  await receive(played(' you'))
  expect(heard).toEqual([{ heard: 'Hello  there, you', interrupted: false, certain: true }])
})

test('a stream is sent token by token, with an empty last one', async () => {
  const source = stream()
  const { sent, receive } = begin(answering(() => source))
  await receive(setup, prompt('hi'))
  await source.write('Hel')
  await source.write('')
  await source.write('lo')
  expect(sent).toEqual([text('Hel', false), text('lo', false)])
  await source.end()
  expect(sent.at(-1)).toEqual(text('', true))
})

test('a stream without a token has no last one', async () => {
  const source = stream()
  const heard: unknown[] = []
  const { sent, receive } = begin(answering(() => source, heard))
  await receive(setup, prompt('hi'))
  await source.end()
  expect(sent).toEqual([])
  expect(heard).toMatchObject([{ heard: '', interrupted: false }])
})

test('an interruption ends the turn: sending stops, the stream is closed, the heard part is known', async () => {
  const source = stream()
  const heard: unknown[] = []
  let signal: AbortSignal | undefined
  const { sent, receive } = begin(
    answering((turn) => {
      signal = turn.signal
      return source
    }, heard),
  )
  await receive(setup, prompt('hi'))
  await source.write('Once upon ')
  await source.write('a time ')
  await receive(played('Once upon '), played('a'), interrupt('Once upon a'))
  expect(heard).toEqual([{ heard: 'Once upon a', interrupted: true, afterMs: 460, certain: true }])
  expect(source.closed).toBe(true)
  expect(signal!.reason).toMatchObject({ name: 'AbortError', message: 'interrupted' })
  const before = sent.length
  await source.write('there was')
  expect(sent).toHaveLength(before)
})

test('Twilio counts from the last clause it reported as heard', async () => {
  const heard: unknown[] = []
  const { receive } = begin(answering(() => 'One, two. Three, four.', heard))
  await receive(setup, prompt('hi'))
  await receive(played('One, two.'), interrupt(' Three'))
  expect(heard).toMatchObject([{ heard: 'One, two. Three' }])
})

test('other speech heard, such as the greeting, does not count', async () => {
  const heard: unknown[] = []
  const { receive } = begin(answering(() => 'Hello', heard))
  await receive(setup, prompt('hi'))
  await receive(played('Welcome'), interrupt('Welcome'))
  expect(heard).toMatchObject([{ heard: '', interrupted: true }])
})

test('the next prompt supersedes the turn', async () => {
  const first = stream()
  const signals: AbortSignal[] = []
  const heard: unknown[] = []
  const { sent, receive } = begin(
    answering((turn) => {
      signals.push(turn.signal)
      return turn.text === 'one' ? first : 'Second'
    }, heard),
  )
  await receive(setup, clientSpeaking('off'), prompt('one'))
  await first.write('First')
  await receive(prompt('two'))
  expect(signals[0]!.reason).toMatchObject({ message: 'superseded' })
  expect(heard).toMatchObject([{ heard: '', interrupted: true }])
  expect(sent).toEqual([text('First', false), text('Second', true)])
})

test('all prompts that wait are taken, and only the last one speaks', async () => {
  const texts: string[] = []
  const { sent, receive } = begin(
    answering(({ text }) => {
      texts.push(text)
      return `You said ${text}`
    }),
  )
  await receive(setup, prompt('one'), prompt('two'))
  expect(texts).toEqual(['one', 'two'])
  expect(sent).toEqual([text('You said two', true)])
})

test('a turn that is over says nothing, and closes the stream it was given', async () => {
  let first: Turn | undefined
  const { sent, receive } = begin(async (call) => {
    for await (const turn of call) if (turn.type === 'prompt') first ??= turn
  })
  await receive(setup, prompt('one'), prompt('two'))
  const late = stream()
  expect(await first!.say(late)).toEqual({ heard: '', interrupted: true, certain: true })
  first!.play('https://h.test/a.mp3')
  await settled()
  expect(late.closed).toBe(true)
  expect(sent).toEqual([])
})

test("a turn's texts are said one after the other", async () => {
  const spoken: Promise<unknown>[] = []
  const { sent, receive } = begin(async (call) => {
    for await (const turn of call)
      if (turn.type === 'prompt') {
        spoken.push(turn.say('One'), turn.say('Two'))
        turn.sendDigits('1#')
      }
  })
  await receive(setup, prompt('hi'))
  expect(sent).toEqual([text('One', true)])
  await receive(played('One'))
  expect(sent.slice(1)).toEqual([text('Two', true)])
  await receive(played('Two'))
  expect(sent.slice(2)).toEqual([{ type: 'sendDigits', digits: '1#' }])
  await expect(Promise.all(spoken)).resolves.toMatchObject([{ heard: 'One' }, { heard: 'Two' }])
})

test('the result of talk() ends the session, after the current speech', async () => {
  const { sent, receive, line, pass } = begin(async (call) => {
    for await (const turn of call)
      if (turn.type === 'digit') {
        void turn.say('Goodbye')
        return { reason: 'asked' }
      }
  })
  await receive(setup, { type: 'dtmf', digit: '0' })
  expect(sent).toEqual([text('Goodbye', true)])
  await receive(played('Goodbye'))
  expect(sent[1]).toEqual({ type: 'end', handoffData: '{"reason":"asked"}' })
  expect(line.closed).toBeUndefined()
  // Twilio closes the socket; if it does not, the app does.
  await pass()
  expect(line.closed).toBe(1000)
})

test('a key survives its own interruption, which Twilio reports after it', async () => {
  const heard: unknown[] = []
  const { sent, receive } = begin(async (call) => {
    for await (const turn of call) {
      if (turn.type === 'start') heard.push(await turn.say('Welcome to Acme'))
      if (turn.type === 'digit') heard.push(await turn.say(`Key ${turn.digit}`))
    }
  })
  await receive(setup)
  await receive({ type: 'dtmf', digit: '9' }, played('Welcome'), interrupt('Welcome'))
  expect(heard).toMatchObject([{ heard: 'Welcome', interrupted: true }])
  expect(sent.at(-1)).toEqual(text('Key 9', true))
  await receive(played('Key 9'))
  expect(heard[1]).toMatchObject({ heard: 'Key 9', interrupted: false })
})

test('keys wait while the agent speaks', async () => {
  const turns: string[] = []
  const { receive } = begin(async (call) => {
    for await (const turn of call) {
      turns.push(turn.type)
      if (turn.type === 'prompt') await turn.say('Well')
    }
  })
  await receive(setup, prompt('hi'))
  await receive({ type: 'dtmf', digit: '1' })
  expect(turns).toEqual(['start', 'prompt'])
  await receive(played('Well'))
  expect(turns).toEqual(['start', 'prompt', 'digit'])
})

test('a model that throws ends its speech, then apologises, then ends the session', async () => {
  const { sent, receive, logged } = begin(
    answering(async function* () {
      yield 'I th'
      throw new Error('no quota')
    }),
    { onError: 'Sorry.' },
  )
  await receive(setup, prompt('hi'))
  expect(sent).toEqual([text('I th', false), text('', true)])
  await receive(played('I th'))
  expect(sent.at(-1)).toEqual(text('Sorry.', true))
  await receive(played('Sorry.'))
  expect(sent.at(-1)).toMatchObject({
    type: 'end',
    handoffData: expect.stringContaining('no quota'),
  })
  expect(logged).toHaveLength(1)
})

test('a model that throws because its turn is over is no failure', async () => {
  const heard: unknown[] = []
  const { receive, logged, sent } = begin(
    answering(
      ({ signal }) =>
        new Promise<string>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error))
        }),
      heard,
    ),
  )
  await receive(setup, prompt('hi'))
  await receive(prompt('no, wait'))
  expect(heard).toMatchObject([{ interrupted: true }])
  expect([sent, logged]).toEqual([[], []])
})

test('invalid parameters end the session at once, without a word', async () => {
  const talk = vi.fn<() => Promise<void>>()
  const { sent, receive, logged } = begin(talk, {
    parameters: v.object({ plan: v.literal('gold') }),
  })
  await receive(setup, prompt('hi'))
  expect(talk).not.toHaveBeenCalled()
  expect(sent).toMatchObject([{ type: 'end' }])
  expect(logged).toEqual([
    expect.stringContaining('The parameters do not fit the schema: see plan.'),
  ])
})

test('an invalid hand-off fails the session', async () => {
  const { sent, receive, logged } = begin(async () => 1, { handoff: v.string() })
  await receive(setup)
  expect(sent).toMatchObject([
    { type: 'end', handoffData: expect.stringContaining('The hand-off does not fit the schema.') },
  ])
  expect(logged).toHaveLength(1)
})

test.each([
  ['a second setup', setup, 'setup out of order'],
  ['no JSON', '{', 'JSON'],
  ['null', null, 'null'],
  ['a list', [1], 'undefined out of order'],
  ['an error of Twilio', { type: 'error', description: '64107' }, '64107'],
])('%s is one line in the log, and nothing else', async (_, message, line) => {
  const { sent, receive, logged } = begin(answering(() => 'x'))
  await receive(setup)
  await receive(message)
  expect(logged).toEqual([expect.stringContaining(line)])
  expect(sent).toEqual([])
})

test('a message before the setup is one line in the log', async () => {
  const { sent, receive, logged } = begin(answering(() => 'x'))
  await receive(prompt('hi'))
  expect(logged).toEqual([expect.stringContaining('prompt out of order')])
  expect(sent).toEqual([])
})

test('an unknown type is passed on', async () => {
  const seen: unknown[] = []
  const { receive, logged } = begin(
    answering(() => 'x'),
    { onMessage: (message) => seen.push(message) },
  )
  await receive(setup, { type: 'news', of: 2027 })
  expect(seen[1]).toEqual({ type: 'news', of: 2027 })
  expect(logged).toEqual([])
})

test('the end of the socket ends the iteration, and aborts the current stream', async () => {
  const source = stream()
  let ended = false
  let signal: AbortSignal | undefined
  const heard: unknown[] = []
  const { receive, events, timers } = begin(async (call) => {
    await answering((turn) => {
      signal = turn.signal
      return source
    }, heard)(call)
    ended = true
  })
  await receive(setup, prompt('hi'))
  await source.write('Hel')
  events.onClose()
  await settled()
  expect(heard).toMatchObject([{ interrupted: true }])
  expect(signal!.reason).toMatchObject({ name: 'AbortError', message: 'closed' })
  expect([ended, source.closed, timers.size]).toEqual([true, true, 0])
})

test('without a report of what was heard, say() resolves after a while, marked as uncertain', async () => {
  const heard: unknown[] = []
  const { receive, pass } = begin(answering(() => 'Hello', heard))
  await receive(setup, prompt('hi'))
  expect(heard).toEqual([])
  await pass()
  expect(heard).toEqual([{ heard: 'Hello', interrupted: false, certain: false }])
  await receive(prompt('hi'))
  await receive(prompt('no'))
  expect(heard[1]).toEqual({ heard: 'Hello', interrupted: true, certain: false })
})

test('silence is a turn while neither side speaks', async () => {
  const turns: string[] = []
  const { receive, pass, timers } = begin(
    async (call) => {
      for await (const turn of call) {
        turns.push(turn.type)
        if (turn.type === 'silence') await turn.say('Are you still there?')
      }
    },
    { silence: 8 },
  )
  await receive(setup)
  await receive(clientSpeaking('on'))
  expect(timers.size).toBe(1)
  await receive(clientSpeaking('off'))
  expect(timers.size).toBe(2)
  await pass()
  expect(turns).toEqual(['start', 'silence'])
})

test('a call that exceeds its limit ends', async () => {
  const { receive, pass, sent, logged } = begin(
    answering(() => 'x'),
    { maxMinutes: 5 },
  )
  await receive(setup)
  await pass(4)
  expect(sent).toEqual([])
  await pass(5)
  expect(sent).toMatchObject([{ type: 'end' }])
  expect(logged).toEqual([expect.stringContaining('5 minutes')])
})

test('an endless model is read only as far as it is heard', async () => {
  let made = 0
  const { receive } = begin(
    answering(async function* () {
      for (;;) {
        made++
        yield 'word '
      }
    }),
  )
  await receive(setup, prompt('hi'), { type: 'info', name: 'agentSpeaking', value: 'on' })
  expect(made).toBe(1001)
  await receive(played('word '.repeat(100)))
  expect(made).toBe(1101)
})

test('an invalid message is refused before it is sent', async () => {
  let refused: unknown
  const { receive, sent } = begin(async (call) => {
    try {
      call.send({ type: 'txt' } as never)
    } catch (error) {
      refused = error
    }
    call.send({ type: 'hints', hints: 'a' })
    call.language({ tts: 'es-ES' })
  })
  await receive(setup)
  expect(refused).toBeInstanceOf(TypeError)
  expect(sent.slice(0, 2)).toEqual([
    { type: 'hints', hints: 'a' },
    { type: 'language', ttsLanguage: 'es-ES' },
  ])
})

const cut = interrupt('')
const speaking = (value: string) => ({ type: 'info', name: 'agentSpeaking', value })

/** An agent that answers each turn without waiting until it was heard. */
const hasty =
  (heard: Record<string, unknown> = {}) =>
  async (call: RelayCall<never>) => {
    for await (const turn of call) {
      const name = turn.type === 'digit' ? turn.digit : turn.type
      void turn.say(`to ${name}`).then(({ interrupted }) => (heard[name] = interrupted))
    }
  }

test('the answer to a key survives its interruption, and no later one', async () => {
  for (const between of [[], [speaking('on')]]) {
    const heard = {}
    const { receive } = begin(hasty(heard))
    await receive(setup)
    await receive({ type: 'dtmf', digit: '1' })
    await receive(...between, cut)
    expect(heard).toEqual(between.length > 0 ? { start: true, 1: true } : { start: true })
    await receive(cut)
    expect(heard).toEqual({ start: true, 1: true })
  }
})

test('keys that wait survive an interruption', async () => {
  const heard: unknown[] = []
  const { receive, sent } = begin(async (call) => {
    for await (const turn of call)
      heard.push(await turn.say(turn.type === 'digit' ? turn.digit : turn.type))
  })
  await receive(setup)
  await receive({ type: 'dtmf', digit: '1' }, { type: 'dtmf', digit: '2' }, cut)
  await receive(played('1'))
  expect(sent).toEqual([text('start', true), text('1', true), text('2', true)])
})

test('Twilio tells again from the beginning, and less than before', async () => {
  const heard: unknown[] = []
  const { receive } = begin(answering(() => 'One two three', heard))
  await receive(setup, prompt('hi'))
  await receive(played('One'), played('One two'), played('One'), cut)
  expect(heard).toMatchObject([{ heard: 'One two' }])
})

test('Twilio that suddenly tells nothing is not waited for, and not trusted', async () => {
  const heard: unknown[] = []
  const { receive, pass } = begin(answering(() => 'Hello', heard))
  await receive(setup, speaking('on'), prompt('hi'))
  await pass()
  expect(heard).toEqual([{ heard: 'Hello', interrupted: false, certain: false }])
})

test('a stream that has ended is not closed', async () => {
  const source = stream()
  const { receive } = begin(answering(() => source))
  await receive(setup, prompt('hi'))
  await source.write('Hi')
  await source.end()
  await receive(played('Hi'))
  expect(source.closed).toBe(false)
})

test('an old stream that goes on does not hold up the one that is far ahead', async () => {
  const [old, current] = [stream(), stream()]
  const { receive, sent } = begin(answering(({ text }) => (text === 'a' ? old : current)))
  await receive(setup, prompt('a'))
  await receive(prompt('b'))
  await current.write('x'.repeat(4001))
  await old.write('y')
  await receive(played('x'.repeat(4001)))
  await current.write('z')
  expect(sent.at(-1)).toEqual(text('z', false))
})

test('no silence while the agent speaks, or is busy', async () => {
  let busy!: () => void
  const { receive, timers } = begin(
    async (call) => {
      for await (const turn of call)
        if (turn.type === 'prompt') await new Promise<void>((resolve) => (busy = resolve))
    },
    { silence: 8 },
  )
  await receive(setup)
  expect(timers.size).toBe(2)
  await receive(speaking('on'))
  expect(timers.size).toBe(1)
  await receive(speaking('off'), prompt('hi'))
  expect(timers.size).toBe(1)
  busy()
  await settled()
  expect(timers.size).toBe(2)
})

test('a prompt knows whether the agent was speaking', async () => {
  const seen: unknown[] = []
  const { receive } = begin(async (call) => {
    for await (const turn of call) if (turn.type === 'prompt') seen.push(turn.whileSpeaking)
  })
  await receive(setup, prompt('a'), speaking('on'), prompt('b'), speaking('off'))
  await receive({ ...prompt('c'), agentSpeaking: true })
  expect(seen).toEqual([false, true, true])
})

test('after a hang-up no turn follows, and the hand-off is not asked for', async () => {
  const turns: string[] = []
  const { receive, events, logged } = begin(
    async (call) => {
      for await (const turn of call) {
        turns.push(turn.type)
        await turn.say('Well')
      }
    },
    { handoff: v.string() },
  )
  await receive(setup)
  await receive({ type: 'dtmf', digit: '1' })
  events.onClose()
  await settled()
  expect([turns, logged]).toEqual([['start'], []])
})

test('a talk that throws ends what it was saying', async () => {
  const reasons: unknown[] = []
  const { receive, sent } = begin(async (call) => {
    for await (const turn of call) {
      if (turn.type === 'digit') throw new Error('mine')
      turn.signal.addEventListener('abort', () => reasons.push(turn.signal.reason))
      void turn.say(stream())
    }
  })
  await receive(setup)
  await receive({ type: 'dtmf', digit: '1' })
  expect(sent).toEqual([text('Sorry, something went wrong. Goodbye.', true)])
  expect(reasons).toMatchObject([{ name: 'AbortError', message: 'ended' }])
})
