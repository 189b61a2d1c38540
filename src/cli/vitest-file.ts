/**
 * @module
 * A conversation as a test, for Vitest.
 */
import {
  type Conversation,
  type ConversationOptions,
  pathOf,
  quoted,
  SETTINGS,
} from './conversation.ts'

/** Writes the test that what was done comes to the same again. */
export const vitestFile = (
  { done, twilio }: Pick<Conversation, 'done' | 'twilio'>,
  { channel, url, publicUrl, from, to }: ConversationOptions,
): string => {
  const count = { heard: 0, texts: 0 }
  const expected = (what: 'heard' | 'texts', list: string, now: readonly string[]) => {
    const first = count[what]
    count[what] += now.length
    if (now.length === 0) return []
    const rest = first === 0 ? list : `${list}.slice(${first})`
    return `expect(${rest}).toEqual(${listOf(now)})`
  }
  const acts = done.map(({ code, heard, texts }) =>
    [code, expected('heard', 'call.heard', heard), expected('texts', 'texts()', texts)]
      .flat()
      .map((line) => `  ${line}`)
      .join('\n'),
  )
  const codes = twilio.problems.map((problem) => ('code' in problem ? problem.code : problem.type))
  const problems =
    codes.length === 0
      ? 'expect(twilio.problems).toEqual([])'
      : `expect(twilio.problems.map((each) => ('code' in each ? each.code : each.type))).toEqual(${JSON.stringify(codes)})`
  const options = Object.entries({
    [channel === 'chat' ? 'messageUrl' : 'voiceUrl']: pathOf(url),
    publicUrl,
    twilioNumber: to,
    ...SETTINGS,
  })
  return `/** What was said to ${url} by npx twimlx ${channel}. The app must run there, or at APP_URL. */
import { simulate } from 'twimlx/simulator'
import { expect, test } from 'vitest'

test('a ${channel}', async () => {
  const twilio = simulate(process.env['APP_URL'] ?? ${quoted(new URL(url).origin)}, {
${options
  .filter(([, value]) => value !== undefined)
  .map(([name, value]) => `    ${name}: ${typeof value === 'string' ? quoted(value) : value},\n`)
  .join('')}    authToken: process.env['TWILIO_AUTH_TOKEN'],
  })
  const phone = twilio.phone(${quoted(from)})
${done.some(({ texts }) => texts.length > 0) ? '  const texts = () => phone.messages.map(({ body }) => body)\n' : ''}
${acts.join('\n\n')}

  ${problems}
})
`
}

const listOf = (texts: readonly string[]): string => {
  const line = `[${texts.map(quoted).join(', ')}]`
  return line.length < 80 ? line : `[\n${texts.map((text) => `    ${quoted(text)},\n`).join('')}  ]`
}
