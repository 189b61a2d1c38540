/** HTTP redirects in a call: the requests that follow, and their parameters. */
import type { Answer } from '../scenario.ts'
import { run, script, asked, pickedUp, over, says, call, noContent, sound } from '../script.ts'

const moved = (location: string, status = 302): Answer => ({
  status,
  headers: { Location: location },
  body: '',
})

const movedTo = (to: string, status = 302) => ({
  httpRedirect: { status, to: new URL(to, 'https://app.test').href },
})

const gets = (url: string, params: Record<string, unknown> = {}, more = {}) =>
  asked(url, params, { method: 'GET', ...more })

export const redirects = [
  ...(
    [
      ['/g', '/got', '/got'],
      ['/g?a=1', '/got', '/got?a=1'],
      ['/g?a=1', '/got?b=2', '/got?b=2&a=1'],
      // Parameters are not repeated if the server copies the query, and a changed query is respected.
      ['/g?a=1', '/got?a=1', '/got?a=1'],
      ['/g?a=1&amp;b=%20', '/got?a=2', '/got?a=2&b=%20'],
      ['/g?a=1', '/got?a=1&Digits=1', '/got?a=1'],
      ['/g?a=1', '/got?Digits=9', '/got?Digits=9&a=1'],
    ] as const
  ).map(([action, location, url]) =>
    run(
      `the action ${action} that leads to ${location} gets the digits again`,
      `<Gather action="${action}" numDigits="1"/>`,
      [
        pickedUp,
        { gather: { digits: '1' } },
        asked(action.replace('&amp;', '&')),
        movedTo(location),
        gets(url, { Digits: '1', CallStatus: 'in-progress' }, { in: 'query' }),
        says('done'),
        over,
      ],
      [call, { press: '1' }],
      { '/g': moved(location), '/got': '<Say>done</Say>' },
    ),
  ),
  run(
    'the query of the first URL goes along through many redirects, and is there for relative URLs',
    '<Redirect>/a?x=1</Redirect>',
    [
      asked('/a?x=1'),
      movedTo('/b/', 301),
      gets('/b/?x=1', { CallStatus: 'ringing' }),
      movedTo('/c/d?y=2'),
      gets('/c/d?y=2&x=1', { CallStatus: 'ringing' }),
      pickedUp,
      { gather: {} },
      asked('/c/d?y=2&x=1', { Digits: '1' }),
      over,
    ],
    [call, { press: '1' }],
    { '/a': moved('/b/', 301), '/b/': moved('/c/d?y=2'), '/c/d': ['<Gather numDigits="1"/>', ''] },
  ),
  run(
    'what is asked by GET is asked again with its parameters',
    '<Redirect method="GET">/a?x=1</Redirect>',
    [
      gets('/a?x=1', { CallStatus: 'ringing' }),
      movedTo('/b', 301),
      gets('/b?x=1', { CallStatus: 'ringing' }),
      pickedUp,
      over,
    ],
    [call],
    { '/a': moved('/b', 301), '/b': '' },
  ),
  run(
    'a 303 is asked by GET, without parameters',
    '<Redirect>/a?x=1</Redirect>',
    [
      asked('/a?x=1'),
      movedTo('/b', 303),
      gets('/b', {}, { in: 'none', absent: ['CallSid'] }),
      pickedUp,
      over,
    ],
    [call],
    { '/a': moved('/b', 303), '/b': '' },
  ),
  script(
    'a status callback tells the same where it is redirected to',
    { '/voice': '<Say>x</Say>', '/status': moved('/told'), '/told': noContent },
    [call],
    [
      asked('/voice'),
      pickedUp,
      says('x'),
      over,
      asked('/status?n=1'),
      movedTo('/told'),
      gets('/told?n=1', { CallStatus: 'completed' }),
    ],
    { statusCallback: 'https://app.test/status?n=1' },
  ),
  run(
    'a sound file keeps its query',
    '<Play>/a.mp3?x=1</Play>',
    [
      pickedUp,
      gets('/a.mp3?x=1'),
      movedTo('/b.mp3'),
      gets('/b.mp3?x=1', {}, { absent: ['CallSid'] }),
      { play: {} },
      over,
    ],
    [call],
    { '/a.mp3': moved('/b.mp3'), '/b.mp3': sound },
  ),
  run(
    'as it was before 2024: without parameters',
    '<Gather action="/g?a=1" numDigits="1"/>',
    [
      pickedUp,
      { gather: {} },
      asked('/g?a=1'),
      movedTo('/got'),
      gets('/got', {}, { absent: ['Digits', 'CallSid'] }),
      over,
    ],
    [call, { press: '1' }],
    { '/g': moved('/got'), '/got': '' },
    { redirectAfterPost: 'get' },
  ),
]
