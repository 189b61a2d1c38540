/** `<Say>`, `<Play>` and `<Pause>`. */
import {
  run,
  asked,
  pickedUp,
  over,
  says,
  warning,
  error,
  call,
  status,
  sound,
  apology,
  fetched,
} from '../script.ts'

export const prompts = [
  run('nothing to say', '<Say> </Say><Say>x</Say>', [warning(13520), pickedUp, says('x'), over]),
  run('an unknown voice is the default', '<Say voice="zorg">x</Say>', [
    warning(13511),
    pickedUp,
    says('x', { voice: null }),
    over,
  ]),
  run('an unknown language is the default', '<Say voice="alice" language="klingon">x</Say>', [
    warning(13512),
    pickedUp,
    says('x', { voice: 'alice', language: null }),
    over,
  ]),
  ...[
    '<say-as interpret-as="date" role="mdy">5/17/2026</say-as>',
    '<p><s>on <emphasis strength="strong">this</emphasis></s></p>',
    '<prosody rate="slow"><break size="2s"/>x</prosody>',
  ].map((markup) =>
    run(
      `${markup} has an attribute that speech markup does not have`,
      `<Say voice="Polly.Joanna">before ${markup}</Say><Say>after</Say>`,
      [pickedUp, warning(13520), says('after'), over],
    ),
  ),
  ...['<b>x</b>', '<P>x</P>', '<p>a <Play>/x</Play></p>', '<speak>x</speak>'].flatMap((markup) => [
    run(
      `${markup} is no speech markup: the document fails`,
      `<Say voice="Polly.Joanna">before ${markup}</Say><Say>never</Say>`,
      [
        pickedUp,
        warning(12200),
        asked('/fb', { ErrorCode: '12200', ErrorUrl: 'https://app.test/voice' }),
        says('fb'),
        over,
      ],
      [call],
      { '/fb': '<Say>fb</Say>' },
      { fallbackUrl: 'https://app.test/fb' },
    ),
    run(
      `${markup} is no speech markup, and passed over where that is what Twilio does`,
      `<Say voice="Polly.Joanna">before ${markup}</Say><Say>after</Say>`,
      [pickedUp, warning(12200), { say: {} }, says('after'), over],
      [call],
      {},
      { unknownSsml: 'skip' },
    ),
  ]),
  run(
    'a Gather fails with what is no speech markup in it',
    '<Gather><Say>a</Say><Say><b>x</b></Say></Gather><Say>never</Say>',
    [pickedUp, says('a'), warning(12200), apology, over],
  ),
  run(
    'speech markup in the wrong place is warned of, and no more',
    '<Say>a <s><p>b</p></s></Say><Say>after</Say>',
    [pickedUp, warning(12200), { say: {} }, says('after'), over],
  ),
  ...['quick', '', '+fast', '80 %', '-1'].map((rate) =>
    run(
      `the rate "${rate}" is the default`,
      `<Say voice="Polly.Joanna"><p><prosody rate="${rate}">x</prosody></p></Say>`,
      [pickedUp, warning(13513), says('x'), over],
    ),
  ),
  run(
    'rates are words, percentages and factors',
    `<Say>${['x-slow', 'medium', 'x-fast', 'default', '85%', '+20%', '-12.5%', '1.2'].map((rate) => `<prosody rate="${rate}">x</prosody>`).join(' ')}</Say>`,
    [pickedUp, { say: {} }, over],
  ),
  run('no language', '<Say language="klingon">x</Say>', [
    warning(13512),
    pickedUp,
    says('x'),
    over,
  ]),
  run('more than a voice can say', `<Say>${'x'.repeat(4097)}</Say>`, [
    warning(13521),
    pickedUp,
    { say: { times: 1 } },
    over,
  ]),
  run('text is trimmed at both ends, not inside', '<Say>\n a\nb \n</Say>', [
    pickedUp,
    says('a\nb'),
    over,
  ]),
  run(
    'without end is a thousand times',
    '<Say loop="0">x</Say><Say>after</Say>',
    [pickedUp, says('x', { loop: 0 }), says('after'), over],
    [call, { silence: true }],
  ),
  run(
    'a sound file that is not there is passed over',
    '<Play>https://cdn.test/a.mp3</Play><Say>on</Say>',
    [
      pickedUp,
      fetched('https://cdn.test/a.mp3'),
      error(11200, { url: 'https://cdn.test/a.mp3' }),
      says('on'),
      over,
    ],
    [call],
    { 'https://cdn.test/a.mp3': status(404) },
  ),
  run(
    'a page is no sound file',
    '<Play>https://cdn.test/a.mp3</Play><Say>on</Say>',
    [pickedUp, fetched('https://cdn.test/a.mp3'), error(13420), says('on'), over],
    [call],
    {
      'https://cdn.test/a.mp3': {
        status: 200,
        headers: { 'Content-Type': 'text/html' },
        body: 'x',
      },
    },
  ),
  run(
    'a bad loop is one',
    '<Play loop="x">/a.mp3</Play>',
    [
      warning(13410),
      pickedUp,
      fetched(),
      { play: { url: 'https://app.test/a.mp3', times: 1 } },
      over,
    ],
    [call],
    { '/a.mp3': sound },
  ),
  run('keys that no phone has', '<Play digits="xyz"/><Say>on</Say>', [
    warning(13430),
    pickedUp,
    says('on'),
    over,
  ]),
  run('a URL that cannot be asked', '<Play>ftp://x.test/a</Play><Say>on</Say>', [
    pickedUp,
    error(11100),
    says('on'),
    over,
  ]),
  run(
    'five times',
    '<Play loop="5">/a.mp3</Play>',
    [pickedUp, fetched(), { play: { url: 'https://app.test/a.mp3', times: 5 } }, over],
    [call],
    { '/a.mp3': sound },
  ),
  run('a pause has at least a second', '<Say>x</Say><Pause length="0"/>', [
    pickedUp,
    says('x'),
    warning(13910),
    { pause: 1 },
    over,
  ]),
]
