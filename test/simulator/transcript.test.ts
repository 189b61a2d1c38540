import { describe, expect, test } from 'vitest'
import { simulate, type SimulateOptions, type Simulator } from 'twimlx/simulator'
import { serve } from './app.ts'

const alice = '+14155550100'
const bob = '+14155550101'

const drive = (documents: Record<string, string>, options: SimulateOptions = {}) =>
  simulate(serve(documents), options)

const hints = (twilio: Simulator) =>
  twilio.events.flatMap((event) => (event.type === 'hint' ? event.message : []))

describe('the lines of several calls name their call', () => {
  test('by its party, if the legs have the same name', async () => {
    const twilio = drive({ '/voice': '<Say>hello</Say><Pause length="60"/>' })
    const call = await twilio
      .phone(alice)
      .call({ during: [{ prompt: /^$/, after: 5, hangup: true }] })
    await twilio.phone(bob).call()
    expect(twilio.transcript()).toBe(
      [
        '+14155550100 calls',
        '(+14155550100) [picked up]',
        '(+14155550100) Twilio: hello',
        '(+14155550100) [5 s of silence] [cut short]',
        '(+14155550100) The caller hangs up: completed',
        '+14155550101 calls',
        '(+14155550101) [picked up]',
        '(+14155550101) Twilio: hello',
        '(+14155550101) [60 s of silence]',
        '(+14155550101) Twilio hangs up: completed',
      ].join('\n'),
    )
    // A single call needs no names.
    expect(call.transcript().split('\n')[1]).toBe('[picked up]')
  })

  test('by the names that a test gives them', async () => {
    const twilio = drive({ '/voice': '<Say>hello</Say>' })
    await twilio.phone(alice).call({ as: 'alice' })
    await twilio.call(bob, { url: '/voice', as: 'bob' })
    expect(twilio.transcript()).toBe(
      [
        '(alice) +14155550100 calls',
        '(alice) [picked up]',
        '(alice) Twilio: hello',
        '(alice) Twilio hangs up: completed',
        '(bob) Twilio calls +14155550101',
        '(bob) Twilio: hello',
        '(bob) Twilio hangs up: completed',
      ].join('\n'),
    )
  })

  test('with dialled parties, too', async () => {
    const twilio = drive({
      '/voice':
        '<Dial sequential="true"><Number url="/hush">+14155550102</Number><Number url="/hush">+14155550103</Number></Dial>',
      '/hush': '<Say>A call for you</Say>',
    })
    await twilio.phone(alice).call()
    await twilio.phone('+14155550102').answer()
    await twilio
      .phone('+14155550102')
      .decline()
      .catch(() => {})
    expect(twilio.transcript()).toContain('\n  (callee) Twilio: A call for you')
    await (await twilio.phone(bob).call()).hangup()
    expect(twilio.transcript()).toContain('(+14155550101) The caller hangs up')
  })
})

test('a call by the app begins with its creation', async () => {
  const twilio = drive({ '/voice': '<Say>hello</Say>' })
  const call = await twilio.call(alice, { url: '/voice', from: '+15550100201' })
  expect(call.transcript()).toBe(
    ['Twilio calls +14155550100', 'Twilio: hello', 'Twilio hangs up: completed'].join('\n'),
  )
  expect(call.events[0]).toMatchObject({ type: 'outbound', to: alice, from: '+15550100201' })
})

test('a chat shows its requests on demand, and itself when printed', async () => {
  const chat = await drive({ '/sms': '<Message>hello</Message>' }).phone(alice).text('hi')
  expect(chat.transcript()).not.toContain('POST')
  expect(chat.transcript({ requests: true })).toContain('\n  POST https://app.test/sms → 200\n')
  expect(JSON.stringify({ chat })).toBe(JSON.stringify({ chat: chat.transcript() }))
})

