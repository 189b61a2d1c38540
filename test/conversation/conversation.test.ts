/** A conversation as data: taken in a simulation, compared with itself, and written as a test that passes. */
import { transformSync } from 'esbuild'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { difference, stable } from '../../src/conversation/difference.ts'
import { Mishaps } from '../../src/conversation/mishaps.ts'
import { Player } from '../../src/conversation/player.ts'
import { readStep, type Step } from '../../src/conversation/step.ts'
import { vitestFile } from '../../src/conversation/vitest-file.ts'
import { simulate } from 'twimlx/simulator'

const alice = '+14155550100'
const bob = '+14155550111'

/** An app whose answers hold whatever could break out of a literal. */
const app = async (request: Request): Promise<Response> => {
  const form = new URLSearchParams(await request.text())
  const xml = {
    '/sms': `<Message>'${form.get('Body')?.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}' \`\${x}\` \\ "of ${form.get('MessageSid')}"</Message>`,
    '/voice': '<Gather action="/key" numDigits="1"><Say>Press 1.</Say></Gather>',
    '/key': `<Dial>${bob}</Dial><Say>Done.</Say>`,
  }[new URL(request.url).pathname]
  return new Response(`<Response>${xml ?? ''}</Response>`, {
    headers: { 'Content-Type': 'text/xml' },
  })
}

const steps: Step[] = [
  { does: 'text', by: alice, body: `it's "${'${hi}'}"\n\\ & </script>`, media: ['image/png'] },
  { does: 'fault', fault: 500 },
  { does: 'text', by: alice, body: 'lost' },
  { does: 'undeliver', errorCode: 30_005 },
  { does: 'text', by: alice, body: 'again' },
  { does: 'report', by: alice, index: 0, status: 'failed', errorCode: 30_008 },
  { does: 'call', by: alice },
  { does: 'press', by: alice, keys: '1' },
  { does: 'answer', by: bob },
  { does: 'hangup', by: bob },
  { does: 'wait', seconds: 60 },
  { does: 'call', by: bob },
  { does: 'request', url: '/key', method: 'POST', params: { Digits: '2' }, cookie: 'a=b' },
]

const options = { messageUrl: '/sms', voiceUrl: '/voice' }

const take = async (steps: readonly Step[]) => {
  const mishaps = new Mishaps()
  const twilio = simulate(app, { ...options, ...mishaps.options })
  const player = new Player(twilio, mishaps)
  for (const step of steps) await player.play(step)
  return twilio
}

test('a repeated conversation has the same transcript, apart from its SIDs', async () => {
  const [first, second] = [await take(steps), await take(steps)]
  expect(first.transcript()).not.toBe(second.transcript())
  expect(stable(first.transcript())).toBe(stable(second.transcript()))
  const text = first.transcript()
  for (const words of ['status 500', '30005', '30008', `Twilio dials ${bob}`, 'Twilio: Done.'])
    expect(text).toContain(words)
  expect(first.events.filter(({ type }) => type === 'request').at(-1)).toMatchObject({
    url: 'https://app.test/key',
    headers: { cookie: 'a=b' },
    params: { Digits: '2' },
  })
})

test('saved as a test it passes, and fails if the app says something else', async () => {
  const transcript = (await take(steps)).transcript()
  const file = vitestFile({ app: 'http://localhost:3000', options, steps, transcript })
  expect(file).not.toContain('const call3 =')
  const run = async (app: (request: Request) => Promise<Response>): Promise<string> => {
    // Without the imports of Vitest: the test itself runs the file.
    const { code } = transformSync(file.replace(/^import .*$/gm, ''), { loader: 'ts' })
    const tests: [string, () => Promise<void>][] = []
    const define = new Function('test', 'expect', 'simulate', 'process', code)
    define(
      (name: string, body: () => Promise<void>) => tests.push([name, body]),
      expect,
      (_url: string, given: object) => simulate(app, given),
      { env: {} },
    )
    expect(tests).toHaveLength(1)
    await tests[0]![1]()
    return tests[0]![0]
  }
  expect(await run(app)).toBe('3 texts and 3 calls')
  await expect(
    run(async (request) => new Response((await (await app(request)).text()).replace('1.', '2.'))),
  ).rejects.toThrow()
})

describe('a step from untrusted input', () => {
  test.each(steps)('$does is read unchanged', (step) => {
    expect(readStep({ ...step, more: 1 })).toEqual(step)
  })

  test.each([
    [null, 'A step does one of text, call'],
    [{ does: 'constructor' }, 'not "constructor"'],
    [{ does: 'text', by: alice }, 'body of the step "text" is a text, not undefined.'],
    [{ does: 'call', by: 'Bob' }, 'is a number such as +14155550100, or an address'],
    [{ does: 'wait', seconds: -1 }, 'a number of seconds, at most 31 days'],
    [{ does: 'decline', by: bob, how: 'no' }, 'is busy or no-answer or fail, not "no"'],
    [{ does: 'fault', fault: 'x' }, 'timeout or repeat or a status such as 500'],
    [{ does: 'request', url: '/', method: 'PUT', params: {} }, 'is GET or POST, not "PUT"'],
  ])('%j is refused with a sentence', (step, sentence) => {
    expect(() => readStep(step)).toThrow(sentence)
  })
})

test.each<[Step, string]>([
  [{ does: 'press', by: alice, keys: '1' }, `${alice} is not in a call.`],
  [{ does: 'answer', by: bob }, `${bob} does not ring`],
  [
    { does: 'report', by: alice, index: 0, status: 'failed' },
    `${alice} has not received a message number 1.`,
  ],
])('%j is impossible now', async (step, sentence) => {
  await expect(take([step])).rejects.toThrow(sentence)
})

test('a phone has one call at a time', async () => {
  const call: Step = { does: 'call', by: alice }
  await expect(take([call, call])).rejects.toThrow('is on the line already')
  await take([call, { does: 'hangup', by: alice }, call])
})

test('a difference holds both transcripts, with the longest possible common part', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const all = difference(before.join('\n'), after.join('\n'))
      const without = (is: string) => all.filter((each) => each.is !== is).map(({ line }) => line)
      expect(without('new')).toEqual(before)
      expect(without('gone')).toEqual(after)
      expect(all.filter(({ is }) => is === 'same')).toHaveLength(common(before, after))
    }),
  )
})

/** The length of the longest common subsequence, by its definition. */
const common = ([a, ...as]: string[], bs: string[]): number => {
  if (a === undefined || bs.length === 0) return 0
  const at = bs.indexOf(a)
  return Math.max(common(as, bs), at < 0 ? 0 : 1 + common(as, bs.slice(at + 1)))
}
