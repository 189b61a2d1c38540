/** The types of parameters, and parameters that try to do harm. */
import fc from 'fast-check'
import { parseCall, parseMessage, parseStatus, WebhookError } from 'twimlx/webhook'
import { describe, expect, test } from 'vitest'

const account = { AccountSid: 'AC1' }
const message = { ...account, MessageSid: 'MM1' }
const call = { ...account, CallSid: 'CA1' }

describe('a message', () => {
  test('keeps names and text, and reads counts, booleans and places', () => {
    expect(
      parseMessage({
        ...message,
        From: 'whatsapp:+15550001111',
        To: '+15550002222',
        Body: ' 007 \n',
        NumMedia: '0',
        NumSegments: '2',
        Forwarded: 'true',
        FrequentlyForwarded: 'false',
        Latitude: '-33.86',
        Longitude: '151.2',
        FromZip: '02139',
        WaId: '15550001111',
        ErrorCode: '11200',
        ButtonPayload: '1',
        ReferralNumMedia: '1',
      }),
    ).toMatchObject({
      MessageSid: 'MM1',
      Body: ' 007 \n',
      NumMedia: 0,
      NumSegments: 2,
      Forwarded: true,
      FrequentlyForwarded: false,
      Latitude: -33.86,
      Longitude: 151.2,
      FromZip: '02139',
      WaId: '15550001111',
      ErrorCode: '11200',
      ButtonPayload: '1',
      ReferralNumMedia: 1,
      media: [],
    })
  })

  test('has its numbered media as a list, in order, whatever NumMedia claims', () => {
    const params = {
      ...message,
      NumMedia: '999999999',
      MediaUrl1: 'https://example.com/1',
      MediaContentType1: 'image/png',
      MediaUrl0: 'https://example.com/0',
      MediaUrl3: 'https://example.com/3',
    }
    expect(parseMessage(params).media).toEqual([
      { url: 'https://example.com/0', contentType: '' },
      { url: 'https://example.com/1', contentType: 'image/png' },
    ])
  })

  test('has eleven media, the tenth after the ninth', () => {
    const params = Object.fromEntries(
      Array.from({ length: 11 }, (_, i) => [`MediaUrl${i}`, `u${i}`]),
    )
    const urls = parseMessage({ ...message, ...params }).media.map(({ url }) => url)
    expect(urls).toEqual(Array.from({ length: 11 }, (_, i) => `u${i}`))
  })

  test('has its SID under either name', () => {
    expect(parseMessage({ ...account, SmsSid: 'SM1' }).MessageSid).toBe('SM1')
    expect(parseMessage({ ...account, SmsSid: 'SM1', MessageSid: '' }).MessageSid).toBe('SM1')
    expect(parseMessage(message).SmsSid).toBe('MM1')
  })

  test('has empty text if Twilio left out a parameter that it always sends', () => {
    const { Body, From, To } = parseMessage(message)
    expect([Body, From, To]).toEqual(['', '', ''])
  })

  test('has its delivery status after a <Message>', () => {
    const payload = parseMessage({ ...message, MessageStatus: 'sent' }, { after: 'Message' })
    expect(payload.MessageStatus).toBe('sent')
  })
})

