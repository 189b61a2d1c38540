/** The phone over HTTP: who gets in, and what happens when somebody texts, calls, edits, saves. */
import { execFile } from 'node:child_process'
import { request as overHttp } from 'node:http'
import { promisify } from 'node:util'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { ask, choice, flow, yesNo } from 'twimlx/flow'
import { describe, expect, onTestFinished, test } from 'vitest'
import { validateSignature } from 'twimlx/webhook'
import type { Entry } from '../../src/phone/view.ts'
import { escaped, phoneFor } from './app.ts'

const alice = '+14155550100'
const bob = '+14155550111'
const text = (body: string) => ({ does: 'text', by: alice, body })

const echo = (_: string, form: URLSearchParams) => `<Message>${escaped(form.get('Body'))}</Message>`

const errorsOf = (entries: readonly Entry[]) =>
  entries.flatMap(({ event, text }) => (event.type === 'error' ? text : []))

/** A request with headers that fetch() would not send. */
const raw = (url: string, headers: Record<string, string>, method = 'GET') =>
  new Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      const request = overHttp(url, { method, headers }, async (response) => {
        let body = ''
        for await (const chunk of response) body += String(chunk)
        resolve({ status: response.statusCode!, body, headers: response.headers })
      })
      request.on('error', reject)
      request.end(method === 'POST' ? '{}' : undefined)
    },
  )

describe('who gets in', () => {
  test('this machine alone', async () => {
    const { server } = await phoneFor(echo)
    const { stdout } = await promisify(execFile)('sh', ['-c', 'ss -Hltn 2>/dev/null || true'])
    const own = stdout.split('\n').filter((line) => line.includes(`:${server.port} `))
    // Without ss, the sockets are not visible from outside.
    for (const line of own) expect(line).toContain(`127.0.0.1:${server.port}`)
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{24}$/)
  })

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', '', '0.0.0.0'])(
    'not under the name %j',
    async (host) => {
      const { origin, server } = await phoneFor(echo)
      const authorization = `Bearer ${server.token}`
      for (const path of ['/', '/events', '/test']) {
        const answer = await raw(origin + path, { host: `${host}:${server.port}`, authorization })
        // An empty name is no Host at all: then Node itself refuses.
        expect(answer.status).toBeGreaterThanOrEqual(400)
        expect(answer.body).not.toContain('<script')
      }
    },
  )

  test('not from a page of another origin, even with the token', async () => {
    const { origin, server, changes } = await phoneFor(echo)
    const authorization = `Bearer ${server.token}`
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://127.0.0.1:${server.port + 1}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await raw(`${origin}/new`, { authorization, ...headers } as never, 'POST')
      expect([answer.status, answer.body]).toEqual([403, 'The phone answers only to its own page.'])
    }
    expect(changes.at(-1)!.status.run).toBe(1)
    const own = { authorization, origin, 'sec-fetch-site': 'same-origin' }
    expect((await raw(`${origin}/new`, own, 'POST')).status).toBe(204)
    const local = origin.replace('127.0.0.1', 'localhost')
    const named = { authorization, host: new URL(local).host, origin: local }
    expect((await raw(`${origin}/new`, named, 'POST')).status).toBe(204)
  })

  test('nobody without the token, nor with another one', async () => {
    const { origin, server } = await phoneFor(echo)
    for (const authorization of [
      undefined,
      'Bearer ',
      `Bearer ${server.token.slice(1)}x`,
      `Bearer ${server.token}x`,
    ])
      for (const [path, method] of [
        ['/events', 'GET'],
        ['/test', 'GET'],
        ['/runs/1', 'GET'],
        ['/steps', 'POST'],
        ['/nowhere', 'POST'],
      ] as const) {
        const { status, body } = await raw(
          origin + path,
          { ...(authorization && { authorization }) },
          method,
        )
        expect([status, body]).toEqual([
          401,
          expect.stringContaining('open the one that it printed'),
        ])
      }
  })

  test('the page holds no token, and lets nothing run but its own script', async () => {
    const { origin, server, app } = await phoneFor(echo)
    const { body, headers } = await raw(`${origin}/?token=x`, { 'sec-fetch-site': 'cross-site' })
    expect(body).toContain('<script type="module">')
    expect(body).not.toContain(server.token)
    expect(body.match(/<script/g)).toHaveLength(1)
    expect(body).not.toMatch(/\s(on\w+|style)=/)
    const policy = headers['content-security-policy'] as string
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; connect-src 'self'; /,
    )
    expect(policy).toContain(`img-src 'self' ${app.url};`)
    expect(policy).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
  })
})

