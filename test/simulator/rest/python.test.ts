/** An app in Python, whose own client calls the API of a simulation. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { simulate } from 'twimlx/simulator'
import { accountSid, authToken } from './faces.ts'

const { PYTHON } = process.env

/** Debian's package is for Debian's Python, which need not be the first in PATH. */
const pythons = PYTHON === undefined ? ['python3', '/usr/bin/python3'] : [PYTHON]

const hasTwilio = (python: string): boolean => {
  try {
    execFileSync(python, ['-c', 'import twilio'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const python = pythons.find(hasTwilio)

test('an app in Python', async (context) => {
  if (python === undefined)
    return context.skip(
      `${pythons.join(' and ')} have no twilio: install python3-twilio, or name another Python in PYTHON`,
    )
  const alice = '+14155550100'
  // The address of the app, known only after the app has been told that of the API.
  let base = ''
  const twilio = simulate(
    (request) => fetch(new Request(request.url.replace(/^.*?\/\/[^/]*/, base), request)),
    {
      accountSid,
      authToken,
      answers: 'answer',
      patience: 60_000,
    },
  )
  const api = await twilio.rest.listen()
  const app = spawn(python, [fileURLToPath(new URL('app.py', import.meta.url))], {
    env: {
      ...process.env,
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_BASE_URL: api.url,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    app.kill()
    await api.close()
  })
  const [port] = (await once(createInterface(app.stdout), 'line')) as [string]
  base = `http://127.0.0.1:${port}`
  const chat = await twilio.phone(alice).text('hi')
  expect(chat.messages.map(({ body }) => body)).toEqual(['You wrote: hi', '2 messages, queued'])
  const { events } = twilio
  expect(events.filter(({ type }) => type === 'outbound')).toMatchObject([{ to: alice }])
  expect(events.filter(({ type }) => type === 'say')).toMatchObject([{ text: 'Hello from Python' }])
  expect(twilio.problems).toEqual([])
})