describe('silence', () => {
  test('that the end of the call cuts short has its actual length', async () => {
    const twilio = drive({ '/voice': '<Pause length="10"/><Say>never</Say>' })
    const call = await twilio.phone(alice).call({
      during: [{ prompt: /^$/, after: 2.5, end: true }],
    })
    expect(call.events.find(({ type }) => type === 'pause')).toMatchObject({
      seconds: 2.5,
      interrupted: true,
    })
    expect(call.events.at(-1)).toMatchObject({ type: 'hangup', by: 'twilio' })
  })

  test('in a Gather lasts until a key is pressed', async () => {
    const twilio = drive({
      '/voice': '<Gather action="/r"><Pause length="10"/></Gather>',
      '/r': '',
    })
    const call = await twilio.phone(alice).call({
      during: [{ prompt: /^$/, after: 3, press: '1#' }],
    })
    expect(call.transcript()).toContain('[3 s of silence] [cut short]')
  })

  test('that is not cut short is complete', async () => {
    const call = await drive({ '/voice': '<Pause length="3"/>' }).phone(alice).call()
    expect(call.events.find(({ type }) => type === 'pause')).not.toHaveProperty('interrupted')
  })
})

test('TwiML sent as text is reported', async () => {
  const plain = (body: string) => () =>
    new Response(body, { headers: { 'Content-Type': 'text/plain' } })
  const told = async (body: string) => {
    const twilio = simulate(plain(body))
    await twilio.phone(alice).text('hi')
    await twilio.phone(alice).call()
    return twilio.events.flatMap((event) => (event.type === 'hint' ? event.message : []))
  }
  const [sent, spoken] = await told('<Response><Message>a & b</Message></Response>')
  expect(sent).toContain('its tags are sent as they stand: send TwiML as text/xml')
  expect(spoken).toContain('no well-formed TwiML, so its tags are spoken')
  expect(await told('<Response/>')).toHaveLength(1)
  expect(await told('1 < 2 & 3')).toEqual([])
})

test('the app ends a call during a prompt', async () => {
  const twilio = drive(
    { '/voice': '<Say>a long story</Say><Say>never</Say>' },
    { duration: () => 9 },
  )
  const call = await twilio
    .phone(alice)
    .call({ during: [{ prompt: 'story', after: 4, end: true }] })
  expect(call.heard).toEqual(['a long story'])
  expect([call.status, call.duration]).toEqual(['completed', 4])
  expect(call.transcript()).toContain('Twilio hangs up: completed')
})

describe('unreachable verbs', () => {
  test.each([
    ['<Hangup/><Say>x</Say>', '<Say> after <Hangup> is never reached: nothing runs after it.'],
    ['<Reject/><Say>x</Say>', '<Say> after <Reject> is never reached: nothing runs after it.'],
    [
      '<Redirect>/end</Redirect><Say>x</Say><Play>/a.mp3</Play>',
      '<Say> and <Play> after <Redirect> are never reached: another document takes over there.',
    ],
    [
      '<Gather actionOnEmptyResult="true" action="/end"/><Hangup/>',
      '<Hangup> after <Gather> is never reached: another document takes over there.',
    ],
    [
      '<Dial action="/end">abc</Dial><Say>x</Say>',
      '<Say> after <Dial> is never reached: another document takes over there.',
    ],
  ])('are reported in a call: %s', async (document, message) => {
    const twilio = drive({ '/voice': document, '/end': '' })
    const call = await twilio.phone(alice).call()
    await call.stay()
    expect(hints(twilio)).toEqual([message])
    expect(twilio.transcript()).toContain(`! ${message}`)
  })

  test.each([
    '<Gather action="/end"/><Say>x</Say>',
    '<Record action="/end"/><Say>x</Say>',
    '<Dial>abc</Dial><Say>x</Say>',
    '<Say>x</Say><Hangup/>',
    '<Redirect>/end</Redirect>',
  ])('are not reported in %s', async (document) => {
    const twilio = drive({ '/voice': document, '/end': '' })
    await (await twilio.phone(alice).call()).stay()
    expect(hints(twilio)).toEqual([])
  })

  test("are reported in a message's document", async () => {
    const twilio = drive({
      '/sms': '<Message action="/next">a</Message><Message>b</Message>',
      '/next': '<Redirect>/end</Redirect><Message>c</Message>',
      '/end': '',
    })
    await twilio.phone(alice).text('hi')
    expect(hints(twilio)).toEqual([
      '<Message> after <Message> is never reached: another document takes over there.',
      '<Message> after <Redirect> is never reached: another document takes over there.',
    ])
  })

  test('are not reported if action returns no document', async () => {
    const twilio = drive(
      { '/sms': '<Message action="/next">a</Message><Message>b</Message>' },
      { messageAction: 'status' },
    )
    expect((await twilio.phone(alice).text('hi')).messages).toHaveLength(2)
    expect(hints(twilio)).toEqual([])
  })
})

