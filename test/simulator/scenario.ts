/**
 * Replays scenarios in the portable form that a scenario file's own header describes.
 */
import { createHmac } from 'node:crypto'
import {
  type Call,
  type NewDocument,
  type Phone,
  type Reaction,
  simulate,
  type Simulator,
  type SimulatorEvent,
  type SocketHandshake,
} from 'twimlx/simulator'

type Fields = Record<string, unknown>

/** One scenario. */
export interface Scenario {
  readonly id: string
  readonly channel: string
  readonly name: string
  readonly config?: Fields
  readonly documents: Record<string, Answer | Answer[]>
  readonly stimulus: Fields[]
  readonly expected: Fields[]
  readonly selfChecked?: boolean
}

/** A scenario file. */
export interface ScenarioFile {
  readonly defaults: Fields
  readonly scenarios: Scenario[]
}

export interface Answer {
  readonly status?: number
  readonly headers?: Record<string, string | string[]>
  readonly body?: string
  readonly bodyRepeat?: { prefix?: string; unit: string; times: number; suffix?: string }
  readonly connect?: 'refuse' | 'dns' | 'tls'
  readonly delay?: number
}

/** The result of one scenario. */
export interface Verdict {
  readonly passed: boolean
  /** The first difference, in words. */
  readonly reason: string
  readonly rows: readonly {
    readonly expected: string
    readonly actual: string
    readonly same: boolean
  }[]
}

/** The events of a replay. */
export interface Replay {
  readonly events: readonly SimulatorEvent[]
  /** Faults of requests, seen from the app. */
  readonly complaints: readonly string[]
}

/** Replays a scenario. */
export const replay = async (scenario: Scenario, defaults: Fields): Promise<Replay> => {
  const driver = new ReplayDriver(scenario, defaults)
  await driver.play()
  return { events: driver.twilio.events, complaints: driver.complaints }
}

const connectionErrors = { refuse: 'ECONNREFUSED', dns: 'ENOTFOUND', tls: 'EPROTO' }

class ReplayDriver {
  readonly twilio: Simulator
  /** Faults of requests, seen from the app. */
  readonly complaints: string[] = []
  readonly #scenario: Scenario
  readonly #authToken: string
  readonly #user: string
  /** The answers, by method, if one is given, and by URL without query. */
  readonly #documents: ReadonlyMap<string, readonly Answer[]>
  readonly #served = new Map<string, number>()
  readonly #calls: { name: string; call: Call }[] = []

