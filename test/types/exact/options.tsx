/**
 * @module
 * Options and props accept `undefined` like a missing value, also under `exactOptionalPropertyTypes`.
 */
import type * as twimlx from 'twimlx'
import type * as define from 'twimlx/define'
import type * as fax from 'twimlx/fax'
import type * as hono from 'twimlx/hono'
import type { JSX } from 'twimlx/jsx-runtime'
import type * as messaging from 'twimlx/messaging'
import type * as simulator from 'twimlx/simulator'
import type { TwimlxOptions } from 'twimlx/vite'
import type * as vitest from 'twimlx/vitest'
import type * as voice from 'twimlx/voice'
import type * as webhook from 'twimlx/webhook'

/** The optional properties that do not accept `undefined`. */
type Strict<T> = T extends object
  ? {
      [K in keyof T]-?: object extends Pick<T, K>
        ? { [P in K]: undefined } extends Pick<T, K>
          ? never
          : K
        : never
    }[keyof T]
  : never

/** Those properties of a module's components. */
type Props<Module> = {
  [K in keyof Module]: Module[K] extends (props: infer P) => unknown ? Strict<P> : never
}[keyof Module]

/** Compiles if there are none; else the message names them. */
type None<Names extends never> = Names

export type All = [
  None<Props<typeof voice>>,
  None<Props<typeof messaging>>,
  None<Props<typeof fax>>,
  None<Strict<JSX.IntrinsicElements[keyof JSX.IntrinsicElements]>>,
  None<
    Strict<
      | hono.CallWebhookOptions<'Gather', 'url'>
      | hono.DeadlineOptions
      | hono.IdempotencyOptions
      | hono.MessageWebhookOptions<'Message'>
      | hono.OnTwimlErrorOptions
      | hono.SignatureOptions
      | hono.StatusWebhookOptions<'call'>
      | simulator.AnswerOptions
      | simulator.CallOptions
      | simulator.IncomingMedia
      | simulator.OutgoingCall
      | simulator.Reaction
      | simulator.SimulateOptions
      | simulator.TextOptions
      | twimlx.CustomProps
      | define.ElementOptions
      | twimlx.ErrorBoundaryProps
      | twimlx.RenderOptions
      | twimlx.TwimlInit
      | define.Weight
      | TwimlxOptions
      | vitest.RequestExpectation
      | webhook.ParseOptions
      | webhook.RequestToSign
      | webhook.RequestToValidate
    >
  >,
]
