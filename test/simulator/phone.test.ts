import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { getCountries, getExampleNumber, parsePhoneNumber } from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'
import twilioSdk from 'twilio'
import { describe, expect, onTestFinished, test } from 'vitest'
import { simulate, type DeliveryOutcome, type EventOf, type Simulator } from 'twimlx/simulator'
import { serve, xml } from './app.ts'

const alice = '+14155550100'

const requests = (twilio: Simulator): EventOf<'request'>[] =>
  twilio.events.filter((event): event is EventOf<'request'> => event.type === 'request')

const last = (twilio: Simulator) => requests(twilio).at(-1)!.params

/** The text as UTF-8 can carry it. */
const wellFormed = (text: string): string =>
  new TextDecoder().decode(new TextEncoder().encode(text))

/** Lets an app listen on a port of its own. */
const listen = async (app: Parameters<typeof createServer>[1]): Promise<string> => {
  const server = createServer(app!).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('the parameters of a WhatsApp message', () => {
  test.each([
    ['application/pdf', 'document'],
    ['text/plain', 'document'],
    ['application/vnd.ms-excel; charset=binary', 'document'],
    ['text/vcard', 'contacts'],
    ['text/x-vcard', 'contacts'],
    ['IMAGE/JPEG', 'image'],
    ['image/webp', 'sticker'],
    ['video/mp4', 'video'],
    ['audio/ogg; codecs=opus', 'audio'],
  ])('with %s it is %s', async (contentType, type) => {
    const twilio = simulate(serve({ '/sms': '' }))
    await twilio.phone(`whatsapp:${alice}`).text('', { media: [{ contentType }] })
    expect(last(twilio)).toMatchObject({ MessageType: type, MediaContentType0: contentType })
  })

  test('a user ID is not a number', async () => {
    const twilio = simulate(serve({ '/sms': '' }))
    await twilio.phone('whatsapp:US.13491208655302741918').text('hi')
    expect(last(twilio)).not.toHaveProperty('WaId')
    expect(last(twilio)['ChannelMetadata']).not.toContain('WaId')
    await twilio.phone(`whatsapp:${alice}`).text('hi')
    expect(last(twilio)).toMatchObject({ WaId: '14155550100', MessageType: 'text' })
    expect(last(twilio)['ChannelMetadata']).toContain('"WaId":"14155550100"')
  })
})

test('a picture message has a segment for each picture', async () => {
  const twilio = simulate(serve({ '/sms': '' }))
  const picture = { contentType: 'image/jpeg' }
  for (const count of [1, 3]) {
    await twilio
      .phone(alice)
      .text('a'.repeat(200), { media: Array.from({ length: count }, () => picture) })
    expect(last(twilio)['NumSegments']).toBe(String(count))
  }
})

describe('the location of a phone', () => {
  test('its country follows from its dialling code', async () => {
    const twilio = simulate(serve({ '/sms': '' }), { optOut: 'off' })
    const mobile = getCountries().map((country) => getExampleNumber(country, examples)!.number)
    const islands = ['+3581812345', '+390669812345', '+61891621234', '+61891641234', '+4779123456']
    const wrong: Record<string, string> = {}
    for (const number of [...mobile, ...islands, '+212528812345', '+77012345678', '+2908999']) {
      await twilio.phone(number).text('hi')
      const { country = '' } = parsePhoneNumber(number)
      if (last(twilio)['FromCountry'] !== country) wrong[number] = country
    }
    // Islands of Guadeloupe, whose numbers share its prefix.
    expect(Object.values(wrong).filter((country) => !/^(BL|MF)$/.test(country))).toEqual([])
  })

  test('an unassigned number is American, too; a short code has no location', async () => {
    const twilio = simulate(serve({ '/sms': '' }), { twilioNumber: '72975' })
    await twilio.phone('+15550100299').text('hi')
    expect(last(twilio)).toMatchObject({ FromCountry: 'US', ToCountry: '' })
  })

  test('a test sets the rest, in texts and calls, for both sides', async () => {
    const twilio = simulate(serve({ '/sms': '', '/voice': '<Say>hi</Say>' }))
    const phone = twilio.phone(alice, {
      geography: { city: 'SAN FRANCISCO', state: 'CA', zip: '94105' },
    })
    twilio.phone('+15550100200', { geography: { city: 'TORONTO', country: 'CA' } })
    const from = { FromCity: 'SAN FRANCISCO', FromState: 'CA', FromZip: '94105', FromCountry: 'US' }
    await phone.text('hi')
    expect(last(twilio)).toMatchObject({ ...from, ToCity: 'TORONTO', ToState: '', ToCountry: 'CA' })
    await twilio.phone(alice).call()
    expect(last(twilio)).toMatchObject({
      ...from,
      CallerCity: 'SAN FRANCISCO',
      CalledCountry: 'CA',
    })
  })
})

test("the carrier's facts about a caller are in each request of the call", async () => {
  const twilio = simulate(serve({ '/voice': '<Redirect>/next</Redirect>', '/next': '' }))
  const verstat = { StirVerstat: 'TN-Validation-Passed-A', CallToken: 'token' }
  await twilio.phone(alice, { stirVerstat: 'TN-Validation-Passed-A', callToken: 'token' }).call()
  expect(requests(twilio).map(({ params }) => params)).toMatchObject([verstat, verstat])
  await twilio.phone(alice).call({ stirVerstat: 'No-TN-Validation' })
  expect(last(twilio)).toMatchObject({ StirVerstat: 'No-TN-Validation', CallToken: 'token' })
  await twilio.phone('+14155550101').call()
  expect(last(twilio)).not.toHaveProperty('StirVerstat')
  expect(last(twilio)['CallToken']).toContain('parentCallInfoToken')
})

describe('invalid messages', () => {
  const phone = simulate(serve({ '/sms': '' })).phone(alice)
  test.each([
    ['URLs', ['https://example.com/a.jpg']],
    ['another name', [{ type: 'image/jpeg' }]],
    ['an extension', [{ contentType: 'jpg' }]],
    ['a hole', [undefined]],
    ['no list', { contentType: 'image/jpeg' }],
    ['null', null],
  ])('media as %s', async (_, media) => {
    await expect(phone.text('hi', { media: media as never })).rejects.toThrow(
      /^media is a list of files with a contentType each.* is none/,
    )
  })

  test('text that is not a string', async () => {
    await expect(phone.text(42 as never)).rejects.toThrow(TypeError)
    await expect(phone.text(undefined as never)).rejects.toThrow("phone.text('hi')")
  })
})

test('the signed parameters are the sent ones, for any input', async () => {
  const authToken = 'token'
  const sent: { url: string; signature: string; form: Record<string, string> }[] = []
  const app = async (request: Request) => {
    sent.push({
      url: request.url,
      signature: request.headers.get('x-twilio-signature')!,
      form: Object.fromEntries(new URLSearchParams(await request.text())),
    })
    return xml('<Response/>')
  }
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(undefined, null, 3, true, '\ud800', ' a\r\n'),
  )
  const name = fc.string({ minLength: 1 }).filter((name) => name !== '__proto__')
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, value, { maxKeys: 5 }), async (params) => {
      const twilio = simulate(app, { authToken })
      await twilio.phone(alice).text('hi', { params: params as never })
      const { url, signature, form } = sent.pop()!
      expect(twilioSdk.validateRequest(authToken, signature, url, form)).toBe(true)
      for (const [name, value] of Object.entries(params))
        // A parameter may be called `toString`, which every object has.
        expect(Object.hasOwn(form, wellFormed(name)) ? form[wellFormed(name)] : undefined).toBe(
          value === undefined || value === null ? undefined : wellFormed(String(value)),
        )
    }),
    { numRuns: 50 },
  )
})