  constructor(scenario: Scenario, defaults: Fields) {
    const { options, messagingUrl, voiceUrl, method, user, ...rest } = defaults
    const { options: own, ...chosen } = scenario.config ?? {}
    const config: Fields = {
      ...rest,
      ...(options as Fields),
      method,
      ...(own as Fields),
      ...chosen,
    }
    const { url, fallbackUrl, fallbackMethod, method: verb, ...known } = config
    const messaging = scenario.channel !== 'voice'
    this.#scenario = scenario
    this.#documents = new Map(
      Object.entries(scenario.documents).map(([key, answers]) => [
        keyOf(key.slice(key.indexOf(' ') + 1), /^\S+(?= )/.exec(key)?.[0]),
        [answers].flat(),
      ]),
    )
    this.#authToken = String(config['authToken'])
    this.#user = String(config['user'] ?? user)
    const answer = (request: Request) => this.#answer(request)
    // All other names in a scenario's config are options of the simulator.
    const named = Object.fromEntries(
      Object.entries(known).filter(([, value]) => value !== null && value !== undefined),
    )
    this.twilio = simulate(answer, {
      ...named,
      otherOrigins: answer,
      handshake: (url) => this.#handshake(url),
      messageUrl: String((messaging && url) || messagingUrl),
      voiceUrl: String((!messaging && url) || voiceUrl),
      messageMethod: verb as 'GET' | 'POST',
      voiceMethod: verb as 'GET' | 'POST',
      ...(fallbackUrl
        ? {
            messageFallbackUrl: String(fallbackUrl),
            voiceFallbackUrl: String(fallbackUrl),
            messageFallbackMethod: (fallbackMethod ?? 'POST') as 'GET' | 'POST',
            voiceFallbackMethod: (fallbackMethod ?? 'POST') as 'GET' | 'POST',
          }
        : {}),
    })
  }

  async play(): Promise<void> {
    const { stimulus } = this.#scenario
    for (let index = 0; index < stimulus.length; index++) {
      // A reaction to a prompt must be known before the prompt is heard.
      const reactions: Fields[] = []
      let next = index + 1
      while (stimulus[next]?.['during'] !== undefined) reactions.push(stimulus[next++]!)
      await this.#act(stimulus[index]!, reactions)
      index = next - 1
    }
    for (const { call } of this.#calls) await call.stay()
  }

  async #act(stimulus: Fields, reactions: Fields[]): Promise<void> {
    const after = Number(stimulus['after'] ?? 0)
    if ('sms' in stimulus || 'whatsapp' in stimulus) return this.#text(stimulus)
    if ('advance' in stimulus) return this.twilio.advance(Number(stimulus['advance']))
    if ('carrier' in stimulus) return this.#carrier(stimulus)
    if ('recordingReady' in stimulus) return this.#recording(stimulus, 'recordingReady')
    if ('transcribed' in stimulus) return this.#recording(stimulus, 'transcribed')
    if ('call' in stimulus) return this.#call(stimulus, reactions)
    // A callee's reactions wait until it answers.
    const [later, now] = [true, false].map((answers) =>
      reactions.filter(
        ({ callee }) =>
          (stimulus['does'] === 'answer' && callee === stimulus['callee']) === answers,
      ),
    )
    for (const reaction of now!) await this.#react(reaction)
    if ('callee' in stimulus) return this.#callee(stimulus, after, later!)
    const call = this.#callOf(stimulus)
    // A stimulus after the end of the call is not used.
    if (!call || isOver(call)) return
    await this.#caller(call, stimulus, after).catch((error: unknown) => {
      if (!isOver(call)) throw error
    })
  }

  async #react(stimulus: Fields): Promise<void> {
    const reaction = reactionOf(stimulus)
    const { callee } = stimulus
    const call =
      callee === undefined
        ? this.#callOf(stimulus)
        : this.#answered.get(this.#reached(String(callee))?.address ?? '')
    if (!call || isOver(call)) return
    const when = { during: reaction.prompt, after: reaction.after ?? 0 }
    if ('press' in reaction) await call.press(reaction.press, when)
    else if ('say' in reaction) await call.say(reaction.say, { ...reaction, ...when })
    else if ('hangup' in reaction) await call.hangup(when)
    else throw new Error('A call is redirected during a prompt only as it begins.')
  }

  async #caller(call: Call, stimulus: Fields, after: number): Promise<void> {
    if ('press' in stimulus) await call.press(String(stimulus['press']), { after })
    else if ('say' in stimulus)
      await call.say(String(stimulus['say']), {
        after,
        ...(stimulus['confidence'] !== undefined && {
          confidence: Number(stimulus['confidence']),
        }),
      })
    else if ('talk' in stimulus) await call.talk(Number(stimulus['talk']), { after })
    else if ('silence' in stimulus)
      await call.silence(typeof stimulus['silence'] === 'number' ? stimulus['silence'] : undefined)
    else if ('hangup' in stimulus) await call.hangup({ after })
    else if ('rest' in stimulus) await this.#rest(call, stimulus['rest'] as Fields, after)
    else if ('wsClose' in stimulus)
      await call.closeSocket(
        typeof stimulus['wsClose'] === 'string' ? stimulus['wsClose'] : undefined,
      )
    else if ('wsSend' in stimulus)
      await call.sendToSocket(
        stimulus['wsSend'],
        typeof stimulus['url'] === 'string' ? stimulus['url'] : undefined,
      )
    else throw new Error(`There is no stimulus ${JSON.stringify(stimulus)}.`)
  }

  async #text(stimulus: Fields): Promise<void> {
    const channel =
      'whatsapp' in stimulus || this.#scenario.channel === 'whatsapp' ? 'whatsapp:' : ''
    const prefixed = (address: string) =>
      address.startsWith(channel) ? address : channel + address
    const from = prefixed(String(stimulus['from'] ?? this.#user))
    const { media, button, profileName, to, params } = stimulus
    await this.twilio.phone(from).text(String(stimulus['whatsapp'] ?? stimulus['sms']), {
      ...(to !== undefined && { to: prefixed(String(to)) }),
      ...(media !== undefined && { media: media as { contentType: string }[] }),
      ...(button !== undefined && { button: button as { text: string; payload: string } }),
      ...(profileName !== undefined && { profileName: String(profileName) }),
      ...(params !== undefined && { params: params as Record<string, string> }),
    })
  }

  async #carrier(stimulus: Fields): Promise<void> {
    const sent = this.twilio.events.filter(
      (event) => event.type === 'message' && event.by === 'app',
    )
    const message = sent[Number(stimulus['message'] ?? 1) - 1]
    if (message?.type !== 'message') return
    const code = stimulus['errorCode']
    await this.twilio.report(
      message,
      stimulus['carrier'] as 'sent',
      code === undefined ? undefined : Number(code),
    )
  }

  async #recording(stimulus: Fields, what: 'recordingReady' | 'transcribed'): Promise<void> {
    const recording = this.#calls.flatMap(({ call }) => call.recordings)[Number(stimulus[what]) - 1]
    if (!recording) return
    if (what === 'recordingReady') await this.twilio.recordingReady(recording)
    else
      await this.twilio.transcribed(
        recording,
        stimulus['text'] === undefined ? undefined : String(stimulus['text']),
      )
  }

  async #call(stimulus: Fields, reactions: Fields[]): Promise<void> {
    const name = String(stimulus['as'] ?? 'caller')
    const config = this.#scenario.config ?? {}
    let call: Call
    if (stimulus['outbound']) {
      const { twiml, url, to, from, answeredBy, statusCallbackEvent } = stimulus
      call = await this.twilio.call(String(to ?? this.#user), {
        ...(twiml === undefined
          ? { url: String(url ?? config['url'] ?? '/voice') }
          : { twiml: String(twiml) }),
        ...(from !== undefined && { from: String(from) }),
        ...(answeredBy !== undefined && { answeredBy: String(answeredBy) }),
        ...(config['statusCallback'] ? { statusCallback: String(config['statusCallback']) } : {}),
        ...(statusCallbackEvent !== undefined && {
          statusCallbackEvent: statusCallbackEvent as 'completed'[],
        }),
        ...(config['fallbackUrl'] ? { fallbackUrl: String(config['fallbackUrl']) } : {}),
        as: name,
        during: reactions.map(reactionOf),
      })
    } else {
      const { from, to, url, sip, params } = stimulus
      call = await this.twilio.phone(String(from ?? this.#user)).call({
        as: name,
        ...(to !== undefined && { to: String(to) }),
        ...(url !== undefined && { url: String(url) }),
        ...(sip !== undefined && { sip: sip as object }),
        ...(params !== undefined && { params: params as Record<string, string> }),
        during: reactions.map(reactionOf),
      })
    }
    this.#calls.push({ name, call })
  }

  async #rest(call: Call, rest: Fields, after: number): Promise<void> {
    if (after > 0) await this.twilio.advance(after)
    if (rest['status'] === 'completed') await call.end()
    else await call.redirect(documentOf(rest))
  }

  readonly #answered = new Map<string, Call>()

  /** The phone of that address once it rings; the scheme of the address may be left out. */
  #reached(address: string): Phone | undefined {
    return [address, `client:${address}`, `sip:${address}`]
      .map((address) => this.twilio.phone(address))
      .find((phone) => phone.rings || this.#answered.has(phone.address))
  }

  async #callee(
    { callee, does, keys, say, errorCode }: Fields,
    after: number,
    reactions: Fields[],
  ): Promise<void> {
    if (after > 0) await this.twilio.advance(after)
    const reached = () => this.#reached(String(callee))
    // A party may be dialled only after the caller has waited, but never while another one is on the line.
    const caller = this.#callOf({})
    const waits = () =>
      caller?.waitingFor !== undefined && [...this.#answered.values()].every(isOver)
    while (!reached() && waits()) await caller?.silence(1)
    const phone = reached()
    if (!phone) return
    const call = this.#answered.get(phone.address)
    switch (does) {
      case 'answer':
        if (phone.rings)
          this.#answered.set(
            phone.address,
            await phone.answer({ during: reactions.map(reactionOf) }),
          )
        return
      case 'busy':
      case 'no-answer':
      case 'fail':
        if (phone.rings)
          await phone.decline(does, errorCode === undefined ? undefined : Number(errorCode))
        return
      default:
    }
    if (!call || isOver(call)) return
    if (does === 'hangup') await call.hangup()
    else if (does === 'press') await call.press(String(keys))
    else if (does === 'say') await call.say(String(say))
    else if (does === 'silence') await call.silence()
    else throw new Error(`A callee cannot ${String(does)}.`)
  }

  #callOf(stimulus: Fields): Call | undefined {
    const name = stimulus['as']
    if (name === 'callee') return [...this.#answered.values()].at(-1)
    const found =
      name === undefined
        ? (this.#calls.findLast(({ call }) => !isOver(call)) ?? this.#calls.at(-1))
        : this.#calls.find((call) => call.name === name)
    return found?.call
  }

  /** The handshake that a scenario gives a WebSocket's URL; by default it is opened. */
  #handshake(url: string): SocketHandshake {
    const { connect, status } = this.#documents.get(keyOf(url))?.[0] ?? {}
    if (connect) return ({ refuse: 'refused', dns: 'unreachable', tls: 'tls' } as const)[connect]
    return status !== undefined && status !== 101 ? 'handshake' : 'open'
  }

  async #answer(request: Request): Promise<Response> {
    await this.#checkSignature(request.clone())
    const key = [keyOf(request.url, request.method), keyOf(request.url)].find((key) =>
      this.#documents.has(key),
    )
    if (key === undefined) return new Response('Not found', { status: 404 })
    const answers = this.#documents.get(key)!
    const count = this.#served.get(key) ?? 0
    this.#served.set(key, count + 1)
    const answer = answers[Math.min(count, answers.length - 1)]!
    if (answer.connect)
      throw Object.assign(new Error(answer.connect), { code: connectionErrors[answer.connect] })
    if (answer.delay) await this.twilio.sleep(answer.delay)
    const headers = new Headers()
    for (const [name, value] of Object.entries(answer.headers ?? {}))
      for (const line of [value].flat()) headers.append(name, line)
    const { bodyRepeat, status = 200 } = answer
    const body = bodyRepeat
      ? `${bodyRepeat.prefix ?? ''}${bodyRepeat.unit.repeat(bodyRepeat.times)}${bodyRepeat.suffix ?? ''}`
      : (answer.body ?? '')
    // As bytes: for a string, Response would add a Content-Type that the scenario does not have.
    const bytes = [204, 304].includes(status) ? null : new TextEncoder().encode(body)
    return new Response(bytes, { status, headers })
  }

  /** Twilio's rule, written a second time, so that a wrong signature cannot pass unseen. */
  async #checkSignature(request: Request): Promise<void> {
    const { signature, signedParameters } = this.#scenario.config ?? {}
    const form = new URLSearchParams(await request.text())
    const signed = [...form]
      .filter(
        ([name]) => signedParameters !== 'documented' || !/^(CallToken|StirVerstat)$/.test(name),
      )
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flat()
    const secure = request.url.startsWith('https:')
    const drops = this.#scenario.channel === 'voice' && secure
    const [, host, port = '', rest] = /^(\w+:\/\/[^/?]*?)(:\d+)?([/?].*)$/s.exec(request.url)!
    const usual = drops ? '' : port
    const other = usual ? '' : port || (secure ? ':443' : ':80')
    const url = host + (signature === 'port-variant' ? other : usual) + rest
    const expected = createHmac('sha1', this.#authToken)
      .update([url, ...signed].join(''))
      .digest('base64')
    if (request.headers.get('x-twilio-signature') !== expected)
      this.complaints.push(`The signature of ${request.method} ${request.url} is wrong.`)
  }
}