describe('late callbacks', () => {
  test('are reported to the log if no handler asked for them', async () => {
    const twilio = drive({ '/voice': '<Record action="/end"/>', '/end': '' })
    const call = await twilio.phone(alice).call()
    await call.talk(3)
    await call.press('#')
    const [recording] = call.recordings
    await twilio.recordingReady(recording!)
    await twilio.transcribed(recording!, 'hello')
    expect(hints(twilio)).toEqual([
      `No callback reports that the recording ${recording!.sid} is completed: it was made without recordingStatusCallback.`,
      `No callback gets the transcript of the recording ${recording!.sid}: it was made without transcribe="true" and transcribeCallback.`,
    ])
  })

  test('go to the handler that asked for them', async () => {
    const twilio = drive({
      '/voice':
        '<Record action="/end" recordingStatusCallback="/end" transcribe="true" transcribeCallback="/end"/>',
      '/end': '',
    })
    const call = await twilio.phone(alice).call()
    await call.talk(3)
    await call.press('#')
    await twilio.recordingReady(call.recordings[0]!)
    await twilio.transcribed(call.recordings[0]!, 'hello')
    expect(hints(twilio)).toEqual([])
  })

  test('do not go to a handler of another request', async () => {
    const twilio = drive({
      '/voice':
        '<Record action="/end" recordingStatusCallback="/end" recordingStatusCallbackEvent="absent"/>',
      '/end': '',
    })
    const call = await twilio.phone(alice).call()
    await call.talk(3)
    await call.press('#')
    await twilio.recordingReady(call.recordings[0]!)
    expect(hints(twilio)).toEqual([expect.stringContaining('has no "completed"')])
  })
})

describe('connected parties wait for each other', () => {
  test('in a dial', async () => {
    const twilio = drive({ '/voice': `<Dial>${bob}</Dial>` })
    const caller = await twilio.phone(alice).call()
    expect(caller.waitingFor).toBe('Dial')
    const callee = await twilio.phone(bob).answer()
    expect([caller.waitingFor, callee.waitingFor]).toEqual(['Dial', 'Dial'])
    await callee.hangup()
    expect([caller.waitingFor, callee.waitingFor]).toEqual([undefined, undefined])
  })

  test('in a conference', async () => {
    const twilio = drive({ '/voice': '<Dial><Conference>standup</Conference></Dial>' })
    const first = await twilio.phone(alice).call()
    const second = await twilio.phone(bob).call()
    expect([first.waitingFor, second.waitingFor]).toEqual(['Conference', 'Conference'])
  })

  test('out of a queue', async () => {
    const twilio = drive({
      '/voice': '<Enqueue>support</Enqueue>',
      '/agent': '<Dial><Queue>support</Queue></Dial>',
    })
    const caller = await twilio.phone(alice).call()
    expect(caller.waitingFor).toBe('Enqueue')
    const agent = await twilio.phone(bob).call({ url: '/agent' })
    expect([caller.waitingFor, agent.waitingFor]).toEqual(['Enqueue', 'Dial'])
  })
})
