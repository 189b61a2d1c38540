/** Verbs that run beside a call: `<Start>` and `<Stop>`. */
import { run, asked, pickedUp, over, says, error, call, noContent } from '../script.ts'

export const beside = [
  run('what cannot be started', '<Start><Say>x</Say></Start><Say>on</Say>', [
    pickedUp,
    error(14300),
    says('on'),
    over,
  ]),
  run('what cannot be stopped', '<Stop><Say>x</Say></Stop><Say>on</Say>', [
    error(14300),
    pickedUp,
    says('on'),
    over,
  ]),
  run('what was started ends with the call', '<Start><Stream url="wss://app.test/ws"/></Start>', [
    pickedUp,
    { wsOpen: { url: 'wss://app.test/ws', mode: 'start' } },
    { wsClose: 'wss://app.test/ws' },
    over,
  ]),
  run(
    'stopped by name',
    '<Start><Stream name="s" url="wss://app.test/ws"/></Start><Say>a</Say><Stop><Stream name="s"/></Stop><Say>b</Say>',
    [
      pickedUp,
      { wsOpen: { name: 's' } },
      says('a'),
      { wsClose: 'wss://app.test/ws' },
      says('b'),
      over,
    ],
  ),
  run(
    'a name is taken',
    '<Start><Stream name="s" url="wss://app.test/ws"/></Start><Start><Stream name="s" url="wss://app.test/ws2"/></Start><Say>b</Say>',
    [
      pickedUp,
      { wsOpen: { name: 's' } },
      error(31900),
      says('b'),
      { wsClose: 'wss://app.test/ws' },
      over,
    ],
  ),
  ...(['fail', 'resolve'] as const).map((relativeRecordingCallback) =>
    run(
      `a relative callback of a recording on the side: ${relativeRecordingCallback}`,
      '<Start><Recording recordingStatusCallback="/rs" recordingStatusCallbackEvent="in-progress completed"/></Start><Say>x</Say>',
      relativeRecordingCallback === 'fail'
        ? [pickedUp, error(11200), says('x'), over]
        : [pickedUp, asked('/rs', { RecordingStatus: 'in-progress' }), says('x'), over],
      [call],
      { '/rs': noContent },
      { relativeRecordingCallback },
    ),
  ),
  run(
    'a recording on the side',
    '<Start><Recording recordingStatusCallback="https://app.test/rs"/></Start><Pause length="9"/><Say>x</Say>',
    [
      pickedUp,
      { pause: 9 },
      says('x'),
      over,
      asked(
        '/rs',
        { RecordingDuration: '9', RecordingStatus: 'completed' },
        { match: { RecordingSource: 'Start' } },
      ),
    ],
    [call, { recordingReady: 1 }],
    { '/rs': noContent },
  ),
  run(
    'a transcription on the side',
    '<Start><Transcription statusCallbackUrl="/t" name="n"/></Start><Gather timeout="2"/>',
    [
      pickedUp,
      asked(
        '/t',
        {
          TranscriptionEvent: 'transcription-started',
          SequenceId: '1',
          Name: 'n',
          LanguageCode: 'en-US',
          Track: 'both_tracks',
          PartialResults: 'false',
        },
        { match: { TranscriptionSid: '^GT' }, absent: ['From'] },
      ),
      asked(
        '/t',
        { TranscriptionEvent: 'transcription-content', Final: 'true', Track: 'inbound_track' },
        { match: { TranscriptionData: '"transcript":"hello"' } },
      ),
      { gather: { endedBy: 'timeout' } },
      asked('/t', { TranscriptionEvent: 'transcription-stopped' }),
      over,
    ],
    [call, { say: 'hello' }, { silence: true }],
    { '/t': noContent },
  ),
  run('a stream to a web page', '<Start><Stream url="https://app.test/ws"/></Start><Say>b</Say>', [
    pickedUp,
    error(31922),
    says('b'),
    over,
  ]),
  run(
    'a stream of another scheme, and to nowhere',
    '<Connect><Stream url="https://app.test/ws"/></Connect><Connect><Stream url="wss://"/></Connect><Say>b</Say>',
    [pickedUp, error(31922), error(31923), says('b'), over],
  ),
  run(
    'a stream is where the document is, in any case of the scheme',
    '<Start><Stream url="/ws"/></Start><Start><Stream url="WSS://app.test/a"/></Start><Say>b</Say>',
    [
      pickedUp,
      { wsOpen: { url: 'wss://app.test/ws' } },
      { wsOpen: { url: 'wss://app.test/a' } },
      says('b'),
      { wsClose: 'wss://app.test/ws' },
      { wsClose: 'wss://app.test/a' },
      over,
    ],
  ),
  run(
    'both ways there is one track only',
    '<Connect><Stream url="wss://app.test/ws" track="both_tracks"/></Connect><Say>b</Say>',
    [pickedUp, error(31941), says('b'), over],
  ),
  run(
    'an unknown track',
    '<Start><Stream url="wss://app.test/ws" track="all"/></Start><Say>b</Say>',
    [pickedUp, error(31941), says('b'), over],
  ),
  run(
    'the callback of a stream is relative or absolute',
    '<Start><Stream url="wss://app.test/ws" statusCallback="/ss"/></Start><Say>b</Say>',
    [
      pickedUp,
      { wsOpen: {} },
      asked('/ss', { StreamEvent: 'stream-started' }),
      says('b'),
      { wsClose: 'wss://app.test/ws' },
      asked('/ss', { StreamEvent: 'stream-stopped' }),
      over,
    ],
    [call],
    { '/ss': noContent },
  ),
  run(
    'the callback of a stream says only which call it is',
    '<Start><Stream url="wss://app.test/ws" statusCallback="https://app.test/ss"/></Start><Say>b</Say>',
    [
      pickedUp,
      { wsOpen: {} },
      asked(
        '/ss',
        { StreamEvent: 'stream-started' },
        {
          match: {
            StreamSid: '^MZ',
            StreamName: '.',
            CallSid: '^CA',
            AccountSid: '^AC',
            Timestamp: 'Z$',
          },
          absent: ['From', 'CallStatus'],
        },
      ),
      says('b'),
      { wsClose: 'wss://app.test/ws' },
      asked('/ss', { StreamEvent: 'stream-stopped' }),
      over,
    ],
    [call],
    { '/ss': noContent },
  ),
  run(
    'a socket that is no socket',
    '<Start><Stream url="wss://app.test/ws" statusCallback="https://app.test/ss"/></Start><Say>b</Say>',
    [
      pickedUp,
      error(31920),
      asked('/ss', { StreamEvent: 'stream-error' }, { match: { StreamError: '.' } }),
      says('b'),
      over,
    ],
    [call],
    { 'wss://app.test/ws': { status: 404 }, '/ss': noContent },
  ),
]
