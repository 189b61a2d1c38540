import { describe } from 'vitest'
import {
  answer,
  asked,
  status,
  ends,
  error,
  follows,
  rules,
  sends,
  twiml,
  warning,
} from './script.ts'

const hello = twiml('<Message>hello</Message>')
const sorry = twiml('<Message>sorry</Message>')
const fallback = { fallbackUrl: 'https://app.test/fallback' }
const at = (fragment: string) => ({ url: `https://app.test/sms#${fragment}` })

describe('parameters', () => {
  rules({
    'of a GET come after the query that is there': {
      config: { url: 'https://app.test/sms?shop=1', method: 'GET' },
      documents: { '/sms': hello },
      expected: [
        asked('/sms?shop=1', { Body: 'hi' }, { method: 'GET', in: 'query' }),
        sends('hello'),
        ends,
      ],
    },
    'of a message say who, what and from where': {
      documents: { '/sms': '' },
      expected: [
        asked(
          '/sms',
          {
            NumMedia: '0',
            NumSegments: '1',
            SmsStatus: 'received',
            ApiVersion: '2010-04-01',
            FromCity: '',
            FromState: '',
            FromZip: '',
            FromCountry: 'US',
            ToCity: '',
            ToCountry: 'US',
          },
          {
            match: {
              MessageSid: '^SM[0-9a-f]{32}$',
              SmsSid: '^SM',
              AccountSid: '^AC[0-9a-f]{32}$',
            },
            absent: ['MessagingServiceSid', 'OptOutType', 'MediaUrl0', 'WaId', 'MessageType'],
            headers: {
              'User-Agent': 'TwilioProxy/1.1',
              Accept: '*/*',
              'Content-Type': 'application/x-www-form-urlencoded',
              'X-Home-Region': 'us1',
              'Accept-Encoding': null,
              'Cache-Control': null,
            },
          },
        ),
        ends,
      ],
    },
    'are repeated in every request of the session': {
      documents: { '/sms': '<Redirect method="get">/next</Redirect>', '/next': hello },
      expected: [
        asked('/sms'),
        asked('/next', { Body: 'hi', NumMedia: '0' }, { method: 'GET', in: 'query' }),
        sends('hello'),
        ends,
      ],
    },
  })
})

