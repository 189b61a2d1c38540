/** A stimulus that nothing listens to leaves a hint; one that is listened to leaves none. */
import { describe, expect, test } from 'vitest'
import { type Call, type Reaction, simulate, type Simulator } from 'twimlx/simulator'
import { serve } from './app.ts'

const alice = '+14155550100'
const bob = '+14155550101'

const drive = (voice: string) =>
  simulate(
    serve({
      '/voice': voice,
      '/hold': '<Say>Hold</Say>',
      '/whisper': '<Gather/>',
      '/a': () => new Response('', { headers: { 'Content-Type': 'audio/mpeg' } }),
    }),
  )

const remarks = (twilio: Simulator): string[] =>
  twilio.events.flatMap((event) =>
    event.type === 'hint' || event.type === 'unsupported' ? event.message : [],
  )

const says = (say: string, prompt: string | RegExp): Reaction => ({ prompt, say })
const presses = (press: string, prompt: string | RegExp): Reaction => ({ prompt, press })

describe('while a prompt is heard', () => {
  test.each<[document: string, Reaction, remark: string]>([
    ['<Say>Hi</Say>', presses('1', 'Hi'), '<Say> does not listen: the key 1 is lost.'],
    ['<Say>Hi</Say>', says('x', 'Hi'), '<Say> does not listen: what was said is lost.'],
    ['<Play>/a</Play>', presses('12', '/a'), '<Play> does not listen: the keys 12 are lost.'],
    ['<Pause/>', presses('1', /^$/), '<Pause> does not listen: the key 1 is lost.'],
    [
      '<Gather><Say>Hi</Say></Gather>',
      says('x', 'Hi'),
      '<Gather> listens for keys only: what was said is lost.',
    ],
    [
      '<Gather input="speech"><Pause/></Gather>',
      presses('1', /^$/),
      '<Gather> listens for speech only: the key 1 is lost.',
    ],
    [
      '<Gather input="dtmf speech" bargeIn="false"><Say>Hi</Say></Gather>',
      says('x', 'Hi'),
      '<Gather> has bargeIn="false": what was said is lost.',
    ],
    [
      '<Connect><ConversationRelay url="wss://app.test/r" welcomeGreeting="Hi" welcomeGreetingInterruptible="dtmf"/></Connect>',
      says('x', 'Hi'),
      '<ConversationRelay> has interruptible="dtmf" here: what was said is lost.',
    ],
    [
      '<Pay><Prompt for="payment-card-number"><Say>Card</Say></Prompt></Pay>',
      says('x', 'Card'),
      '<Pay> listens for keys only: what was said is lost.',
    ],
    [
      '<Enqueue waitUrl="/hold">q</Enqueue>',
      presses('1', 'Hold'),
      '<Say> does not listen: the key 1 is lost.',
    ],
  ])('%s, %j', async (document, reaction, remark) => {
    const twilio = drive(document)
    await twilio.phone(alice).call({ during: [reaction] })
    expect(remarks(twilio)).toEqual([remark])
  })
})