describe('the delivery of messages', () => {
  const deliver = async (delivery: DeliveryOutcome) => {
    const twilio = simulate(
      serve({
        '/sms': '<Message statusCallback="/status">hello</Message>',
        '/status': () => new Response(null, { status: 204 }),
      }),
      { delivery },
    )
    const chat = await twilio.phone(alice).text('hi')
    const told = requests(twilio).slice(1)
    return {
      chat,
      told: told.map(({ params }) => [params['MessageStatus'], params['ErrorCode']]),
    }
  }

  test.each([30003, 30007, 30034, 63016] as const)('%i alone means delivery', async (code) => {
    expect((await deliver(code)).told).toEqual([
      ['sent', undefined],
      ['undelivered', String(code)],
    ])
  })

  test('all are delivered', async () => {
    const { told, chat } = await deliver('delivered')
    expect(told.map(([status]) => status)).toEqual(['sent', 'delivered'])
    expect(chat.events.filter(({ type }) => type === 'delivery')).toHaveLength(2)
  })

  test('another code does not decide it', async () => {
    await expect(deliver(30005 as never)).rejects.toThrow("{ status: 'undelivered', errorCode: … }")
  })

  test('status callbacks neither have nor set cookies', async () => {
    const twilio = simulate(
      serve({
        '/sms': () =>
          xml('<Response><Message statusCallback="/status">hello</Message></Response>', {
            'Set-Cookie': 'a=1; Path=/',
          }),
        '/status': () =>
          new Response(null, { status: 204, headers: { 'Set-Cookie': 'a=2; Path=/' } }),
      }),
      { delivery: 'delivered' },
    )
    await twilio.phone(alice).text('hi')
    await twilio.phone(alice).text('again')
    expect(requests(twilio).map(({ headers }) => headers['cookie'])).toEqual([
      undefined,
      undefined,
      undefined,
      'a=1',
      undefined,
      undefined,
    ])
  })
})

