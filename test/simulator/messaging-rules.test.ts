import { describe } from 'vitest'
import { answer, asks, bare, ends, fails, rules, sends, twiml, warns } from './rules.ts'

const message = (content: string, attributes = '') => `<Message${attributes}>${content}</Message>`
const whatsapp = (body: string, fields = {}) =>
  sends(body, { to: 'whatsapp:+15550100111', from: 'whatsapp:+15550100200', ...fields })
const stock = (kind: string, fields = {}) => ({
  message: { to: '+15550100111', by: 'twilio', kind, ...fields },
})

describe('verbs', () => {
  rules({
    ...Object.fromEntries(
      Object.entries({
        Say: 'x',
        Play: '/x.mp3',
        Dial: '+14155550100',
        Gather: '',
        Hangup: '',
        Reject: '',
        Pause: '',
        Record: '',
        Leave: '',
      }).map(([verb, content]) => [
        `<${verb}> is passed over`,
        {
          documents: { '/sms': twiml(`<${verb}>${content}</${verb}>${message('x')}`) },
          expected: [asks('/sms'), warns(14110), sends('x'), ends],
        },
      ]),
    ),
    'what is no TwiML is passed over': {
      documents: { '/sms': twiml(`<Foo/>${message('x', ' Action="/x"')}${message('y')}`) },
      expected: [asks('/sms'), warns(12200), warns(12200), sends('x'), sends('y'), ends],
    },
    'processing instructions and comments are nothing, CDATA is text': {
      documents: {
        '/sms': answer(
          '<?xml version="1.0"?><?php echo 1 ?><Response><Message><![CDATA[<b>]]> &#233;<!-- no --></Message></Response>',
          'text/xml',
        ),
      },
      expected: [asks('/sms'), sends('<b> é'), ends],
    },
    'a <Redirect> by a method that is none is a POST': {
      documents: { '/sms': twiml('<Redirect method="PUT">/next</Redirect>'), '/next': twiml('') },
      expected: [asks('/sms'), warns(13710), asks('/next'), ends],
    },
    'fifty documents, and no more': {
      documents: { '/sms': twiml('<Redirect/>') },
      expected: [{ repeat: { times: 50, of: [asks('/sms')] } }, warns(14106), ends],
    },
    'ten replies, over all documents': {
      documents: {
        '/sms': twiml(`${message('x').repeat(6)}<Redirect>/next</Redirect>`),
        '/next': twiml(message('y').repeat(6)),
      },
      expected: [
        asks('/sms'),
        { repeat: { times: 6, of: [sends('x')] } },
        asks('/next'),
        { repeat: { times: 4, of: [sends('y')] } },
        { repeat: { times: 2, of: [warns(14109)] } },
        ends,
      ],
    },
    'thirty quick replies to one user, and none for thirty seconds': {
      stimulus: [
        ...Array.from({ length: 31 }, () => ({ sms: 'hi' })),
        { advance: 30 },
        { sms: 'hi' },
      ],
      documents: { '/sms': twiml(message('x')) },
      expected: [
        { repeat: { times: 30, of: [asks('/sms'), sends('x'), ends] } },
        asks('/sms'),
        fails(14107),
        ends,
        asks('/sms'),
        sends('x'),
        ends,
      ],
    },
  })
})

