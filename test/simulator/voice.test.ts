import { describe, expect, test } from 'vitest'
import { simulate, type EventOf, type SimulateOptions, type Simulator } from 'twimlx/simulator'
import { serve } from './app.ts'

const alice = '+14155550100'
const bob = '+14155550101'
const carol = '+14155550102'

const drive = (documents: Record<string, string>, options: SimulateOptions = {}) =>
  simulate(serve(documents), options)

/** The types of the events, without requests and stimuli. */
const types = (twilio: Simulator): string[] =>
  twilio.events.map(({ type }) => type).filter((type) => !/^(request|stimulus)$/.test(type))

const requests = (twilio: Simulator, path: string): EventOf<'request'>[] =>
  twilio.events.filter(
    (event): event is EventOf<'request'> =>
      event.type === 'request' && new URL(event.url).pathname === path,
  )

describe('<Dial>', () => {
  test('rings all at once: the first to answer is connected, the others are canceled', async () => {
    const twilio = drive({
      '/voice': `<Dial action="/after"><Number statusCallback="/progress" statusCallbackEvent="initiated ringing answered completed">${bob}</Number><Client>carol</Client></Dial>`,
      '/after': '<Say>Done</Say>',
      '/progress': '',
    })
    await twilio.phone(alice).call()
    expect(twilio.phone(bob).rings).toBe(true)
    const call = await twilio.phone('client:carol').answer()
    expect(twilio.phone(bob).rings).toBe(false)
    await twilio.advance(42)
    await call.hangup()
    expect(requests(twilio, '/progress').map(({ params }) => params['CallStatus'])).toEqual([
      'initiated',
      'ringing',
      'canceled',
    ])
    expect(requests(twilio, '/after')[0]?.params).toMatchObject({
      DialCallStatus: 'completed',
      DialCallDuration: '42',
      DialBridged: 'true',
    })
  })

  test('no party answers in time', async () => {
    const twilio = drive({ '/voice': `<Dial timeout="10">${bob}</Dial><Say>Nobody</Say>` })
    const call = await twilio.phone(alice).call()
    await call.silence()
    expect(call.heard).toEqual(['Nobody'])
    expect(call.duration).toBe(10)
  })

  test('a callee who hangs up on the whisper is not connected', async () => {
    const twilio = drive({
      '/voice': `<Dial action="/after"><Number url="/whisper">${bob}</Number></Dial>`,
      '/whisper': '<Gather><Say>Press 1</Say></Gather><Dial>+14155550109</Dial>',
      '/after': '<Say>Sorry</Say>',
    })
    const call = await twilio.phone(alice).call()
    const callee = await twilio.phone(bob).answer()
    expect(callee.heard).toEqual(['Press 1'])
    await callee.hangup()
    expect(call.heard).toEqual(['Sorry'])
    expect(requests(twilio, '/after')[0]?.params).toMatchObject({
      DialCallStatus: 'completed',
      DialBridged: 'false',
    })
  })

  test('a dialled leg cannot dial', async () => {
    const twilio = drive({
      '/voice': `<Dial><Number url="/whisper">${bob}</Number></Dial>`,
      '/whisper': '<Dial>+14155550109</Dial><Say>Hello</Say>',
    })
    await twilio.phone(alice).call()
    const callee = await twilio.phone(bob).answer()
    expect(twilio.problems.map(({ code }) => code)).toEqual([13201])
    expect(callee.heard).toEqual(['Hello'])
    expect(types(twilio)).toContain('bridge')
  })

  test('has a time limit', async () => {
    const twilio = drive({ '/voice': `<Dial timeLimit="60">${bob}</Dial><Say>Time is up</Say>` })
    const call = await twilio.phone(alice).call()
    const callee = await twilio.phone(bob).answer()
    await call.silence()
    expect(callee.status).toBe('completed')
    expect(call.heard).toEqual(['Time is up'])
    expect(call.duration).toBe(60)
  })

  test('is cancelled if the caller hangs up while it rings', async () => {
    const twilio = drive({
      '/voice': `<Dial action="/after">${bob}</Dial>`,
      '/after': '<Say>no</Say>',
    })
    const call = await twilio.phone(alice).call()
    await call.hangup()
    expect(requests(twilio, '/after')[0]?.params).toMatchObject({
      DialCallStatus: 'canceled',
      CallStatus: 'completed',
    })
    expect(twilio.phone(bob).rings).toBe(false)
    expect(call.heard).toEqual([])
  })

  test('is recorded, with a callback', async () => {
    const twilio = drive({
      '/voice': `<Dial action="/after" record="record-from-answer-dual" recordingStatusCallback="/recorded">${bob}</Dial>`,
      '/after': '',
      '/recorded': '',
    })
    const call = await twilio.phone(alice).call()
    const callee = await twilio.phone(bob).answer()
    await twilio.advance(9)
    await callee.hangup()
    expect(requests(twilio, '/after')[0]?.params).toMatchObject({ RecordingDuration: '9' })
    await twilio.recordingReady(call.recordings[0]!)
    expect(requests(twilio, '/recorded')[0]?.params).toMatchObject({
      RecordingSource: 'DialVerb',
      RecordingChannels: '2',
      CallSid: call.sid,
    })
  })

  test('shows only numbers of the account', async () => {
    const document = { '/voice': `<Dial callerId="+14155550177">${bob}</Dial>` }
    const twilio = drive(document)
    await twilio.phone(alice).call()
    expect(twilio.problems.map(({ code }) => code)).toEqual([13247])
    const known = drive(document, { callerIds: ['+14155550177'] })
    await known.phone(alice).call()
    expect(known.events).toContainEqual(expect.objectContaining({ callerId: '+14155550177' }))
  })

  test('a callee who is moved elsewhere leaves the caller to their own document', async () => {
    const twilio = drive({
      '/voice': `<Dial>${bob}</Dial><Say>Alone</Say>`,
      '/moved': '<Say>Elsewhere</Say>',
    })
    const call = await twilio.phone(alice).call()
    const callee = await twilio.phone(bob).answer()
    await callee.redirect({ url: '/moved' })
    expect(callee.heard).toEqual(['Elsewhere'])
    expect(call.heard).toEqual(['Alone'])
  })
})

