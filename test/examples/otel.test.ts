/**
 * The example for `@hono/otel`, with the tracer of OpenTelemetry itself. In Node alone: Vitest resolves OpenTelemetry
 * to modules that are for bundlers.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test("a span describes a webhook's outcome without its contents", async () => {
  const { NODE_OPTIONS: _, ...env } = process.env
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=twimlx-source', '--import', 'tsx', 'test/examples/otel-spans.ts'],
    { env },
  )
  expect(JSON.parse(stdout)).toMatchObject([
    {
      'http.response.status_code': 200,
      'twilio.webhook.kind': 'message',
      'twilio.webhook.outcome': 'answered',
      'twilio.webhook.duplicate': false,
      'twilio.webhook.share_of_timeout': expect.any(Number),
      'twilio.message_sid': 'SM1',
    },
    { 'twilio.webhook.outcome': 'refused', 'twilio.webhook.refusal': expect.any(String) },
  ])
  expect(stdout).not.toContain('secret')
})
