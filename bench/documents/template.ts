/** @module The limit: template literals by hand, every parameter escaped as XML wants it. */
import type { Writer } from './data.ts'

const special = /[&<>"\r\n\t\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/
const all = /[&<>"\r\n\t\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu
const references: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
}
const replace = (character: string) => references[character] ?? '\ufffd'
const esc = (value: string | number) => {
  const text = String(value)
  return special.test(text) ? text.replace(all, replace) : text
}

const start = '<?xml version="1.0" encoding="UTF-8"?>'

export const template: Writer = {
  hello: ({ name }) => `${start}<Response><Message>Hello, ${esc(name)}!</Message></Response>`,

  media: ({ body, media, next }) =>
    `${start}<Response><Message><Body>${esc(body)}</Body>${media.map((url) => `<Media>${esc(url)}</Media>`).join('')}</Message><Redirect method="POST">${esc(next)}</Redirect></Response>`,

  menu: ({ action, company, options }) =>
    `${start}<Response><Gather input="dtmf speech" action="${esc(action)}" method="POST" timeout="5" speechTimeout="3" numDigits="1" finishOnKey="#" language="en-US" speechModel="phone_call" profanityFilter="true" bargeIn="true" actionOnEmptyResult="false"><Say voice="Polly.Joanna" language="en-US">Welcome to <emphasis level="strong">${esc(company)}</emphasis>.<break time="500ms"/></Say>${options.map(({ key, label }) => `<Say voice="Polly.Joanna" language="en-US">For ${esc(label)}, press <say-as interpret-as="digits">${esc(key)}</say-as>.<break time="250ms"/></Say>`).join('')}</Gather></Response>`,

  long: ({ lines }) =>
    `${start}<Response>${lines.map(({ text, seconds, url }) => `<Say voice="Polly.Joanna" language="en-US">${esc(text)}</Say><Pause length="${esc(seconds)}"/><Play loop="1">${esc(url)}</Play>`).join('')}</Response>`,
}
