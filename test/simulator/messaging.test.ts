import twilioSdk from 'twilio'
import { describe, expect, test } from 'vitest'
import { simulate, type SimulateOptions, type Simulator } from 'twimlx/simulator'
import { countSegments } from '../../src/simulator/messaging/segments.ts'
import { serve } from './app.ts'

const alice = '+14155550100'

const reply = async (document: string, options: SimulateOptions = {}, more = {}) => {
  const twilio = simulate(serve({ '/sms': document, ...more }), options)
  const chat = await twilio.phone(alice).text('hi')
  return { twilio, chat, codes: twilio.problems.map(({ code }) => code) }
}

const parameters = (twilio: Simulator, path: string) =>
  twilio.events.flatMap((event) =>
    event.type === 'request' && new URL(event.url).pathname === path ? [event.params] : [],
  )

describe('segments', () => {
  test.each([
    ['', 'GSM-7', 1],
    ['a'.repeat(160), 'GSM-7', 1],
    ['a'.repeat(161), 'GSM-7', 2],
    ['a'.repeat(306), 'GSM-7', 2],
    ['a'.repeat(307), 'GSM-7', 3],
    ['€'.repeat(80), 'GSM-7', 1],
    ['€'.repeat(81), 'GSM-7', 2],
    // 153 is odd: a character of two septets never spans two parts.
    ['€'.repeat(153), 'GSM-7', 3],
    ['ç', 'UCS-2', 1],
    ['`', 'UCS-2', 1],
    ['…'.repeat(70), 'UCS-2', 1],
    ['…'.repeat(71), 'UCS-2', 2],
    ['👋'.repeat(35), 'UCS-2', 1],
    ['👋'.repeat(67), 'UCS-2', 3],
  ] as const)('%j', (text, encoding, segments) => {
    expect(countSegments(text)).toEqual({ encoding, segments })
  })
})

describe('what a message holds', () => {
  test('bodies, media, text and all of them', async () => {
    const { chat, codes } = await reply(
      '<Message><Body>a</Body><Body>b</Body></Message>' +
        '<Message><Media>/x.png</Media></Message>' +
        '<Message>\n  text\n  <Media>https://cdn.example.com/y.png</Media>\n</Message>',
    )
    expect(codes).toEqual([])
    expect(chat.messages).toMatchObject([
      { body: 'ab', media: [] },
      {
        body: '',
        media: ['https://app.test/x.png'],
        segments: 1,
        sid: expect.stringMatching(/^MM/),
      },
      { body: 'text', media: ['https://cdn.example.com/y.png'] },
    ])
  })

  test('text beside a body is joined, with a hint, or ignored', async () => {
    const document = '<Message>one <Body>two</Body></Message>'
    const joined = await reply(document)
    expect(joined.chat.messages[0]?.body).toBe('onetwo')
    expect(joined.chat.events.map(({ type }) => type)).toContain('hint')
    const ignored = await reply(document, { textBesideBody: 'ignored' })
    expect(ignored.chat.messages[0]?.body).toBe('two')
  })

  test('what cannot be sent is not', async () => {
    const { chat, codes } = await reply(
      `<Message>${'<Media>/x</Media>'.repeat(11)}</Message>` +
        '<Message><Media>ftp://x</Media></Message>' +
        '<Message method="put">sent</Message>' +
        '<Message statusCallback="ftp://x">sent too</Message>',
    )
    expect(codes).toEqual([21623, 21620, 14104, 14105])
    expect(chat.messages.map(({ body }) => body)).toEqual(['sent', 'sent too'])
  })
})

describe('action', () => {
  const document = '<Message action="/next">one</Message><Message>never</Message>'
  const next = { '/next': '<Message>two</Message>' }

  test('takes over by default', async () => {
    const { chat, twilio } = await reply(document, {}, next)
    expect(chat.messages.map(({ body }) => body)).toEqual(['one', 'two'])
    expect(parameters(twilio, '/next')[0]).toMatchObject({
      MessageStatus: 'sending',
      MessageSid: chat.messages[0]?.sid,
      From: alice,
      Body: 'hi',
    })
  })

  test('is a status callback where the option says so', async () => {
    const { chat, twilio } = await reply(document, { messageAction: 'status' }, next)
    expect(chat.messages.map(({ body }) => body)).toEqual(['one', 'never'])
    await twilio.report(chat.messages[0]!, 'delivered')
    expect(parameters(twilio, '/next')[0]).toMatchObject({ MessageStatus: 'delivered', To: alice })
  })

  test('equal to statusCallback, it is that', async () => {
    const { chat } = await reply(
      '<Message action="/next" statusCallback="/next">one</Message><Message>2</Message>',
      {},
      next,
    )
    expect(chat.messages).toHaveLength(2)
  })
})

