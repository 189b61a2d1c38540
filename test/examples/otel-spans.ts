/** Sends two webhooks to the example for `@hono/otel`, one of them forged, and prints the attributes of their spans. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { traced } from '../../examples/webhooks/otel.tsx'
import { authToken, message, send } from '../hono/twilio.ts'

// Like `@opentelemetry/context-async-hooks`, which comes with the SDK for Node.
const storage = new AsyncLocalStorage<ReturnType<ContextManager['active']>>()
const manager: ContextManager = {
  active: () => storage.getStore() ?? ROOT_CONTEXT,
  with: (active, work, self, ...all) => storage.run(active, () => work.apply(self, all)),
  bind: (_, target) => target,
  enable: () => manager,
  disable: () => manager,
}

process.env['TWILIO_AUTH_TOKEN'] = authToken
context.setGlobalContextManager(manager)
const exporter = new InMemorySpanExporter()
const app = traced(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
await send(app, '/sms', { ...message, Body: 'a secret' })
await send(app, '/sms', message, { token: 'f'.repeat(32) })
console.log(JSON.stringify(exporter.getFinishedSpans().map(({ attributes }) => attributes)))
