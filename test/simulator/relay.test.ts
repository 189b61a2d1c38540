/** A relay's socket, message by message: Twilio's messages about the caller, and the caller's view of the app's. */
import { expect, test } from 'vitest'
import { type Call, simulate, type Simulator } from 'twimlx/simulator'
import { serve } from './app.ts'

const url = 'wss://app.test/relay'

/** Calls a relay on which each spoken character takes a second. */
const connect = async (
  attributes = '',
  { during = [], ...options }: Parameters<typeof simulate>[1] & { during?: CallDuring } = {},
): Promise<{ twilio: Simulator; call: Call; told: () => unknown[] }> => {
  const twilio = simulate(
    serve({
      '/voice': `<Connect action="/done"><ConversationRelay url="${url}" ${attributes}/></Connect><Say>never</Say>`,
      '/done': '',
    }),
    { duration: (prompt) => ('say' in prompt ? prompt.say.length : 5), ...options },
  )
  const call = await twilio.phone('+14155550100').call({ during })
  const told = () =>
    twilio.events.flatMap((event) =>
      event.type === 'wsMessage' && event.by === 'twilio' ? [event.message] : [],
    )
  return { twilio, call, told }
}

type CallDuring = NonNullable<
  NonNullable<Parameters<ReturnType<Simulator['phone']>['call']>[0]>['during']
>

const text = (token: string, more: object = {}) => ({ type: 'text', token, last: true, ...more })

/** The parameters of the request to the action of `<Connect>`. */
const result = (twilio: Simulator) =>
  twilio.events.flatMap((event) =>
    event.type === 'request' && event.url.endsWith('/done') ? [event.params] : [],
  )[0]

test('the setup says whether the call was in progress before', async () => {
  const { told, call } = await connect()
  expect(told()).toMatchObject([{ type: 'setup', callStatus: 'RINGING', callType: 'PSTN' }])
  await call.redirect({ url: '/voice' })
  expect(told()[1]).toMatchObject({ type: 'setup', callStatus: 'IN_PROGRESS' })
})

test('an interruption has its messages in order', async () => {
  const { call, told } = await connect('events="speaker-events tokens-played"')
  await call.say('stop', { during: 'One', after: 6 })
  await call.sendToSocket(text('One, two'))
  const info = (name: string, value: string) => ({ type: 'info', name, value })
  expect(told().slice(1)).toEqual([
    info('agentSpeaking', 'on'),
    info('tokensPlayed', 'One,'),
    info('clientSpeaking', 'on'),
    info('tokensPlayed', ' t'),
    { type: 'interrupt', utteranceUntilInterrupt: 'One, t', durationUntilInterruptMs: 6000 },
    info('agentSpeaking', 'off'),
    info('clientSpeaking', 'off'),
    { type: 'prompt', voicePrompt: 'stop', lang: 'en-US', last: true },
  ])
})

test('no events are sent unless requested', async () => {
  const { call, told } = await connect()
  await call.sendToSocket(text('One'))
  await call.say('hi')
  expect(told().map((message) => (message as { type: string }).type)).toEqual(['setup', 'prompt'])
})

test('a key is sent before the interruption it causes', async () => {
  const { call, told } = await connect('dtmfDetection="true"')
  await call.press('12', { during: 'One', after: 2 })
  await call.sendToSocket(text('One'))
  expect(told().slice(1)).toMatchObject([
    { type: 'dtmf', digit: '1' },
    { type: 'interrupt', utteranceUntilInterrupt: 'On' },
    { type: 'dtmf', digit: '2' },
  ])
})

test('a token is heard at once, and the sentence continues with the next', async () => {
  const { call, told } = await connect()
  await call.sendToSocket(text('Once upon', { last: false }))
  expect(call.heard).toEqual(['Once upon'])
  await call.say('stop', { during: 'a time', after: 12 })
  await call.sendToSocket(text(' a time', { last: false }))
  expect(told().slice(1)).toMatchObject([
    { type: 'interrupt', utteranceUntilInterrupt: 'Once upon a', durationUntilInterruptMs: 12000 },
    { type: 'prompt', voicePrompt: 'stop' },
  ])
  expect(call.heard).toEqual(['Once upon a'])
  expect(call.transcript()).toContain('Twilio: Once upon a time [cut short] after "Once upon a"')
})

test('an unfinished sentence can be interrupted', async () => {
  const { call, told } = await connect()
  await call.sendToSocket(text('Well', { last: false }))
  await call.say('yes?')
  expect(told().slice(1)).toMatchObject([
    { type: 'interrupt', utteranceUntilInterrupt: 'Well' },
    { type: 'prompt' },
  ])
})