test('a text: signed, answered, and shown with all there is', async () => {
  let signed: unknown
  const { take, entries, detail, app } = await phoneFor((path, form, headers) => {
    signed = validateSignature({
      authToken: 'secret',
      url: `${app.url}${path}`,
      params: form,
      signature: String(headers['x-twilio-signature']),
    })
    return echo(path, form)
  })
  await take(text('<script>alert(1)</script> & "it\'s"'))
  expect(await signed).toMatchObject({ valid: true })
  const request = entries().find(({ event }) => event.type === 'request')!
  expect(request).toMatchObject({
    party: alice,
    answer: { status: 200, document: true },
    verbs: { ran: ['1:11'], left: true },
  })
  // A list has no more than it shows.
  expect(request.event).not.toHaveProperty('params')
  const { params, headers, answer, curl } = await detail(request.id)
  expect(params).toMatchObject({ Body: '<script>alert(1)</script> & "it\'s"', From: alice })
  expect(headers['x-twilio-signature']).toMatch(/=$/)
  expect(answer!.lines).toMatchObject([
    { name: 'Response', tag: 'open', depth: 0 },
    { name: 'Message', tag: 'whole', depth: 1, text: params['Body'], at: '1:11', verb: '1:11' },
    { name: 'Response', tag: 'close' },
  ])
  // The command sends the same: the app takes its signature.
  signed = undefined
  const { stdout } = await promisify(execFile)('sh', ['-c', `${curl} -sS`])
  expect(await signed).toMatchObject({ valid: true })
  expect(stdout).toContain('<Message>')
})

test('a call: keys, typed speech, the verb that runs, those never reached, and a phone that rings', async () => {
  const { take, entries, changes, post } = await phoneFor((path, form) =>
    path === '/voice'
      ? '<Gather action="/key" input="dtmf speech"><Say>1?</Say></Gather><Hangup/><Say>never</Say>'
      : form.get('Digits') === '1'
        ? `<Dial>${bob}</Dial>`
        : `<Say>${escaped(form.get('SpeechResult'))}</Say><Redirect>/voice</Redirect>`,
  )
  await take({ does: 'call', by: alice })
  const verbs = () =>
    entries()
      .map(({ verbs }) => verbs)
      .filter(Boolean)
  expect(verbs()).toEqual([{ ran: ['1:11'], now: '1:11', left: false }])
  expect(await (await post('/steps', { does: 'call', by: alice })).text()).toContain(
    'hang up before',
  )
  await take({ does: 'say', by: alice, words: 'two, please' })
  expect(verbs()).toMatchObject([{ left: true }, { left: true }, { left: false }])
  await take({ does: 'press', by: alice, keys: '1#' })
  await post('/phones', { address: 'client:carol' })
  expect(changes.at(-1)!.status.phones).toMatchObject([
    {
      address: alice,
      rings: false,
      call: { status: 'in-progress', waitingFor: 'Dial', over: false },
    },
    { address: bob, rings: true },
    { address: 'client:carol', rings: false },
  ])
  await take({ does: 'decline', by: bob, how: 'busy' })
  expect(entries().map(({ text }) => text)).toEqual(
    expect.arrayContaining(['Twilio: two, please', `${bob} is busy`, '[dial: busy]']),
  )
})

test('keys without an end are complete after a while, as on a phone', async () => {
  const { take, until, ask } = await phoneFor(
    (path, form) =>
      path === '/voice' ? '<Gather action="/key"/>' : `<Say>${form.get('Digits')}</Say>`,
    { keysEnd: 1 },
  )
  await take({ does: 'call', by: alice })
  const said = until(({ entries }) => entries?.some(({ text }) => text === 'Twilio: 42') === true)
  await take({ does: 'press', by: alice, keys: '42' })
  await said
  expect(await (await ask('/test')).text()).toContain(`call.press('42')\n  await call.silence()\n`)
})

test('what comes after a verb that ends is known to be never reached, and a problem is at its line', async () => {
  const { take, entries, detail } = await phoneFor(
    () => '\n<Say voise="x">a</Say>\n<Reject/>\n<Say>b <break/> c</Say>',
  )
  await take({ does: 'call', by: alice })
  const problem = entries().find(({ event }) => event.type === 'warning')!
  const { answer } = await detail(problem.document!)
  expect(problem.event).toMatchObject({
    line: 2,
    column: 1,
    message: expect.stringContaining('voise'),
  })
  expect(answer!.lines!.filter(({ unreached }) => unreached).map(({ at }) => at)).toEqual(
    // The tag, the text, the tag in it, the text after it, and the end.
    ['4:1', '4:1', '4:8', '4:1', '4:1'],
  )
  expect(answer!.lines!.find(({ at }) => at === '2:1')!.unreached).toBeUndefined()
})