describe('a call', () => {
  test('has the result of a <Gather>: digits as text, confidence as number', () => {
    const payload = parseCall(
      { ...call, Digits: '007', FinishedOnKey: '#', SpeechResult: '12', Confidence: '0.93' },
      { after: 'Gather' },
    )
    expect(payload).toMatchObject({
      Digits: '007',
      FinishedOnKey: '#',
      SpeechResult: '12',
      Confidence: 0.93,
    })
  })

  test.each(['', ' ', 'NaN', 'Infinity', '0x10', '1e5', 'abc', '1,5', '.', '-'])(
    'a confidence of %j is none',
    (Confidence) => {
      expect(parseCall({ ...call, Confidence }, { after: 'Gather' }).Confidence).toBeUndefined()
    },
  )

  test("keeps a custom parameter as text, even under the name of another verb's number", () => {
    const payload = parseCall({ ...call, Confidence: '0.5', Hold: 'true', Timestamp: 'soon' })
    expect(payload).toMatchObject({ Confidence: '0.5', Hold: 'true', Timestamp: 'soon' })
    expect(payload.params.get('Confidence')).toBe('0.5')
  })

  test.each([
    [
      'Record',
      { RecordingDuration: '7', Digits: 'hangup' },
      { RecordingDuration: 7, Digits: 'hangup' },
    ],
    [
      'Dial',
      {
        DialBridged: 'false',
        DialCallDuration: '',
        DialSipResponseCode: '486',
        'DialSipHeader_X-A': '1',
      },
      {
        DialBridged: false,
        DialCallDuration: undefined,
        DialSipResponseCode: '486',
        'DialSipHeader_X-A': '1',
      },
    ],
    [
      'Enqueue',
      { QueueResult: 'bridged', QueueTime: '31' },
      { QueueResult: 'bridged', QueueTime: 31 },
    ],
    [
      'Queue',
      { DequeingCallSid: 'CA2', QueueTime: '31' },
      { DequeingCallSid: 'CA2', QueueTime: 31 },
    ],
    ['Pay', { Result: 'success', SecurityCode: '***' }, { Result: 'success', SecurityCode: '***' }],
    [
      'Refer',
      { ReferSipResponseCode: '202' },
      { ReferSipResponseCode: '202', ReferCallStatus: '' },
    ],
    [
      'Connect',
      { SessionDuration: '9', HandoffData: '{"a":1}' },
      { SessionDuration: 9, HandoffData: '{"a":1}' },
    ],
    ['Sms', { SmsStatus: 'sending' }, { SmsStatus: 'sending' }],
    ['Message', { MessageStatus: 'sent' }, { MessageStatus: 'sent' }],
  ] as const)('has the result of a <%s>', (after, params, expected) => {
    expect(parseCall({ ...call, ...params }, { after })).toMatchObject(expected)
  })

  test('that waits has its place in the queue', () => {
    const params = {
      ...call,
      QueuePosition: '2',
      QueueTime: '10',
      AvgQueueTime: '8',
      CurrentQueueSize: '5',
      MaxQueueSize: '1000',
    }
    expect(parseCall(params, { for: 'waitUrl' })).toMatchObject({
      QueuePosition: 2,
      QueueTime: 10,
      AvgQueueTime: 8,
      CurrentQueueSize: 5,
      MaxQueueSize: 1000,
    })
  })

  test('that is to be transferred names the target', () => {
    const params = { ...call, ReferTransferTarget: 'sip:a@example.com' }
    expect(parseCall(params, { for: 'referUrl' }).ReferTransferTarget).toBe('sip:a@example.com')
  })

  test("that was dequeued names the agent's side", () => {
    expect(parseCall({ ...call, QueueTime: '4' }, { for: 'url' }).QueueTime).toBe(4)
  })
})