describe('retries', () => {
  rules({
    'a refused connection is tried once more, then an error': {
      documents: { '/sms': { connect: 'refuse' } },
      expected: [
        asked('/sms', {}, { attempt: 1 }),
        asked('/sms', {}, { attempt: 2 }),
        error(11205, { url: 'https://app.test/sms' }),
        ends,
      ],
    },
    'so is a failed handshake': {
      documents: { '/sms': [{ connect: 'tls' }, hello] },
      expected: [
        asked('/sms'),
        asked('/sms', {}, { attempt: 2, sameToken: true }),
        sends('hello'),
        ends,
      ],
    },
    'rc=0 is a single try': {
      config: at('rc=0'),
      documents: { '/sms': { connect: 'dns' } },
      expected: [asked('/sms'), error(11210, { url: 'https://app.test/sms' }), ends],
    },
    'a policy without ct does not try a connection again': {
      config: at('rp=5xx'),
      documents: { '/sms': { connect: 'refuse' } },
      expected: [asked('/sms'), error(11205, { url: 'https://app.test/sms' }), ends],
    },
    'a policy of 4xx does not try a 500 again': {
      config: at('rp=4xx'),
      documents: { '/sms': [status(500), hello] },
      expected: [asked('/sms'), error(11200, { url: 'https://app.test/sms' }), ends],
    },
    'all is all of them': {
      config: at('rp=all&rc=3&rt=1000'),
      documents: { '/sms': [status(404), status(503), { ...sorry, delay: 2 }, hello] },
      expected: [
        ...[1, 2, 3, 4].map((attempt) => asked('/sms', {}, { attempt })),
        sends('hello'),
        ends,
      ],
    },
    'tt is the time of all tries together': {
      config: at('rt=2500&tt=4000&rp=rt&rc=5'),
      documents: { '/sms': { ...hello, delay: 3 } },
      expected: [
        asked('/sms', {}, { attempt: 1 }),
        asked('/sms', {}, { attempt: 2 }),
        error(11200, { url: 'https://app.test/sms' }),
        ends,
      ],
    },
    'fourteen seconds are in time, sixteen are not': {
      stimulus: [{ sms: 'hi' }, { sms: 'hi' }],
      documents: {
        '/sms': [
          { ...hello, delay: 14 },
          { ...hello, delay: 16 },
        ],
      },
      expected: [
        asked('/sms'),
        sends('hello'),
        ends,
        asked('/sms'),
        error(11200, { url: 'https://app.test/sms' }),
        ends,
      ],
    },
    'more than five retries are five, with a warning': {
      config: at('rc=9&rp=5xx'),
      documents: { '/sms': status(500) },
      expected: [
        warning(11321),
        ...[1, 2, 3, 4, 5, 6].map((attempt) => asked('/sms', {}, { attempt })),
        error(11200, { url: 'https://app.test/sms' }),
        ends,
      ],
    },
    'an edge location that is none is asked for by nobody': {
      config: { ...at('e=mars'), ...fallback },
      documents: { '/sms': hello, '/fallback': sorry },
      expected: [
        error(11240, { url: 'https://app.test/sms' }),
        asked('/fallback', { ErrorCode: '11240', ErrorUrl: 'https://app.test/sms' }),
        sends('sorry'),
        ends,
      ],
    },
    'every override that is known may be given': {
      config: at('ct=1000&rt=2000&tt=9000&rc=2&rp=5xx,ct&sni=n&e=dublin,tokyo,ashburn-ix'),
      documents: { '/sms': [status(500), hello] },
      expected: [
        asked('/sms', {}, { edge: 'dublin' }),
        asked('/sms', {}, { edge: 'tokyo', sameToken: true, signedUrl: 'https://app.test/sms' }),
        sends('hello'),
        ends,
      ],
    },
  })
})

describe('HTTP redirects', () => {
  rules({
    ...Object.fromEntries(
      [301, 302, 303].map((code) => [
        `${code} is asked by GET, without the parameters`,
        {
          documents: { '/sms': status(code, { Location: '/next?a=1' }), 'GET /next': hello },
          expected: [
            asked('/sms'),
            follows(code, '/next?a=1'),
            asked(
              '/next?a=1',
              {},
              {
                method: 'GET',
                in: 'none',
                absent: ['From', 'Body'],
                signedUrl: 'https://app.test/next?a=1',
              },
            ),
            sends('hello'),
            ends,
          ],
        },
      ]),
    ),
    ...Object.fromEntries(
      [300, 304, 305, 308].map((code) => [
        `${code} is not followed`,
        {
          config: fallback,
          documents: {
            '/sms': status(code, { Location: '/next' }),
            '/next': hello,
            '/fallback': sorry,
          },
          expected: [
            asked('/sms'),
            error(11216, { url: 'https://app.test/sms' }),
            asked('/fallback', { ErrorCode: '11216' }),
            sends('sorry'),
            ends,
          ],
        },
      ]),
    ),
    'ten are followed': {
      documents: { '/sms': [...Array(10).fill(status(302, { Location: '/sms' })), hello] },
      expected: [
        asked('/sms'),
        { repeat: { times: 10, of: [follows(302, '/sms'), asked('/sms', {}, { method: 'GET' })] } },
        sends('hello'),
        ends,
      ],
    },
    'an eleventh is not': {
      documents: { '/sms': status(302, { Location: '/sms' }) },
      expected: [
        asked('/sms'),
        { repeat: { times: 10, of: [follows(302, '/sms'), asked('/sms', {}, { method: 'GET' })] } },
        error(11215),
        ends,
      ],
    },
    'a 307 to a relative address is where the document comes from': {
      documents: {
        '/sms': status(307, { Location: 'shop/menu?x=1' }),
        '/shop/menu': '<Redirect>next</Redirect>',
        '/shop/next': hello,
      },
      expected: [
        asked('/sms'),
        follows(307, '/shop/menu?x=1'),
        asked('/shop/menu?x=1', { Body: 'hi' }, { in: 'body' }),
        asked('/shop/next'),
        sends('hello'),
        ends,
      ],
    },
    'have the time of one request together': {
      config: at('tt=5000'),
      documents: {
        '/sms': { ...status(302, { Location: '/next' }), delay: 3 },
        '/next': { ...hello, delay: 3 },
      },
      expected: [
        asked('/sms'),
        follows(302, '/next'),
        asked('/next', {}, { method: 'GET' }),
        error(11200, { url: 'https://app.test/next' }),
        ends,
      ],
    },
  })
})

