/** The parameters of a call's requests. */
import { script, asked, pickedUp, over, hungUp, says, warning, error, call } from '../script.ts'

export const parameters = [
  script(
    'everything that is known of a call',
    { '/voice': '<Hangup/>' },
    [call],
    [
      asked(
        '/voice',
        {
          CallStatus: 'ringing',
          Direction: 'inbound',
          From: '+15550100111',
          Caller: '+15550100111',
          To: '+15550100200',
          Called: '+15550100200',
          ApiVersion: '2010-04-01',
          FromCity: '',
          ToState: '',
          CallerZip: '',
          CalledCountry: 'US',
        },
        {
          match: {
            CallSid: '^CA[0-9a-f]{32}$',
            AccountSid: '^AC[0-9a-f]{32}$',
            CallToken: 'parentCallInfoToken',
          },
          absent: ['Digits', 'ParentCallSid'],
        },
      ),
      pickedUp,
      over,
    ],
  ),
  script(
    'a Voice SDK client calls through a TwiML app',
    { '/voice': '<Hangup/>' },
    [{ call: true, from: 'client:ann' }],
    [
      asked(
        '/voice',
        { From: 'client:ann', Caller: 'client:ann' },
        { absent: ['FromCity', 'CallerCity'], match: { ApplicationSid: '^AP' } },
      ),
      pickedUp,
      over,
    ],
  ),
  script(
    'a call to a SIP domain says which',
    { '/voice': '<Reject/>' },
    [{ call: true, from: 'sip:ann@pbx.test', sip: { domain: 'acme.sip.test' } }],
    [
      asked(
        '/voice',
        { SipDomain: 'acme.sip.test' },
        { match: { SipCallId: '.', SipSourceIp: '.', SipDomainSid: '^SD' } },
      ),
      { reject: 'rejected', sipCode: 404 },
      { hangup: { by: 'twilio', callStatus: 'no-answer' } },
    ],
  ),
  script(
    'a withheld number is a word, and nowhere',
    { '/voice': '<Hangup/>' },
    [{ call: true, from: 'anonymous' }],
    [asked('/voice', { From: 'anonymous' }, { absent: ['FromCity'] }), pickedUp, over],
  ),
  script(
    'the API of 2008 knows Caller and Called',
    { '/voice': '<Hangup/>' },
    [call],
    [
      asked(
        '/voice',
        { Caller: '+15550100111', Called: '+15550100200', ApiVersion: '2008-08-01' },
        { absent: ['From', 'To'] },
      ),
      pickedUp,
      over,
    ],
    { apiVersion: '2008-08-01' },
  ),
  script(
    'newer attributes of a conference in the API of 2008',
    { '/voice': '<Dial><Conference waitUrl="" participantLabel="x">r</Conference></Dial>' },
    [call, { hangup: true }],
    [asked('/voice'), pickedUp, error(13299), hungUp],
    { apiVersion: '2008-08-01' },
  ),
  script(
    'newer verbs in the API of 2008',
    { '/voice': '<Enqueue waitUrl="">r</Enqueue><Say>x</Say>' },
    [call],
    [asked('/voice'), error(13750), pickedUp, says('x'), over],
    { apiVersion: '2008-08-01' },
  ),
  script(
    'SIP in the API of 2008',
    { '/voice': '<Dial><Sip>sip:a@b.test</Sip></Dial>' },
    [call],
    [asked('/voice'), pickedUp, warning(13245), { dialEnd: { status: 'failed' } }, over],
    { apiVersion: '2008-08-01' },
  ),
]