test('an interruption drops all pending speech', async () => {
  const { call } = await connect()
  await call.say('stop', { during: 'One', after: 1 })
  await call.sendToSocket(text('One'))
  await call.sendToSocket({ type: 'sendDigits', digits: '1' })
  expect(call.heard).toEqual(['O'])
  const both = await connect()
  await both.call.press('1', { during: 'a.mp3', after: 2 })
  await both.call.sendToSocket({ type: 'play', source: 'https://h.test/a.mp3', loop: 0 })
  await both.call.sendToSocket(text('Two'))
  expect(both.call.heard).toEqual(['https://h.test/a.mp3', 'Two'])
})

test('keys wait behind speech, and are reported as played', async () => {
  const { call, told, twilio } = await connect('events="tokens-played"')
  await call.say('hm', { during: 'Now', after: 1 })
  await call.sendToSocket(text('Now', { last: false, interruptible: 'none' }))
  await call.sendToSocket({ type: 'sendDigits', digits: '12#' })
  expect(twilio.events.flatMap((event) => (event.type === 'tones' ? [event.at] : []))).toEqual([3])
  expect(told().at(-1)).toEqual({ type: 'info', name: 'tokensPlayed', value: '12#' })
})

test.each([
  ['interruptible="none" welcomeGreeting="Welcome"', 'Wel'],
  ['welcomeGreeting="Welcome" welcomeGreetingInterruptible="none"', 'Welcome'],
  ['welcomeGreeting="Welcome" welcomeGreetingInterruptible="false"', 'Welcome'],
  ['welcomeGreeting="Welcome" welcomeGreetingInterruptible="true"', 'Wel'],
])('the greeting has a default of its own: %s', async (attributes, heard) => {
  const { call } = await connect(attributes, {
    during: [{ prompt: 'Welcome', say: 'stop', after: 3 }],
  })
  expect(call.heard).toEqual([heard])
})

test.each([
  ['none', {}],
  ['speech', { type: 'prompt', voicePrompt: 'hm', agentSpeaking: true }],
  ['any', { type: 'prompt', voicePrompt: 'hm', agentSpeaking: true }],
  ['dtmf', {}],
])(
  'what does not interrupt is told by reportInputDuringAgentSpeech="%s"',
  async (value, prompt) => {
    const { call, told } = await connect(
      `interruptible="none" reportInputDuringAgentSpeech="${value}"`,
    )
    await call.say('hm', { during: 'One', after: 1 })
    await call.sendToSocket(text('One'))
    expect(told().slice(1)).toMatchObject('type' in prompt ? [prompt] : [])
    expect(call.heard).toEqual(['One'])
    if (!('type' in prompt)) expect(call.transcript()).toContain('what was said is lost')
  },
)

test('a preemptible sentence is cut off by the next, without an interrupt', async () => {
  const { call, told, twilio } = await connect('preemptible="true"')
  await call.sendToSocket({ type: 'play', source: 'https://h.test/hold.mp3', loop: 0 })
  await twilio.advance(3)
  await call.sendToSocket(text('Here', { preemptible: false }))
  await call.sendToSocket(text('more'))
  expect(call.events.filter(({ type }) => type === 'play' || type === 'say')).toMatchObject([
    { url: 'https://h.test/hold.mp3', interrupted: true },
    { text: 'Here' },
    { text: 'more' },
  ])
  expect(told()).toHaveLength(1)
})

test('partial prompts grow, and the last repeats them', async () => {
  const { call, told } = await connect('partialPrompts="true"')
  await call.say('I am here')
  expect(told().slice(1)).toMatchObject([
    { voicePrompt: 'I', last: false },
    { voicePrompt: 'I am', last: false },
    { voicePrompt: 'I am here', last: false },
    { voicePrompt: 'I am here', last: true },
  ])
})

test('a language message changes the languages it names', async () => {
  const { call, told } = await connect('language="de-DE"')
  await call.sendToSocket({ type: 'language', transcriptionLanguage: 'es-ES' })
  await call.say('hola')
  await call.sendToSocket({ type: 'language', ttsLanguage: 'fr-FR' })
  await call.say('hola')
  await call.sendToSocket(text('Bonjour'))
  await call.sendToSocket(text('Hello', { lang: 'en-GB' }))
  expect(told().slice(1)).toMatchObject([{ lang: 'es-ES' }, { lang: 'es-ES' }])
  expect(call.events.filter(({ type }) => type === 'say')).toMatchObject([
    { language: 'fr-FR' },
    { language: 'en-GB' },
  ])
})

test('a config message changes the session, and is reported on request', async () => {
  const { call, told, twilio } = await connect('events="config-updated"')
  await call.sendToSocket({ type: 'config', interruptible: false, dtmfDetection: true })
  await call.sendToSocket({ type: 'hints', hints: 'a,b' })
  await call.press('1')
  await call.say('stop', { during: 'One', after: 1 })
  await call.sendToSocket(text('One'))
  expect(told().slice(1)).toEqual([
    { type: 'configUpdated', interruptible: false, dtmfDetection: true },
    { type: 'dtmf', digit: '1' },
  ])
  expect(call.heard).toEqual(['One'])
  expect(twilio.problems).toEqual([])
})