describe('a callee on a SIP phone', () => {
  const sip = 'sip:bob@pbx.example.com'

  test('sends the caller elsewhere', async () => {
    const twilio = drive({
      '/voice': `<Dial action="/after" referUrl="/refer"><Sip>${sip}</Sip></Dial>`,
      '/refer': '<Say>One moment</Say>',
      '/after': '<Say>no</Say>',
    })
    const call = await twilio.phone(alice).call()
    const callee = await twilio.phone(sip).answer()
    await callee.refer('sip:carol@pbx.example.com')
    expect(callee.status).toBe('completed')
    expect(call.heard).toEqual(['One moment'])
    expect(requests(twilio, '/refer')[0]?.params).toMatchObject({
      ReferTransferTarget: 'sip:carol@pbx.example.com',
      CallSid: call.sid,
    })
    expect(requests(twilio, '/after')).toEqual([])
  })

  test('stays connected without a referUrl', async () => {
    const twilio = drive({ '/voice': `<Dial><Sip>${sip}</Sip></Dial>` })
    const call = await twilio.phone(alice).call()
    const callee = await twilio.phone(sip).answer()
    await callee.refer('sip:carol@pbx.example.com')
    expect(twilio.problems.map(({ code }) => code)).toEqual([13802])
    expect(call.waitingFor).toBe('Dial')
    await expect(call.refer(sip)).rejects.toThrow('Only a SIP phone')
  })
})

test('a call that cannot be made says why', async () => {
  const twilio = drive({ '/voice': `<Dial action="/after">${bob}</Dial>`, '/after': '' })
  await twilio.phone(alice).call()
  await twilio.phone(bob).decline('fail', 13225)
  expect(twilio.problems).toMatchObject([{ type: 'error', code: 13225, leg: 'callee' }])
  expect(requests(twilio, '/after')[0]?.params).toMatchObject({ DialCallStatus: 'failed' })
})

const room = (more = '') =>
  `<Dial><Conference statusCallback="/ev" statusCallbackEvent="start end join leave" ${more}>room</Conference></Dial><Say>Left</Say>`

