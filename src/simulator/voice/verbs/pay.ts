/**
 * @module
 * `<Pay>`: collects card or account details, key by key.
 * @see https://www.twilio.com/docs/voice/twiml/pay
 */
import type { Parameters } from '../../client/form.ts'
import type { Attributes } from '../../inspect.ts'
import { playPrompts } from './prompts.ts'
import type { BargeIn } from '../engine/playback.ts'
import type { VerbRun } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'
import type { Signal } from '../engine/signal.ts'

/** One detail to collect. */
interface Step {
  readonly for: string
  /** The number of keys that complete it; `undefined` if `#` or silence does. */
  readonly length?: (keys: string) => number | undefined
  readonly valid: (keys: string) => boolean
  readonly error: string
  /** Its masked parameters for the app. */
  readonly parameters: (keys: string) => Parameters
}

/** One attempt at a step. */
interface Attempt {
  readonly step: Step
  /** Counts from 1. */
  readonly attempt: number
  /** The error of the previous attempt; empty for the first. */
  readonly error: string
  /** The parameters of all details so far. */
  readonly captured: Parameters
}

const mask = (keys: string): string => keys.slice(-4).padStart(keys.length, 'x')

/** Card types by the first digits of their numbers. A fixed length completes a number without `#`. */
const cardTypes: readonly (readonly [type: string, pattern: RegExp, length?: number])[] = [
  ['visa', /^4/, 16],
  ['mastercard', /^(5[1-5]|2[2-7])/, 16],
  ['amex', /^3[47]/, 15],
  ['discover', /^6(011|5)/, 16],
  ['enroute', /^2(014|149)/, 15],
  ['diners-club', /^3(0|6|8)/, 14],
  ['jcb', /^35/, 16],
  ['maestro', /^(5018|5020|5038|5[678]|6)/],
]

const cardOf = (number: string) => cardTypes.find(([, pattern]) => pattern.test(number))

const cardType = (number: string): string => cardOf(number)?.[0] ?? 'unknown'

/** An unknown brand has as many digits as most brands. */
const cardLength = (number: string): number | undefined =>
  (cardOf(number) ?? (['unknown', /./, 16] as const))[2]

/** The check digit of a card number, by Luhn's rule. */
const checks = (number: string): boolean =>
  [...number].toReversed().reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return sum + (value > 9 ? value - 9 : value)
  }, 0) %
    10 ===
  0

/** The steps of a payment. The length of a security code depends on the card. */
const stepsOf = (attributes: Attributes, card: () => string | undefined): Step[] => {
  if (attributes.text('paymentMethod') === 'ach-debit')
    return [
      {
        for: 'bank-routing-number',
        length: () => 9,
        valid: (keys) => keys.length === 9,
        error: 'invalid-bank-routing-number',
        parameters: (keys) => ({ BankRoutingNumber: mask(keys) }),
      },
      {
        for: 'bank-account-number',
        valid: (keys) => keys.length >= 4,
        error: 'invalid-bank-account-number',
        parameters: (keys) => ({
          BankAccountNumber: mask(keys),
          BankAccountType: attributes.value('bankAccountType'),
        }),
      },
    ]
  const allowed = attributes.list('validCardTypes')
  const steps: Step[] = [
    {
      for: 'payment-card-number',
      length: cardLength,
      valid: (keys) =>
        keys.length >= 12 && keys.length <= 19 && checks(keys) && allowed.includes(cardType(keys)),
      error: 'invalid-card-number',
      parameters: (keys) => ({
        PaymentCardNumber: mask(keys),
        PaymentCardType: cardType(keys),
      }),
    },
    {
      for: 'expiration-date',
      length: () => 4,
      valid: (keys) => /^(0[1-9]|1[0-2])\d\d$/.test(keys),
      error: 'invalid-date',
      parameters: (keys) => ({ ExpirationDate: keys }),
    },
  ]
  const postalCode = attributes.value('postalCode')
  if (postalCode === 'true')
    steps.push({
      for: 'postal-code',
      valid: (keys) => keys.length >= attributes.number('minPostalCodeLength', 1),
      error: 'invalid-postal-code',
      parameters: (keys) => ({ PaymentCardPostalCode: keys }),
    })
  if (attributes.flag('securityCode'))
    steps.push({
      for: 'security-code',
      length: () => (card() === 'amex' ? 4 : 3),
      valid: (keys) => keys.length === (card() === 'amex' ? 4 : 3),
      error: 'invalid-security-code',
      parameters: (keys) => ({ SecurityCode: '*'.repeat(keys.length) }),
    })
  return steps
}

