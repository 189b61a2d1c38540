/** `<Sms>` in a call. */
import { script, run, asked, pickedUp, over, warning, call, noContent } from '../script.ts'

export const sms = [
  run(
    'bad addresses of a text',
    '<Sms to="abc">x</Sms><Sms from="abc">y</Sms><Sms statusCallback="ftp://x.test/">z</Sms>',
    [warning(14101), warning(14102), warning(14105), { message: { body: 'z' } }, pickedUp, over],
  ),
  run(
    'a text that is too long',
    `<Sms action="/s">${'x'.repeat(1601)}</Sms>`,
    [warning(14103), asked('/s', { SmsStatus: 'invalid' }), pickedUp, over],
    [call],
    { '/s': '' },
  ),
  run(
    'an empty text',
    `<Sms action="/s"> </Sms>`,
    [warning(14103), asked('/s', { SmsStatus: 'invalid' }), pickedUp, over],
    [call],
    { '/s': '' },
  ),
  script(
    'in a call over the API the two addresses are the other way round',
    { '/voice': '<Sms>x</Sms>' },
    [{ call: true, outbound: true, to: '+15550100111', from: '+15550100200' }],
    [asked('/voice'), { message: { to: '+15550100111', from: '+15550100200', body: 'x' } }, over],
  ),
  run(
    'the status callback of a text',
    '<Sms statusCallback="/sent">x</Sms>',
    [
      { message: { body: 'x' } },
      pickedUp,
      over,
      asked('/sent', { SmsStatus: 'sent' }, { match: { SmsSid: '^SM' } }),
    ],
    [call, { carrier: 'sent', message: 1 }],
    { '/sent': noContent },
  ),
  run(
    'a bad method is POST',
    '<Sms method="PUT" action="/s">x</Sms>',
    [warning(14104), { message: {} }, asked('/s', {}, { method: 'POST' }), pickedUp, over],
    [call],
    { '/s': '' },
  ),
]