describe('texts at once', () => {
  const counting = async (request: Request) => {
    const body = new URLSearchParams(await request.text()).get('Body')!
    const said = /said=([^;]*)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? ''
    return xml(`<Response><Message>${said}+${body}</Message></Response>`, {
      'Set-Cookie': `said=${said}${body}; Path=/`,
    })
  }

  test('each brings the same cookies, and the later response wins', async () => {
    let release = () => {}
    const second = new Promise<void>((resolve) => {
      release = resolve
    })
    let asked = 0
    const twilio = simulate(async (request) => {
      // The first answer waits for the second, so that the app holds both requests at once.
      const first = ++asked === 2
      const answer = await counting(request)
      if (first) await second
      release()
      return answer
    })
    const phone = twilio.phone(alice)
    await phone.text('a')
    const chats = await phone.textAll(['b', 'c'])
    expect(chats.map(({ messages }) => messages.map(({ body }) => body))).toEqual([
      ['a+b'],
      ['a+c'],
    ])
    expect(chats.map(({ body }) => body)).toEqual(['b', 'c'])
    expect((await phone.text('d')).messages[0]?.body).toBe('ab+d')
    expect(chats[1]!.transcript({ requests: true })).toBe(
      [
        '+14155550100 texts c',
        '  POST https://app.test/sms → 200',
        '+15550100200 to +14155550100: a+c',
      ].join('\n'),
    )
  })

  test('are sent in the same order every time', async () => {
    const twilio = simulate(counting)
    const bodies = Array.from({ length: 20 }, (_, index) => String(index))
    await twilio.phone(alice).textAll(bodies)
    expect(requests(twilio).map(({ params }) => params['Body'])).toEqual(bodies)
  })

  test('work over the network, too', async () => {
    const waiting: (() => void)[] = []
    const url = await listen((request, response) => {
      request.resume()
      waiting.push(() => {
        response
          .setHeader('content-type', 'text/xml')
          .end('<Response><Message>x</Message></Response>')
      })
      if (waiting.length === 2) for (const answer of waiting) answer()
    })
    const chats = await simulate(url).phone(alice).textAll(['4/12', '6'])
    expect(chats.map(({ messages }) => messages.length)).toEqual([1, 1])
  })

  test('are refused if one is not a string', async () => {
    const twilio = simulate(counting)
    await expect(twilio.phone(alice).textAll(['a', 5 as never])).rejects.toThrow(TypeError)
    for (const bodies of ['ab', undefined, {}])
      await expect(twilio.phone(alice).textAll(bodies as never)).rejects.toThrow('a list of texts')
    expect(twilio.events).toEqual([])
  })
})

describe('a text while the app answers', () => {
  test('waits for the response without a deadlock', async () => {
    const twilio: Simulator = simulate(
      serve({
        '/sms': async (request) => {
          if (new URLSearchParams(await request.text()).get('Body') === 'yes')
            return xml('<Response/>')
          const { messages } = await twilio.phone('+14155550101').text('yes')
          return xml(`<Response><Message>${messages.length} more</Message></Response>`)
        },
      }),
      { patience: 1e9 },
    )
    expect((await twilio.phone(alice).text('hi')).messages[0]?.body).toBe('0 more')
    expect(requests(twilio).map(({ status }) => status)).toEqual([200, 200])
  })

  test('is sent during a call with a slow app', async () => {
    const twilio: Simulator = simulate(
      serve({
        '/voice': async () => {
          const slow = twilio.sleep(3)
          await twilio.phone(alice).text('hi')
          await slow
          return xml('<Response><Say>hello</Say></Response>')
        },
        '/sms': '',
      }),
      { patience: 1e9 },
    )
    const call = await twilio.phone(alice).call()
    expect(call.heard).toEqual(['hello'])
    expect(twilio.events.at(-1)?.at).toBe(3)
  })
})

