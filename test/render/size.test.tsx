/**
 * @module
 * The most that Twilio takes, to the byte.
 */
import { render } from 'twimlx'
import { Response, Say } from 'twimlx/voice'
import { expect, test } from 'vitest'

const most = 65536
const verbs = (character: string, bytes: number) => {
  const size = new TextEncoder().encode(character).length
  const empty =
    new TextEncoder().encode(
      render(
        <Response>
          <Say>{'|'}</Say>
        </Response>,
      ),
    ).length - 1
  const left = bytes - empty
  return (
    <Response>
      <Say>{character.repeat(Math.floor(left / size)) + '.'.repeat(left % size)}</Say>
    </Response>
  )
}

test.each(['a', 'é', '—', '🐟'])('64 kB of %s are sent, one byte more is not', (character) => {
  const report = { problems: 'report', onProblem: () => {} } as const
  const xml = render(verbs(character, most), report)
  expect(new TextEncoder().encode(xml)).toHaveLength(most)
  expect(() => render(verbs(character, most + 1), report)).toThrow(`${most + 1} bytes`)
})
