/** The URL that Twilio requested, behind each kind of proxy. */
import { publicUrl, type PublicUrlOptions } from 'twimlx/webhook'
import { describe, expect, test } from 'vitest'

interface Case {
  what: string
  url: string
  headers?: Record<string, string>
  options?: PublicUrlOptions
  expected: string
}

test.each<Case>([
  {
    what: 'nothing given: the request’s own, character by character',
    url: "http://example.com:3000/it's?a=%27&b='",
    headers: { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'evil.example' },
    expected: "http://example.com:3000/it's?a=%27&b=%27",
  },
  {
    what: 'ngrok: TLS ends at the tunnel, the host is kept',
    url: 'http://abc.ngrok.app/sms',
    headers: { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'abc.ngrok.app' },
    options: { trustProxy: true },
    expected: 'https://abc.ngrok.app/sms',
  },
  {
    what: 'ngrok with --host-header=rewrite',
    url: 'http://localhost:3000/sms?a=1',
    headers: { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'abc.ngrok.app' },
    options: { trustProxy: true },
    expected: 'https://abc.ngrok.app/sms?a=1',
  },
  {
    what: 'Cloudflare: the scheme alone is forwarded',
    url: 'http://example.com/sms',
    headers: { 'X-Forwarded-Proto': 'https', 'CF-Visitor': '{"scheme":"https"}' },
    options: { trustProxy: true },
    expected: 'https://example.com/sms',
  },
  {
    what: 'Heroku: scheme and port',
    url: 'http://app.herokuapp.com/sms',
    headers: { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '443' },
    options: { trustProxy: true },
    expected: 'https://app.herokuapp.com/sms',
  },
  {
    what: 'a proxy that strips a path',
    url: 'http://internal:8080/sms?a=1',
    options: { publicUrl: 'https://example.com/twilio/' },
    expected: 'https://example.com/twilio/sms?a=1',
  },
  {
    what: 'an origin',
    url: 'http://localhost:3000/sms',
    options: { publicUrl: 'https://example.com', trustProxy: true },
    headers: { 'X-Forwarded-Host': 'other.example' },
    expected: 'https://example.com/sms',
  },
  {
    what: 'a function of the request',
    url: 'http://localhost:3000/sms',
    options: { publicUrl: ({ url }) => url.replace('http://localhost:3000', 'https://a.example') },
    expected: 'https://a.example/sms',
  },
  {
    what: 'another port',
    url: 'http://localhost/sms',
    headers: {
      'X-Forwarded-Host': 'example.com',
      'X-Forwarded-Port': '8443',
      'X-Forwarded-Proto': 'https',
    },
    options: { trustProxy: true },
    expected: 'https://example.com:8443/sms',
  },
  {
    what: 'a forwarded host with its port, which has precedence',
    url: 'http://localhost/sms',
    headers: {
      'X-Forwarded-Host': '[::1]:8443',
      'X-Forwarded-Port': '80',
      'X-Forwarded-Proto': 'https',
    },
    options: { trustProxy: true },
    expected: 'https://[::1]:8443/sms',
  },
  {
    what: 'several proxies: the first saw Twilio',
    url: 'http://localhost/sms',
    headers: { 'X-Forwarded-Host': 'example.com, inner', 'X-Forwarded-Proto': 'https,http' },
    options: { trustProxy: true },
    expected: 'https://example.com/sms',
  },
  {
    what: 'the Forwarded header of RFC 7239',
    url: 'http://localhost/sms',
    headers: {
      Forwarded: 'for=192.0.2.60;Proto=https;host="example.com:8443", for=10.0.0.1;host=x',
    },
    options: { trustProxy: true },
    expected: 'https://example.com:8443/sms',
  },
  {
    what: 'a host that is none, made to change the path',
    url: 'http://localhost/sms',
    headers: { 'X-Forwarded-Host': 'example.com/other?', 'X-Forwarded-Proto': 'https' },
    options: { trustProxy: true },
    expected: 'http://localhost/sms',
  },
  {
    what: 'a scheme that is none',
    url: 'http://localhost/sms',
    headers: { 'X-Forwarded-Proto': 'javascript' },
    options: { trustProxy: true },
    expected: 'http://localhost/sms',
  },
  {
    what: 'no such headers',
    url: 'http://localhost/sms',
    options: { trustProxy: true },
    expected: 'http://localhost/sms',
  },
  {
    what: 'a WebSocket handshake',
    url: 'http://localhost/relay',
    headers: {
      Upgrade: 'WebSocket',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'a.example',
    },
    options: { trustProxy: true },
    expected: 'wss://a.example/relay',
  },
])('$what', ({ url, headers, options, expected }) => {
  expect(publicUrl(new Request(url, { headers }), options)).toBe(expected)
})

describe('a publicUrl that cannot stand before a path is an error', () => {
  test.each([
    'example.com',
    '/sms',
    'https://',
    'https://example.com?x',
    'https://example.com#a',
    '',
  ])('%j', (base) => {
    const request = new Request('http://localhost/sms')
    expect(() => publicUrl(request, { publicUrl: base })).toThrow('https://example.com/api')
  })
})