describe('other hosts', () => {
  const redirecting = (elsewhere: string) => async () =>
    listen((request, response) => {
      request.resume()
      response
        .setHeader('content-type', 'text/xml')
        .end(`<Response><Redirect>${elsewhere}/stolen</Redirect></Response>`)
    })

  const third = async (asked: string[]) =>
    listen((request, response) => {
      request.resume()
      asked.push(request.url!)
      response.setHeader('content-type', 'text/xml').end('<Response><Say>third</Say></Response>')
    })

  test('are never contacted for an app at a base URL', async () => {
    const asked: string[] = []
    const other = await third(asked)
    const twilio = simulate(await redirecting(other)())
    const call = await twilio.phone(alice).call()
    expect(asked).toEqual([])
    expect(twilio.problems).toMatchObject([
      { code: 11210, message: expect.stringContaining('otherOrigins') },
    ])
    expect(call.heard).not.toContain('third')
  })

  test('get no requests of any kind: fallbacks, callbacks, media, HTTP redirects', async () => {
    const asked: string[] = []
    const other = await third(asked)
    const url = await listen((request, response) => {
      request.resume()
      if (request.url === '/sms') response.writeHead(307, { location: `${other}/moved` }).end()
      else if (request.url === '/voice')
        response
          .setHeader('content-type', 'text/xml')
          .end(
            `<Response><Play>${other}/a.mp3</Play><Dial><Number statusCallback="${other}/s">+14155550101</Number></Dial></Response>`,
          )
      else response.writeHead(500).end()
    })
    const twilio = simulate(url, {
      messageFallbackUrl: `${other}/fallback`,
      statusCallback: `${other}/status`,
      fetchMedia: true,
      delivery: 'delivered',
    })
    await twilio.phone(alice).text('hi')
    const call = await twilio.phone(alice).call()
    await call.hangup()
    expect(call.heard).toEqual([`${other}/a.mp3`])
    expect(asked).toEqual([])
  })

  test('are those that otherOrigins does not name, for an app at a base URL too', async () => {
    const asked: string[] = []
    const other = await third(asked)
    const call = await simulate(await redirecting(other)(), {
      otherOrigins: ({ url, headers }) =>
        xml(`<Response><Say>${url} ${headers.has('x-twilio-signature')}</Say></Response>`),
    })
      .phone(alice)
      .call()
    expect(call.heard).toEqual([`${other}/stolen true`])
    expect(asked).toEqual([])
  })

  test('receive requests over the network with fetch, from both kinds of app', async () => {
    const asked: string[] = []
    const other = await third(asked)
    const apps = [
      await redirecting(other)(),
      serve({ '/voice': `<Redirect>${other}/stolen</Redirect>` }),
    ]
    for (const app of apps) {
      const twilio = simulate(app, { otherOrigins: fetch, publicUrl: 'http://localhost' })
      const call = await twilio.phone(alice).call()
      expect(call.heard).toEqual(['third'])
    }
    expect(asked).toEqual(['/stolen', '/stolen'])
  })

  test('that cannot be reached are no failure of the app', async () => {
    const server = createServer().listen(0)
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const gone = `http://127.0.0.1:${port}`
    const twilio = simulate(serve({ '/sms': `<Redirect>${gone}</Redirect>` }), {
      otherOrigins: fetch,
      publicUrl: 'http://localhost',
    })
    await twilio.phone(alice).text('hi')
    expect(twilio.problems).toMatchObject([{ code: 11205 }])
  })
})

test('a response head of more than 16 kB is reported as such', async () => {
  const url = await listen((request, response) => {
    request.resume()
    response
      .setHeader('content-type', 'text/xml')
      .setHeader('set-cookie', `state=${'x'.repeat(17_000)}`)
      .end('<Response/>')
  })
  const twilio = simulate(url)
  await twilio.phone(alice).text('hi')
  expect(twilio.problems).toMatchObject([
    { code: 11206, message: expect.stringMatching(/head of the answer .* more than 16 kB/) },
  ])
})

test('a refused reply explains how an app handles STOP itself', async () => {
  const twilio = simulate(serve({ '/sms': '<Message>bye</Message>' }))
  await twilio.phone(alice).text('STOP')
  expect(twilio.problems).toMatchObject([
    { code: 21610, message: expect.stringContaining("optOut: 'off'") },
  ])
})
