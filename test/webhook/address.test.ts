import fc from 'fast-check'
import { parseAddress } from 'twimlx/webhook'
import { expect, test } from 'vitest'

test.each([
  ['+14155550100', { type: 'phone', number: '+14155550100', value: '+14155550100' }],
  ['whatsapp:+14155550100', { type: 'whatsapp', number: '+14155550100', value: '+14155550100' }],
  ['whatsapp:US.1349', { type: 'whatsapp', number: undefined, value: 'US.1349' }],
  ['rcs:brand_agent', { type: 'rcs', number: undefined, value: 'brand_agent' }],
  ['messenger:1234567', { type: 'messenger', number: undefined, value: '1234567' }],
  ['client:alice', { type: 'client', number: undefined, value: 'alice' }],
  ['client:+1', { type: 'client', number: undefined, value: '+1' }],
  [
    'sip:+14155550100@example.com',
    { type: 'sip', number: undefined, value: '+14155550100@example.com' },
  ],
  ['SIPS:bob@example.com:5061', { type: 'sip', number: undefined, value: 'bob@example.com:5061' }],
  ['sip:', { type: 'sip', number: undefined, value: '' }],
  ['anonymous', { type: 'raw', number: undefined, value: 'anonymous' }],
  ['12345', { type: 'raw', number: undefined, value: '12345' }],
  ['266696687', { type: 'raw', number: undefined, value: '266696687' }],
  ['+0123456', { type: 'raw', number: undefined, value: '+0123456' }],
  ['+1234567890123456', { type: 'raw', number: undefined, value: '+1234567890123456' }],
  ['+1 415 555', { type: 'raw', number: undefined, value: '+1 415 555' }],
  ['pigeon:12', { type: 'raw', number: undefined, value: 'pigeon:12' }],
  ['', { type: 'raw', number: undefined, value: '' }],
])('%j', (address, expected) => {
  expect(parseAddress(address)).toEqual(expected)
})

test('any text is an address, and is kept whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { type, value } = parseAddress(text)
      expect(text.endsWith(value)).toBe(true)
      if (type === 'raw' || type === 'phone') expect(value).toBe(text)
    }),
  )
})
