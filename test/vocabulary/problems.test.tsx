/** @jsxImportSource twimlx */
/**
 * Problems of a document: one case for each kind of rule, and for each limit that one document can break.
 * @see https://www.twilio.com/docs/api/errors
 */
import fc from 'fast-check'
import { Custom, type Problem, Raw, render } from 'twimlx'
import { jsx } from 'twimlx/jsx-runtime'
import * as F from 'twimlx/fax'
import * as M from 'twimlx/messaging'
import * as V from 'twimlx/voice'
import { describe, expect, test } from 'vitest'
import { type Dialect, dialects } from '../../src/vocabulary/dialects.ts'
import { judgeAttribute, judgeElement, judgeText, misplaced } from '../../src/vocabulary/judge.ts'
import type { Verdict } from '../../src/vocabulary/verdict.ts'
import type { Judged, Rule } from '../../src/vocabulary/rules.ts'
import { readRoot, type ReadElement } from '../xml.ts'

const look = (document: unknown) => {
  const problems: Problem[] = []
  const xml = render(document as never, {
    problems: 'report',
    onProblem: (problem) => problems.push(problem),
  })
  return { xml, problems }
}

/** Props that tsc refuses, as JavaScript or a form may bring them. */
// oxlint-disable-next-line typescript/no-explicit-any
const wrong = (props: object): any => props

const call = (...verbs: unknown[]) => <V.Response>{verbs as never}</V.Response>
const reply = (...verbs: unknown[]) => <M.Response>{verbs as never}</M.Response>
const dial = (...nouns: unknown[]) => call(<V.Dial>{nouns as never}</V.Dial>)
const text = (length: number) => 'x'.repeat(length)

type Expected = [rule: string, level: Problem['level'], code: number | undefined, message: string]

type Cases = Record<string, [document: unknown, ...Expected[]]>

const groups: Record<string, Cases> = {}