describe('a status callback', () => {
  const when = 'Fri, 20 Aug 2010 01:13:42 +0000'
  const at = new Date('2010-08-20T01:13:42Z')

  test.each([
    [
      'message',
      { MessageSid: 'SM1', MessageStatus: 'sent', ErrorCode: '30003' },
      { ErrorCode: '30003' },
    ],
    [
      'message',
      { SmsSid: 'SM1', SmsStatus: 'failed' },
      { MessageSid: 'SM1', MessageStatus: 'failed' },
    ],
    [
      'call',
      {
        CallSid: 'CA1',
        CallStatus: 'completed',
        CallDuration: '61',
        Duration: '2',
        Timestamp: when,
        SequenceNumber: '0',
        SipResponseCode: '200',
      },
      { CallDuration: 61, Duration: 2, Timestamp: at, SequenceNumber: 0, SipResponseCode: '200' },
    ],
    [
      'recording',
      {
        CallSid: 'CA1',
        RecordingSid: 'RE1',
        RecordingStatus: 'completed',
        RecordingDuration: '5',
        RecordingChannels: '2',
        RecordingStartTime: when,
        ErrorCode: '0',
      },
      { RecordingDuration: 5, RecordingChannels: 2, RecordingStartTime: at, ErrorCode: '0' },
    ],
    [
      'transcription',
      {
        CallSid: 'CA1',
        CallStatus: 'completed',
        TranscriptionSid: 'TR1',
        TranscriptionStatus: 'completed',
        TranscriptionText: '42',
      },
      { TranscriptionText: '42' },
    ],
    [
      'conference',
      {
        ConferenceSid: 'CF1',
        StatusCallbackEvent: 'participant-mute',
        CallSid: 'CA1',
        Muted: 'true',
        Hold: 'false',
        SequenceNumber: '3',
        Timestamp: when,
      },
      { Muted: true, Hold: false, SequenceNumber: 3, Timestamp: at },
    ],
    [
      'stream',
      {
        CallSid: 'CA1',
        StreamSid: 'MZ1',
        StreamEvent: 'stream-started',
        Timestamp: '2023-10-19T22:32:59.527Z',
      },
      { Timestamp: new Date('2023-10-19T22:32:59.527Z') },
    ],
    [
      'realTimeTranscription',
      {
        CallSid: 'CA1',
        TranscriptionSid: 'GT1',
        TranscriptionEvent: 'transcription-content',
        SequenceId: '4',
        Final: 'true',
        TranscriptionData: '{"transcript":"hi"}',
      },
      { SequenceId: 4, Final: true, TranscriptionData: '{"transcript":"hi"}' },
    ],
    [
      'pay',
      { CallSid: 'CA1', For: 'security-code', Attempt: '2', SecurityCode: '***' },
      { Attempt: 2, SecurityCode: '***' },
    ],
    [
      'answeringMachine',
      { CallSid: 'CA1', AnsweredBy: 'human', MachineDetectionDuration: '2350' },
      { MachineDetectionDuration: 2350 },
    ],
    [
      'partialResult',
      {
        CallSid: 'CA1',
        CallStatus: 'in-progress',
        UnstableSpeechResult: 'two',
        Stability: '0.5',
        SequenceNumber: '1',
      },
      { Stability: 0.5, SequenceNumber: 1 },
    ],
    [
      'debugger',
      { Sid: 'NO1', Level: 'ERROR', Payload: '{}', Timestamp: '2020-01-01T00:00:00Z' },
      { Payload: '{}', Timestamp: new Date('2020-01-01') },
    ],
    ['unknown', { Something: '1' }, { Something: '1' }],
  ])('of a %s is recognised and read: %j', (kind, params, expected) => {
    expect(parseStatus({ ...account, ...params })).toMatchObject({ kind, ...expected })
  })

  test('of a stated kind is not guessed', () => {
    const status = parseStatus({ ...call, StreamSid: 'MZ1' }, { kind: 'stream' })
    expect(status).toMatchObject({ kind: 'stream', StreamSid: 'MZ1', StreamEvent: '' })
  })

  test.each(['', 'soon', '5', '2010', 'Fri, 99 Foo 2010 01:13:42 +0000', '2010-13-40T00:00:00Z'])(
    'a date of %j is none',
    (Timestamp) => {
      const status = parseStatus({ ...call, Timestamp }, { kind: 'call' })
      expect(status.Timestamp).toBeUndefined()
    },
  )

  test('of an unknown kind keeps every parameter', () => {
    const status = parseStatus('Event=new.thing&Value=1&Value=2')
    expect(status.kind).toBe('unknown')
    expect(status.params.getAll('Value')).toEqual(['1', '2'])
  })
})

describe('only the SIDs are required', () => {
  test.each([
    ['AccountSid', () => parseMessage({ MessageSid: 'SM1' })],
    ['MessageSid or SmsSid', () => parseMessage(account)],
    ['AccountSid', () => parseCall({ CallSid: 'CA1' })],
    ['CallSid', () => parseCall({ ...account, CallSid: '' })],
    ['AccountSid', () => parseStatus({ CallSid: 'CA1', CallStatus: 'ringing' })],
    ['CallSid', () => parseStatus(account, { kind: 'call' })],
    ['MessageSid or SmsSid', () => parseStatus(account, { kind: 'message' })],
  ])('%s', (names, parse) => {
    expect(parse).toThrow(WebhookError)
    expect(parse).toThrow(`no ${names},`)
  })
})