describe('<Message>', () => {
  rules({
    'may have ten media, from relative addresses too': {
      documents: { '/sms': twiml(message('<Media>a.png</Media>'.repeat(10))) },
      expected: [
        asks('/sms'),
        sends('', { media: Array(10).fill('https://app.test/a.png'), segments: 1 }),
        ends,
      ],
    },
    'may not have eleven': {
      documents: { '/sms': twiml(message('<Media>/a</Media>'.repeat(11)) + message('x')) },
      expected: [asks('/sms'), fails(21623), sends('x'), ends],
    },
    'is not sent with media that have no URL': {
      documents: {
        '/sms': twiml(
          message('t<Media>http://[x</Media>') +
            message('t<Media>ftp://x/a</Media>') +
            message('x'),
        ),
      },
      expected: [asks('/sms'), fails(21620), fails(21620), sends('x'), ends],
    },
    'of white space is none': {
      documents: { '/sms': twiml(`${message(' \n ')}${message('<Body/>')}<Sms/>`) },
      expected: [asks('/sms'), warns(14103), warns(14103), warns(14103), ends],
    },
    'keeps its inner line breaks': {
      documents: { '/sms': twiml(message('\n  one\n  two \n')) },
      expected: [asks('/sms'), sends('one\n  two'), ends],
    },
    'passes over what may not stand in it': {
      documents: { '/sms': twiml(message('a<Say>b</Say>')) },
      expected: [asks('/sms'), { warning: {} }, sends('a'), ends],
    },
    'has a name of letters, digits, spaces, &, +, - and _ as its sender, at most eleven': {
      documents: {
        '/sms': twiml(
          ['My Shop 24', 'ABCDEFGHIJK', 'ABCDEFGHIJKL', 'A/B', '1234567890a']
            .map((from) => message('x', ` from="${from}"`))
            .join(''),
        ),
      },
      expected: [
        asks('/sms'),
        sends('x', { from: 'My Shop 24' }),
        sends('x', { from: 'ABCDEFGHIJK' }),
        warns(14102),
        warns(14102),
        sends('x', { from: '1234567890a' }),
        ends,
      ],
    },
    'hands over to its action': {
      documents: {
        '/sms': twiml(message('a', ' action="/next" method="GET"') + message('never')),
        '/next': twiml(message('b')),
      },
      expected: [
        asks('/sms'),
        sends('a'),
        asks('/next', {
          method: 'GET',
          params: { MessageStatus: 'sending', Body: 'hi' },
          match: { MessageSid: '^SM' },
        }),
        sends('b'),
        ends,
      ],
    },
    'hands over to its own document where action is empty': {
      documents: { '/sms': [twiml(message('a', ' action=""') + message('never')), twiml('')] },
      expected: [asks('/sms'), sends('a'), asks('/sms'), ends],
    },
    'tells its action that it was invalid': {
      documents: {
        '/sms': twiml(message('a', ' action="/next" to="nobody"') + message('never')),
        '/next': twiml(''),
      },
      expected: [
        asks('/sms'),
        warns(14101),
        asks('/next', { params: { MessageStatus: 'invalid' } }),
        ends,
      ],
    },
    'is sent all the same where its action or method is bad': {
      documents: {
        '/sms': twiml(
          message('a', ' action="ftp://x"') +
            message('b', ' statusCallback="ftp://x"') +
            message('c', ' method="PUT" action="/next"'),
        ),
        '/next': twiml(''),
      },
      expected: [
        asks('/sms'),
        warns(14105),
        sends('a'),
        warns(14105),
        sends('b'),
        warns(14104),
        sends('c'),
        asks('/next'),
        ends,
      ],
    },
    'reports to its action and goes there, where the option is both': {
      config: { messageAction: 'both' },
      stimulus: [{ sms: 'hi' }, { carrier: 'delivered', message: 1 }],
      documents: { '/sms': twiml(message('a', ' action="/next"')), '/next': twiml('') },
      expected: [
        asks('/sms'),
        sends('a'),
        asks('/next', { params: { MessageStatus: 'sending' } }),
        ends,
        asks('/next', { params: { MessageStatus: 'delivered' } }),
      ],
    },
  })
})

describe('segments', () => {
  rules(
    Object.fromEntries(
      (
        [
          ['é'.repeat(1600), 'GSM-7', 11],
          ['a' + '👋'.repeat(67), 'UCS-2', 3],
        ] as const
      ).map(([text, encoding, segments]) => [
        `of ${text.length} × ${text.slice(-2)}`,
        {
          documents: { '/sms': twiml(message(text)) },
          expected: [asks('/sms'), sends(text, { encoding, segments }), ends],
        },
      ]),
    ),
  )
})

describe('words that unsubscribe', () => {
  const app = { '/sms': twiml(message('x')) }
  const refused = [asks('/sms'), fails(21610), ends]
  const heard = [asks('/sms'), sends('x'), ends]
  rules({
    ...Object.fromEntries(
      ['STOPALL', 'unsubscribe', ' Cancel', 'END', 'quit', 'REVOKE', 'optout'].map((word) => [
        word,
        { stimulus: [{ sms: word }], documents: app, expected: [stock('stop'), ...refused] },
      ]),
    ),
    'are confirmed once, and so is their end': {
      stimulus: ['STOP', 'STOP', 'unstop', 'START'].map((sms) => ({ sms })),
      documents: app,
      expected: [stock('stop'), ...refused, ...refused, stock('start'), ...heard, ...heard],
    },
    'YES is the end of them': {
      stimulus: [{ sms: 'STOP' }, { sms: 'Yes' }],
      documents: app,
      expected: [stock('stop'), ...refused, stock('start'), ...heard],
    },
    'keep nobody else from being written to': {
      stimulus: [{ sms: 'STOP' }],
      documents: { '/sms': twiml(message('x', ' to="+15550100112"') + message('y')) },
      expected: [
        stock('stop'),
        asks('/sms'),
        sends('x', { to: '+15550100112' }),
        fails(21610),
        ends,
      ],
    },
    'INFO is no such word': {
      stimulus: [{ sms: 'INFO' }],
      documents: app,
      expected: [stock('help'), ...heard],
    },
    'may be a service’s own': {
      config: {
        optOut: 'advanced',
        messagingServiceSid: 'MG' + '0'.repeat(32),
        helpWords: ['AIDE'],
        helpText: 'Help yourself',
      },
      stimulus: [{ sms: 'aide' }, { sms: 'START' }],
      documents: app,
      expected: [
        stock('help', { body: 'Help yourself' }),
        asks('/sms', {
          params: { OptOutType: 'HELP', MessagingServiceSid: 'MG' + '0'.repeat(32) },
        }),
        sends('x'),
        ends,
        asks('/sms', { params: { OptOutType: 'START' } }),
        sends('x'),
        ends,
      ],
    },
  })
})