describe('while a verb waits', () => {
  const press = (keys: string) => (call: Call) => call.press(keys)
  const say = (call: Call) => call.say('sales')
  const talk = (call: Call) => call.talk(3)
  const relay = '<Connect><ConversationRelay url="wss://app.test/r"/></Connect>'

  test.each<[document: string, (call: Call) => Promise<Call>, remark: string]>([
    ['<Gather/>', say, '<Gather> listens for keys only: what was said is lost.'],
    ['<Gather/>', talk, '<Gather> listens for keys only: what was said is lost.'],
    [
      '<Gather input="speech"/>',
      press('12'),
      '<Gather> listens for speech only: the keys 12 are lost.',
    ],
    [
      '<Gather input="speech"/>',
      talk,
      '<Gather> hears words, and talk() has none (use say()): what was said is lost.',
    ],
    [
      '<Gather input="dtmf speech"/>',
      async (call) => (await call.press('1')).say('two'),
      '<Gather> has got keys already: what was said is lost.',
    ],
    [
      '<Gather numDigits="1"/>',
      press('123'),
      '<Gather> has got all it waits for: the keys 23 are lost.',
    ],
    ['<Gather/>', press('1#2'), '<Gather> has got all it waits for: the key 2 is lost.'],
    ['<Say loop="0">Hi</Say>', press('1'), '<Say> does not listen: the key 1 is lost.'],
    ['<Play loop="0">/a</Play>', say, '<Play> does not listen: what was said is lost.'],
    [
      '<Gather timeout="1"/><Play digits="WWWW"/>',
      (call) => call.press('1', { after: 2 }),
      '<Play> does not listen: the key 1 is lost.',
    ],
    [
      '<Record finishOnKey="#"/>',
      press('12'),
      '<Record> has finishOnKey="#": the keys 12 are lost.',
    ],
    [
      `<Dial>${bob}</Dial>`,
      press('1'),
      '<Dial> does not listen while it rings: the key 1 is lost.',
    ],
    [`<Dial>${bob}</Dial>`, say, '<Dial> does not listen while it rings: what was said is lost.'],
    [
      '<Enqueue waitUrl="">q</Enqueue>',
      press('1'),
      '<Enqueue> does not listen: the key 1 is lost.',
    ],
    [
      '<Enqueue waitUrl="/hold">q</Enqueue>',
      press('1'),
      '<Enqueue> does not listen: the key 1 is lost.',
    ],
    [
      '<Dial><Conference muted="true">c</Conference></Dial>',
      say,
      'The participant is muted: what was said is lost.',
    ],
    [
      '<Dial><Conference>c</Conference></Dial>',
      press('*'),
      '<Dial> listens for * with hangupOnStar="true" only: the keys * reach the other party and not <Dial>.',
    ],
    [relay, press('1'), '<ConversationRelay> has no dtmfDetection="true": the key 1 is lost.'],
    [
      relay,
      talk,
      '<ConversationRelay> hears words, and talk() has none (use say()): what was said is lost.',
    ],
    [
      '<Connect><Stream url="wss://app.test/s"/></Connect>',
      say,
      '<Stream> is simulated without audio: speech does not reach the app.',
    ],
    ['<Pay/>', talk, '<Pay> listens for keys only: what was said is lost.'],
  ])('%s', async (document, act, remark) => {
    const twilio = drive(document)
    await act(await twilio.phone(alice).call())
    expect(remarks(twilio)).toEqual([remark])
  })

  test('a caller neither hears a whisper to the callee, nor is heard', async () => {
    const twilio = drive(`<Dial><Number url="/whisper">${bob}</Number></Dial>`)
    const call = await twilio.phone(alice).call()
    await twilio.phone(bob).answer()
    await call.press('1')
    expect(remarks(twilio)).toEqual(['<Dial> does not listen while it rings: the key 1 is lost.'])
  })

  test('an agent is heard only by a caller, once there is one', async () => {
    const twilio = simulate(
      serve({
        '/voice': '<Enqueue waitUrl="">q</Enqueue>',
        '/agent': '<Dial><Queue>q</Queue></Dial>',
        '/slow': '<Dial><Queue url="/whisper">q</Queue></Dial>',
        '/whisper': '<Say loop="0">Soon</Say>',
      }),
    )
    await (await twilio.phone(alice).call()).hangup()
    const agent = await twilio.phone(bob).call({ url: '/agent' })
    await agent.press('1')
    await twilio.phone(alice).call()
    await agent.press('2')
    await agent.hangup()
    const next = await twilio.phone(bob).call({ url: '/slow' })
    await twilio.phone(alice).call()
    await next.press('3')
    expect(remarks(twilio)).toEqual([
      '<Dial> does not listen while it waits for a caller: the key 1 is lost.',
      '<Dial> listens for * with hangupOnStar="true" only: the keys 2 reach the other party and not <Dial>.',
      '<Dial> does not listen while it waits for a caller: the key 3 is lost.',
    ])
  })
})

test('speech between parties, or with a task beside the call, is not reported as unheard', async () => {
  const connected = drive(`<Dial hangupOnStar="true">${bob}</Dial><Say loop="0">Bye</Say>`)
  const call = await connected.phone(alice).call()
  const callee = await connected.phone(bob).answer()
  await call.say('hello')
  await callee.say('hello')
  await callee.press('1')
  await call.press('*')
  expect(remarks(connected)).toEqual([])
  for (const noun of ['Transcription', 'Recording', 'Stream url="wss://app.test/s"']) {
    const twilio = drive(`<Start><${noun}/></Start><Say loop="0">Hi</Say>`)
    const call = await twilio.phone(alice).call({ during: [says('one', 'Hi')] })
    await call.say('two')
    expect(remarks(twilio)).toEqual([])
    await call.press('1')
    expect(remarks(twilio)).toEqual(['<Say> does not listen: the key 1 is lost.'])
  }
})
