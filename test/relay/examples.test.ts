/** The agents of the examples, and what their callers hear. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { upgradeWebSocket } from '@hono/node-server'
import { APICallError } from 'ai'
import { MockLanguageModelV3, simulateReadableStream } from 'ai/test'
import { simulate } from 'twimlx/simulator'
import 'twimlx/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { byAiSdk } from '../../examples/agents/ai-sdk.ts'
import { type Model, tables } from '../../examples/agents/table.tsx'

const authToken = 'secret'
const publicUrl = 'https://app.test'

const drive = (model: Model) => {
  const booked: string[] = []
  const app = tables(model, {
    url: 'wss://app.test/agent',
    book: async (...booking) => void booked.push(booking.join(' | ')),
    upgradeWebSocket,
    authToken,
    publicUrl,
  })
  const twilio = simulate(app, { authToken, publicUrl })
  return { twilio, booked, alice: twilio.phone('+14155550123') }
}

test('a table is found by talking, and booked by the flow that takes over', async () => {
  const { twilio, booked, alice } = drive(async function* (history) {
    if (history.length === 1) yield* ['For ', 'how many?']
    else yield* ['I have a table for ', `${history.at(-1)!.text}.`]
  })
  const call = await alice.call()
  await call.say('tomorrow')
  await call.say('four')
  expect(call).toHaveEndedSession('ended', { table: 'four' })
  await call.say('yes')
  expect(call.heard).toEqual([
    'Chez Owl, for when may I book you a table?',
    'For how many?',
    'I have a table for four.',
    'A table for four: shall I book it?',
    'It is booked. Goodbye.',
  ])
  expect(booked).toEqual([expect.stringMatching(/^four \| \+14155550123 \| tables:.*:book$/)])
  expect(twilio.problems).toEqual([])
  expect(call).not.toHaveEndedSession('completed')
  expect(() => expect(call).toHaveEndedSession('ended', { table: 'two' })).toThrow(
    'It ended:\n  ended {"table":"four"}',
  )
})

test('a problem is handed to a person', async () => {
  const { twilio, booked, alice } = drive(async function* () {
    yield 'I th'
    throw new Error('no quota')
  })
  const call = await alice.call()
  await call.say('tomorrow')
  expect(call.heard.at(-1)).toBe('Sorry, something went wrong. Goodbye.')
  expect(twilio.phone('+14155550100').rings).toBe(true)
  expect(booked).toEqual([])
})

test('the model knows only the words heard before the interruption', async () => {
  const histories: unknown[] = []
  const { alice } = drive(async function* (history) {
    histories.push(structuredClone(history))
    yield* ['We have ', 'a table ', 'by the window ', 'at eight.']
  })
  const call = await alice.call()
  await call.say('tonight', { listen: 1.2 })
  await call.say('somewhere else')
  expect(histories[1]).toEqual([
    { role: 'caller', text: 'tonight' },
    { role: 'agent', text: 'We have a table by' },
    { role: 'caller', text: 'somewhere else' },
  ])
})

test('a key asks for a person, even while the agent speaks', async () => {
  let closed = false
  const { twilio, alice } = drive(async function* () {
    try {
      for (;;) yield 'and so on '
    } finally {
      closed = true
    }
  })
  const call = await alice.call()
  await call.say('go on', { listen: 30 })
  await call.press('0')
  expect(closed).toBe(true)
  expect(twilio.phone('+14155550100').rings).toBe(true)
})

test('silence gets a question', async () => {
  const { alice } = drive(async function* () {})
  const call = await alice.call()
  await call.silence(11)
  expect(call.heard.at(-1)).toBe('Are you still there?')
})

describe('with the AI SDK', () => {
  const words = (...deltas: string[]) => ({
    stream: simulateReadableStream({
      initialDelayInMs: null,
      chunkDelayInMs: null,
      chunks: [
        { type: 'text-start' as const, id: '1' },
        ...deltas.map((delta) => ({ type: 'text-delta' as const, id: '1', delta })),
        { type: 'text-end' as const, id: '1' },
        {
          type: 'finish' as const,
          finishReason: { unified: 'stop' as const, raw: undefined },
          usage: {
            inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
            outputTokens: { total: 1, text: 1, reasoning: 0 },
          },
        },
      ],
    }),
  })

  test('the model gets the words that were heard, and an interruption closes its request', async () => {
    const model = new MockLanguageModelV3({
      doStream: [words('We have ', 'a bench ', 'by the window ', 'at eight.'), words('Fine.')],
    })
    const { alice } = drive(byAiSdk(model))
    const call = await alice.call()
    await call.say('tonight', { listen: 1.2 })
    await call.say('somewhere else')
    expect(call.heard.at(-1)).toBe('Fine.')
    const [first, second] = model.doStreamCalls
    expect(first!.abortSignal!.aborted).toBe(true)
    expect(second!.prompt.slice(1)).toMatchObject([
      { role: 'user', content: [{ text: 'tonight' }] },
      { role: 'assistant', content: [{ text: 'We have a bench by' }] },
      { role: 'user', content: [{ text: 'somewhere else' }] },
    ])
  })

  test('a model that fails is reported to the caller', async () => {
    const failure = new APICallError({
      message: 'no quota',
      url: 'https://model.test',
      requestBodyValues: {},
      isRetryable: false,
    })
    const { alice } = drive(
      byAiSdk(new MockLanguageModelV3({ doStream: () => Promise.reject(failure) })),
    )
    const call = await alice.call()
    await call.say('tonight')
    expect(call.heard.at(-1)).toBe('Sorry, something went wrong. Goodbye.')
  })
})

// A package of Debian (python3-aiohttp) and of pip, not of npm: without it there is nothing to run.
const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import aiohttp']).status === 0,
)

describe.skipIf(!python)('an agent by hand in Python', () => {
  const servers: ChildProcess[] = []
  afterAll(() => {
    for (const server of servers) server.kill()
  })
  const serve = async (token: string): Promise<string> => {
    const server = spawn(python!, ['examples/agents/by_hand.py', 'app.test'], {
      env: { ...process.env, TWILIO_AUTH_TOKEN: token },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    servers.push(server)
    const [line] = (await once(createInterface(server.stdout!), 'line')) as [string]
    return line
  }

  test('runs unchanged', async () => {
    const twilio = simulate(await serve(authToken), { authToken, publicUrl, sockets: 'real' })
    const call = await twilio.phone('+14155550100').call()
    await call.say('hello')
    await call.say('again', { listen: 0.5 })
    await call.press('0')
    expect(call.heard).toEqual(['Hi!', 'You said hello.', 'You said', 'One moment.'])
    expect(twilio.problems).toEqual([])
  })

  test('refuses everybody but Twilio', async () => {
    const twilio = simulate(await serve('another'), { authToken, publicUrl, sockets: 'real' })
    await twilio.phone('+14155550100').call()
    expect(twilio.problems).toMatchObject([
      { code: 64102, message: expect.stringContaining('status 403') },
    ])
  })
})