describe('<Conference>', () => {
  test('three callers join, and the app gets the events', async () => {
    const twilio = drive({ '/voice': room(), '/ev': '' })
    const calls = []
    for (const number of [alice, bob, carol]) calls.push(await twilio.phone(number).call())
    for (const call of calls) expect(call.waitingFor).toBe('Conference')
    for (const call of calls) await call.hangup()
    expect(requests(twilio, '/ev').map(({ params }) => params['StatusCallbackEvent'])).toEqual([
      'participant-join',
      'participant-join',
      'conference-start',
      'participant-join',
      'participant-leave',
      'participant-leave',
      'participant-leave',
      'conference-end',
    ])
    expect(requests(twilio, '/ev').map(({ params }) => params['SequenceNumber'])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map(String),
    )
  })

  test('without anybody who may start it, all wait', async () => {
    const twilio = drive({ '/voice': room('startConferenceOnEnter="false"'), '/ev': '' })
    await twilio.phone(alice).call()
    await twilio.phone(bob).call()
    expect(
      requests(twilio, '/ev').map(({ params }) => params['StatusCallbackEvent']),
    ).not.toContain('conference-start')
  })

  test('that ends before its start lets the waiting caller go on', async () => {
    const twilio = simulate(
      serve({
        '/a': room('startConferenceOnEnter="false" waitUrl="/wait"'),
        '/b': room('startConferenceOnEnter="false" endConferenceOnExit="true"'),
        '/wait': '<Pause length="1"/>',
        '/ev': '',
      }),
    )
    const first = await twilio.phone(alice).call({ url: '/a' })
    const second = await twilio.phone(bob).call({ url: '/b' })
    await second.hangup()
    expect(first.heard).toEqual(['Left'])
  })

  test('that is full is not entered', async () => {
    const twilio = drive({ '/voice': room('maxParticipants="1"'), '/ev': '' })
    await twilio.phone(alice).call()
    const call = await twilio.phone(bob).call()
    expect(twilio.problems.map(({ code }) => code)).toEqual([16020])
    expect(call.heard).toEqual(['Left'])
  })
})

describe('<Enqueue>', () => {
  test('callers are taken in order, and agents wait for callers', async () => {
    const twilio = simulate(
      serve({
        '/voice': '<Enqueue waitUrl="">support</Enqueue><Say>Bye</Say>',
        '/agent': '<Dial timeout="60"><Queue>support</Queue></Dial><Say>Next</Say>',
      }),
    )
    const first = await twilio.phone(alice).call()
    const second = await twilio.phone(bob).call()
    const agent = await twilio.phone(carol).call({ url: '/agent', as: 'agent' })
    await agent.hangup()
    expect(first.heard).toEqual(['Bye'])
    expect(second.waitingFor).toBe('Enqueue')
    await second.hangup()
    const waiting = await twilio.phone(carol).call({ url: '/agent', as: 'agent' })
    expect(waiting.waitingFor).toBe('Dial')
    const third = await twilio.phone(alice).call()
    expect(twilio.events.filter(({ type }) => type === 'bridge')).toHaveLength(2)
    await third.hangup()
    expect(waiting.heard).toEqual(['Next'])
  })

  test('an unknown queue is created', async () => {
    const twilio = drive({
      '/voice': '<Dial action="/after"><Queue>nobody</Queue></Dial>',
      '/after': '',
    })
    await twilio.phone(alice).call()
    expect(requests(twilio, '/after')[0]?.params).toMatchObject({
      DequeueResult: 'queue-not-found',
    })
  })

  test('the app learns how long the caller has waited', async () => {
    const twilio = drive({
      '/voice': '<Enqueue waitUrl="/wait" action="/left">support</Enqueue>',
      '/wait': '<Pause length="20"/>',
      '/left': '',
    })
    const call = await twilio.phone(alice).call()
    expect(call.waitingFor).toBe('Enqueue')
    await call.silence(30)
    expect(requests(twilio, '/wait')[1]?.params).toMatchObject({ QueueTime: '20' })
    await call.hangup()
    expect(requests(twilio, '/left')[0]?.params).toMatchObject({ QueueTime: '30' })
  })
})