describe('a failure', () => {
  rules({
    ...Object.fromEntries(
      (
        [
          ['a 401', status(401), 11200],
          ['JSON', answer('{}', 'application/json'), 12300],
          ['a +xml type', answer('<Response/>', 'application/twiml+xml'), 12300],
          ['a sound file', answer('ID3', 'audio/mpeg'), 12300],
          ['an unknown entity', '<Message>&nbsp;</Message>', 12100],
          ['a second root', answer('<Response/><Response/>', 'text/xml'), 12100],
          ['text after the root', answer('<Response/>bye', 'text/xml'), 12100],
        ] as const
      ).map(([name, document, code]) => [
        `${name} is one, and the fallback is told`,
        {
          config: fallback,
          documents: { '/sms': document, '/fallback': sorry },
          expected: [
            asked('/sms'),
            error(code, { url: 'https://app.test/sms' }),
            asked('/fallback', {
              ErrorCode: String(code),
              ErrorUrl: 'https://app.test/sms',
              Body: 'hi',
            }),
            sends('sorry'),
            ends,
          ],
        },
      ]),
    ),
    'a fallback that leads to a dead URL is not asked again': {
      config: fallback,
      documents: { '/sms': status(500), '/fallback': '<Redirect>/dead</Redirect>' },
      expected: [
        asked('/sms'),
        error(11200, { url: 'https://app.test/sms' }),
        asked('/fallback'),
        asked('/dead'),
        error(11200, { url: 'https://app.test/dead' }),
        ends,
      ],
    },
    'a fallback is asked again after something has gone well': {
      config: fallback,
      documents: {
        '/sms': status(500),
        '/fallback': ['<Redirect>/good</Redirect>', sorry],
        '/good': '<Redirect>/dead</Redirect>',
      },
      expected: [
        asked('/sms'),
        error(11200, { url: 'https://app.test/sms' }),
        asked('/fallback'),
        asked('/good', {}, { absent: ['ErrorCode', 'ErrorUrl'] }),
        asked('/dead'),
        error(11200, { url: 'https://app.test/dead' }),
        asked('/fallback', { ErrorUrl: 'https://app.test/dead' }),
        sends('sorry'),
        ends,
      ],
    },
    'relative addresses in a fallback are relative to it': {
      config: { fallbackUrl: 'https://app.test/deep/fallback' },
      documents: {
        '/sms': status(500),
        '/deep/fallback': '<Redirect>next</Redirect>',
        '/deep/next': hello,
      },
      expected: [
        asked('/sms'),
        error(11200),
        asked('/deep/fallback'),
        asked('/deep/next'),
        sends('hello'),
        ends,
      ],
    },
    'the fallback hears nothing of user name, password and overrides': {
      config: { ...fallback, url: 'https://ada:secret@app.test/sms?q=1#rt=5000' },
      documents: { '/sms': status(500), '/fallback': sorry },
      expected: [
        asked('/sms?q=1'),
        error(11200, { url: 'https://app.test/sms?q=1' }),
        asked('/fallback', { ErrorUrl: 'https://app.test/sms?q=1' }),
        sends('sorry'),
        ends,
      ],
    },
    'of a status callback is no matter of the fallback': {
      config: fallback,
      stimulus: [{ sms: 'hi' }, { carrier: 'sent', message: 1 }],
      documents: {
        '/sms': '<Message statusCallback="/status">hello</Message>',
        '/status': status(500),
        '/fallback': sorry,
      },
      expected: [
        asked('/sms'),
        sends('hello'),
        ends,
        asked('/status'),
        { warning: { code: 11200, url: 'https://app.test/status' } },
      ],
    },
    'a private address cannot be reached': {
      config: fallback,
      documents: { '/sms': '<Redirect>http://192.168.1.5/x</Redirect>', '/fallback': sorry },
      expected: [
        asked('/sms'),
        asked('http://192.168.1.5/x', {}, { attempt: 1 }),
        asked('http://192.168.1.5/x', {}, { attempt: 2 }),
        error(11205, { url: 'http://192.168.1.5/x' }),
        asked('/fallback'),
        sends('sorry'),
        ends,
      ],
    },
  })
})