const keyOf = (url: string, method = ''): string => {
  const { origin, pathname } = new URL(url, 'https://app.test')
  return `${method} ${origin}${pathname}`
}

const documentOf = ({ twiml, url, method = 'POST' }: Fields): NewDocument =>
  twiml === undefined
    ? { url: String(url), method: method as 'GET' | 'POST' }
    : { twiml: String(twiml) }

/** The reaction to a prompt, from its scenario form. */
const reactionOf = ({ during, after = 0, does, ...stimulus }: Fields): Reaction => {
  const when = { prompt: String(during), after: Number(after) }
  const { press, say, confidence, hangup, rest }: Fields =
    does === undefined
      ? stimulus
      : { [String(does)]: stimulus['keys'] ?? stimulus['say'] ?? true, ...stimulus }
  if (press !== undefined) return { ...when, press: String(press) }
  if (say !== undefined)
    return {
      ...when,
      say: String(say),
      ...(confidence !== undefined && { confidence: Number(confidence) }),
    }
  if (hangup !== undefined) return { ...when, hangup: true }
  if (rest !== undefined) return { ...when, redirect: documentOf(rest as Fields) }
  throw new Error(`This cannot come during a prompt: ${JSON.stringify(stimulus)}.`)
}

const isOver = (call: Call): boolean =>
  ['completed', 'busy', 'failed', 'no-answer', 'canceled'].includes(call.status)

