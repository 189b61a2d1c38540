import { describe } from 'vitest'
import { answer, asked, status, ends, error, rules, sends, warning } from './script.ts'

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
          documents: { '/sms': `<${verb}>${content}</${verb}>${message('x')}` },
          expected: [asked('/sms'), warning(14110), sends('x'), ends],
        },
      ]),
    ),
    'what is no TwiML is passed over': {
      documents: { '/sms': `<Foo/>${message('x', ' Action="/x"')}${message('y')}` },
      expected: [asked('/sms'), warning(12200), warning(12200), sends('x'), sends('y'), ends],
    },
    'processing instructions and comments are nothing, CDATA is text': {
      documents: {
        '/sms': answer(
          '<?xml version="1.0"?><?php echo 1 ?><Response><Message><![CDATA[<b>]]> &#233;<!-- no --></Message></Response>',
          'text/xml',
        ),
      },
      expected: [asked('/sms'), sends('<b> é'), ends],
    },
    'a <Redirect> by a method that is none is a POST': {
      documents: { '/sms': '<Redirect method="PUT">/next</Redirect>', '/next': '' },
      expected: [asked('/sms'), warning(13710), asked('/next'), ends],
    },
    'fifty documents, and no more': {
      documents: { '/sms': '<Redirect/>' },
      expected: [{ repeat: { times: 50, of: [asked('/sms')] } }, warning(14106), ends],
    },
    'ten replies, over all documents': {
      documents: {
        '/sms': `${message('x').repeat(6)}<Redirect>/next</Redirect>`,
        '/next': message('y').repeat(6),
      },
      expected: [
        asked('/sms'),
        { repeat: { times: 6, of: [sends('x')] } },
        asked('/next'),
        { repeat: { times: 4, of: [sends('y')] } },
        { repeat: { times: 2, of: [warning(14109)] } },
        ends,
      ],
    },
    'thirty quick replies to one user, and none for thirty seconds': {
      stimulus: [
        ...Array.from({ length: 31 }, () => ({ sms: 'hi' })),
        { advance: 30 },
        { sms: 'hi' },
      ],
      documents: { '/sms': message('x') },
      expected: [
        { repeat: { times: 30, of: [asked('/sms'), sends('x'), ends] } },
        asked('/sms'),
        error(14107),
        ends,
        asked('/sms'),
        sends('x'),
        ends,
      ],
    },
  })
})

describe('<Message>', () => {
  rules({
    'may have ten media, from relative addresses too': {
      documents: { '/sms': message('<Media>a.png</Media>'.repeat(10)) },
      expected: [
        asked('/sms'),
        sends('', { media: Array(10).fill('https://app.test/a.png'), segments: 1 }),
        ends,
      ],
    },
    'may not have eleven': {
      documents: { '/sms': message('<Media>/a</Media>'.repeat(11)) + message('x') },
      expected: [asked('/sms'), error(21623), sends('x'), ends],
    },
    'is not sent with media that have no URL': {
      documents: {
        '/sms':
          message('t<Media>http://[x</Media>') +
          message('t<Media>ftp://x/a</Media>') +
          message('x'),
      },
      expected: [asked('/sms'), error(21620), error(21620), sends('x'), ends],
    },
    'of white space is none': {
      documents: { '/sms': `${message(' \n ')}${message('<Body/>')}<Sms/>` },
      expected: [asked('/sms'), warning(14103), warning(14103), warning(14103), ends],
    },
    'keeps its inner line breaks': {
      documents: { '/sms': message('\n  one\n  two \n') },
      expected: [asked('/sms'), sends('one\n  two'), ends],
    },
    'passes over what may not stand in it': {
      documents: { '/sms': message('a<Say>b</Say>') },
      expected: [asked('/sms'), { warning: {} }, sends('a'), ends],
    },
    'has a name of letters, digits, spaces, &, +, - and _ as its sender, at most eleven': {
      documents: {
        '/sms': ['My Shop 24', 'ABCDEFGHIJK', 'ABCDEFGHIJKL', 'A/B', '1234567890a']
          .map((from) => message('x', ` from="${from}"`))
          .join(''),
      },
      expected: [
        asked('/sms'),
        sends('x', { from: 'My Shop 24' }),
        sends('x', { from: 'ABCDEFGHIJK' }),
        warning(14102),
        warning(14102),
        sends('x', { from: '1234567890a' }),
        ends,
      ],
    },
    'hands over to its action': {
      documents: {
        '/sms': message('a', ' action="/next" method="GET"') + message('never'),
        '/next': message('b'),
      },
      expected: [
        asked('/sms'),
        sends('a'),
        asked(
          '/next',
          { MessageStatus: 'sending', Body: 'hi' },
          { method: 'GET', match: { MessageSid: '^SM' } },
        ),
        sends('b'),
        ends,
      ],
    },
    'hands over to its own document where action is empty': {
      documents: { '/sms': [message('a', ' action=""') + message('never'), ''] },
      expected: [asked('/sms'), sends('a'), asked('/sms'), ends],
    },
    'tells its action that it was invalid': {
      documents: {
        '/sms': message('a', ' action="/next" to="nobody"') + message('never'),
        '/next': '',
      },
      expected: [asked('/sms'), warning(14101), asked('/next', { MessageStatus: 'invalid' }), ends],
    },
    'is sent all the same where its action or method is bad': {
      documents: {
        '/sms':
          message('a', ' action="ftp://x"') +
          message('b', ' statusCallback="ftp://x"') +
          message('c', ' method="PUT" action="/next"'),
        '/next': '',
      },
      expected: [
        asked('/sms'),
        warning(14105),
        sends('a'),
        warning(14105),
        sends('b'),
        warning(14104),
        sends('c'),
        asked('/next'),
        ends,
      ],
    },
    'reports to its action and goes there, where the option is both': {
      config: { messageAction: 'both' },
      stimulus: [{ sms: 'hi' }, { carrier: 'delivered', message: 1 }],
      documents: { '/sms': message('a', ' action="/next"'), '/next': '' },
      expected: [
        asked('/sms'),
        sends('a'),
        asked('/next', { MessageStatus: 'sending' }),
        ends,
        asked('/next', { MessageStatus: 'delivered' }),
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
          documents: { '/sms': message(text) },
          expected: [asked('/sms'), sends(text, { encoding, segments }), ends],
        },
      ]),
    ),
  )
})