describe('<Record>', () => {
  test('words become a recording, and the recording a transcription', async () => {
    const twilio = drive({
      '/voice': '<Record action="/done" transcribe="true" transcribeCallback="/text"/>',
      '/done': '<Hangup/>',
      '/text': '',
    })
    const call = await twilio.phone(alice).call()
    await call.say('please call me back tomorrow')
    await call.press('#')
    const [recording] = call.recordings
    expect(recording).toMatchObject({ seconds: 2, text: 'please call me back tomorrow' })
    await twilio.transcribed(recording!, recording!.text)
    expect(requests(twilio, '/text')[0]?.params).toMatchObject({
      TranscriptionText: 'please call me back tomorrow',
      TranscriptionStatus: 'completed',
    })
  })

  test('silence leads to the next verb or the action, as the option says', async () => {
    const documents = {
      '/voice': '<Record action="/done"/><Say>Nothing</Say>',
      '/done': '<Say>Done</Say>',
    }
    const call = await drive(documents).phone(alice).call()
    await call.silence()
    expect(call.heard).toEqual(['Nothing'])
    const other = await drive(documents, { emptyRecording: 'action' }).phone(alice).call()
    await other.silence()
    expect(other.heard).toEqual(['Done'])
  })
})

describe('<Gather>', () => {
  test('the action gets the speech, after a silence', async () => {
    const twilio = drive({
      '/voice':
        '<Gather input="speech" speechTimeout="3" action="/said" partialResultCallback="/partial"/>',
      '/said': '',
      '/partial': '',
    })
    const call = await twilio.phone(alice).call()
    await call.say('yes please', { confidence: 0.42 })
    expect(call.duration).toBe(3)
    expect(requests(twilio, '/partial')[0]?.params).toMatchObject({
      StableSpeechResult: 'yes please',
    })
    expect(requests(twilio, '/said')[0]?.params).toMatchObject({
      SpeechResult: 'yes please',
      Confidence: '0.42',
      Language: 'en-US',
    })
  })

  test.each([
    ['speechTimeout="auto"', 0],
    ['speechTimeout="auto" speechModel="phone_call"', 5],
    ['speechTimeout="8" maxSpeechTime="2"', 2],
    ['timeout="7"', 7],
  ])('speech is over after a silence: %s', async (attributes, seconds) => {
    const twilio = drive({
      '/voice': `<Gather input="speech" action="/said" ${attributes}/>`,
      '/said': '',
    })
    const call = await twilio.phone(alice).call()
    await call.say('yes')
    expect(call.duration).toBe(seconds)
  })

  test('each key restarts the time-out', async () => {
    const call = await drive({ '/voice': '<Gather timeout="5" action="/done"/>', '/done': '' })
      .phone(alice)
      .call()
    await call.press('1', { after: 4 })
    await call.press('2', { after: 4 })
    await call.silence()
    expect(call.duration).toBe(13)
    expect(call.events).toContainEqual(expect.objectContaining({ type: 'gather', digits: '12' }))
  })
})

