import { describe, expect, test } from 'vitest'
import { inMessaging, inVoice } from './project.ts'

const after = (verb: string) =>
  inVoice(`declare const url: string | undefined
  export const d = <Response>${verb}<Say>x</Say></Response>`)

describe('a verb is unreachable', () => {
  test.each([
    '<Hangup/>',
    '<Reject/>',
    '<Leave/>',
    '<Redirect>/x</Redirect>',
    '<Dial action="/x">1</Dial>',
    '<Enqueue action="/x">q</Enqueue>',
    '<Connect action="/x"><Stream url="wss://x"/></Connect>',
    '<Refer action="/x"><Sip>sip:a@b.c</Sip></Refer>',
    '<Sms action="/x">x</Sms>',
    "<Dial action={'/x' + url}>1</Dial>",
    '<Gather actionOnEmptyResult/>',
    '<Gather actionOnEmptyResult={true} action="/x"/>',
    '{url ? <Hangup/> : <Redirect>/x</Redirect>}',
  ])('after %s', (verb) => {
    expect(after(verb)).toEqual(['unreachable Say'])
  })
})

describe('a verb may be reached', () => {
  test.each([
    '<Record action="/x"/>',
    '<Pay action="https://x"/>',
    '<Gather action="/x"/>',
    '<Gather actionOnEmptyResult={false} action="/x"/>',
    '<Dial>1</Dial>',
    '<Dial action={url}>1</Dial>',
    '<Dial action={undefined}>1</Dial>',
    '<Dial action="/x" {...{ action: undefined }}>1</Dial>',
    '{url && <Hangup/>}',
    '<Gather><Say>1</Say></Gather>',
  ])('after %s', (verb) => {
    expect(after(verb)).toEqual([])
  })
})

describe('a message with action', () => {
  const code = `export const d = <Response><Message action="/x">a</Message><Message>b</Message></Response>`

  test('ends the document, as one of the pages of Twilio says', () => {
    expect(inMessaging(code)).toEqual(['unreachable Message'])
  })

  test('does not end the document if that is switched off', () => {
    expect(inMessaging(code, {}, { messageAction: false })).toEqual([])
  })
})

test('an array that a component returns is one document, and any other array is not', () => {
  const verbs = '[<Hangup/>, <Say>x</Say>]'
  expect(inVoice(`export function Part() { return ${verbs} }`)).toEqual(['unreachable Say'])
  expect(inVoice(`export const Part = () => ${verbs}`)).toEqual(['unreachable Say'])
  expect(inVoice(`export function Part() { const f = () => { return ${verbs} }; f }`)).toEqual([])
  expect(inVoice(`export function verbs() { return ${verbs} }`)).toEqual([])
})

test('only the next certain verb is reported', () => {
  expect(
    inVoice(
      `export const d = (c: boolean) => <Response><Hangup/>{c && <Pause/>}<Say>x</Say><Play>y</Play></Response>`,
    ),
  ).toEqual(['unreachable Say'])
})
