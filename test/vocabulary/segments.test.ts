/** Twilio's own calculator as oracle. */
import fc from 'fast-check'
import calculator from 'sms-segments-calculator'
import { expect, test } from 'vitest'
import { segments } from '../../src/vocabulary/messaging/segments.ts'

const theirs = (text: string) => {
  const message = new calculator.SegmentedMessage(text)
  return {
    encoding: message.getEncodingName(),
    count: message.segmentsCount,
    ucs2: [...new Set(message.getNonGsmCharacters())],
  }
}

// Texts of many characters of one alphabet, and some that cost more.
const anyText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.string({ maxLength: 60 }) },
      { weight: 2, arbitrary: fc.constantFrom('€', '^', '{', '~', '\\', '\f', '\r\n', '\n', '\r') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('é', 'ç', 'ê', '“', '’', '…', '\t', '`', 'я', '日', 'あ', '한'),
      },
      { weight: 1, arbitrary: fc.constantFrom('😀', '👍🏽', '👩‍👩‍👧‍👦', '🇳🇴', 'e\u0301', '✌️', '\ud83d') },
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''))

test("segments are counted like Twilio's calculator counts them", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(segments(text)).toEqual(theirs(text))
    }),
    { numRuns: 1000 },
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(segments(text).encoding).toBe(theirs(text).encoding)
    }),
  )
})

test('a text may be exactly as long as a part, or one longer', () => {
  for (const unit of ['a', '€', 'я', '😀', '👩‍👩‍👧‍👦'])
    for (let length = 1; length < 320; length++)
      expect(segments(unit.repeat(length)), `${length} times ${unit}`).toEqual(
        theirs(unit.repeat(length)),
      )
})