describe('WebSockets', () => {
  const documents = {
    '/voice':
      '<Connect action="/done"><ConversationRelay url="wss://app.test/relay" dtmfDetection="true"><Parameter name="k" value="v"/></ConversationRelay></Connect>',
    '/done': '<Say>Goodbye</Say>',
  }

  test('a ConversationRelay, from both sides', async () => {
    const twilio = drive(documents)
    const call = await twilio.phone(alice).call()
    await call.say('hello')
    await call.press('1')
    await call.sendToSocket({ type: 'text', token: 'Hi ', last: false })
    await call.sendToSocket(JSON.stringify({ type: 'text', token: 'there', last: true }))
    await call.sendToSocket({ type: 'nonsense' })
    await call.sendToSocket({ type: 'end', handoffData: '{}' })
    const messages = call.events.flatMap((event) =>
      event.type === 'wsMessage' && event.by === 'twilio' ? [event.message] : [],
    )
    expect(messages).toMatchObject([
      { type: 'setup', callSid: call.sid, customParameters: { k: 'v' } },
      { type: 'prompt', voicePrompt: 'hello', last: true },
      { type: 'dtmf', digit: '1' },
      { type: 'error', description: expect.stringContaining('"nonsense" is no type') },
    ])
    expect(call.heard).toEqual(['Hi there', 'Goodbye'])
    expect(twilio.problems.map(({ code }) => code)).toEqual([64107])
    expect(requests(twilio, '/done')[0]?.params).toMatchObject({
      SessionStatus: 'ended',
      HandoffData: '{}',
    })
  })

  test.each([
    ['refused', 31902],
    ['timeout', 31901],
    ['unreachable', 31904],
    ['tls', 31910],
    ['handshake', 31920],
  ] as const)('one that is not opened: %s', async (socket, code) => {
    const twilio = drive(
      {
        '/voice':
          '<Start><Stream url="wss://app.test/s" statusCallback="https://app.test/events"/></Start><Connect action="/done"><ConversationRelay url="wss://app.test/relay"/></Connect>',
        '/events': '',
        '/done': '',
      },
      { handshake: () => socket },
    )
    await twilio.phone(alice).call()
    expect(twilio.problems.map(({ code }) => code)).toEqual([code, 64102])
    expect(types(twilio)).not.toContain('wsOpen')
    expect(requests(twilio, '/events').map(({ params }) => params['StreamEvent'])).toEqual([
      'stream-error',
    ])
    expect(requests(twilio, '/done')[0]?.params).toMatchObject({
      SessionStatus: 'failed',
      ErrorCode: '64102',
    })
  })

  test('a relay to a web page fails', async () => {
    const twilio = drive({
      '/voice':
        '<Connect action="/done"><ConversationRelay url="https://app.test/relay"/></Connect>',
      '/done': '',
    })
    await twilio.phone(alice).call()
    expect(twilio.problems.map(({ code }) => code)).toEqual([64101])
    expect(requests(twilio, '/done')[0]?.params).toMatchObject({ ErrorCode: '64101' })
  })

  test('the one that the call waits for is used', async () => {
    const twilio = drive({
      '/voice':
        '<Start><Stream url="wss://app.test/tap"/></Start><Connect><ConversationRelay url="wss://app.test/relay"/></Connect><Say>Bye</Say><Gather/>',
    })
    const call = await twilio.phone(alice).call()
    await call.sendToSocket({ type: 'text', token: 'Hello', last: true })
    await call.sendToSocket({ type: 'end' })
    expect(call.heard).toEqual(['Hello', 'Bye'])
    await call.closeSocket()
    await expect(call.closeSocket()).rejects.toThrow('no open WebSocket')
  })

  test('a mark returns once it has been heard, and an invalid message is reported once', async () => {
    const twilio = drive({ '/voice': '<Connect><Stream url="wss://app.test/s"/></Connect>' })
    const call = await twilio.phone(alice).call()
    await call.sendToSocket({ event: 'media', media: { payload: 'AAAA' } })
    await call.sendToSocket({ event: 'mark', mark: { name: 'hello' } })
    await call.sendToSocket({ event: 'clear' })
    await call.sendToSocket('hello')
    await call.sendToSocket({ event: 'hello' })
    expect(
      call.events.flatMap((event) =>
        event.type === 'wsMessage' && event.by === 'twilio' ? [event.message] : [],
      ),
    ).toMatchObject([
      { event: 'connected' },
      { event: 'start', sequenceNumber: '1' },
      { event: 'mark', mark: { name: 'hello' }, sequenceNumber: '2' },
    ])
    expect(twilio.problems).toMatchObject([{ type: 'warning', code: 31951 }])
  })

  describe('while a relay speaks', () => {
    const relay = (attributes: string) =>
      drive(
        {
          '/voice': `<Connect action="/done"><ConversationRelay url="wss://app.test/relay" dtmfDetection="true" ${attributes}/></Connect>`,
          '/done': '',
        },
        { duration: () => 10 },
      )
    const sent = (twilio: Simulator) =>
      twilio.events.flatMap((event) =>
        event.type === 'wsMessage' && event.by === 'twilio' ? [event.message] : [],
      )

    test('the caller cuts it short', async () => {
      const twilio = relay('')
      const call = await twilio.phone(alice).call()
      await call.say('stop', { during: '0123456789', after: 4 })
      await call.sendToSocket({ type: 'text', token: '0123456789', last: true })
      expect(sent(twilio).slice(1)).toMatchObject([
        { type: 'interrupt', utteranceUntilInterrupt: '0123', durationUntilInterruptMs: 4000 },
        { type: 'prompt', voicePrompt: 'stop' },
      ])
      expect(call.events).toContainEqual(
        expect.objectContaining({ type: 'say', text: '0123456789', interrupted: true }),
      )
    })

    test.each([
      ['interruptible="none"', {}],
      ['interruptible="dtmf"', {}],
      ['', { interruptible: false }],
    ])('the caller is not heard if that is not allowed: %s', async (attributes, more) => {
      const twilio = relay(attributes)
      const call = await twilio.phone(alice).call()
      await call.say('stop', { during: 'Hello', after: 4 })
      await call.sendToSocket({ type: 'text', token: 'Hello', last: true, ...more })
      expect(sent(twilio)).toHaveLength(1)
      expect(call.heard).toEqual(['Hello'])
    })

    test('the greeting has a rule of its own, and keys have theirs', async () => {
      const twilio = relay(
        'welcomeGreeting="Welcome" interruptible="none" welcomeGreetingInterruptible="dtmf"',
      )
      await twilio.phone(alice).call({ during: [{ prompt: 'Welcome', after: 1, press: '5' }] })
      expect(sent(twilio).slice(1)).toMatchObject([
        { type: 'dtmf', digit: '5' },
        { type: 'interrupt', durationUntilInterruptMs: 1000 },
      ])
    })
  })

  test('a caller who hangs up completes the session', async () => {
    const twilio = drive(documents)
    const call = await twilio.phone(alice).call()
    await call.hangup()
    expect(requests(twilio, '/done')[0]?.params).toMatchObject({ SessionStatus: 'completed' })
    await expect(call.sendToSocket({})).rejects.toThrow('no open WebSocket')
  })

  test('a transcription reports speech', async () => {
    const twilio = drive({
      '/voice':
        '<Start><Transcription name="t" statusCallbackUrl="/t"/></Start><Say>Hi</Say><Gather timeout="60"/><Stop><Transcription name="t"/></Stop>',
      '/t': '',
    })
    const call = await twilio.phone(alice).call({ during: [{ prompt: 'Hi', say: 'hello' }] })
    await call.say('good morning')
    await call.silence()
    expect(transcribed(twilio)).toEqual([
      'transcription-started both_tracks',
      'inbound_track hello',
      'outbound_track Hi',
      'inbound_track good morning',
      'transcription-stopped',
    ])
  })

  test.each([
    ['inbound_track', ['inbound_track hello']],
    ['outbound_track', ['outbound_track Welcome', 'outbound_track how can I help?']],
    [
      'both_tracks',
      ['outbound_track Welcome', 'inbound_track hello', 'outbound_track how can I help?'],
    ],
  ])('a transcription of %s reports what its party says, and hears', async (track, told) => {
    const twilio = drive({
      '/voice': `<Start><Transcription track="${track}" statusCallbackUrl="/t"/></Start><Say>Welcome</Say><Dial>${bob}</Dial>`,
      '/t': '',
    })
    const call = await twilio.phone(alice).call()
    const callee = await twilio.phone(bob).answer()
    await call.say('hello')
    await callee.say('how can I help?')
    await call.hangup()
    expect(transcribed(twilio).slice(1, -1)).toEqual(told)
  })

  test('a transcription includes the other participants of a conference unless they are muted', async () => {
    const twilio = drive({
      '/voice':
        '<Start><Transcription statusCallbackUrl="/t"/></Start><Dial><Conference>r</Conference></Dial>',
      '/muted': '<Dial><Conference muted="true">r</Conference></Dial>',
      '/agent': '<Dial><Conference>r</Conference></Dial>',
      '/t': '',
    })
    await twilio.phone(alice).call()
    const agent = await twilio.phone(bob).call({ url: '/agent' })
    const muted = await twilio.phone('+14155550102').call({ url: '/muted' })
    await agent.say('hello all')
    await muted.say('psst')
    expect(transcribed(twilio)).toContain('outbound_track hello all')
    expect(transcribed(twilio)).not.toContain('outbound_track psst')
  })

  test('a transcription has partial results on request', async () => {
    const twilio = drive({
      '/voice':
        '<Start><Transcription partialResults="true" statusCallbackUrl="/t"/></Start><Gather/>',
      '/t': '',
    })
    const call = await twilio.phone(alice).call()
    await call.say('I am')
    expect(
      requests(twilio, '/t')
        .slice(1)
        .map(({ params }) => params),
    ).toMatchObject([
      { Final: 'false', Stability: '0.9', TranscriptionData: '{"transcript":"I"}' },
      { Final: 'false', TranscriptionData: '{"transcript":"I am"}' },
      { Final: 'true', TranscriptionData: '{"transcript":"I am","confidence":0.9}' },
    ])
  })

  /** The transcription callbacks in short form. */
  const transcribed = (twilio: Simulator) =>
    requests(twilio, '/t').map(({ params }) => {
      const { TranscriptionEvent, Track = '', TranscriptionData } = params
      return TranscriptionData === undefined
        ? `${TranscriptionEvent} ${Track}`.trim()
        : `${Track} ${(JSON.parse(TranscriptionData) as { transcript: string }).transcript}`
    })
})