test('a save: the conversation runs again, and the difference is told', async () => {
  let greeting = 'Hello'
  const { take, post, until, changes, ask } = await phoneFor((_, form) =>
    form.has('Body') ? `<Message>${greeting} ${form.get('MessageSid')}</Message>` : '<Reject/>',
  )
  await take(text('hi'), { does: 'call', by: alice })
  greeting = 'Good evening'
  const told = until(({ rerun }) => rerun?.run === 2)
  await post('/again')
  const { rerun } = await told
  expect(rerun).toMatchObject({ why: 'Ran again', changed: 2, untaken: [] })
  // SIDs are others in each run, and no difference.
  expect(
    rerun!.lines.filter(({ is }) => is !== 'same').map(({ is, line }) => `${is} ${line}`),
  ).toEqual([
    `gone +15550100200 to ${alice}: Hello SM…1`,
    `new +15550100200 to ${alice}: Good evening SM…1`,
  ])
  // The first run is kept.
  expect(changes.at(-1)!.status.runs).toEqual([1, 2])
  expect(await (await ask('/runs/1')).text()).toContain('Hello')
  await post('/new')
  expect(changes.at(-1)!.status).toMatchObject({ run: 3, steps: 0 })
})

test('a step that cannot be taken this time is told, and the others are taken', async () => {
  let doc = '<Gather><Say>1?</Say></Gather>'
  const { take, session, until } = await phoneFor((_, form) =>
    form.has('Body') ? '<Message>x</Message>' : doc,
  )
  await take({ does: 'call', by: alice }, { does: 'press', by: alice, keys: '1#' }, text('after'))
  doc = '<Hangup/>'
  const told = until(({ rerun }) => rerun !== undefined)
  await session.again('x')
  const { rerun } = await told
  expect(rerun!.untaken).toEqual([
    `${alice} press 1#: The call is over (completed): it can no longer press keys.`,
  ])
  expect(rerun!.lines.at(-1)!.line).toContain('not done')
  expect(rerun!.lines.map(({ line }) => line)).toContain(`${alice} texts after`)
})

test('who writes a lot is not taken for a loop', async () => {
  const { take, entries } = await phoneFor(() => '<Message>a</Message><Message>b</Message>')
  await take(...Array.from({ length: 24 }, () => text('again')))
  expect(entries().filter(({ event }) => event.type === 'message')).toHaveLength(48)
  expect(entries().filter(({ event }) => event.type === 'error')).toEqual([])
})

test('a request edited and sent again, with its cookie', async () => {
  const seen: unknown[] = []
  const { take, entries, detail } = await phoneFor((path, form, { cookie }) => {
    seen.push([path, form.get('Body'), cookie])
    return { headers: { 'Set-Cookie': 'n=1; Path=/' }, body: '<Response/>' }
  })
  await take(text('one'), text('two'))
  const { url, params, headers } = await detail(
    entries().findLast(({ event }) => event.type === 'request')!.id,
  )
  await take({
    does: 'request',
    url: url.replace('/sms', '/other'),
    method: 'POST',
    params: { ...params, Body: 'three' },
    cookie: headers['cookie'],
  })
  expect(seen).toEqual([
    ['/sms', 'one', undefined],
    ['/sms', 'two', 'n=1'],
    ['/other', 'three', 'n=1'],
  ])
})

test('each switch lets things go wrong once', async () => {
  const { take, entries, changes } = await phoneFor(echo)
  for (const [step, told] of [
    [{ does: 'fault', fault: 'timeout' }, 'no answer within 15 s'],
    [{ does: 'fault', fault: 500 }, 'answered with status 500'],
    [{ does: 'fault', fault: 'repeat' }, 'to +14155550100: x'],
    [{ does: 'undeliver', errorCode: 30_003 }, 'a message is undelivered: 30003'],
    [{ does: 'wait', seconds: 4 * 3600 }, 'x'],
  ] as const) {
    await take(step)
    if (step.does === 'fault') expect(changes.at(-1)!.status.armed.fault).toBe(String(step.fault))
    const from = entries().length
    await take(text('x'))
    expect(
      entries()
        .slice(from)
        .map(({ text }) => text)
        .join('\n'),
    ).toContain(told)
    await take(text('fine'))
    expect(entries().findLast(({ event }) => event.type === 'delivery')!.event).toMatchObject({
      status: 'delivered',
    })
  }
  expect(entries().filter(({ event }) => 'attempt' in event && event.attempt === 2)).toHaveLength(1)
})

test('the app is down, and back: nothing is lost, and the conversation runs again', async () => {
  const { app, take, entries, until, session } = await phoneFor(echo)
  await take(text('before'))
  await app.stop()
  await take(text('into the void'))
  expect(
    entries()
      .map(({ text }) => text)
      .join('\n'),
  ).toContain('cannot be reached')
  await until(({ status }) => !status.app.up)
  const back = until(({ rerun }) => rerun?.why === 'The app is back')
  await app.start()
  const { rerun, status } = await back
  expect(status.app.up).toBe(true)
  expect(rerun!.lines.filter(({ is }) => is === 'new').map(({ line }) => line)).toEqual([
    `+15550100200 to ${alice}: into the void`,
  ])
  expect(
    session
      .entries(1)!
      .map(({ text }) => text)
      .join('\n'),
  ).toContain('cannot be reached')
})