test.each([
  ['not json', 'JSON object'],
  [null, 'JSON object'],
  [{ type: 'text' }, 'token'],
  [{ type: 'text', token: 'a', last: 'yes' }, 'last'],
  [{ type: 'play', source: '/a.mp3' }, 'absolute URL'],
  [{ type: 'play', source: 'https://h.test/a', loop: -1 }, 'loop'],
  [{ type: 'sendDigits', digits: 'x' }, 'keys'],
  [{ type: 'language', ttsLanguage: 1 }, 'ttsLanguage'],
  [{ type: 'config', interruptible: 'never' }, 'interruptible'],
  [{ type: 'config', eotThreshold: 2 }, 'eotThreshold'],
  [{ type: 'hints' }, 'hints'],
  [{ type: 'end', handoffData: {} }, 'JSON.stringify'],
  [{ type: 'constructor' }, 'no type'],
])('%j is malformed', async (message, why) => {
  const { call, told, twilio } = await connect()
  await call.sendToSocket(message)
  expect(twilio.problems).toMatchObject([{ code: 64107, message: expect.stringContaining(why) }])
  expect(told()[1]).toMatchObject({
    type: 'error',
    description: expect.stringMatching(/^Invalid message received, code: 64107, /),
  })
  expect(call.status).toBe('in-progress')
})

test('ten malformed messages in a row close the socket with 1007, and fail the session', async () => {
  const { call, twilio } = await connect()
  for (let count = 0; count < 9; count++) await call.sendToSocket('?')
  await call.sendToSocket(text('a'))
  for (let count = 0; count < 9; count++) await call.sendToSocket('?')
  expect(call.status).toBe('in-progress')
  await call.sendToSocket('?')
  expect(twilio.events).toContainEqual(expect.objectContaining({ type: 'wsClose', code: 1007 }))
  expect(result(twilio)).toMatchObject({ SessionStatus: 'failed', ErrorCode: '64105' })
})

test('a lost connection fails the session', async () => {
  const { call, twilio } = await connect()
  await call.drop()
  expect(twilio.events).toContainEqual(expect.objectContaining({ type: 'wsClose', code: 1006 }))
  expect(result(twilio)).toMatchObject({
    SessionStatus: 'failed',
    ErrorCode: '64105',
    ErrorMessage: 'Websocket ended',
  })
})

test('with applicationReconnect Twilio connects again, with the missed messages', async () => {
  const { call, told, twilio } = await connect(
    'applicationReconnect="true" dtmfDetection="true" reportInputDuringAgentSpeech="any"',
  )
  await call.press('1', { during: 'One', after: 2.5 })
  await call.sendToSocket(text('One two', { interruptible: 'none' }), url, { listen: 2 })
  await call.drop()
  const [setup] = told()
  expect(told()).toEqual([setup, setup, { type: 'dtmf', digit: '1' }])
  expect(twilio.events.flatMap(({ type, at }) => (type === 'wsOpen' ? [at] : []))).toEqual([0, 3])
  expect(call.heard).toEqual(['One two'])
  await call.sendToSocket({ type: 'end' })
  expect(result(twilio)).toMatchObject({ SessionStatus: 'ended' })
  expect(twilio.problems).toEqual([])
})

test('a party that listens for a while acts in the middle of a sentence', async () => {
  const { call, told } = await connect()
  await call.say('go on', { listen: 0 })
  await call.sendToSocket(text('One two'), url, { listen: 3 })
  await call.say('stop')
  expect(told().slice(1)).toMatchObject([
    { voicePrompt: 'go on' },
    { type: 'interrupt', utteranceUntilInterrupt: 'One' },
    { voicePrompt: 'stop' },
  ])
})

test('a relay that cannot be reached again fails', async () => {
  let opened = 0
  const { call, twilio } = await connect('applicationReconnect="true"', {
    handshake: () => (opened++ === 0 ? 'open' : 'refused'),
  })
  await call.drop()
  expect(result(twilio)).toMatchObject({ SessionStatus: 'failed', ErrorCode: '64105' })
})

test('speech takes a second for 15 characters, unless a duration is given', async () => {
  const { call, twilio } = await connect('', { duration: undefined })
  await call.sendToSocket(text('x'.repeat(30)))
  expect(twilio.now.getTime() - twilio.events[0]!.at * 1000).toBeGreaterThan(0)
  await call.sendToSocket({ type: 'end' })
  expect(result(twilio)).toMatchObject({ SessionDuration: '2' })
})