const expand = (expected: readonly Fields[]): Fields[] =>
  expected.flatMap((entry) => {
    const repeat = entry['repeat'] as { times: number; of: Fields[] } | undefined
    return repeat ? Array.from({ length: repeat.times }, () => expand(repeat.of)).flat() : [entry]
  })

/** The field of an event that scenarios write without its name. */
const mainField: Record<string, string> = {
  bridge: 'party',
  pause: 'seconds',
  tones: 'digits',
  reject: 'reason',
  limit: 'guard',
  wsClose: 'url',
  error: 'code',
  warning: 'code',
  dequeue: 'result',
  enqueue: 'queue',
}

/** The kinds of event that a scenario file knows; expectations ignore others. */
const kinds = new Set(
  (
    'request httpRedirect message say play pause tones beep gather record dial bridge dialEnd enqueue ' +
    'dequeue answer reject hangup wsOpen wsClose pay warning error limit end'
  ).split(' '),
)

/** Compares the events with a scenario's expectations. */
export const compare = (
  expectations: readonly Fields[],
  { events, complaints }: Replay,
): Verdict => {
  const expected = expand(expectations)
  const wanted = new Set(expected.map(kindOf))
  const actual = events.filter(
    (event) =>
      (kinds.has(event.type) || wanted.has(event.type)) &&
      // Scenario files know only warnings with one of Twilio's codes.
      !(event.type === 'warning' && event.code === undefined),
  )
  let reason = complaints[0] ?? ''
  const rows = Array.from({ length: Math.max(expected.length, actual.length) }, (_, index) => {
    const want = expected[index]
    const got = actual[index]
    const difference = !want
      ? 'This event is not expected.'
      : !got
        ? 'This event did not come.'
        : differenceOf(want, got)
    if (difference && !reason) reason = `Event ${index + 1}: ${difference}`
    return {
      expected: want ? JSON.stringify(want, shortened) : '',
      actual: got ? JSON.stringify(brief(got, want ? fieldsOf(want) : {}), shortened) : '',
      same: !difference,
    }
  })
  return { passed: reason === '', reason, rows }
}