describe('<Pay>', () => {
  const documents = { '/voice': '<Pay action="/paid" chargeAmount="10.00"/>', '/paid': '' }

  test('a card, key by key', async () => {
    const twilio = drive(documents)
    const call = await twilio.phone(alice).call()
    for (const keys of ['4242424242424242#', '1228#', '94105#', '123#']) await call.press(keys)
    expect(requests(twilio, '/paid')[0]?.params).toMatchObject({
      Result: 'success',
      PaymentCardNumber: 'xxxxxxxxxxxx4242',
      PaymentCardType: 'visa',
      ExpirationDate: '1228',
      SecurityCode: '***',
    })
  })

  test('an invalid card', async () => {
    const twilio = drive(documents)
    const call = await twilio.phone(alice).call()
    await call.press('4242424242424241#')
    expect(requests(twilio, '/paid')[0]?.params).toMatchObject({
      Result: 'too-many-failed-attempts',
    })
  })
})

test('behaviour that is not simulated is reported', async () => {
  const twilio = drive({
    '/voice':
      '<Connect><Room>r</Room></Connect><Start><Siprec name="s" connectorName="c"/></Start>',
  })
  await twilio.phone(alice).call()
  expect(
    twilio.events.flatMap((event) => (event.type === 'unsupported' ? event.element : [])),
  ).toEqual(['Room', 'Siprec'])
})

