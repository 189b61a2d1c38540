/** The behaviour that the nouns of `<Dial>` share, on each of them. */
import { run, asked, pickedUp, over, says, call, noContent } from '../script.ts'

const whatsapp = 'whatsapp:+15550100301'
const sip = 'sip:jo@pbx.test'

export const nouns = [
  run(
    'a WhatsApp user hears a document alone, and is reported on',
    '<Dial callerId="whatsapp:+15550100200"><WhatsApp url="/w" method="GET" statusCallback="/s" statusCallbackEvent="answered completed" statusCallbackMethod="GET">+15550100301</WhatsApp></Dial>',
    [
      pickedUp,
      { dial: { to: [whatsapp] } },
      asked('/s', { CallStatus: 'in-progress' }, { method: 'GET' }),
      asked('/w', { Called: whatsapp }, { method: 'GET' }),
      says('Hi'),
      { bridge: whatsapp },
      { dialEnd: { status: 'completed' } },
      asked('/s', { CallStatus: 'completed' }, { method: 'GET' }),
      over,
    ],
    [call, { callee: whatsapp, does: 'answer' }, { callee: whatsapp, does: 'hangup' }],
    { '/w': '<Say>Hi</Say>', '/s': noContent },
  ),
  run(
    'a SIP phone hears a document alone, and its machine is reported',
    `<Dial><Sip url="/w" method="GET" machineDetection="Enable" amdStatusCallback="/m" amdStatusCallbackMethod="GET">${sip}</Sip></Dial>`,
    [
      pickedUp,
      { dial: { to: [sip] } },
      asked('/m', { AnsweredBy: 'human' }, { method: 'GET' }),
      asked('/w', { Called: sip }, { method: 'GET' }),
      says('Hi'),
      { bridge: sip },
      { dialEnd: { status: 'completed' } },
      over,
    ],
    [call, { callee: sip, does: 'answer' }, { callee: sip, does: 'hangup' }],
    { '/w': '<Say>Hi</Say>', '/m': noContent },
  ),
]
