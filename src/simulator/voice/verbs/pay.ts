/**
 * @module
 * `<Pay>`: a card or an account, key by key.
 * @see https://www.twilio.com/docs/voice/twiml/pay
 */
import type { Parameters } from '../../client/form.ts'
import type { Attributes } from '../../inspect.ts'
import type { XmlElement } from '../../xml.ts'
import { pause } from './pause.ts'
import { runPlay } from './play.ts'
import type { BargeIn } from '../engine/playback.ts'
import type { Run } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'
import { say } from './say.ts'
import { Interruption, type Signal } from '../engine/signal.ts'

/** One thing that is asked for. */
interface Step {
  readonly for: string
  /** How many keys are all that there can be of it; nothing where `#` or silence ends them. */
  readonly length?: (keys: string) => number | undefined
  readonly valid: (keys: string) => boolean
  readonly error: string
  /** What the app is told of it, masked. */
  readonly parameters: (keys: string) => Parameters
}

/** What is said where one thing is asked for. */
interface Prompt {
  readonly element: XmlElement
  readonly attributes: Attributes
}

const mask = (keys: string): string => keys.slice(-4).padStart(keys.length, 'x')

/** By the first digits of their numbers. Those of a fixed length are complete without `#`. */
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

/** A brand that nobody knows has as many digits as most. */
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

/** What is asked for. The length of a security code is up to the card. */
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

export const pay = async (run: Run, element: XmlElement): Promise<Exit | undefined> => {
  const { leg } = run
  const attributes = run.attributes(element)
  run.isUsable(element)
  leg.answer()
  const children = run.children(element)
  const prompts: Prompt[] = []
  for (const { element } of children) {
    const attributes = run.attributes(element)
    run.isUsable(element)
    if (element.name === 'Prompt') prompts.push({ element, attributes })
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
      ...run.action(attributes, { Result, ...captured, ...more }),
      // Card data never travels in a URL.
      method: 'POST',
    },
  })
  try {
    const early: Early = { keys: '', complete: false }
    for (const step of stepsOf(attributes, () => captured['PaymentCardType'])) {
      const given = await ask(run, attributes, prompts, step, captured, early)
      if (typeof given !== 'string') return finish(given.result)
      captured = { ...captured, ...step.parameters(given) }
    }
    return finish(
      'success',
      Number(amount ?? 0) > 0
        ? { PaymentConfirmationCode: `ch_${leg.sid.slice(2)}` }
        : { PaymentToken: `tok_${leg.sid.slice(2)}`, ProfileId: '' },
    )
  } catch (interruption) {
    if (!(interruption instanceof Interruption)) throw interruption
    leg.deferUntilHangup(interruption, finish('caller-hung-up'))
    throw interruption
  }
}

/** Asks for one thing until it is right, or was wrong too often. */
const ask = async (
  run: Run,
  attributes: Attributes,
  prompts: readonly Prompt[],
  step: Step,
  captured: Parameters,
  early: Early,
): Promise<string | { readonly result: string }> => {
  const attempts = attributes.number('maxAttempts')
  let error = ''
  for (let attempt = 1; attempt <= attempts; attempt++) {
    await tell(run, attributes, step, attempt, error, captured)
    const meant = prompts
      .filter(({ attributes }) => concerns(attributes, step, attempt, error, captured))
      .map(({ element }) => element)
    const key = early.keys ? undefined : await playPrompts(run, meant)
    const keys = await collect(run, attributes.number('timeout'), step, key, early)
    if (keys === '*') return { result: 'caller-interrupted-with-star' }
    if (step.valid(keys)) return keys
    error = keys === '' ? 'timeout' : step.error
  }
  return { result: 'too-many-failed-attempts' }
}

/** Keys that came before they were asked for. */
interface Early {
  keys: string
  /** Whether the step before was over by the number of its keys: a `#` right after them means nothing. */
  complete: boolean
}

/** Keys up to all that there can be, to `#`, to silence, or to the star that ends it all. */
const collect = async (
  { leg }: Run,
  timeout: number,
  { length }: Step,
  first: Signal | undefined,
  early: Early,
): Promise<string> => {
  let keys = ''
  const { clock } = leg.simulation
  let until = clock.seconds + timeout
  for (let next = first; ; next = undefined) {
    const signal: Signal = early.keys
      ? { type: 'keys', keys: '' }
      : (next ?? (await leg.wait('Pay', Math.max(0, until - clock.seconds))))
    if (signal.type === 'timeout') return keys
    if (signal.type !== 'keys') {
      leg.logIgnoredInput(signal, deaf)
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

const concerns = (
  prompt: Attributes,
  step: Step,
  attempt: number,
  error: string,
  { PaymentCardType = '' }: Parameters,
): boolean => {
  const among = (name: string, value: string) =>
    !prompt.has(name) || prompt.list(name).includes(value)
  return (
    prompt.text('for') === step.for &&
    among('attempt', String(attempt)) &&
    among('errorType', error) &&
    among('cardType', PaymentCardType)
  )
}

const deaf = '<Pay> listens for keys only'

const cuts: BargeIn = ({ type }) => type === 'keys' || deaf

/** Plays prompts until a key cuts them short. */
const playPrompts = async (
  run: Run,
  prompts: readonly XmlElement[],
): Promise<Signal | undefined> => {
  for (const { element } of prompts.flatMap((prompt) => run.children(prompt))) {
    const signal =
      element.name === 'Say'
        ? await say(run, element, { cuts })
        : element.name === 'Play'
          ? (await runPlay(run, element, { cuts })).signal
          : await pause(run, element, cuts)
    if (signal) return signal
  }
  return undefined
}

const tell = async (
  run: Run,
  attributes: Attributes,
  step: Step,
  attempt: number,
  error: string,
  captured: Parameters,
): Promise<void> => {
  await run.notify(attributes.text('statusCallback'), attributes.method('statusCallbackMethod'), {
    For: step.for,
    Attempt: String(attempt),
    ...(error && { ErrorType: error }),
    ...captured,
  })
}
