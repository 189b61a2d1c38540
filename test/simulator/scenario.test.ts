import { expect, test } from 'vitest'
import { happens } from './script.ts'
import { compare, type Replay } from './scenario.ts'

const html = { 'Content-Type': 'text/html' }

test('a document is found by method and path, with any query', () =>
  happens({
    config: { url: 'https://app.test/sms?a=1', method: 'GET' },
    documents: {
      'GET /sms?b=2': {
        headers: html,
        body: '<Response><Redirect>https://o.test/n?c=3</Redirect></Response>',
      },
      'https://o.test:443/n': { headers: html, body: '<Response/>' },
    },
    expected: [
      { request: { method: 'GET', url: 'https://app.test/sms?a=1' } },
      { request: { method: 'POST', url: 'https://o.test/n?c=3' } },
      { end: true },
    ],
  }))

test('a repeated body needs neither beginning nor end', () =>
  happens({
    documents: {
      '/sms': { headers: { 'Content-Type': 'text/plain' }, bodyRepeat: { unit: 'ha', times: 3 } },
    },
    expected: [{ request: {} }, { message: { body: 'hahaha' } }, { end: true }],
  }))

test('the party of an outgoing call presses a key during a prompt', () =>
  happens({
    channel: 'voice',
    documents: {
      '/x': {
        headers: html,
        body: '<Response><Gather numDigits="1" action="/g"><Say>hello</Say></Gather></Response>',
      },
      '/g': { headers: html, body: '<Response/>' },
    },
    stimulus: [
      { call: true, outbound: true, url: '/x' },
      { press: '7', during: 'hello' },
    ],
    expected: [
      { request: { url: 'https://app.test/x' } },
      { say: { text: 'hello', interrupted: true } },
      { gather: { digits: '7' } },
      { request: { url: 'https://app.test/g', params: { Digits: '7' } } },
      { hangup: {} },
    ],
  }))

test('a stimulus that is impossible during a prompt is refused', () =>
  expect(
    happens({
      channel: 'voice',
      documents: {},
      stimulus: [{ call: true }, { talk: 3, during: 'hello' }],
      expected: [],
    }),
  ).rejects.toThrow('This cannot come during a prompt: {"talk":3}.'))

test('null and false match the absence of a property', () => {
  const happened: Replay = {
    events: [
      { type: 'say', at: 0, text: 'a' },
      { type: 'say', at: 0, text: 'b', interrupted: true, voice: 'alice' },
    ],
    complaints: [],
  }
  const reasonOf = (second: object) =>
    compare(
      [{ say: { text: 'a', interrupted: false, voice: null } }, { say: second }] as Record<
        string,
        unknown
      >[],
      happened,
    ).reason
  expect(reasonOf({ text: 'b' })).toBe('')
  expect(reasonOf({ interrupted: false })).toBe('Event 2: interrupted is true, not false.')
  expect(reasonOf({ voice: null })).toBe('Event 2: voice is "alice", not null.')
})