groups['nesting and names'] = {
  'a verb of calls in a reply': [
    reply(<V.Say>Hi</V.Say>),
    [
      'nesting',
      'error',
      14110,
      '<Say> is not allowed in <Response>, which takes Message, Redirect, Sms.',
    ],
  ],
  'a verb of replies in a call': [
    call(<M.Message>Hi</M.Message>),
    [
      'nesting',
      'error',
      12200,
      '<Message> is not allowed in <Response>, which is a call: to send a text from it, use <Sms>.',
    ],
  ],
  'a verb in <Gather> that is no prompt': [
    call(
      <V.Gather>
        <V.Hangup />
      </V.Gather>,
    ),
    [
      'nesting',
      'error',
      13320,
      '<Hangup> is not allowed in <Gather>, which takes Pause, Play, Say.',
    ],
  ],
  'a verb in <Dial>': [
    dial(<V.Say>Hi</V.Say>),
    [
      'nesting',
      'error',
      13215,
      '<Say> is not allowed in <Dial>, which takes Queue, Number, Client, Conference, Sip, Sim,',
    ],
  ],
  'a verb in <Start>': [
    call(
      <V.Start>
        <V.Say>Hi</V.Say>
      </V.Start>,
    ),
    [
      'nesting',
      'error',
      14300,
      '<Say> is not allowed in <Start>, which takes Stream, Siprec, Transcription, Recording, MediaFilter.',
    ],
  ],
  'an element where only text may stand': [
    reply(
      <M.Message>
        <M.Body>{(<M.Media>https://example.com/a.png</M.Media>) as never}</M.Body>
      </M.Message>,
    ),
    ['nesting', 'error', 12200, '<Media> is not allowed in <Body>, which takes text.'],
  ],
  'an element in one that is empty': [
    call(<V.Pause>{(<V.Say>Hi</V.Say>) as never}</V.Pause>),
    ['nesting', 'error', 12200, '<Say> is not allowed in <Pause>, which takes no children.'],
  ],
  'text between verbs': [
    call('Hello'),
    [
      'nesting',
      'error',
      12200,
      'Text is not allowed in <Response>, which takes Redirect, Sms, Connect, Dial, Echo,',
    ],
  ],
  'text in a reply, outside of a message': [
    reply('Hello'),
    [
      'nesting',
      'error',
      14110,
      'Text is not allowed in <Response>, which takes Message, Redirect, Sms.',
    ],
  ],
  'text in an element that is empty': [
    call(<V.Hangup>{'bye' as never}</V.Hangup>),
    ['nesting', 'error', 12200, 'Text is not allowed in <Hangup>, which takes Parameter.'],
  ],
  'speech markup outside of speech': [
    call(<break time="1s" />),
    [
      'nesting',
      'error',
      12200,
      '<break> is not allowed in <Response>, which takes Redirect, Sms, Connect, Dial, Echo,',
    ],
  ],
  'a tag in the wrong case': [
    call(jsx('say', { children: 'Hi' })),
    [
      'nesting',
      'error',
      12200,
      '<say> is not allowed in <Response>, which takes Redirect, Sms, Connect, Dial, Echo,',
    ],
  ],
  'an attribute that is misspelt': [
    call(<V.Gather {...wrong({ acton: '/' })} />),
    [
      'unknown-attribute',
      'warning',
      12200,
      '<Gather> has no attribute acton. It takes: action, actionOnEmptyResult, bargeIn, debug,',
    ],
  ],
  'an attribute on an element without any': [
    call(<V.Hangup {...wrong({ reason: 'busy' })} />),
    ['unknown-attribute', 'warning', 12200, '<Hangup> has no attribute reason. It takes: none.'],
  ],
  'an attribute whose name is none': [
    call(<V.Say {...wrong({ 'a b': 1 })}>Hi</V.Say>),
    [
      'unknown-attribute',
      'error',
      12200,
      '<Say> has an attribute whose name cannot stand in XML: it is left out.',
    ],
  ],
}

groups['values'] = {
  'a method that is none': [
    call(<V.Redirect {...wrong({ method: 'PATCH' })}>/next</V.Redirect>),
    ['value', 'warning', 13710, 'method on <Redirect> is not one of GET, POST.'],
  ],
  'an object as a value': [
    call(<V.Say {...wrong({ voice: { name: 'alice' } })}>Hi</V.Say>),
    ['value', 'error', 12200, 'voice on <Say> must be text, a finite number, a boolean or a list.'],
  ],
  'a function as a value': [
    call(<V.Gather {...wrong({ action: () => '/next' })} />),
    [
      'value',
      'error',
      12200,
      'action on <Gather> must be text, a finite number, a boolean or a list.',
    ],
  ],
  'a number that is none': [
    call(<V.Pause length={NaN} />),
    [
      'value',
      'error',
      12200,
      'length on <Pause> must be text, a finite number, a boolean or a list.',
    ],
  ],
  'a number without end': [
    call(<V.Dial timeout={Infinity}>+14155550100</V.Dial>),
    [
      'value',
      'error',
      12200,
      'timeout on <Dial> must be text, a finite number, a boolean or a list.',
    ],
  ],
  'a value too long to be shown whole': [
    call(<V.Gather {...wrong({ method: text(100) })} />),
    ['value', 'warning', 13312, 'method on <Gather> is not'],
  ],
  'a list with a value that is none': [
    call(<V.Gather {...wrong({ input: ['dtmf', 'smell'] })} />),
    [
      'value',
      'warning',
      13326,
      'input on <Gather> is not one of dtmf, speech, or several joined by a space.',
    ],
  ],
  '<Dial timeout> out of range': [
    call(<V.Dial timeout={601}>+14155550100</V.Dial>),
    ['value', 'warning', 13212, 'timeout on <Dial> is not a whole number from 5 to 600.'],
  ],
  '<Dial timeLimit> out of range': [
    call(<V.Dial timeLimit={86401}>+14155550100</V.Dial>),
    ['value', 'warning', 13216, 'timeLimit on <Dial> is not a whole number from 1 to 86400.'],
  ],
  '<Dial callReason> too long': [
    call(<V.Dial callReason={text(51)}>+14155550100</V.Dial>),
    ['value', 'warning', 12200, 'callReason on <Dial> is not text of'],
  ],
  'a sender ID too long': [
    reply(<M.Message from="An alphanumeric sender">Hi</M.Message>),
    ['value', 'error', 14102, 'from on <Message> is not a phone number, a channel address, a SIM'],
  ],
  '<Conference participantLabel> too long': [
    dial(<V.Conference participantLabel={text(129)}>room</V.Conference>),
    ['value', 'warning', 16023, 'participantLabel on'],
  ],
  '<Conference maxParticipants> out of range': [
    dial(<V.Conference maxParticipants={251}>room</V.Conference>),
    [
      'value',
      'warning',
      12200,
      'maxParticipants on <Conference> is not a whole number from 1 to 250.',
    ],
  ],
  '<Application customerId> too long': [
    dial(<V.Application customerId={text(257)}>AP123</V.Application>),
    ['value', 'warning', 12200, 'customerId on'],
  ],
  'more than 500 hints': [
    call(<V.Gather hints={Array.from({ length: 501 }, () => 'a')} />),
    ['value', 'warning', 13330, 'hints on <Gather> is not'],
  ],
  'a hint too long': [
    call(<V.Gather hints={['a', text(101)]} />),
    ['value', 'warning', 13330, 'hints on <Gather> is not'],
  ],
  '<Gather finishOnKey> of no key': [
    call(<V.Gather finishOnKey="x" />),
    ['value', 'warning', 13310, 'finishOnKey on <Gather> is not one of 0-9, # and *, or empty.'],
  ],
  '<Gather finishOnKey> of several keys': [
    call(<V.Gather finishOnKey="12" />),
    [
      'max-length',
      'warning',
      13311,
      '<Gather> has 2 characters in finishOnKey: at most 1 are allowed.',
    ],
  ],
  '<Gather numDigits> of none': [
    call(<V.Gather numDigits={0} />),
    ['value', 'warning', 13314, 'numDigits on <Gather> is not a whole number of at least 1.'],
  ],
  '<Record maxLength> out of range': [
    call(<V.Record maxLength={1} />),
    ['value', 'warning', 13612, 'maxLength on <Record> is not a whole number from 2 to 86400.'],
  ],
  '<Pause length> of nothing': [
    call(<V.Pause length={0} />),
    ['value', 'warning', 13910, 'length on <Pause> is not a whole number of at least 1.'],
  ],
  '<Pay chargeAmount> out of range': [
    call(<V.Pay chargeAmount="1000000.01" />),
    ['value', 'warning', 12200, 'chargeAmount on <Pay> is not a number from 0 to 1000000.'],
  ],
  '<Pay maxAttempts> out of range': [
    call(<V.Pay maxAttempts={4} />),
    ['value', 'warning', 12200, 'maxAttempts on <Pay> is not a whole number from 1 to 3.'],
  ],
  '<ConversationRelay> with a bad value': [
    call(
      <V.Connect>
        <V.ConversationRelay url="https://example.com/" />
      </V.Connect>,
    ),
    ['value', 'error', 64101, 'url on <ConversationRelay> is not a URL that begins with wss://.'],
  ],
}

groups['what is required'] = {
  '<ConversationRelay> without url': [
    call(
      <V.Connect>
        <V.ConversationRelay {...wrong({})} />
      </V.Connect>,
    ),
    ['required', 'error', 64101, '<ConversationRelay> needs the attribute url.'],
  ],
  '<Say> of nothing': [
    call(<V.Say> {''} </V.Say>),
    ['required', 'warning', 13520, '<Say> is empty: it needs text.'],
  ],
  '<Connect> to nothing': [
    call(<V.Connect {...wrong({})} />),
    [
      'required',
      'error',
      12200,
      '<Connect> is empty: it needs <Room> or <Autopilot> or <Conversation> or',
    ],
  ],
  '<Start> of nothing': [
    call(<V.Start {...wrong({})} />),
    [
      'required',
      'error',
      12200,
      '<Start> is empty: it needs <Stream> or <Siprec> or <Transcription> or <Recording> or <MediaFilter>.',
    ],
  ],
  '<Stop> of nothing': [
    call(<V.Stop {...wrong({})} />),
    [
      'required',
      'error',
      12200,
      '<Stop> is empty: it needs <Stream> or <Siprec> or <Transcription> or <Recording> or <MediaFilter>.',
    ],
  ],
  '<Refer> to nobody': [
    call(<V.Refer {...wrong({})} />),
    ['required', 'error', 12200, '<Refer> is empty: it needs <Sip>.'],
  ],
  '<Prompt> that says nothing': [
    call(
      <V.Pay>
        <V.Prompt {...wrong({ for: 'payment-card-number' })} />
      </V.Pay>,
    ),
    ['required', 'error', 12200, '<Prompt> is empty: it needs <Pause> or <Play> or <Say>.'],
  ],
  '<Conference> without a name': [
    dial(<V.Conference>{''}</V.Conference>),
    ['required', 'error', 13237, '<Conference> is empty: it needs text.'],
  ],
  'a fax that is not received': [
    <F.Response />,
    ['at-least-one-of', 'error', 34106, '<Response> needs <Receive>.'],
  ],
}

const stream = 'wss://example.com/audio'

groups['cross rules'] = {
  'a message without anything': [
    reply(<M.Message>{undefined}</M.Message>),
    ['at-least-one-of', 'error', 14103, '<Message> needs text or <Body> or <Media>.'],
  ],
  'a message too long': [
    reply(<M.Message>{text(1601)}</M.Message>),
    [
      'max-text',
      'error',
      14103,
      '<Message> has 1601 characters of text: at most 1600 are allowed.',
    ],
  ],
  'a message of bodies too long together': [
    reply(
      <M.Message>
        <M.Body>{text(800)}</M.Body>
        <M.Media>{`https://example.com/${text(2000)}`}</M.Media>
        <M.Body>{'&'.repeat(801)}</M.Body>
      </M.Message>,
    ),
    [
      'max-text',
      'error',
      14103,
      '<Message> has 1601 characters of text: at most 1600 are allowed.',
    ],
  ],
  'more than ten media': [
    reply(
      <M.Message>
        {Array.from({ length: 11 }, () => (
          <M.Media>https://example.com/a.png</M.Media>
        ))}
      </M.Message>,
    ),
    ['child-count', 'error', 21623, '<Message> has 11 <Media>: at most 10 may stand in it.'],
  ],
  'more than ten messages': [
    reply(...Array.from({ length: 11 }, () => <M.Message>Hi</M.Message>)),
    [
      'child-count',
      'warning',
      14109,
      '<Response> has 11 <Message> or <Sms>: at most 10 may stand in it.',
    ],
  ],
  '<Connect> to two': [
    call(<V.Connect>{[<V.Room>a</V.Room>, <V.Room>b</V.Room>] as never}</V.Connect>),
    ['child-count', 'error', 12200, '<Connect> has 2 children: at most 1 may stand in it.'],
  ],
  '<Refer> to two': [
    call(<V.Refer>{[<V.Sip>sip:a</V.Sip>, <V.Sip>sip:b</V.Sip>] as never}</V.Refer>),
    ['child-count', 'error', 12200, '<Refer> has 2 children: at most 1 may stand in it.'],
  ],
  '<Dial> of nobody': [
    call(<V.Dial {...wrong({})} />),
    ['exactly-one-of', 'error', 12200, '<Dial> has nothing: give either text or children.'],
  ],
  '<Dial> of a number and a noun': [
    dial('+14155550100', <V.Client>alice</V.Client>),
    [
      'exactly-one-of',
      'error',
      12200,
      '<Dial> has text and children: give either text or children.',
    ],
  ],
  '<Dial> of more than ten parties': [
    dial(
      ...Array.from({ length: 6 }, () => <V.Number>+14155550100</V.Number>),
      ...Array.from({ length: 5 }, () => <V.Client>alice</V.Client>),
    ),
    [
      'child-count',
      'error',
      13250,
      '<Dial> has 11 <Number> or <Client> or <Sip> or <WhatsApp> or <Sim>: at most 10 may stand in it.',
    ],
  ],
  '<Conference> beside another noun': [
    dial(<V.Conference>room</V.Conference>, <V.Number>+14155550100</V.Number>),
    [
      'only-child',
      'warning',
      13000,
      '<Dial> has children beside <Conference>: <Conference> must be the only one.',
    ],
  ],
  '<Dial> of two conferences': [
    dial(<V.Conference>room</V.Conference>, <V.Conference>attic</V.Conference>),
    ['child-count', 'error', 12200, '<Dial> has 2 <Conference>: at most 1 may stand in it.'],
    [
      'only-child',
      'warning',
      13000,
      '<Dial> has children beside <Conference>: <Conference> must be the only one.',
    ],
  ],
  '<Enqueue> of two tasks': [
    call(
      <V.Enqueue workflowSid="WW123">
        {wrong([<V.Task>{'{}'}</V.Task>, <V.Task>{'{}'}</V.Task>])}
      </V.Enqueue>,
    ),
    ['child-count', 'error', 12200, '<Enqueue> has 2 <Task>: at most 1 may stand in it.'],
  ],
  '<Client> of two identities': [
    dial(
      <V.Client>
        <V.Identity>alice</V.Identity>
        <V.Identity>bob</V.Identity>
      </V.Client>,
    ),
    ['child-count', 'error', 12200, '<Client> has 2 <Identity>: at most 1 may stand in it.'],
  ],
  '<Application> of two SIDs': [
    dial(
      <V.Application>
        <V.ApplicationSid>AP123</V.ApplicationSid>
        <V.ApplicationSid>AP456</V.ApplicationSid>
      </V.Application>,
    ),
    [
      'child-count',
      'error',
      12200,
      '<Application> has 2 <ApplicationSid>: at most 1 may stand in it.',
    ],
  ],
  '<ConversationRelay> with two ways out': [
    call(
      <V.Connect>
        <V.ConversationRelay url="wss://example.com/">
          <V.Failover />
          <V.Failover />
        </V.ConversationRelay>
      </V.Connect>,
    ),
    [
      'child-count',
      'error',
      12200,
      '<ConversationRelay> has 2 <Failover>: at most 1 may stand in it.',
    ],
  ],
  '<Queue> beside another noun': [
    dial(<V.Queue>support</V.Queue>, <V.Number>+14155550100</V.Number>),
    [
      'only-child',
      'error',
      12200,
      '<Dial> has children beside <Queue>: <Queue> must be the only one.',
    ],
  ],
  '<Application> beside another noun': [
    dial(<V.Application>AP123</V.Application>, <V.Number>+14155550100</V.Number>),
    [
      'only-child',
      'error',
      12200,
      '<Dial> has children beside <Application>: <Application> must be the only one.',
    ],
  ],
  '<WhatsApp> without a caller ID': [
    dial(<V.WhatsApp>+14155550100</V.WhatsApp>),
    ['requires', 'error', 12200, '<Dial> has <WhatsApp>, which needs callerId too.'],
  ],
  '<Enqueue> into nothing': [
    call(<V.Enqueue />),
    ['at-least-one-of', 'error', 14204, '<Enqueue> needs text or workflowSid.'],
  ],
  '<Enqueue> with a name too long': [
    call(<V.Enqueue>{text(65)}</V.Enqueue>),
    ['max-text', 'error', 14205, '<Enqueue> has 65 characters of text: at most 64 are allowed.'],
  ],
  '<Task> without a workflow': [
    call(<V.Enqueue>{wrong(['support', <V.Task>{'{"a":1}'}</V.Task>])}</V.Enqueue>),
    ['requires', 'error', 12200, '<Enqueue> has <Task>, which needs workflowSid too.'],
  ],
  '<Task> that is no JSON': [
    call(
      <V.Enqueue workflowSid="WW123">
        <V.Task>account 7</V.Task>
      </V.Enqueue>,
    ),
    ['text-form', 'error', 14221, '<Task> has text that is not a JSON object.'],
  ],
  '<Queue> without a name': [
    dial(<V.Queue />),
    ['at-least-one-of', 'error', 14212, '<Queue> needs text or reservationSid.'],
  ],
  '<Queue> with a name too long': [
    dial(<V.Queue>{text(65)}</V.Queue>),
    ['max-text', 'error', 14213, '<Queue> has 65 characters of text: at most 64 are allowed.'],
  ],
  '<Conference> with a name too long': [
    dial(<V.Conference>{text(129)}</V.Conference>),
    [
      'max-text',
      'error',
      13237,
      '<Conference> has 129 characters of text: at most 128 are allowed.',
    ],
  ],
  '<Play digits> in <Gather>': [
    call(
      <V.Gather>
        <V.Play digits="1" />
      </V.Gather>,
    ),
    ['restricted-in', 'error', 13320, '<Play> may not have digits inside <Gather>: leave it out.'],
  ],
  '<Play digits> in <Gather>, as a user sent them': [
    call(
      <V.Gather>
        <V.Play digits={'1\n' + '2'.repeat(99)} />
      </V.Gather>,
    ),
    [
      'value',
      'warning',
      13430,
      `digits on <Play> is not digits, A-D, #, *, and w or W for pauses.`,
    ],
    ['restricted-in', 'error', 13320, `<Play> may not have digits inside <Gather>: leave it out.`],
  ],
  '<Play> of nothing': [
    call(<V.Play {...wrong({})} />),
    ['exactly-one-of', 'error', 12200, '<Play> has nothing: give either text or digits.'],
  ],
  '<Play> of a file and of digits': [
    call(<V.Play {...wrong({ digits: '1', children: '/a.mp3' })} />),
    ['exactly-one-of', 'error', 12200, '<Play> has text and digits: give either text or digits.'],
  ],
  '<Gather> with a model and the automatic time-out': [
    call(<V.Gather speechTimeout="auto" speechModel="phone_call" />),
    [
      'not-together',
      'warning',
      13335,
      '<Gather> has speechTimeout="auto" and speechModel, which do not go together: leave one out.',
    ],
  ],
  '<Pay bankAccountType> without a bank': [
    call(<V.Pay bankAccountType="consumer-checking" />),
    [
      'requires',
      'error',
      12200,
      '<Pay> has bankAccountType, which needs paymentMethod="ach-debit" too.',
    ],
  ],
  '<Record> too long to be transcribed': [
    call(<V.Record transcribe maxLength={121} />),
    [
      'max-when',
      'warning',
      13615,
      '<Record> has maxLength over 120: with transcribe="true" it may be 120 at most.',
    ],
  ],
  '<Client> with nobody': [
    dial(<V.Client {...wrong({})} />),
    ['exactly-one-of', 'error', 12200, '<Client> has nothing: give either text or <Identity>.'],
  ],
  '<Client> with two names': [
    dial(<V.Client>{wrong(['alice', <V.Identity>alice</V.Identity>])}</V.Client>),
    [
      'exactly-one-of',
      'error',
      12200,
      '<Client> has text and <Identity>: give either text or <Identity>.',
    ],
  ],
  '<Parameter> of a <Client> in short form': [
    dial(<V.Client>{wrong(['alice', <V.Parameter name="a" value="1" />])}</V.Client>),
    ['requires', 'error', 12200, '<Client> has <Parameter>, which needs <Identity> too.'],
  ],
  '<Client> with a short name too long': [
    dial(<V.Client>{text(257)}</V.Client>),
    ['max-text', 'error', 12200, '<Client> has 257 characters of text: at most 256 are allowed.'],
  ],
  '<Client> with a parameter and nobody': [
    dial(
      <V.Client>
        <V.Parameter name="a" value="1" />
      </V.Client>,
    ),
    ['exactly-one-of', 'error', 12200, '<Client> has nothing: give either text or <Identity>.'],
    ['requires', 'error', 12200, '<Client> has <Parameter>, which needs <Identity> too.'],
  ],
  '<Client> with a name too long': [
    dial(
      <V.Client>
        <V.Identity>{text(257)}</V.Identity>
      </V.Client>,
    ),
    ['max-text', 'error', 12200, '<Identity> has 257 characters of text: at most 256 are allowed.'],
  ],
  '<Sip> of nothing': [
    dial(<V.Sip {...wrong({})} />),
    ['exactly-one-of', 'error', 12200, '<Sip> has nothing: give either text or <Uri>.'],
  ],
  '<Sip> with an address too long': [
    dial(<V.Sip>{`sip:${text(252)}`}</V.Sip>),
    [
      'text-form',
      'error',
      13243,
      '<Sip> has text that is not a SIP URI of at most 255 characters.',
    ],
  ],
  '<Sip> with headers too long': [
    dial(<V.Sip>{`sip:a@b?x=${text(1022)}`}</V.Sip>),
    [
      'text-form',
      'error',
      13253,
      '<Sip> has text that is not a SIP URI with at most 1024 characters of headers.',
    ],
  ],
  '<Uri> too long': [
    dial(
      <V.Sip>
        <V.Uri>{`sip:${text(252)}`}</V.Uri>
      </V.Sip>,
    ),
    [
      'text-form',
      'error',
      13243,
      '<Uri> has text that is not a SIP URI of at most 255 characters.',
    ],
  ],
  '<Uri> with headers too long': [
    dial(
      <V.Sip>
        <V.Uri>{`sip:a@b?x=${text(1022)}`}</V.Uri>
      </V.Sip>,
    ),
    [
      'text-form',
      'error',
      13253,
      '<Uri> has text that is not a SIP URI with at most 1024 characters of headers.',
    ],
  ],
  '<Sip> with attributes in <Refer>': [
    call(
      <V.Refer>
        <V.Sip username="a" password="b">
          sip:a@b
        </V.Sip>
      </V.Refer>,
    ),
    [
      'bare-in',
      'error',
      12200,
      '<Sip> takes only text inside <Refer>: leave out password, username.',
    ],
  ],
  '<Sip> with children in <Refer>': [
    call(
      <V.Refer>
        <V.Sip>
          <V.Uri>sip:a@b</V.Uri>
        </V.Sip>
      </V.Refer>,
    ),
    ['bare-in', 'error', 12200, '<Sip> takes only text inside <Refer>: leave out <Uri>.'],
  ],
  '<Application> of nothing': [
    dial(<V.Application {...wrong({})} />),
    [
      'exactly-one-of',
      'error',
      12200,
      '<Application> has nothing: give either text or <ApplicationSid>.',
    ],
  ],
  '<Parameter> of a stream too long': [
    call(
      <V.Start>
        <V.Stream url={stream}>
          <V.Parameter name={text(250)} value={text(250)} />
        </V.Stream>
      </V.Start>,
    ),
    [
      'max-length',
      'error',
      12200,
      '<Parameter> has 500 characters in name and value: at most 499 are allowed inside <Stream>.',
    ],
  ],
  '<Stream> started without url': [
    call(
      <V.Start>
        <V.Stream />
      </V.Start>,
    ),
    ['required-in', 'error', 12200, '<Stream> needs the attribute url inside <Start>.'],
  ],
  '<Stream> connected without url': [
    call(
      <V.Connect>
        <V.Stream />
      </V.Connect>,
    ),
    ['required-in', 'error', 12200, '<Stream> needs the attribute url inside <Connect>.'],
  ],
  '<Stream> stopped without a name': [
    call(
      <V.Stop>
        <V.Stream />
      </V.Stop>,
    ),
    ['required-in', 'error', 12200, '<Stream> needs the attribute name inside <Stop>.'],
  ],
  'a two-way <Stream> of the wrong track': [
    call(
      <V.Connect>
        <V.Stream url={stream} track="both_tracks" />
      </V.Connect>,
    ),
    [
      'restricted-in',
      'error',
      31941,
      '<Stream> may have only track="inbound_track" inside <Connect>.',
    ],
  ],
  '<Stream> with a query string': [
    call(
      <V.Start>
        <V.Stream url="wss://example.com/audio?a=1" />
      </V.Start>,
    ),
    [
      'stream-url',
      'error',
      12200,
      '<Stream> has a query string in its url, which Twilio drops: use <Parameter> instead.',
    ],
  ],
  '<MediaFilter> started without its kind': [
    <V.Response>
      <V.Start>
        <V.MediaFilter />
      </V.Start>
    </V.Response>,
    ['required-in', 'error', 12200, '<MediaFilter> needs the attribute filterType inside <Start>.'],
  ],
  '<MediaFilter> stopped without a name': [
    <V.Response>
      <V.Stop>
        <V.MediaFilter />
      </V.Stop>
    </V.Response>,
    ['required-in', 'error', 12200, '<MediaFilter> needs the attribute name inside <Stop>.'],
  ],
  '<Stream> to nowhere': [
    call(
      <V.Start>
        <V.Stream url="wss://" />
      </V.Start>,
    ),
    ['stream-host', 'error', 31923, '<Stream> has a url that is no URL: write wss:// and'],
  ],
  '<Siprec> started without a connector': [
    call(
      <V.Start>
        <V.Siprec />
      </V.Start>,
    ),
    ['required-in', 'error', 12200, '<Siprec> needs the attribute connectorName inside <Start>.'],
  ],
  '<Siprec> stopped without a name': [
    call(
      <V.Stop>
        <V.Siprec />
      </V.Stop>,
    ),
    ['required-in', 'error', 12200, '<Siprec> needs the attribute name inside <Stop>.'],
  ],
  '<Transcription> stopped without a name': [
    call(
      <V.Stop>
        <V.Transcription />
      </V.Stop>,
    ),
    ['required-in', 'error', 12200, '<Transcription> needs the attribute name inside <Stop>.'],
  ],
  '<Recording> stopped without a name': [
    call(
      <V.Stop>
        <V.Recording />
      </V.Stop>,
    ),
    ['required-in', 'error', 12200, '<Recording> needs the attribute name inside <Stop>.'],
  ],
  'an <Sms> too long': [
    reply(<M.Sms>{text(1601)}</M.Sms>),
    ['max-text', 'error', 14103, '<Sms> has 1601 characters of text: at most 1600 are allowed.'],
  ],
  'a <Dial> of no number': [
    call(<V.Dial>NaN</V.Dial>),
    [
      'text-form',
      'error',
      13223,
      '<Dial> has text that is not a phone number: write it in E.164, such as +14155550100. Is an environment variable missing?',
    ],
  ],
  'a <Number> that is none': [
    dial(<V.Number>alice</V.Number>),
    [
      'text-form',
      'error',
      13223,
      '<Number> has text that is not a phone number: write it in E.164',
    ],
  ],
  'a <Dial> and a <Number> without a country': [
    call(
      <V.Dial>+0123456789</V.Dial>,
      <V.Dial>
        <V.Number>+0123456789</V.Number>
      </V.Dial>,
    ),
    ['text-form', 'error', 13226, '<Dial> has text that is not a number with a country code'],
    ['text-form', 'error', 13226, '<Number> has text that is not a number with a country code'],
  ],
  'a callerId that numbers cannot be shown': [
    call(<V.Dial callerId="Acme">+14155550100</V.Dial>),
    ['caller-id', 'warning', 13214, '<Dial> has a callerId that is not a phone number'],
  ],
  'a callerId too long': [
    call(<V.Dial callerId={`+1${'5'.repeat(99)}`}>+14155550100</V.Dial>),
    ['max-length', 'warning', 13248, '<Dial> has 101 characters in callerId: at most 100'],
  ],
  '<Sip> of another scheme': [
    dial(<V.Sip>https://example.com</V.Sip>),
    [
      'text-form',
      'error',
      13243,
      '<Sip> has text that is not a SIP URI such as sip:jo@example.com.',
    ],
  ],
  'speech in a language without a region': [
    call(<V.Gather input={['dtmf', 'speech']} language="en" />),
    [
      'language-region',
      'error',
      13331,
      '<Gather> has a language without a region, with which no speech is',
    ],
  ],
  '<Say> too long for a basic voice': [
    call(<V.Say>{text(4097)}</V.Say>),
    [
      'say-length',
      'warning',
      13521,
      '<Say> has 4097 characters: a basic voice speaks at most 4096. Split the text.',
    ],
  ],
  '<Say> too long once encoded': [
    call(<V.Say>{'\u3042'.repeat(501)}</V.Say>),
    [
      'say-length',
      'warning',
      13521,
      '<Say> has 4509 characters once URL-encoded: a basic voice speaks at most 4500. Split the text.',
    ],
  ],
  '<Say> too long for a Polly voice': [
    call(<V.Say voice="Polly.Joanna">{text(3001)}</V.Say>),
    [
      'say-length',
      'warning',
      13521,
      '<Say> has 3001 characters: Polly voice speaks at most 3000. Split the text.',
    ],
  ],
  '<Say> too long for a Google voice': [
    call(
      <V.Say voice="Google.en-US-Standard-A">
        {text(4980)}
        <break time="1s" />
        {text(5)}
      </V.Say>,
    ),
    [
      'say-length',
      'warning',
      13521,
      '<Say> has 5003 characters: Google voice speaks at most 5000. Split the text.',
    ],
  ],
}

const whole: Record<string, unknown> = {
  'a <Task> longer than a queue name may be': call(
    <V.Enqueue workflowSid="WW123">
      <V.Task>{JSON.stringify({ account: text(200) })}</V.Task>
    </V.Enqueue>,
  ),
  'several addresses that are long together': dial(
    <V.Sip>
      <V.Uri>{`sip:${text(200)}`}</V.Uri>
      <V.Uri>{`sip:${text(200)}?x=1`}</V.Uri>
    </V.Sip>,
  ),
  'texts as long as they may be': reply(<M.Message>{text(1600)}</M.Message>),
  'a text of entities as long as it may be': reply(<M.Message>{'&'.repeat(1600)}</M.Message>),
  'a spoken text as long as it may be': call(<V.Say>{text(4096)}</V.Say>),
  'a Polly text with tags': call(
    <V.Say voice="Polly.Joanna">
      {text(2999)}
      <break strength="x-strong" />x
    </V.Say>,
  ),
  'ten parties': dial(...Array.from({ length: 10 }, () => <V.Number>+14155550100</V.Number>)),
  'ten messages': reply(...Array.from({ length: 10 }, () => <M.Message>Hi</M.Message>)),
  'an empty finishOnKey': call(<V.Gather finishOnKey="" />),
  'each half of what does not go together': call(
    <V.Gather speechModel="phone_call" speechTimeout={3} />,
    <V.Gather speechTimeout="auto" />,
    <V.Play digits="1" />,
  ),
  'each noun alone': call(
    <V.Dial>
      <V.Conference>room</V.Conference>
    </V.Dial>,
    <V.Dial>
      <V.Queue reservationSid="WR123" />
    </V.Dial>,
    <V.Dial callerId="whatsapp:+14155550100">
      <V.WhatsApp>+14155550100</V.WhatsApp>
    </V.Dial>,
    <V.Dial>
      <V.Sip username="a" password="b">
        sip:a@b
      </V.Sip>
      <V.Client>
        <V.Identity>alice</V.Identity>
        <V.Parameter name={text(300)} value={text(300)} />
      </V.Client>
    </V.Dial>,
    <V.Connect>
      <V.Stream url={stream} track="inbound_track" />
    </V.Connect>,
    <V.Start>
      <V.Siprec connectorName="recorder" track="both_tracks" />
      <V.Transcription />
    </V.Start>,
    <V.Pay paymentMethod="ach-debit" bankAccountType="consumer-checking" />,
  ),
  'an empty document': call(),
  'an empty reply': reply(),
  'a message of media alone': reply(
    <M.Message>
      <M.Media>/a.png</M.Media>
    </M.Message>,
  ),
  'a recording that may be transcribed': call(<V.Record transcribe maxLength={120} />),
  'a long recording that is not': call(<V.Record transcribe={false} maxLength={3600} />),
  'what an unknown element may complete': call(
    <V.Connect>
      <Custom name="Newest" />
    </V.Connect>,
    <V.Start>
      <Raw>{'<Newest/>'}</Raw>
    </V.Start>,
  ),
}

describe.each(Object.entries(groups))('%s', (_, cases) => {
  test.each(Object.entries(cases))('%s', (_, [document, ...expected]) => {
    const { problems } = look(document)
    expect(problems).toEqual(
      expected.map(([rule, level, code, message]) =>
        expect.objectContaining({ rule, level, code, message: expect.stringContaining(message) }),
      ),
    )
    // Each message is a sentence for people, without leaked values.
    for (const { message } of problems)
      expect(message).toMatch(/^(?!.*(undefined|\[object|  |\.\.$)).*[.?]$/s)
  })
})

test.each(Object.entries(whole))('%s has no problem', (_, document) => {
  expect(look(document).problems).toEqual([])
})

/** An element as an XML reader sees it: the form in which rules are asked outside of rendering. */
const judged = (element: ReadElement, parent: Judged | undefined, takesText = true): Judged => {
  const text = element.children.filter((child) => typeof child === 'string').join('')
  const self: Judged = {
    name: element.name,
    parent,
    get children() {
      return elementsIn(element).map((child) => judged(child, self))
    },
    // Misplaced text does not count.
    textLength: takesText ? text.trimStart().length : 0,
    content: element.children.map(escaped).join(''),
    attribute: (name) => element.attributes[name],
  }
  return self
}

const elementsIn = ({ children }: ReadElement) =>
  children.filter((child): child is ReadElement => typeof child === 'object' && 'name' in child)

const escaped = (node: ReadElement['children'][number]): string => {
  if (typeof node === 'string')
    return node.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  if ('comment' in node) return `<!--${node.comment}-->`
  const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}="${value}"`)
  const content = node.children.map(escaped).join('')
  return `<${node.name}${attributes.join('')}${content ? `>${content}</${node.name}>` : '/>'}`
}

/** All verdicts on a parsed document. */
const verdictsOn = (dialect: Dialect, element: ReadElement, parent?: Judged): Verdict[] => {
  const table = dialects[dialect].get(element.name)!
  const self = judged(element, parent, table.takesText)
  const found: (Verdict | undefined)[] = Object.entries(element.attributes).map(([name, value]) =>
    judgeAttribute(table, name, value, parent?.name),
  )
  const isText = elementsIn(element).length === 0 || table.text
  if (table.takesText && self.textLength > 0 && isText) found.push(judgeText(table, self.content))
  for (const child of element.children)
    if (typeof child === 'string' && !table.takesText && child.trim() !== '')
      found.push(misplaced(table, 'Text'))
  for (const child of elementsIn(element)) {
    const known = dialects[dialect].get(child.name)
    if (!known || !table.takes(known)) found.push(misplaced(table, `<${child.name}>`))
    if (known) found.push(...verdictsOn(dialect, child, self))
  }
  found.push(...judgeElement(table.rules, self))
  return found.filter((verdict) => verdict !== undefined)
}

const dialectOf = (document: unknown): Dialect => {
  const { type } = document as { type: unknown }
  return type === M.Response ? 'messaging' : type === F.Response ? 'fax' : 'voice'
}

const all = Object.values(groups).flatMap((cases) => Object.entries(cases))

const key = (element: string, { rule, level, code }: Rule | Verdict) =>
  `${element}: ${rule}, ${level}, ${code ?? 12200}`

test('every rule of every element is broken by a case above', () => {
  const broken = new Set<string>()
  for (const [, [document]] of all)
    for (const verdict of verdictsOn(dialectOf(document), readRoot(look(document).xml)))
      broken.add(key(/<([\w-]+)>/.exec(verdict.message)![1]!, verdict))
  const rules = Object.values(dialects).flatMap((dialect) =>
    [...dialect.values()].flatMap(({ name, options }) =>
      (options.rules ?? []).map((rule) => key(name, rule)),
    ),
  )
  expect(rules.length).toBeGreaterThan(40)
  expect(rules.filter((rule) => !broken.has(rule))).toEqual([])
})

// Problems of values that cannot be written as XML.
const tsxOnly = /name cannot stand|must be text, a finite number/

test('the XML has the same problems as the TSX', () => {
  for (const [name, [document]] of all) {
    const { xml, problems } = look(document)
    const messages = problems.map(({ message }) => message)
    if (messages.some((message) => tsxOnly.test(message))) continue
    const found = verdictsOn(dialectOf(document), readRoot(xml))
    expect(found.map(({ message }) => message).toSorted(), name).toEqual(messages.toSorted())
  }
})

test('a valid shape hides no later problem', () => {
  // Few names and values, so that equal elements recur in different company.
  const attributes = fc.dictionary(
    fc.constantFrom('digits', 'loop', 'name', 'value', 'interpret-as', 'format', 'length', 'url'),
    fc.constantFrom('1', 'date', 'wss://example.com/?a', 'x'.repeat(300)),
    { maxKeys: 3 },
  )
  const { Say, Play, Pause, Gather, Stream, Start, Stop, Parameter } = V
  const { Dial, Number, Sip, Conference, Refer } = V
  const verbs: unknown[] = [Say, Play, Pause, Gather, Start, Stop, Dial, Refer]
  const nouns = [Stream, Parameter, Number, Sip, Conference, 'say-as', 'break']
  const types = verbs.concat(nouns)
  const { element } = fc.letrec<{ element: object; children: unknown }>((tie) => ({
    element: fc
      .tuple(fc.constantFrom(...types), attributes, tie('children'))
      .map(([type, props, children]) => jsx(type, { ...props, children })),
    children: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(undefined, '', 'x', 'sip:kate@example.com'),
      fc.array(fc.oneof(fc.constant('x'), tie('element')), { maxLength: 3 }),
    ),
  }))
  fc.assert(
    fc.property(fc.array(element, { maxLength: 3 }), (elements) => {
      const { xml, problems } = look(call(...elements))
      const verdicts = verdictsOn('voice', readRoot(xml))
      // Adjacent texts are one text in XML.
      const sentences = (all: readonly Verdict[]) => new Set(all.map(({ message }) => message))
      expect(sentences(problems)).toEqual(sentences(verdicts))
    }),
    { numRuns: 1000 },
  )
})

test('an element that is valid in one parent may be wrong in another', () => {
  const sip = <V.Sip method="POST">sip:kate@example.com</V.Sip>
  expect(look(dial(sip)).problems).toEqual([])
  expect(look(call(<V.Refer>{sip}</V.Refer>)).problems).toMatchObject([{ rule: 'bare-in' }])
  expect(look(dial(sip)).problems).toEqual([])
})

/**
 * The limits that a single document cannot break, with what decides them. They are judged where documents are fetched
 * and run.
 */
const undecidable = {
  'redirects while a document is fetched (11215)': 'HTTP',
  'a document that cannot be fetched (11200)': 'HTTP',
  'a Content-Type that Twilio does not read (12300)': 'HTTP headers',
  'a document that is no XML (12100)':
    'what is rendered always is, <Raw> aside, which is not looked into',
  'fifty documents in a message session (14106)': 'the documents before this one',
  'thirty replies, each within 30 s of the last (14107)':
    'the clock, and the replies before this one',
  'loop="0" ends after 1000 times': 'it is legal, and a matter of running it',
  'a file for <Play> longer than 40 minutes': 'the file',
  '<Dial> in the document of a called party (13201)': 'the leg that the document is for',
  'a participant label used twice (16025)': 'the other participants',
  'a queue that is full (14207)': 'the queue',
  'sixty seconds of speech in <Gather>': 'the caller',
  'more than four streams of a call': 'streams started before, and stopped meanwhile',
  '<Refer> where there is no SIP (13801)': 'the leg that the document is for',
  'a <Record> under 2 s with transcribe (13617)': 'how long the caller speaks',
}

test('codes that no single document decides are never raised', () => {
  const codes = Object.keys(undecidable).flatMap((limit) => /\((\d+)\)/.exec(limit)?.[1] ?? [])
  const raised = all.flatMap(([, [, ...expected]]) => expected.map(([, , code]) => String(code)))
  expect(codes.filter((code) => raised.includes(code))).toEqual([])
})