const document = '<Response><!----><Message>m</Message></Response>'
const padded = (bytes: number) => ({
  headers: { 'Content-Type': 'text/xml' },
  bodyRepeat: {
    prefix: '<Response><!--',
    unit: 'x',
    times: bytes - document.length,
    suffix: '--><Message>m</Message></Response>',
  },
})

describe('a document', () => {
  rules({
    'may be 204, which has no verbs': {
      documents: { '/sms': status(204) },
      expected: [asked('/sms'), ends],
    },
    'may begin with a byte order mark': {
      documents: { '/sms': answer(`\uFEFF<Response><Message>é</Message></Response>`, 'text/xml') },
      expected: [asked('/sms'), sends('é'), ends],
    },
    'may have a media type in capitals, with parameters': {
      documents: {
        '/sms': answer(
          '<Response><Message>m</Message></Response>',
          'APPLICATION/XML; charset=utf-8',
        ),
      },
      expected: [asked('/sms'), sends('m'), ends],
    },
    'may have 64 kB': {
      documents: { '/sms': padded(65_536) },
      expected: [asked('/sms'), sends('m'), ends],
    },
    'may not have one byte more': {
      documents: { '/sms': padded(65_537) },
      expected: [asked('/sms'), error(11750, { url: 'https://app.test/sms' }), ends],
    },
    'of plain text is sent as it is, markup and all': {
      documents: { '/sms': answer('<Response/>', 'text/plain') },
      expected: [asked('/sms'), sends('<Response/>'), ends],
    },
    'of plain text has the limit of a message': {
      documents: { '/sms': answer('a'.repeat(1601), 'text/plain') },
      expected: [asked('/sms'), warning(14103), ends],
    },
    'of plain text is one of the ten replies': {
      documents: {
        '/sms': '<Message>x</Message>'.repeat(10) + '<Redirect>/text</Redirect>',
        '/text': answer('eleven', 'text/plain'),
      },
      expected: [
        asked('/sms'),
        { repeat: { times: 10, of: [sends('x')] } },
        asked('/text'),
        warning(14109),
        ends,
      ],
    },
  })
})

describe('cookies', () => {
  rules({
    'live as long as the two go on within four hours': {
      stimulus: [
        { sms: '1' },
        { advance: 14_399 },
        { sms: '2' },
        { advance: 14_399 },
        { sms: '3' },
        { advance: 14_400 },
        { sms: '4' },
      ],
      documents: { '/sms': [twiml('', { 'Set-Cookie': 'a=1' }), ''] },
      expected: [
        asked('/sms'),
        ends,
        asked('/sms', {}, { headers: { Cookie: 'a=1' } }),
        ends,
        asked('/sms', {}, { headers: { Cookie: 'a=1' } }),
        ends,
        asked('/sms', {}, { headers: { Cookie: null } }),
        ends,
      ],
    },
    'of a domain go to its subdomains, others do not': {
      documents: {
        '/sms': twiml('<Redirect>https://api.app.test/x</Redirect>', {
          'Set-Cookie': ['a=1; Domain=app.test; Path=/', 'b=2; Path=/'],
        }),
        'https://api.app.test/x': hello,
      },
      expected: [
        asked('/sms'),
        asked('https://api.app.test/x', {}, { headers: { Cookie: 'a=1' } }),
        sends('hello'),
        ends,
      ],
    },
    'neither go along with status callbacks nor come from them': {
      stimulus: [{ sms: 'hi' }, { carrier: 'sent', message: 1 }, { sms: 'again' }],
      documents: {
        '/sms': twiml('<Message statusCallback="/status">hello</Message>', {
          'Set-Cookie': 'a=1; Path=/',
        }),
        '/status': status(204, { 'Set-Cookie': 'b=2; Path=/' }),
      },
      expected: [
        asked('/sms'),
        sends('hello'),
        ends,
        asked('/status', { MessageStatus: 'sent' }, { headers: { Cookie: null } }),
        asked('/sms', {}, { headers: { Cookie: 'a=1' } }),
        sends('hello'),
        ends,
      ],
    },
  })
})

