/** Cookies of a call: the requests that carry them, and the answers that set them. */
import type { Answer } from '../scenario.ts'
import {
  run,
  asked,
  pickedUp,
  over,
  says,
  call,
  noContent,
  sound,
  bob,
  fetched,
} from '../script.ts'

const sets = (cookie: string, answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'Set-Cookie': `${cookie}; Path=/` },
})

const document = (verbs: string): Answer => ({
  headers: { 'Content-Type': 'text/xml' },
  body: `<Response>${verbs}</Response>`,
})

const cookie = (value: string | null) => ({ headers: { Cookie: value } })

export const cookies = [
  run(
    'documents share them, dialled parties and callbacks do not',
    '<Redirect>/next</Redirect>',
    [
      asked('/next', {}, cookie(null)),
      pickedUp,
      { dial: {} },
      asked('/p', { CallStatus: 'in-progress' }, cookie(null)),
      asked('/amd', {}, cookie(null)),
      asked('/w', {}, cookie(null)),
      { bridge: bob },
      asked('/rs', { RecordingStatus: 'in-progress' }, cookie(null)),
      { dialEnd: {} },
      asked('/p', { CallStatus: 'completed' }, cookie(null)),
      asked('/after', {}, cookie('k=v')),
      over,
      asked('/status', {}, cookie(null)),
    ],
    [call, { callee: bob, does: 'answer' }, { callee: bob, does: 'hangup' }],
    {
      '/next': sets(
        'k=v',
        document(
          `<Dial action="/after" record="record-from-answer" recordingStatusCallback="/rs" recordingStatusCallbackEvent="in-progress"><Number url="/w" statusCallback="/p" statusCallbackEvent="answered completed" machineDetection="Enable" amdStatusCallback="/amd">${bob}</Number></Dial>`,
        ),
      ),
      '/p': sets('p=1', noContent),
      '/amd': sets('amd=1', noContent),
      '/rs': sets('rs=1', noContent),
      '/w': sets('w=1', document('')),
      '/after': '',
      '/status': noContent,
    },
    { statusCallback: 'https://app.test/status' },
  ),
  run(
    'callbacks of a Gather have none',
    '<Redirect>/g</Redirect>',
    [
      asked('/g'),
      pickedUp,
      asked('/partial', {}, cookie(null)),
      { gather: { speech: 'hi' } },
      asked('/done', {}, cookie('k=v')),
      over,
    ],
    [call, { say: 'hi' }],
    {
      '/g': sets(
        'k=v',
        document('<Gather input="speech" action="/done" partialResultCallback="/partial"/>'),
      ),
      '/partial': sets('p=1', noContent),
      '/done': '',
    },
  ),
  run(
    'a sound file of its own sets one',
    '<Play>/a.mp3</Play><Redirect>/next</Redirect>',
    [pickedUp, fetched(), { play: {} }, asked('/next', {}, cookie('a=1')), over],
    [call],
    { '/a.mp3': sets('a=1', sound), '/next': '' },
  ),
  ...[false, true].map((prefetchGatherMedia) =>
    run(
      `a sound file in a Gather sets none${prefetchGatherMedia ? ', fetched beforehand or not' : ''}`,
      '<Gather timeout="1"><Play>/a.mp3</Play></Gather><Redirect>/next</Redirect>',
      [
        pickedUp,
        ...(prefetchGatherMedia ? [fetched()] : []),
        fetched(),
        { play: {} },
        { gather: {} },
        asked('/next', {}, cookie(null)),
        says('x'),
        over,
      ],
      [call, { silence: true }],
      { '/a.mp3': sets('a=1', sound), '/next': '<Say>x</Say>' },
      { prefetchGatherMedia },
    ),
  ),
]