export const pay = async (verb: VerbRun): Promise<Exit | undefined> => {
  const { leg } = verb
  const attributes = verb.attributes
  verb.isUsable()
  leg.answer()
  const children = verb.children()
  const prompts: VerbRun[] = []
  for (const child of children) {
    void child.attributes
    child.isUsable()
    if (child.name === 'Prompt') prompts.push(child)
  }
  const amount = attributes.text('chargeAmount')
  leg.write({
    type: 'pay',
    ...(amount !== undefined && { amount }),
    ...attributes.given(['currency', 'description', 'paymentConnector', 'tokenType']),
  })
  const method = attributes.value('paymentMethod')
  let captured: Parameters = { PaymentMethod: method }
  const finish = (Result: string, more: Parameters = {}): Exit => ({
    type: 'goto',
    request: {
      ...verb.run.action(attributes, { Result, ...captured, ...more }),
      // Card data is never sent in a URL.
      method: 'POST',
    },
  })
  return verb.holding(
    async () => {
      const early: Early = { keys: '', complete: false }
      for (const step of stepsOf(attributes, () => captured['PaymentCardType'])) {
        const given = await ask(verb, prompts, step, captured, early)
        if (typeof given !== 'string') return finish(given.result)
        captured = { ...captured, ...step.parameters(given) }
      }
      return finish(
        'success',
        Number(amount ?? 0) > 0
          ? { PaymentConfirmationCode: `ch_${leg.sid.slice(2)}` }
          : { PaymentToken: `tok_${leg.sid.slice(2)}`, ProfileId: '' },
      )
    },
    () => finish('caller-hung-up'),
  )
}

/** Repeats a step until its input is valid, or there were too many attempts. */
const ask = async (
  verb: VerbRun,
  prompts: readonly VerbRun[],
  step: Step,
  captured: Parameters,
  early: Early,
): Promise<string | { readonly result: string }> => {
  const attempts = verb.attributes.number('maxAttempts')
  let error = ''
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const now: Attempt = { step, attempt, error, captured }
    await tell(verb, now)
    const meant = prompts.filter((prompt) => concerns(prompt, now))
    const key = early.keys
      ? undefined
      : await playPrompts(
          meant.flatMap((prompt) => prompt.children()),
          bargeIn,
        )
    const keys = await collect(verb, step, key, early)
    if (keys === '*') return { result: 'caller-interrupted-with-star' }
    if (step.valid(keys)) return keys
    error = keys === '' ? 'timeout' : step.error
  }
  return { result: 'too-many-failed-attempts' }
}

/** Keys that came before their step. */
interface Early {
  keys: string
  /** True if the number of keys completed the step before: then a `#` right after them is ignored. */
  complete: boolean
}

/** Collects keys up to the full length, to `#`, to silence, or to the `*` that cancels. */
const collect = async (
  { leg, attributes }: VerbRun,
  { length }: Step,
  first: Signal | undefined,
  early: Early,
): Promise<string> => {
  let keys = ''
  const { clock } = leg.simulation
  const timeout = attributes.number('timeout')
  let until = clock.seconds + timeout
  for (let next = first; ; next = undefined) {
    const signal: Signal = early.keys
      ? { type: 'keys', keys: '' }
      : (next ?? (await leg.wait('Pay', Math.max(0, until - clock.seconds))))
    if (signal.type === 'timeout') return keys
    if (signal.type !== 'keys') {
      leg.logIgnoredInput(signal, IGNORED)
      continue
    }
    until = clock.seconds + timeout
    const all = early.keys + signal.keys
    for (const [index, key] of [...all].entries()) {
      early.keys = all.slice(index + 1)
      const trailing = key === '#' && keys === '' && early.complete
      early.complete = false
      if (key === '*') return '*'
      if (trailing) continue
      if (key === '#') return keys
      keys += key
      if (keys.length < (length?.(keys) ?? Infinity)) continue
      early.keys = early.keys.replace(/^#/, '')
      early.complete = all[index + 1] !== '#'
      return keys
    }
  }
}

/** True if a `<Prompt>` is for that attempt. */
const concerns = (
  { attributes }: VerbRun,
  { step, attempt, error, captured: { PaymentCardType = '' } }: Attempt,
): boolean => {
  const among = (name: string, value: string) =>
    !attributes.has(name) || attributes.list(name).includes(value)
  return (
    attributes.text('for') === step.for &&
    among('attempt', String(attempt)) &&
    among('errorType', error) &&
    among('cardType', PaymentCardType)
  )
}

const IGNORED = '<Pay> listens for keys only'

const bargeIn: BargeIn = ({ type }) => type === 'keys' || IGNORED

const tell = async (
  { run, attributes }: VerbRun,
  { step, attempt, error, captured }: Attempt,
): Promise<void> => {
  await run.notify(attributes.text('statusCallback'), attributes.method('statusCallbackMethod'), {
    For: step.for,
    Attempt: String(attempt),
    ...(error && { ErrorType: error }),
    ...captured,
  })
}
