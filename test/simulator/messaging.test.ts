import twilioSdk from 'twilio'
import { describe, expect, test } from 'vitest'
import { simulate, type SimulateOptions, type Simulator } from 'twimlx/simulator'
import { encodeSmartly } from '../../src/simulator/messaging/smart-encoding.ts'
import { segments as segmentsOf } from '../../src/vocabulary/messaging/segments.ts'
import { serve, xml } from './app.ts'

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
    ['{}[]~\\|^\f', 'GSM-7', 1],
    ['Ç', 'GSM-7', 1],
    ['ç', 'UCS-2', 1],
    ['`', 'UCS-2', 1],
    ['a\tb', 'UCS-2', 1],
    ['a\u00a0b', 'UCS-2', 1],
    ['ж'.repeat(134), 'UCS-2', 2],
    ['ж'.repeat(135), 'UCS-2', 3],
    ['…'.repeat(70), 'UCS-2', 1],
    ['…'.repeat(71), 'UCS-2', 2],
    ['👋'.repeat(35), 'UCS-2', 1],
    ['👋'.repeat(67), 'UCS-2', 3],
  ] as const)('%j', (text, encoding, segments) => {
    expect(segmentsOf(text)).toMatchObject({ encoding, count: segments })
  })
})

describe('the contents of a message', () => {
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

  test('invalid messages are not sent', async () => {
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

describe('smart encoding', () => {
  test('replaces look-alikes by characters of GSM-7', async () => {
    const document = '<Message>“Don’t” – 1½…\u00a0Ｏ\u200bＫ</Message>'
    const smart = await reply(document, { smartEncoding: true })
    expect(smart.chat.messages).toMatchObject([
      { body: '"Don\'t" - 11/2... OK', encoding: 'GSM-7' },
    ])
    expect((await reply(document)).chat.messages).toMatchObject([{ encoding: 'UCS-2' }])
  })

  test('only inserts GSM-7, and never replaces it', () => {
    const changed = Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code)).filter(
      (character) => encodeSmartly(character) !== character,
    )
    expect(changed.length).toBeGreaterThan(150)
    for (const character of changed) {
      expect(segmentsOf(character).encoding).toBe('UCS-2')
      expect(segmentsOf(encodeSmartly(character)).encoding).toBe('GSM-7')
    }
    expect(encodeSmartly('ᴛᴡɪʟɪᴏ')).toBe('TWILIO')
  })

  test('affects only SMS, and keeps other characters', async () => {
    const twilio = simulate(serve({ '/sms': '<Message>“ж👋”</Message>' }), { smartEncoding: true })
    expect((await twilio.phone(`whatsapp:${alice}`).text('hi')).messages[0]?.body).toBe('“ж👋”')
    expect((await twilio.phone(alice).text('hi')).messages[0]?.body).toBe('"ж👋"')
  })
})

describe('senders and recipients', () => {
  test('numbers that cannot send SMS, and WhatsApp senders of others, are refused', async () => {
    const { chat, codes } = await reply(
      '<Message from="+15550100300">no</Message>' +
        '<Message from="+15550100201">yes</Message>' +
        '<Message from="ACME">a name</Message>' +
        `<Message to="whatsapp:${alice}" from="whatsapp:+15550100201">no</Message>` +
        '<Message>reply</Message>',
      { senders: ['+15550100201'] },
    )
    expect(codes).toEqual([14108, 63007])
    expect(chat.messages.map(({ body }) => body)).toEqual(['yes', 'a name', 'reply'])
  })

  test('any sender is accepted unless senders are listed', async () => {
    const { codes } = await reply('<Message from="+15550100300">x</Message>')
    expect(codes).toEqual([])
  })

  test('a trial account writes to verified numbers', async () => {
    const { chat, codes } = await reply(
      `<Message to="+15550100112">no</Message><Message>yes</Message>`,
      { verifiedNumbers: [alice] },
    )
    expect(codes).toEqual([14111])
    expect(chat.messages.map(({ body }) => body)).toEqual(['yes'])
  })
})

describe('the delivery of a message', () => {
  const document = '<Message statusCallback="/status">x</Message>'
  const statuses = (twilio: Simulator) =>
    parameters(twilio, '/status').map(({ MessageStatus, ErrorCode }) =>
      [MessageStatus, ErrorCode].filter(Boolean).join(' '),
    )

  test.each([
    ['delivered', ['sent', 'delivered']],
    ['read', ['sent', 'delivered', 'read']],
    [{ status: 'undelivered', errorCode: 30003 }, ['sent', 'undelivered 30003']],
    [{ status: 'failed', errorCode: 30001 }, ['failed 30001']],
    [undefined, []],
  ] as const)('%j', async (outcome, expected) => {
    const { twilio, chat } = await reply(document, { delivery: () => outcome })
    expect(statuses(twilio)).toEqual(expected)
    expect(chat.events.filter(({ type }) => type === 'delivery')).toHaveLength(expected.length)
  })

  test('may differ for each phone, and is reported when the session is over', async () => {
    const { twilio } = await reply(
      document + document.replace('<Message', '<Message to="+15550100112"'),
      {
        delivery: ({ to }) =>
          to === alice ? 'delivered' : { status: 'undelivered', errorCode: 30003 },
      },
    )
    expect(statuses(twilio)).toEqual(['sent', 'delivered', 'sent', 'undelivered 30003'])
    const order = twilio.events.map(({ type }) => type)
    expect(order.indexOf('end')).toBeLessThan(order.indexOf('delivery'))
  })

  test("is not reported for Twilio's own texts", async () => {
    const twilio = simulate(serve({ '/sms': '' }), { delivery: () => 'delivered' })
    await twilio.phone(alice).text('HELP')
    expect(twilio.events.filter(({ type }) => type === 'delivery')).toEqual([])
  })

  test('a superfluous response to a status callback is hinted at', async () => {
    const hints = async (answer: () => Response) => {
      const { twilio } = await reply(
        document,
        { delivery: () => 'delivered' },
        { '/status': answer },
      )
      return twilio.events.filter(({ type }) => type === 'hint').length
    }
    expect(await hints(() => new Response(null, { status: 204 }))).toBe(0)
    expect(await hints(() => xml('<Response/>'))).toBe(0)
    expect(await hints(() => new Response('OK'))).toBe(2)
    expect(await hints(() => xml('<Response><Message>x</Message></Response>'))).toBe(2)
  })
})

describe('fetched media', () => {
  const document = '<Message statusCallback="/status">x<Media>/a.jpg</Media></Message>'
  const file = (bytes: number) => () =>
    new Response(new Uint8Array(bytes), { headers: { 'Content-Type': 'image/jpeg' } })
  const send = async (bytes: number, options: SimulateOptions = {}, from = alice) => {
    const twilio = simulate(
      serve({
        '/sms': document,
        '/status': () => new Response(null, { status: 204 }),
        ...(bytes > 0 && { '/a.jpg': file(bytes) }),
      }),
      { fetchMedia: true, delivery: () => 'delivered', ...options },
    )
    const { messages } = await twilio.phone(from).text('hi')
    expect(messages).toHaveLength(1)
    return {
      problems: twilio.problems.map(({ type, code }) => `${type} ${code}`),
      told: parameters(twilio, '/status').map(({ MessageStatus, ErrorCode }) => [
        MessageStatus,
        ErrorCode,
      ]),
      asked: parameters(twilio, '/a.jpg'),
    }
  }
  const megabyte = 1024 * 1024

  test('may have 5 MB', async () => {
    expect(await send(5 * megabyte)).toEqual({
      problems: [],
      told: [
        ['sent', undefined],
        ['delivered', undefined],
      ],
      asked: [{}],
    })
  })

  test('are refused at a byte more', async () => {
    const { problems, told } = await send(5 * megabyte + 1)
    expect(problems).toEqual(['error 11751'])
    expect(told).toEqual([['failed', '11751']])
  })

  test('may have 16 MB on WhatsApp', async () => {
    const user = `whatsapp:${alice}`
    expect((await send(16 * megabyte, {}, user)).problems).toEqual([])
    expect((await send(16 * megabyte + 1, {}, user)).problems).toEqual(['error 11751'])
  })

  test('fail the message if they are missing', async () => {
    expect((await send(0)).told).toEqual([['failed', '11200']])
    expect((await send(0, {}, `whatsapp:${alice}`)).told).toEqual([['failed', '63019']])
  })

  test('are off by default', async () => {
    expect(await send(0, { fetchMedia: false })).toMatchObject({ problems: [], asked: [] })
  })

  test('are skipped for hosts without an app', async () => {
    const { codes } = await reply('<Message><Media>https://cdn.example/a</Media></Message>', {
      fetchMedia: true,
    })
    expect(codes).toEqual([])
  })
})

test('a text of more than 1600 characters is not delivered', async () => {
  const phone = simulate(serve({ '/sms': '' })).phone(alice)
  await phone.text('a'.repeat(1600))
  await expect(phone.text('a'.repeat(1601))).rejects.toThrow(/at most 1600 characters.*1601/)
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

  test('is a status callback if the option says so', async () => {
    const { chat, twilio } = await reply(document, { messageAction: 'status' }, next)
    expect(chat.messages.map(({ body }) => body)).toEqual(['one', 'never'])
    await twilio.report(chat.messages[0]!, 'delivered')
    expect(parameters(twilio, '/next')[0]).toMatchObject({ MessageStatus: 'delivered', To: alice })
  })

  test('is a status callback if it equals statusCallback', async () => {
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

test('thirty quick replies to one phone start a pause', async () => {
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

  test('off leaves the words without effect', async () => {
    const twilio = simulate(app, { optOut: 'off' })
    expect((await twilio.phone(alice).text('STOP')).messages).toMatchObject([{ by: 'app' }])
  })

  test('of a service counts for all its numbers', async () => {
    const twilio = simulate(app, { messagingServiceSid: 'MG' + '0'.repeat(32) })
    await twilio.phone(alice).text('stop')
    const chat = await twilio.phone(alice).text('hi', { to: '+15550100201' })
    expect(chat.messages).toEqual([])
  })

  test('does not apply to WhatsApp, where YES is only an answer', async () => {
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

  test('a user who has not written for a day gets no message', async () => {
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

test('every document of the twilio package is accepted', async () => {
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
