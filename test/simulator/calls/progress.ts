/** What the app is told of how a call goes. */
import {
  script,
  run,
  asked,
  pickedUp,
  over,
  hungUp,
  says,
  warning,
  call,
  status,
  noContent,
  bob,
} from './script.ts'

const everything = 'statusCallback="/p" statusCallbackEvent="initiated ringing answered completed"'

export const progress = [
  run(
    'the status callback of a rejected call',
    '<Reject reason="busy"/>',
    [
      { reject: 'busy' },
      { hangup: { by: 'twilio', callStatus: 'busy' } },
      asked('/status', { CallStatus: 'busy', SequenceNumber: '0', CallDuration: '0' }),
    ],
    [call],
    { '/status': noContent },
    { statusCallback: 'https://app.test/status' },
  ),
  run(
    'seconds and begun minutes are counted from the answer on',
    '<Pause length="61"/><Say>x</Say><Pause length="61"/>',
    [
      { pause: 61 },
      pickedUp,
      says('x'),
      { pause: 61 },
      over,
      asked('/status', {
        CallStatus: 'completed',
        CallDuration: '61',
        Duration: '2',
        CallbackSource: 'call-progress-events',
      }),
    ],
    [call],
    { '/status': noContent },
    { statusCallback: 'https://app.test/status' },
  ),
  run(
    'a status callback that fails only warns',
    '<Hangup/>',
    [pickedUp, over, asked('/status'), warning(15003, { url: 'https://app.test/status' })],
    [call],
    { '/status': status(500) },
    { statusCallback: 'https://app.test/status' },
  ),
  script(
    'a call over the API reports its end alone by default',
    { '/voice': '<Say>x</Say>', '/status': noContent },
    [{ call: true, outbound: true }],
    [
      asked('/voice', { CallStatus: 'in-progress', Direction: 'outbound-api' }),
      says('x'),
      over,
      asked('/status', { CallStatus: 'completed', SequenceNumber: '0' }),
    ],
    { statusCallback: 'https://app.test/status' },
  ),
  script(
    'answering-machine detection says how long it took',
    { '/voice': '<Say>x</Say>' },
    [{ call: true, outbound: true, answeredBy: 'human' }],
    [
      asked('/voice', { AnsweredBy: 'human' }, { match: { MachineDetectionDuration: '^[0-9]+$' } }),
      says('x'),
      over,
    ],
  ),
  ...[
    [`<Number ${everything}>${bob}</Number>`, bob],
    [`<Client ${everything}>ann</Client>`, 'client:ann'],
    [`<Sip ${everything}>sip:ann@pbx.test</Sip>`, 'sip:ann@pbx.test'],
  ].map(([noun, party]) =>
    run(
      `all that ${party} does is told`,
      `<Dial>${noun}</Dial>`,
      [
        pickedUp,
        { dial: { to: [party] } },
        asked(
          '/p',
          { CallStatus: 'initiated', SequenceNumber: '0', Direction: 'outbound-dial' },
          { match: { ParentCallSid: '^CA', CallSid: '^CA' } },
        ),
        asked('/p', { CallStatus: 'ringing', SequenceNumber: '1' }),
        asked('/p', { CallStatus: 'in-progress', SequenceNumber: '2' }),
        { bridge: party },
        { dialEnd: { status: 'completed', duration: 7 } },
        asked('/p', { CallStatus: 'completed', SequenceNumber: '3', CallDuration: '7' }),
        over,
      ],
      [call, { callee: party, does: 'answer' }, { callee: party, does: 'hangup', after: 7 }],
      { '/p': noContent },
    ),
  ),
  run(
    'a dialled party reports its end alone by default',
    `<Dial><Number statusCallback="/p">${bob}</Number></Dial>`,
    [
      pickedUp,
      { dial: { to: [bob] } },
      { dialEnd: { status: 'busy' } },
      asked('/p', { CallStatus: 'busy' }),
      warning(15003),
      over,
    ],
    [call, { callee: bob, does: 'busy' }],
    { '/p': status(404) },
  ),
  run(
    'four hours are the most',
    '<Enqueue waitUrl="">q</Enqueue>',
    [
      pickedUp,
      { enqueue: 'q' },
      warning(32015),
      { dequeue: 'hangup' },
      { hangup: { by: 'twilio' } },
    ],
    [call, { advance: 14400 }],
  ),
  run(
    'nothing runs after a hang-up',
    '<Say>one</Say><Gather/><Say>two</Say>',
    [pickedUp, says('one'), hungUp],
    [call, { hangup: true }],
  ),
]
