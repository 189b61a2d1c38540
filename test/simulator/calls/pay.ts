/** `<Pay>`. */
import {
  script,
  run,
  first,
  asked,
  pickedUp,
  over,
  hungUp,
  says,
  call,
  noContent,
} from './script.ts'

export const pay = [
  run(
    'a card, step by step',
    '<Pay action="https://app.test/paid" statusCallback="/ps"/>',
    [
      pickedUp,
      { pay: {} },
      ...[['payment-card-number', ''], ['expiration-date'], ['postal-code'], ['security-code']].map(
        ([f]) => asked('/ps', { For: f, Attempt: '1' }, { absent: ['From'] }),
      ),
      asked(
        '/paid',
        {
          Result: 'success',
          PaymentCardNumber: 'xxxxxxxxxxxx4242',
          PaymentCardType: 'visa',
          ExpirationDate: '1228',
          SecurityCode: '***',
          PaymentMethod: 'credit-card',
        },
        { method: 'POST', match: { PaymentToken: '.' } },
      ),
      over,
    ],
    [
      call,
      { press: '4242424242424242#' },
      { press: '1228#' },
      { press: '94105#' },
      { press: '123#' },
    ],
    { '/paid': '', '/ps': noContent },
  ),
  run(
    'silence is an attempt',
    '<Pay action="https://app.test/paid" maxAttempts="2"/>',
    [pickedUp, { pay: {} }, asked('/paid', { Result: 'too-many-failed-attempts' }), over],
    [call, { silence: true }, { silence: true }],
    { '/paid': '' },
  ),
  run(
    'the caller leaves',
    '<Pay action="https://app.test/paid"/>',
    [
      pickedUp,
      { pay: {} },
      hungUp,
      asked('/paid', { Result: 'caller-hung-up', CallStatus: 'completed' }),
    ],
    [call, { hangup: true }],
    { '/paid': '' },
  ),
  script(
    'without action the same document is asked again',
    { '/voice': ['<Pay/>', '<Say>done</Say>'] },
    [call, { press: '*' }],
    [
      first,
      pickedUp,
      { pay: {} },
      asked('/voice', { Result: 'caller-interrupted-with-star' }),
      says('done'),
      over,
    ],
  ),
  run(
    'prompts for a step, an attempt, an error, a brand; a key cuts them short',
    '<Pay action="https://app.test/paid" maxAttempts="2" postalCode="false"><Prompt for="payment-card-number" attempt="1"><Say>Card</Say><Say>number</Say></Prompt><Prompt for="payment-card-number" errorType="invalid-card-number"><Say>Wrong</Say></Prompt><Prompt for="security-code" cardType="amex"><Say>Four digits</Say></Prompt><Prompt for="security-code" cardType="visa"><Say>Three digits</Say></Prompt></Pay>',
    [
      pickedUp,
      { pay: {} },
      says('Card', { interrupted: true }),
      says('Wrong'),
      says('Three digits'),
      asked('/paid', { Result: 'success' }),
      over,
    ],
    [
      call,
      { press: '1#', during: 'Card' },
      { press: '4242424242424242#' },
      { press: '1228#' },
      { press: '123#' },
    ],
    { '/paid': '' },
  ),
  run(
    'who takes the payment, and of what',
    '<Pay action="https://app.test/paid" chargeAmount="5.00" currency="eur" description="Tip" paymentConnector="bank"/>',
    [
      pickedUp,
      { pay: { amount: '5.00', currency: 'eur', description: 'Tip', paymentConnector: 'bank' } },
      asked('/paid', { Result: 'caller-interrupted-with-star' }),
      over,
    ],
    [call, { press: '*' }],
    { '/paid': '' },
  ),
]