test('a session has fifty documents', async () => {
  const { chat, codes, twilio } = await reply('<Redirect/>')
  expect(parameters(twilio, '/sms')).toHaveLength(50)
  expect(codes).toEqual([14106])
  expect(chat.events.at(-1)?.type).toBe('end')
})

test('thirty quick replies to one phone, and no more for a while', async () => {
  const twilio = simulate(serve({ '/sms': '<Message>x</Message>' }))
  const phone = twilio.phone(alice)
  for (let count = 0; count < 31; count++) await phone.text('hi')
  expect(phone.messages).toHaveLength(30)
  expect(twilio.problems.map(({ code }) => code)).toEqual([14107])
  await twilio.advance(30)
  expect((await phone.text('hi')).messages).toHaveLength(1)
})

describe('opting out', () => {
  const app = serve({ '/sms': '<Message>x</Message>' })

  test('off: words are only words', async () => {
    const twilio = simulate(app, { optOut: 'off' })
    expect((await twilio.phone(alice).text('STOP')).messages).toMatchObject([{ by: 'app' }])
  })

  test('of a service counts for all its numbers', async () => {
    const twilio = simulate(app, { messagingServiceSid: 'MG' + '0'.repeat(32) })
    await twilio.phone(alice).text('stop')
    const chat = await twilio.phone(alice).text('hi', { to: '+15550100201' })
    expect(chat.messages).toEqual([])
  })

  test('is no matter of WhatsApp, and YES is only an answer', async () => {
    const twilio = simulate(app)
    expect((await twilio.phone(`whatsapp:${alice}`).text('STOP')).messages).toMatchObject([
      { by: 'app', to: `whatsapp:${alice}`, from: 'whatsapp:+15550100200' },
    ])
    expect((await twilio.phone(alice).text('yes')).messages).toMatchObject([{ by: 'app' }])
    expect((await twilio.phone(alice).text('STOP please')).messages).toMatchObject([{ by: 'app' }])
  })
})

describe('WhatsApp', () => {
  test('a button, a name and a place', async () => {
    const twilio = simulate(serve({ '/sms': '' }))
    const phone = twilio.phone(`whatsapp:${alice}`)
    await phone.text('Yes', { button: { text: 'Yes', payload: 'y' }, profileName: 'Alice' })
    await phone.text('', { location: { latitude: 1.5, longitude: -2, label: 'Home' } })
    expect(parameters(twilio, '/sms')).toMatchObject([
      {
        ButtonText: 'Yes',
        ButtonPayload: 'y',
        ProfileName: 'Alice',
        WaId: '14155550100',
        NumSegments: '1',
      },
      { Latitude: '1.5', Longitude: '-2', Label: 'Home', MessageType: 'location' },
    ])
  })

  test('nobody is written to who has not written for a day', async () => {
    const { codes } = await reply(
      '<Message to="whatsapp:+14155550109" from="whatsapp:+15550100200">x</Message>',
    )
    expect(codes).toEqual([63016])
  })
})

test('the old API version', async () => {
  const { chat, codes, twilio } = await reply(
    `<Message>no</Message><Sms>yes</Sms><Sms>${'a'.repeat(161)}</Sms>`,
    { apiVersion: '2008-08-01' },
  )
  expect(codes).toEqual([13750, 21605])
  expect(chat.messages.map(({ body }) => body)).toEqual(['yes'])
  expect(parameters(twilio, '/sms')[0]).not.toHaveProperty('MessageSid')
})

test('whatever the twilio package writes is read', async () => {
  const twiml = new twilioSdk.twiml.MessagingResponse()
  const message = twiml.message({ statusCallback: 'https://app.test/status' }, '')
  message.body('Ümläute & <tags>')
  message.media('https://cdn.example.com/a.png?x=1&y=2')
  const inner = twiml.toString().replace(/^.*?<Response>|<\/Response>$/gs, '')
  const { chat, codes } = await reply(inner)
  expect(codes).toEqual([])
  expect(chat.messages[0]).toMatchObject({
    body: 'Ümläute & <tags>',
    media: ['https://cdn.example.com/a.png?x=1&y=2'],
  })
})