describe('a message in place of a call, and the reverse, is named', () => {
  const call = { ...account, CallSid: 'CA1', CallStatus: 'ringing' }
  test.each([
    [
      'This is a message, and a call',
      () => parseCall({ ...account, MessageSid: 'SM1' }),
      'messageWebhook()',
    ],
    [
      'This is a message, and a call',
      () => parseCall({ ...account, SmsSid: 'SM1' }, { after: 'Gather' }),
      'messageWebhook()',
    ],
    ['This is a call, and a message', () => parseMessage(call), 'callWebhook()'],
    [
      'This is a call, and a message',
      () => parseStatus(call, { kind: 'message' }),
      "statusWebhook({ kind: 'call' })",
    ],
    [
      'This is a message, and a call',
      () => parseStatus({ ...account, MessageSid: 'SM1' }, { kind: 'call' }),
      "statusWebhook({ kind: 'message' })",
    ],
  ])('%s is expected', (sentence, parse, reader) => {
    expect(parse).toThrow(WebhookError)
    expect(parse).toThrow(sentence)
    expect(parse).toThrow(reader)
  })

  test('a webhook with the SIDs of both kinds can be read as either', () => {
    expect(parseCall({ ...call, SmsSid: 'SM1' }, { after: 'Sms' }).SmsSid).toBe('SM1')
    expect(parseMessage({ ...call, SmsSid: 'SM1' }).MessageSid).toBe('SM1')
  })
})

test("a message's status always has its SID, its status and both ends, under either name", () => {
  const status = parseStatus({ ...account, SmsSid: 'SM1', SmsStatus: 'sent' }, { kind: 'message' })
  expect(status).toMatchObject({ MessageSid: 'SM1', MessageStatus: 'sent', From: '', To: '' })
})

describe('any form is harmless', () => {
  test('a parameter called __proto__, constructor or params', () => {
    const source = new URLSearchParams(
      'AccountSid=AC1&CallSid=CA1&__proto__=a&constructor=b&toString=c&params=d&hasOwnProperty=e',
    )
    const payload = parseCall(source)
    expect(payload.params).toBe(source)
    expect(payload.CallSid).toBe('CA1')
    expect(payload.params.get('__proto__')).toBe('a')
    expect(payload).not.toHaveProperty('valueOf')
    expect(payload['constructor' as never]).toBe('b')
    expect(Object.hasOwn(payload, '__proto__')).toBe(true)
    expect(Object.keys(Object.getPrototypeOf(payload) as object)).toEqual([])
    expect(({} as Record<string, unknown>)['a']).toBeUndefined()
  })

  test('for any input, numbers are numbers, dates are dates, and never NaN', () => {
    const names = fc.constantFrom(
      'Confidence',
      'CallDuration',
      'Timestamp',
      'Muted',
      'Digits',
      '__proto__',
    )
    fc.assert(
      fc.property(fc.dictionary(names, fc.string({ unit: 'binary' })), (params) => {
        const status = parseStatus({ ...call, ...params }, { kind: 'call' })
        const gather = parseCall({ ...call, ...params }, { after: 'Gather' })
        for (const value of [status.CallDuration, gather.Confidence])
          expect(value === undefined || Number.isFinite(value)).toBe(true)

        const time = status.Timestamp
        expect(time === undefined || !Number.isNaN(time.getTime())).toBe(true)
        const { Digits } = params
        // A lone surrogate cannot be sent.
        expect(gather.Digits).toBe(
          Digits === undefined
            ? undefined
            : new TextDecoder().decode(new TextEncoder().encode(Digits)),
        )
      }),
    )
  })

  test('ten thousand media', () => {
    const pairs = Array.from({ length: 10_000 }, (_, i) => `MediaUrl${i}=u`)
    const { media } = parseMessage(`AccountSid=AC1&MessageSid=MM1&${pairs.join('&')}`)
    expect(media).toHaveLength(10_000)
  })

  test('invalid UTF-8', () => {
    expect(parseMessage('AccountSid=AC1&MessageSid=MM1&Body=%FF%C3%28').Body).toBe('\ufffd\ufffd(')
  })

  test('a repeated name has its first value', () => {
    const payload = parseCall('AccountSid=AC1&CallSid=CA1&CallSid=CA2')
    expect(payload.CallSid).toBe('CA1')
    expect(payload.params.getAll('CallSid')).toEqual(['CA1', 'CA2'])
  })
})

test('the idempotency token comes from the headers', () => {
  const headers = { 'I-Twilio-Idempotency-Token': 'token' }
  expect(parseCall(call, { headers }).idempotencyToken).toBe('token')
  expect(parseCall(call).idempotencyToken).toBeUndefined()
})