describe('the cache', () => {
  const redirected = [asked('/sms'), follows(302, '/static')]
  const twice = [{ sms: '1' }, { sms: '2' }]
  const cached = (headers: Record<string, string>) => ({
    '/sms': status(302, { Location: '/static' }),
    '/static': twiml('<Message>hello</Message>', headers),
  })
  rules({
    'keeps what was fetched by GET': {
      stimulus: twice,
      documents: cached({ 'Cache-Control': 'public, max-age=60' }),
      expected: [
        ...redirected,
        asked('/static', {}, { method: 'GET' }),
        sends('hello'),
        ends,
        ...redirected,
        sends('hello'),
        ends,
      ],
    },
    'keeps nothing that is private': {
      stimulus: twice,
      documents: cached({ 'Cache-Control': 'private, max-age=60' }),
      expected: [
        {
          repeat: {
            times: 2,
            of: [...redirected, asked('/static', {}, { method: 'GET' }), sends('hello'), ends],
          },
        },
      ],
    },
    'keeps no answer to a POST': {
      stimulus: twice,
      documents: {
        '/sms': twiml('<Message>hello</Message>', { 'Cache-Control': 'public, max-age=60' }),
      },
      expected: [{ repeat: { times: 2, of: [asked('/sms'), sends('hello'), ends] } }],
    },
  })
})

describe('user name and password', () => {
  const challenge = status(401, { 'WWW-Authenticate': 'Basic realm="x"' })
  const url = 'https://u:p@app.test/sms'
  rules({
    'that are wrong are not tried for ever': {
      config: { url },
      documents: { '/sms': challenge },
      expected: [
        asked('/sms', {}, { headers: { Authorization: null } }),
        asked('/sms', {}, { headers: { Authorization: 'Basic dTpw' } }),
        error(11200, { url: 'https://app.test/sms' }),
        ends,
      ],
    },
    'are told to no other host': {
      config: { url },
      documents: {
        '/sms': [challenge, '<Redirect>https://other.test/x</Redirect>'],
        'https://other.test/x': hello,
      },
      expected: [
        asked('/sms'),
        asked('/sms'),
        asked('https://other.test/x', {}, { headers: { Authorization: null } }),
        sends('hello'),
        ends,
      ],
    },
    'are asked for anew in each session': {
      config: { url },
      stimulus: [{ sms: '1' }, { sms: '2' }],
      documents: { '/sms': [challenge, '', challenge, ''] },
      expected: [
        {
          repeat: {
            times: 2,
            of: [
              asked('/sms', {}, { headers: { Authorization: null } }),
              asked('/sms', {}, { headers: { Authorization: 'Basic dTpw' } }),
              ends,
            ],
          },
        },
      ],
    },
    'of a <Redirect> must be percent-encoded as well': {
      config: fallback,
      documents: {
        '/sms': '<Redirect>https://u:p@ss@app.test/x</Redirect>',
        '/fallback': sorry,
      },
      expected: [
        asked('/sms'),
        error(11100),
        asked('/fallback', { ErrorCode: '11100' }),
        sends('sorry'),
        ends,
      ],
    },
  })
})