describe('WhatsApp', () => {
  rules({
    'is answered on WhatsApp, in one segment': {
      channel: 'whatsapp',
      stimulus: [{ whatsapp: 'Yes', profileName: 'Ann', button: { text: 'Yes', payload: 'y' } }],
      documents: { '/sms': twiml(message('a'.repeat(200)) + message('<Media>/a.png</Media>')) },
      expected: [
        asks('/sms', {
          params: {
            From: 'whatsapp:+15550100111',
            To: 'whatsapp:+15550100200',
            WaId: '15550100111',
            ProfileName: 'Ann',
            ButtonText: 'Yes',
            ButtonPayload: 'y',
            ButtonType: 'REPLY',
            MessageType: 'button',
            NumSegments: '1',
          },
          absent: ['FromCity', 'ToCountry'],
        }),
        whatsapp('a'.repeat(200), { segments: 1 }),
        whatsapp('', { media: ['https://app.test/a.png'] }),
        ends,
      ],
    },
    'writes to nobody who has not written for a day, and not to itself': {
      channel: 'whatsapp',
      stimulus: [{ whatsapp: 'hi' }],
      documents: {
        '/sms': twiml(
          message('x', ' to="whatsapp:+15550100112"') +
            message('x', ' to="whatsapp:+15550100200"') +
            message('x'),
        ),
      },
      expected: [asks('/sms'), fails(63016), fails(63031), whatsapp('x'), ends],
    },
    'reports that a message was read': {
      channel: 'whatsapp',
      stimulus: [{ whatsapp: 'STOP' }, { carrier: 'read', message: 1 }],
      documents: { '/sms': twiml(message('x', ' statusCallback="/status"')), '/status': bare(204) },
      expected: [
        asks('/sms'),
        whatsapp('x'),
        ends,
        asks('/status', {
          params: { MessageStatus: 'read', EventType: 'READ', ChannelPrefix: 'whatsapp' },
          match: { ChannelInstallSid: '^XE[0-9a-f]{32}$' },
          absent: ['RawDlrDoneDate', 'ErrorCode'],
        }),
      ],
    },
  })
})

describe('status callbacks', () => {
  const documents = {
    '/sms': twiml(message('x', ' statusCallback="/status"')),
    '/status': bare(204),
  }
  const sent = [asks('/sms'), sends('x'), ends]
  rules({
    'of a failure have its code': {
      stimulus: [{ sms: 'hi' }, { carrier: 'failed', message: 1, errorCode: 30001 }],
      documents,
      expected: [
        ...sent,
        asks('/status', {
          params: { MessageStatus: 'failed', SmsStatus: 'failed', ErrorCode: '30001' },
          match: { MessageSid: '^SM', SmsSid: '^SM' },
          absent: ['Body', 'RawDlrDoneDate'],
        }),
      ],
    },
    'of a delivery have its date': {
      stimulus: [{ sms: 'hi' }, { carrier: 'delivered', message: 1 }],
      documents,
      expected: [
        ...sent,
        asks('/status', { match: { RawDlrDoneDate: '^[0-9]{10}$' }, absent: ['ErrorCode'] }),
      ],
    },
  })
})

describe('API version 2008-08-01', () => {
  rules({
    'knows <Sms> of 160 characters, and fewer parameters': {
      config: { apiVersion: '2008-08-01' },
      documents: { '/sms': twiml(`${message('x')}<Sms>y</Sms><Sms>${'a'.repeat(161)}</Sms>`) },
      expected: [
        asks('/sms', {
          params: { ApiVersion: '2008-08-01' },
          match: { SmsSid: '^SM' },
          absent: ['MessageSid', 'NumMedia', 'SmsMessageSid', 'SmsStatus'],
        }),
        fails(13750),
        sends('y'),
        fails(21605),
        ends,
      ],
    },
  })
})

describe('addresses of <Message>', () => {
  const sim = `HS${'a'.repeat(32)}`
  const fromUk = { config: { twilioNumber: '+447700900100', user: '+447700900199' } }
  rules({
    'a SIM is known by its SID': {
      documents: { '/sms': twiml(message('x', ` to="${sim}"`) + message('y', ` from="${sim}"`)) },
      expected: [asks('/sms'), sends('x', { to: sim }), sends('y', { from: sim }), ends],
    },
    'a number without a country is of that of the sender': {
      ...fromUk,
      documents: {
        '/sms': twiml(
          [
            'to="07400 123456"',
            'to="698765432" from="+34612345678"',
            'to="0612345678" from="+390612345678"',
            'to="447400123456"',
          ]
            .map((addresses) => message('x', ` ${addresses}`))
            .join(''),
        ),
      },
      expected: [
        asks('/sms'),
        sends('x', { to: '+447400123456', from: '+447700900100' }),
        sends('x', { to: '+34698765432', from: '+34612345678' }),
        sends('x', { to: '+390612345678', from: '+390612345678' }),
        sends('x', { to: '+447400123456', from: '+447700900100' }),
        ends,
      ],
    },
  })
})