describe('words that unsubscribe', () => {
  const app = { '/sms': message('x') }
  const refused = [asked('/sms'), error(21610), ends]
  const heard = [asked('/sms'), sends('x'), ends]
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
      documents: { '/sms': message('x', ' to="+15550100112"') + message('y') },
      expected: [
        stock('stop'),
        asked('/sms'),
        sends('x', { to: '+15550100112' }),
        error(21610),
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
        asked('/sms', { OptOutType: 'HELP', MessagingServiceSid: 'MG' + '0'.repeat(32) }),
        sends('x'),
        ends,
        asked('/sms', { OptOutType: 'START' }),
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
      documents: { '/sms': message('a'.repeat(200)) + message('<Media>/a.png</Media>') },
      expected: [
        asked(
          '/sms',
          {
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
          { absent: ['FromCity', 'ToCountry'] },
        ),
        whatsapp('a'.repeat(200), { segments: 1 }),
        whatsapp('', { media: ['https://app.test/a.png'] }),
        ends,
      ],
    },
    'writes to nobody who has not written for a day, and not to itself': {
      channel: 'whatsapp',
      stimulus: [{ whatsapp: 'hi' }],
      documents: {
        '/sms':
          message('x', ' to="whatsapp:+15550100112"') +
          message('x', ' to="whatsapp:+15550100200"') +
          message('x'),
      },
      expected: [asked('/sms'), error(63016), error(63031), whatsapp('x'), ends],
    },
    'reports that a message was read': {
      channel: 'whatsapp',
      stimulus: [{ whatsapp: 'STOP' }, { carrier: 'read', message: 1 }],
      documents: {
        '/sms': message('x', ' statusCallback="/status"'),
        '/status': status(204),
      },
      expected: [
        asked('/sms'),
        whatsapp('x'),
        ends,
        asked(
          '/status',
          { MessageStatus: 'read', EventType: 'READ', ChannelPrefix: 'whatsapp' },
          {
            match: { ChannelInstallSid: '^XE[0-9a-f]{32}$' },
            absent: ['RawDlrDoneDate', 'ErrorCode'],
          },
        ),
      ],
    },
  })
})

describe('status callbacks', () => {
  const documents = {
    '/sms': message('x', ' statusCallback="/status"'),
    '/status': status(204),
  }
  const sent = [asked('/sms'), sends('x'), ends]
  rules({
    'of a failure have its code': {
      stimulus: [{ sms: 'hi' }, { carrier: 'failed', message: 1, errorCode: 30001 }],
      documents,
      expected: [
        ...sent,
        asked(
          '/status',
          { MessageStatus: 'failed', SmsStatus: 'failed', ErrorCode: '30001' },
          { match: { MessageSid: '^SM', SmsSid: '^SM' }, absent: ['Body', 'RawDlrDoneDate'] },
        ),
      ],
    },
    'of a delivery have its date': {
      stimulus: [{ sms: 'hi' }, { carrier: 'delivered', message: 1 }],
      documents,
      expected: [
        ...sent,
        asked('/status', {}, { match: { RawDlrDoneDate: '^[0-9]{10}$' }, absent: ['ErrorCode'] }),
      ],
    },
  })
})

describe('API version 2008-08-01', () => {
  rules({
    'knows <Sms> of 160 characters, and fewer parameters': {
      config: { apiVersion: '2008-08-01' },
      documents: { '/sms': `${message('x')}<Sms>y</Sms><Sms>${'a'.repeat(161)}</Sms>` },
      expected: [
        asked(
          '/sms',
          { ApiVersion: '2008-08-01' },
          {
            match: { SmsSid: '^SM' },
            absent: ['MessageSid', 'NumMedia', 'SmsMessageSid', 'SmsStatus'],
          },
        ),
        error(13750),
        sends('y'),
        error(21605),
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
      documents: { '/sms': message('x', ` to="${sim}"`) + message('y', ` from="${sim}"`) },
      expected: [asked('/sms'), sends('x', { to: sim }), sends('y', { from: sim }), ends],
    },
    'a number without a country is of that of the sender': {
      ...fromUk,
      documents: {
        '/sms': [
          'to="07400 123456"',
          'to="698765432" from="+34612345678"',
          'to="0612345678" from="+390612345678"',
          'to="447400123456"',
        ]
          .map((addresses) => message('x', ` ${addresses}`))
          .join(''),
      },
      expected: [
        asked('/sms'),
        sends('x', { to: '+447400123456', from: '+447700900100' }),
        sends('x', { to: '+34698765432', from: '+34612345678' }),
        sends('x', { to: '+390612345678', from: '+390612345678' }),
        sends('x', { to: '+447400123456', from: '+447700900100' }),
        ends,
      ],
    },
  })
})
