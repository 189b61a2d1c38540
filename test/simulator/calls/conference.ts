/** `<Dial><Conference>`. */
import {
  script,
  run,
  first,
  asked,
  pickedUp,
  over,
  hungUp,
  says,
  warning,
  error,
  problem,
  call,
  status,
  noContent,
} from '../script.ts'

const room = (attributes: string, name = 'r') =>
  `<Dial action="/a"><Conference ${attributes}>${name}</Conference></Dial>`

export const conference = [
  run(
    'a conference that is over',
    room('', 'CF' + '0'.repeat(31) + '9') + '<Say>n</Say>',
    [pickedUp, warning(13236), asked('/a'), over],
    [call],
    { '/a': '' },
  ),
  run('a conference without a name', '<Dial><Conference></Conference></Dial><Say>next</Say>', [
    pickedUp,
    warning(13237),
    says('next'),
    over,
  ]),
  run(
    'a label with a slash',
    '<Dial><Conference participantLabel="a/b">r</Conference></Dial><Say>next</Say>',
    [pickedUp, error(16023), says('next'), over],
  ),
  run(
    'a label that is too long',
    `<Dial><Conference participantLabel="${'l'.repeat(129)}">r</Conference></Dial><Say>next</Say>`,
    [pickedUp, error(16023), says('next'), over],
  ),
  script(
    'a label that somebody has',
    { '/voice': '<Dial><Conference participantLabel="x">r</Conference></Dial><Say>next</Say>' },
    [
      { call: true, as: 'A' },
      { call: true, as: 'B', from: '+15550100112' },
      { hangup: true, as: 'A' },
    ],
    [
      first,
      pickedUp,
      asked('/voice'),
      pickedUp,
      error(16025),
      says('next', { leg: 'B' }),
      over,
      hungUp,
    ],
  ),
  script(
    'a full conference',
    {
      '/voice': '<Dial action="/a"><Conference maxParticipants="1">r</Conference></Dial>',
      '/a': '<Say>full</Say>',
    },
    [
      { call: true, as: 'A' },
      { call: true, as: 'B', from: '+15550100112' },
      { hangup: true, as: 'A' },
    ],
    [
      first,
      pickedUp,
      asked('/voice'),
      pickedUp,
      error(16020),
      asked('/a'),
      says('full'),
      over,
      hungUp,
      asked('/a', { DialCallStatus: 'answered' }),
    ],
  ),
  run(
    'the wait document is heard once',
    room('waitUrl="/w"'),
    [
      pickedUp,
      asked('/w', {}, { method: 'POST', match: { ConferenceSid: '^CF' } }),
      says('hold'),
      hungUp,
      asked('/a'),
    ],
    [call, { hangup: true, after: 300 }],
    { '/a': '', '/w': '<Say>hold</Say>' },
  ),
  run(
    'a wait document that asks for itself',
    room('waitUrl="/w" waitMethod="GET"'),
    [
      pickedUp,
      asked('/w', {}, { method: 'GET' }),
      says('hold'),
      asked('/w'),
      says('hold'),
      hungUp,
      asked('/a'),
    ],
    [call, { hangup: true, after: 31 }],
    { '/a': '', '/w': '<Say>hold</Say><Redirect/>' },
  ),
  run(
    'a wait document that is not there keeps the caller out',
    room('waitUrl="/w" statusCallback="/ev" statusCallbackEvent="join leave end"') +
      '<Say>never</Say>',
    [
      pickedUp,
      asked('/ev', { StatusCallbackEvent: 'participant-join', SequenceNumber: '1' }),
      asked('/w'),
      error(11200),
      asked('/ev', {
        StatusCallbackEvent: 'participant-leave',
        ReasonParticipantLeft: 'participant_add_failed',
      }),
      asked('/ev', { StatusCallbackEvent: 'conference-end' }),
      asked('/a'),
      says('alas'),
      over,
    ],
    [call],
    { '/a': '<Say>alas</Say>', '/w': status(500), '/ev': noContent },
  ),
  run(
    'a conference callback that fails',
    room('statusCallback="/ev" statusCallbackEvent="join" waitUrl=""'),
    [pickedUp, asked('/ev'), error(16011), hungUp, asked('/a')],
    [call, { hangup: true }],
    { '/a': '', '/ev': status(500) },
  ),
  script(
    'it starts with the one who may start it',
    {
      '/voice':
        '<Dial><Conference startConferenceOnEnter="false" waitUrl="" statusCallback="/ev" statusCallbackEvent="start">r</Conference></Dial>',
      '/m': '<Dial><Conference waitUrl="" beep="false">r</Conference></Dial>',
      '/ev': noContent,
    },
    [
      { call: true, as: 'A' },
      { call: true, as: 'B', from: '+15550100112' },
      { call: true, as: 'C', from: '+15550100113', url: 'https://app.test/m' },
      { hangup: true, as: 'A' },
      { hangup: true, as: 'B' },
      { hangup: true, as: 'C' },
    ],
    [
      first,
      pickedUp,
      asked('/voice'),
      pickedUp,
      asked('/m'),
      pickedUp,
      asked(
        '/ev',
        { StatusCallbackEvent: 'conference-start', FriendlyName: 'r' },
        { match: { AccountSid: '^AC', Timestamp: '\\+0000$' }, absent: ['From', 'CallSid'] },
      ),
      hungUp,
      { beep: true },
      hungUp,
      { beep: true },
      hungUp,
    ],
  ),
  script(
    'beeps for coming and going',
    {
      '/voice': '<Dial><Conference waitUrl="" beep="onEnter">r</Conference></Dial>',
      '/x': '<Dial><Conference waitUrl="" beep="onExit">r</Conference></Dial>',
    },
    [
      { call: true, as: 'A' },
      { call: true, as: 'B', from: '+15550100112', url: 'https://app.test/x' },
      { call: true, as: 'C', from: '+15550100113' },
      { hangup: true, as: 'B' },
      { hangup: true, as: 'C' },
      { hangup: true, as: 'A' },
    ],
    [
      first,
      pickedUp,
      asked('/x'),
      pickedUp,
      asked('/voice'),
      pickedUp,
      { beep: true },
      { hangup: { by: 'caller', as: 'B' } },
      { beep: true },
      { hangup: { as: 'C' } },
      { hangup: { as: 'A' } },
    ],
  ),
  script(
    'the star leaves',
    {
      '/voice':
        '<Dial hangupOnStar="true" action="/a"><Conference waitUrl="">r</Conference></Dial>',
      '/a': '<Say>out</Say>',
    },
    [{ call: true, as: 'A' }, { press: '*' }],
    [first, pickedUp, asked('/a', { DialCallStatus: 'answered' }), says('out'), over],
  ),
  script(
    'the recording begins with the second',
    {
      '/voice':
        '<Dial><Conference waitUrl="" record="record-from-start" recordingStatusCallback="/rs" beep="false">r</Conference></Dial>',
      '/rs': noContent,
    },
    [
      { call: true, as: 'A' },
      { advance: 10 },
      { call: true, as: 'B', from: '+15550100112' },
      { hangup: true, as: 'B', after: 20 },
      { hangup: true, as: 'A', after: 5 },
      { recordingReady: 1 },
    ],
    [
      first,
      pickedUp,
      asked('/voice'),
      pickedUp,
      { hangup: { as: 'B' } },
      { hangup: { as: 'A' } },
      asked(
        '/rs',
        { RecordingSource: 'Conference', RecordingStatus: 'completed', RecordingDuration: '25' },
        { match: { ConferenceSid: '^CF' } },
      ),
    ],
  ),
  script(
    'who speaks',
    {
      '/voice':
        '<Dial><Conference waitUrl="" statusCallback="/ev" statusCallbackEvent="speaker" beep="false">r</Conference></Dial>',
      '/ev': noContent,
    },
    [
      { call: true, as: 'A' },
      { call: true, as: 'B', from: '+15550100112' },
      { say: 'hello', as: 'B' },
      { hangup: true, as: 'A' },
      { hangup: true, as: 'B' },
    ],
    [
      first,
      pickedUp,
      asked('/voice'),
      pickedUp,
      asked(
        '/ev',
        { StatusCallbackEvent: 'participant-speech-start' },
        { match: { CallSid: '^CA' } },
      ),
      asked('/ev', { StatusCallbackEvent: 'participant-speech-stop' }),
      { hangup: { as: 'A' } },
      { hangup: { as: 'B' } },
    ],
  ),
  script(
    'moved out of the room',
    {
      '/voice':
        '<Dial action="/a"><Conference waitUrl="" statusCallback="/ev" statusCallbackEvent="leave">r</Conference></Dial>',
      '/ev': noContent,
      '/new': '<Say>moved</Say>',
      '/a': '',
    },
    [call, { rest: { url: 'https://app.test/new', method: 'POST' } }],
    [
      first,
      pickedUp,
      asked('/ev', {
        ReasonParticipantLeft: 'participant_updated_via_api',
        ParticipantCallStatus: 'in-progress',
      }),
      asked('/a', { DialCallStatus: 'answered' }),
      asked('/new'),
      says('moved'),
      over,
    ],
  ),
  ...(
    [
      [`muted="x"`, 13230],
      [`endConferenceOnExit="x"`, 13231],
      [`startConferenceOnEnter="x"`, 13232],
      [`waitUrl="ftp://x.test/"`, 13233],
      [`waitMethod="PUT"`, 13234],
      [`beep="x"`, 13235],
      [`trim="x"`, 13239],
      [`coach="x"`, 13240],
      [`recordingStatusCallback="ftp://x.test/"`, 13256],
    ] as const
  ).map(([attributes, code]) =>
    run(
      `${attributes} is reported and passed over`,
      room(attributes),
      [pickedUp, problem(code), hungUp, asked('/a', { DialCallStatus: 'answered' })],
      [call, { hangup: true }],
      { '/a': '' },
    ),
  ),
]