const kindOf = (entry: Fields): string => Object.keys(entry)[0] ?? ''

/** The fields that an expectation names, in any of its notations. */
const fieldsOf = (expected: Fields): Fields => {
  const kind = kindOf(expected)
  const { [kind]: main, ...beside } = expected
  const fields =
    main === true || main === null
      ? {}
      : typeof main === 'object'
        ? (main as Fields)
        : { [mainField[kind] ?? kind]: main }
  return { ...fields, ...beside }
}

const differenceOf = (expected: Fields, event: SimulatorEvent): string | undefined => {
  const kind = kindOf(expected)
  if (kind !== event.type) return `${kind} was expected, ${event.type} came.`
  const seen = event as unknown as Fields
  for (const [name, value] of Object.entries(fieldsOf(expected))) {
    const problem =
      event.type === 'request' && name in requestFields
        ? requestFields[name]!(value, event)
        : equal(value, observed(seen, name) ?? missing(value))
          ? undefined
          : // The party that hangs up may be given by the name of its leg.
            name === 'by' && seen['by'] === 'caller' && seen['leg'] === value
            ? undefined
            : `${name} is ${JSON.stringify(observed(seen, name))}, not ${JSON.stringify(value)}.`
    if (problem) return problem
  }
  return undefined
}

const observed = (event: Fields, name: string): unknown => event[name === 'as' ? 'leg' : name]