describe('relative addresses', () => {
  const url = 'https://app.test/a/b/doc?x=1'
  const to = (reference: string, method = 'POST') =>
    twiml(`<Redirect method="${method}">${reference}</Redirect>`)
  rules({
    ...Object.fromEntries(
      (
        [
          ['next', '/a/b/next'],
          ['./next?y=2', '/a/b/next?y=2'],
          ['../next', '/a/next'],
          ['/next', '/next'],
          ['?y=2', '/a/b/doc?y=2'],
          ['', '/a/b/doc?x=1'],
          ['//other.test/n', 'https://other.test/n'],
          ['#rt=1000', '/a/b/doc?x=1'],
          ['\n  next\n', '/a/b/next'],
        ] as const
      ).map(([reference, meant]) => {
        const { origin, pathname } = new URL(meant, url)
        const where = origin + pathname
        const itself = where === 'https://app.test/a/b/doc'
        return [
          `${JSON.stringify(reference)} is ${meant}`,
          {
            config: { url },
            documents: itself
              ? { [where]: [to(reference), hello] }
              : { 'https://app.test/a/b/doc': to(reference), [where]: hello },
            expected: [asked(url), asked(meant), sends('hello'), ends],
          },
        ]
      }),
    ),
    'do not inherit the parameters of a GET': {
      config: { url, method: 'GET' },
      documents: { '/a/b/doc': [to(''), hello] },
      expected: [asked(url, {}, { method: 'GET' }), asked(url), sends('hello'), ends],
    },
    'of a host with an underscore are none': {
      documents: { '/sms': to('https://my_app.test/x') },
      expected: [asked('/sms'), error(11100), ends],
    },
  })
})

describe('rules that an option decides', () => {
  rules({
    'a port that is there may be left out of the signature': {
      config: { signature: 'port-variant', url: 'https://app.test:8443/sms?x=1' },
      documents: { 'https://app.test:8443/sms': '' },
      expected: [
        asked('https://app.test:8443/sms?x=1', {}, { signedUrl: 'https://app.test/sms?x=1' }),
        ends,
      ],
    },
    'a port that is not there may be signed': {
      config: { signature: 'port-variant', url: 'http://app.test/sms' },
      documents: { 'http://app.test/sms': '' },
      expected: [asked('http://app.test/sms', {}, { signedUrl: 'http://app.test:80/sms' }), ends],
    },
    'the port of a call over https may be signed': {
      config: { signature: 'port-variant', url: 'https://app.test:8443/voice' },
      channel: 'voice',
      stimulus: [{ call: true }],
      documents: { 'https://app.test:8443/voice': '' },
      expected: [
        asked('https://app.test:8443/voice', {}, { signedUrl: 'https://app.test:8443/voice' }),
        { answer: true },
        { hangup: { by: 'twilio' } },
      ],
    },
    'a 204 may be no document': {
      config: { noContent: 'parse-failure' },
      documents: { '/sms': status(204) },
      expected: [asked('/sms'), error(12100), ends],
    },
    'codes may be the finer ones': {
      config: { errorCodes: 'fine' },
      stimulus: [{ sms: '1' }, { sms: '2' }, { sms: '3' }],
      documents: {
        '/sms': [
          status(500),
          { connect: 'refuse' },
          { connect: 'refuse' },
          { ...hello, delay: 20 },
        ],
      },
      expected: [
        asked('/sms'),
        error(11217),
        ends,
        asked('/sms'),
        asked('/sms'),
        error(11202),
        ends,
        asked('/sms'),
        error(11203),
        ends,
      ],
    },
  })
})

describe('a call', () => {
  const over = [{ answer: true }, { hangup: { by: 'twilio', callStatus: 'completed' } }]
  const call = { channel: 'voice', stimulus: [{ call: true }] }
  rules({
    'is asked about with a charset, on a connection of its own': {
      ...call,
      documents: { '/voice': '' },
      expected: [
        asked(
          '/voice',
          {},
          {
            headers: {
              'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
              Connection: 'close',
            },
          },
        ),
        ...over,
      ],
    },
    'over http is signed with the port': {
      ...call,
      config: { url: 'http://app.test:8080/voice' },
      documents: { 'http://app.test:8080/voice': '' },
      expected: [
        asked('http://app.test:8080/voice', {}, { signedUrl: 'http://app.test:8080/voice' }),
        ...over,
      ],
    },
  })
})
