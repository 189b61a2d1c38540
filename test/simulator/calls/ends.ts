/** Ends of documents and calls, by a verb or from outside. */
import {
  script,
  run,
  asked,
  pickedUp,
  over,
  hungUp,
  says,
  apology,
  warning,
  error,
  call,
  noContent,
  bob,
} from '../script.ts'

export const ends = [
  run('an unknown reason is the default', '<Reject reason="rude"/>', [
    warning(13810),
    { reject: 'rejected' },
    { hangup: { by: 'twilio', callStatus: 'no-answer' } },
  ]),
  ...(
    [
      ['<Pause length="2"/>', [{ pause: 2 }]],
      ['<Say/>', [warning(13520)]],
      ['<Sms>x</Sms>', [{ message: { body: 'x' } }]],
      [
        `<Dial answerOnBridge="true">${bob}</Dial>`,
        [{ dial: {} }, { dialEnd: { status: 'busy' } }],
      ],
    ] as const
  ).flatMap(([verb, events]) =>
    (
      [
        ['<Reject reason="busy"/>', 'busy', [{ reject: 'busy' }]],
        ['<Reject/>', 'no-answer', [{ reject: 'rejected' }]],
        ['<Hangup/>', 'no-answer', []],
      ] as const
    ).map(([end, callStatus, rejected]) =>
      run(
        `${end} after ${verb} ends a call that nobody has picked up`,
        `${verb}${end}<Say>never</Say>`,
        [
          ...events,
          ...rejected,
          { hangup: { by: 'twilio', callStatus } },
          asked('/status', { CallStatus: callStatus, CallDuration: '0' }),
        ],
        [call, { callee: bob, does: 'busy' }],
        { '/status': noContent },
        { statusCallback: 'https://app.test/status' },
      ),
    ),
  ),
  run(
    'a hang-up in the next document comes after another verb, too',
    '<Redirect>/n</Redirect>',
    [asked('/n', { CallStatus: 'ringing' }), { hangup: { callStatus: 'no-answer' } }],
    [call],
    { '/n': '<Hangup/>' },
  ),
  run('a refusal ends a call that was picked up', '<Say>x</Say><Reject reason="busy"/>', [
    pickedUp,
    says('x'),
    over,
  ]),
  ...(
    [
      ['<Pause length="3"/>', [{ pause: 3 }]],
      ['<Say> </Say>', [warning(13520)]],
      [
        `<Dial answerOnBridge="true">${bob}</Dial>`,
        [{ dial: {} }, { dialEnd: { status: 'busy' } }],
      ],
    ] as const
  ).map(([verb, events]) =>
    run(
      `a document of nothing but ${verb} picks nobody up`,
      verb,
      [...events, { hangup: { by: 'twilio', callStatus: 'no-answer' } }],
      [call, { callee: bob, does: 'busy' }],
    ),
  ),
  run('an empty document picks up', '', [pickedUp, over]),
  script(
    'a caller who gives up before the answer was never answered',
    { '/voice': '<Pause length="9"/><Say>x</Say>', '/status': noContent },
    [call, { hangup: true, during: '' }],
    [
      asked('/voice'),
      { pause: 0 },
      { hangup: { by: 'caller', callStatus: 'no-answer' } },
      asked('/status', { CallStatus: 'no-answer' }),
    ],
    { statusCallback: 'https://app.test/status' },
  ),
  run(
    'a ringing call that is ended over the API is canceled',
    `<Dial action="/a" answerOnBridge="true">${bob}</Dial>`,
    [
      { dial: {} },
      { dialEnd: { status: 'canceled' } },
      { hangup: { by: 'twilio', callStatus: 'canceled' } },
      asked('/a', { CallStatus: 'canceled', DialCallStatus: 'canceled' }),
    ],
    [call, { rest: { status: 'completed' } }],
    { '/a': '' },
  ),
  run(
    'what is no verb of a call does not count as the first one',
    '<Message>x</Message><Reject reason="busy"/>',
    [warning(12200), { reject: 'busy' }, { hangup: { callStatus: 'busy' } }],
  ),
  run(
    'a document that another one led to can refuse the call as well',
    '<Redirect>/n</Redirect>',
    [
      asked('/n', { CallStatus: 'ringing' }),
      { reject: 'busy' },
      { hangup: { callStatus: 'busy' } },
    ],
    [call],
    { '/n': '<Reject reason="busy"/>' },
  ),
  run(
    'a call that is redirected during a prompt leaves its document',
    '<Say>long</Say><Say>never</Say>',
    [
      pickedUp,
      says('long', { interrupted: true }),
      asked('/n', { CallStatus: 'in-progress' }),
      says('moved'),
      over,
    ],
    [call, { rest: { url: 'https://app.test/n' }, during: 'long' }],
    { '/n': '<Say>moved</Say>' },
  ),
  run('a hang-up picks up first', '<Hangup/><Say>never</Say>', [pickedUp, over]),
  run(
    'only SIP calls are referred',
    '<Refer action="/a"><Sip>sip:bob@pbx.test</Sip></Refer><Say>on</Say>',
    [pickedUp, error(13801), says('on'), over],
    [call],
    { '/a': '' },
  ),
  script(
    'what became of it',
    {
      '/voice': '<Refer action="/a"><Sip>sip:bob@pbx.test</Sip></Refer><Say>never</Say>',
      '/a': '',
    },
    [{ call: true, from: 'sip:ann@pbx.test', sip: {} }],
    [
      asked('/voice'),
      pickedUp,
      asked('/a', {
        ReferCallStatus: 'completed',
        ReferSipResponseCode: '202',
        NotifySipResponseCode: '200',
      }),
      over,
    ],
  ),
  script(
    'without action the next verb runs',
    { '/voice': '<Refer><Sip>sip:bob@pbx.test</Sip></Refer><Say>next</Say>' },
    [{ call: true, from: 'sip:ann@pbx.test', sip: {} }],
    [asked('/voice'), pickedUp, says('next'), over],
  ),
  run(
    'ended',
    '<Gather timeout="60"/>',
    [pickedUp, over],
    [call, { rest: { status: 'completed' } }],
  ),
  run(
    'TwiML for a live call needs absolute actions',
    '<Gather timeout="60"/>',
    [pickedUp, { gather: { digits: '1' } }, error(15004), apology, over],
    [
      call,
      { rest: { twiml: '<Response><Gather action="rel" numDigits="1"/></Response>' } },
      { press: '1' },
    ],
  ),
  run(
    'TwiML for a live call has no URL of its own',
    '<Gather timeout="60"/>',
    [pickedUp, { beep: true }, { record: { seconds: 2 } }, error(11100), apology, over],
    [call, { rest: { twiml: '<Response><Record/></Response>' } }, { talk: 2 }, { press: '1' }],
  ),
  run(
    'the caller is moved, the callee is not: the action is asked, and its answer not run',
    `<Dial action="/a">${bob}</Dial>`,
    [
      pickedUp,
      { dial: {} },
      { bridge: bob },
      { dialEnd: { status: 'completed' } },
      asked('/a', { DialCallStatus: 'completed', CallStatus: 'in-progress' }),
      asked('/new'),
      says('moved'),
      over,
    ],
    [
      call,
      { callee: bob, does: 'answer' },
      { rest: { url: 'https://app.test/new', method: 'POST' } },
    ],
    { '/a': '<Say>never</Say>', '/new': '<Say>moved</Say>' },
  ),
  ...(
    [
      ['<Redirect method="GET">/r</Redirect>', [asked('/r', {}, { method: 'GET' })]],
      ['<Say>never</Say><Redirect>/r</Redirect>', []],
      ['<Hangup/>', []],
    ] as const
  ).map(([rest, events]) =>
    run(
      `a caller is moved out of a Dial that ${rest} follows`,
      `<Dial><Number>${bob}</Number></Dial>${rest}`,
      [
        pickedUp,
        { dial: {} },
        { dialEnd: { status: 'canceled' } },
        ...events,
        asked('/new'),
        says('moved'),
        over,
      ],
      [call, { rest: { url: 'https://app.test/new', method: 'POST' } }],
      { '/r': '<Say>never</Say>', '/new': '<Say>moved</Say>' },
    ),
  ),
  run(
    'a hang-up does not ask for the Redirect after a Dial',
    `<Dial>${bob}</Dial><Redirect>/r</Redirect>`,
    [pickedUp, { dial: {} }, { dialEnd: {} }, hungUp],
    [call, { hangup: true }],
  ),
  run('an echo lasts', '<Echo/>', [pickedUp, hungUp], [call, { hangup: true }]),
  run(
    'the callee is moved, the caller goes on',
    `<Dial>${bob}</Dial><Say>alone</Say>`,
    [
      pickedUp,
      { dial: {} },
      { bridge: bob },
      { dialEnd: { status: 'completed' } },
      says('alone'),
      over,
      asked('/new', { Direction: 'outbound-dial' }, { leg: 'callee' }),
      says('moved', { leg: 'callee' }),
      { hangup: { by: 'twilio', as: 'callee' } },
    ],
    [
      call,
      { callee: bob, does: 'answer' },
      { rest: { url: 'https://app.test/new' }, as: 'callee' },
    ],
    { '/new': '<Say>moved</Say>' },
  ),
  run(
    'an action that is not there ends in the apology',
    '<Gather numDigits="1" action="/g"/><Say>never</Say>',
    [pickedUp, { gather: { digits: '1' } }, asked('/g'), error(11200), apology, over],
    [call, { press: '1' }],
  ),
]