test('a script that hangs is a sentence, and the phone goes on', async () => {
  const { take, entries } = await phoneFor(() => new Promise<never>(() => {}), {
    simulate: { patience: 50 },
  })
  await take(text('hang'), { does: 'wait', seconds: 60 }, text('again'))
  expect(errorsOf(entries())).toEqual([
    expect.stringContaining('There was no answer'),
    expect.stringContaining('There was no answer'),
  ])
})

test('a document that does not end is a sentence, and the phone goes on', async () => {
  const { take, entries } = await phoneFor((_, form) =>
    form.get('Body') === 'long'
      ? { body: `<Response>${'<Message>x</Message>'.repeat(4000)}</Response>` }
      : echo('', form),
  )
  await take(text('long'), text('fine'))
  expect(errorsOf(entries())).toEqual([expect.stringContaining('11750')])
  expect(entries().map(({ text }) => text)).toContain(`+15550100200 to ${alice}: fine`)
})

test('the test that it saves has no secret in it', async () => {
  const { take, ask, server } = await phoneFor(echo)
  await take(text('hi'))
  const saved = await (await ask('/test')).text()
  expect(saved).toContain(`await alice.text('hi')`)
  expect(saved).not.toContain(server.token)
  expect(saved).not.toContain('secret')
})

test('the place and the answers of a flow are read from its cookie, unless it has a secret of its own', async () => {
  const order = flow('order', function* () {
    const size = yield* ask('size', 'Small or large?', choice(['small', 'large']))
    yield* ask('ok', `${size}?`, yesNo())
  })
  const hidden = { authToken: 'secret', secret: 'sixteen letters and more' }
  const flows = new Hono()
    .route('/order', order.routes({ authToken: 'secret' }))
    .route('/hidden', order.routes(hidden))
  const app = await new Promise<string>((resolve) => {
    const server = serve({ fetch: flows.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    )
    onTestFinished(() => void server.close())
  })
  const { take, until, session } = await phoneFor(echo, {
    app,
    simulate: { authToken: 'secret', messageUrl: '/order', voiceUrl: '/order' },
  })
  const at = (place: string) =>
    until(({ status }) => status.flows.some((each) => each.place === place))
  const asked = at('size')
  await take(text('hi'))
  await asked
  const answered = at('ok')
  await take(text('large'))
  expect((await answered).status.flows).toEqual([
    {
      name: 'order',
      party: alice,
      bytes: expect.any(Number),
      hidden: false,
      place: 'ok',
      attempt: 1,
      ended: undefined,
      kept: [['size', 'answer', '"large"']],
    },
  ])
  await session.clear()
  const called = at('size')
  await take({ does: 'call', by: alice })
  await called
  const seen = until(({ status }) => status.flows.some((each) => each.hidden))
  await take({
    does: 'request',
    url: '/hidden',
    method: 'POST',
    params: { From: alice, To: '+15550100200', MessageSid: 'SM1', Body: 'hi' },
  })
  await seen
})

test('what is no step, no JSON, and too long is refused by a sentence', async () => {
  const { ask, post } = await phoneFor(echo)
  const said = async (answer: Response) => [answer.status, await answer.text()]
  expect(await said(await post('/steps', { does: 'x' }))).toEqual([
    400,
    expect.stringContaining('A step does one of'),
  ])
  expect(await said(await ask('/steps', { method: 'POST', body: 'x' }))).toEqual([
    400,
    expect.stringContaining('JSON object'),
  ])
  expect(await said(await ask('/steps', { method: 'POST', body: ' '.repeat(2 ** 21) }))).toEqual([
    400,
    expect.stringContaining('1 MB'),
  ])
  expect(await said(await ask('/runs/7'))).toEqual([404, 'The log of run 7 is not kept any more.'])
  expect(await said(await post('/hold', { by: alice, held: true }))).toEqual([
    400,
    `${alice} has no call to hold.`,
  ])
})

test('a stream of events brings everything, and then what changes', async () => {
  const { ask, take } = await phoneFor(echo)
  await take(text('one'))
  const reader = (await ask('/events')).body!.pipeThrough(new TextDecoderStream()).getReader()
  let heard = ''
  const until = async (words: string) => {
    while (!heard.includes(words)) heard += (await reader.read()).value ?? ''
  }
  await until('"whole":true')
  await until('texts one')
  await take(text('two'))
  await until('texts two')
  await reader.cancel()
})
