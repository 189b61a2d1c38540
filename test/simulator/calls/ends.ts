/** How a document or a call ends, by a verb or from outside. */
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
  bob,
} from './script.ts'

export const ends = [
  run('an unknown reason is the default', '<Reject reason="rude"/>', [
    warning(13810),
    { reject: 'rejected' },
    { hangup: { by: 'twilio', callStatus: 'no-answer' } },
  ]),
  run('after a pause it can still be rejected', '<Pause length="2"/><Reject reason="busy"/>', [
    { pause: 2 },
    { reject: 'busy' },
    { hangup: { callStatus: 'busy' } },
  ]),
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
    'the caller is moved, the callee is not',
    `<Dial action="/a">${bob}</Dial>`,
    [
      pickedUp,
      { dial: {} },
      { bridge: bob },
      { dialEnd: { status: 'completed' } },
      asked('/new'),
      says('moved'),
      over,
    ],
    [
      call,
      { callee: bob, does: 'answer' },
      { rest: { url: 'https://app.test/new', method: 'POST' } },
    ],
    { '/a': '', '/new': '<Say>moved</Say>' },
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