/** A field that an event lacks, such as `interrupted`, counts as false. */
const missing = (value: unknown): unknown => (value === null || value === false ? value : undefined)

const equal = (a: unknown, b: unknown): boolean =>
  typeof a === 'object' && a !== null && typeof b === 'object' && b !== null
    ? Object.keys(a).length === Object.keys(b).length &&
      Object.entries(a).every(([name, value]) => equal(value, (b as Fields)[name]))
    : a === b

type RequestEvent = Extract<SimulatorEvent, { type: 'request' }>

const requestFields: Record<string, (value: unknown, event: RequestEvent) => string | undefined> = {
  params: (value, { params }) =>
    first(value, (name, wanted) =>
      (wanted === null ? params[name] === undefined : params[name] === String(wanted))
        ? undefined
        : `${name} is ${JSON.stringify(params[name])}, not ${JSON.stringify(wanted)}.`,
    ),
  match: (value, { params }) =>
    first(value, (name, pattern) =>
      params[name] !== undefined && RegExp(String(pattern)).test(params[name])
        ? undefined
        : `${name} is ${JSON.stringify(params[name])}, which does not match ${String(pattern)}.`,
    ),
  absent: (value, { params }) =>
    first(value, (_, name) =>
      params[String(name)] === undefined ? undefined : `${String(name)} should be absent.`,
    ),
  headers: (value, { headers }) =>
    first(value, (name, wanted) => {
      const got = headers[name.toLowerCase()] ?? null
      return got === wanted
        ? undefined
        : `The header ${name} is ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}.`
    }),
  signedUrl: (value, { signedUrl, method, in: where }) => {
    const signed =
      method === 'GET' && where === 'query' && !String(value).includes('CallSid=')
        ? signedUrl.slice(0, String(value).length)
        : signedUrl
    return signed === value ? undefined : `${signedUrl} was signed, not ${String(value)}.`
  },
}

const first = (
  values: unknown,
  check: (name: string, value: unknown) => string | undefined,
): string | undefined => {
  for (const [name, value] of Object.entries(values as Fields)) {
    const problem = check(name, value)
    if (problem) return problem
  }
  return undefined
}

// The fields that tell events of one type apart.
const telling =
  /^(method|url|status|code|text|body|to|does|what|digits|endedBy|by|callStatus|seconds)$/

const shortened = (_: string, value: unknown): unknown =>
  typeof value === 'string' && value.length > 200
    ? `${value.slice(0, 200)}… (${value.length} characters)`
    : value

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An event with the expected fields and those that tell it from others: most requests have fifty. */
const brief = ({ type, ...event }: SimulatorEvent, wanted: Fields): unknown => {
  const fields = Object.entries(event).flatMap(([name, value]) => {
    const asked = wanted[name]
    if (!(name in wanted)) return telling.test(name) ? [[name, value]] : []
    if (!isRecord(value) || !isRecord(asked)) return [[name, value]]
    return [[name, Object.fromEntries(Object.entries(value).filter(([key]) => key in asked))]]
  })
  return { [type]: Object.fromEntries(fields) }
}
