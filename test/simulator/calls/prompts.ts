/** `<Say>`, `<Play>` and `<Pause>`. */
import { run, asked, pickedUp, over, says, warning, error, call, status, sound } from './script.ts'

export const prompts = [
  run('nothing to say', '<Say> </Say>', [warning(13520), pickedUp, over]),
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
      asked('https://cdn.test/a.mp3'),
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
    [pickedUp, asked('https://cdn.test/a.mp3'), error(13420), says('on'), over],
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
      asked('/a.mp3'),
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
    [pickedUp, asked('/a.mp3'), { play: { url: 'https://app.test/a.mp3', times: 5 } }, over],
    [call],
    { '/a.mp3': sound },
  ),
  run('a document of silence is still picked up', '<Pause length="3"/>', [
    { pause: 3 },
    pickedUp,
    over,
  ]),
  run('a pause has at least a second', '<Pause length="0"/>', [
    warning(13910),
    { pause: 1 },
    pickedUp,
    over,
  ]),
]