test('an endless redirect is stopped, and so is an endless call', async () => {
  const twilio = drive({ '/voice': '<Redirect/>', '/wait': '<Enqueue waitUrl="">q</Enqueue>' })
  const call = await twilio.phone(alice).call()
  expect(requests(twilio, '/voice')).toHaveLength(1000)
  expect(call.status).toBe('failed')
  const long = await twilio.phone(alice).call({ url: '/wait' })
  await long.stay()
  expect(long.duration).toBe(4 * 3600)
  expect(twilio.problems).toMatchObject([
    { type: 'limit', message: expect.stringContaining('an endless redirect?') },
    { code: 32015 },
  ])
  const patient = drive({ '/voice': '<Enqueue waitUrl="">q</Enqueue>' }, { longCalls: true })
  const longer = await patient.phone(alice).call()
  await longer.stay()
  expect(longer.duration).toBe(24 * 3600)
})

test('a call that is redirected while it is recorded keeps the speech', async () => {
  const twilio = simulate(serve({ '/voice': '<Record action="/saved"/>', '/saved': '' }))
  const call = await twilio.phone('+14155550123').call()
  await call.talk(3)
  await call.redirect({ twiml: '<Response><Say>moved</Say></Response>' })
  expect(call.recordings.map(({ seconds }) => seconds)).toEqual([3])
  expect(call).not.toHaveProperty('waitingFor', 'Record')
  expect(twilio.events.filter(({ type }) => type === 'request')).toHaveLength(1)
})
