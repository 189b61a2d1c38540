/**
 * The phone as a person has it: `twimlx phone` and an app, each a process of its own, and Debian's Chromium in between.
 * Run by `npm run test:phone`; without a Chromium it says so and passes.
 */
import { ok, strictEqual as equal } from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core'

const executablePath = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))
const skip = executablePath ? false : 'there is no Chromium: apt-get install chromium'

// In the repository, so that the saved test finds vitest and twimlx.
const folder = mkdtempSync(join(import.meta.dirname, '.browser-'))
const appFile = join(folder, 'app.mjs')
let [appPort, app, phone] = [
  0,
  undefined as ChildProcess | undefined,
  undefined as ChildProcess | undefined,
]
let address = ''
let browser: Browser
let context: BrowserContext
let page: Page
/** Errors that the browser reports, including a blocked script. */
const complaints: string[] = []

const writeApp = (greeting: string): void =>
  writeFileSync(
    appFile,
    `import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
const escape = (text) => text.replace(/[&<>"]/g, (c) => '&#' + c.charCodeAt(0) + ';')
const server = createServer(async (request, response) => {
  if (request.url === '/dot.svg') {
    response.writeHead(200, { 'content-type': 'image/svg+xml' })
    return response.end('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  }
  let text = ''
  for await (const chunk of request) text += chunk
  const form = new URLSearchParams(text)
  const body = form.get('Body') ?? ''
  const xml = {
    '/sms': () =>
      body === 'long' ? '<Message>' + 'word '.repeat(300) + '</Message>' + '<!--' + 'x'.repeat(60000) + '-->'
      : body === '' ? '<Message>Files: ' + form.get('NumMedia') + '</Message>'
      : body === 'picture' ? '<Message><Body>Look</Body><Media>http://127.0.0.1:${appPort}/dot.svg</Media></Message>'
      : body === 'wide' ? '<Message>wide</Message>' + '<b/>'.repeat(15000)
      : '<Message>${greeting}: ' + escape(body) + '</Message>',
    '/voice': () => '<Gather action="/choice" input="dtmf speech" numDigits="1"><Say>For sales, press 1.</Say></Gather><Hangup/><Say>never heard</Say>',
    '/choice': () => form.get('Digits') === '9' ? '<Connect><Stream url="wss://127.0.0.1:${appPort}/socket"/></Connect><Say>Back again.</Say>'
      : '<Say>You chose ' + escape(form.get('Digits') ?? form.get('SpeechResult') ?? '') + '.</Say><Redirect>/voice</Redirect>',
  }[request.url]
  response.writeHead(xml ? 200 : 404, { 'content-type': 'text/xml' })
  response.end(xml && '<Response>' + xml() + '</Response>')
}).listen(${appPort}, '127.0.0.1')
new WebSocketServer({ server })
`,
  )

const startApp = (): void => {
  app = spawn(process.execPath, ['--watch', appFile], { stdio: 'ignore' })
}

/** Stops a process that was started here. */
const stop = async (child: ChildProcess | undefined): Promise<void> => {
  if (!child || child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  await ended
}

const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The address that a process prints. */
const printed = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream!.on('data', (chunk) => {
        said += String(chunk)
        const [found] = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(said) ?? []
        if (found) resolve(found)
      })
    child.once('exit', () => reject(new Error(said)))
  })

before(async () => {
  if (skip) return
  appPort = await freePort()
  writeApp('You wrote')
  startApp()
  const source = (path: string) => resolve(import.meta.dirname, '../../', path)
  phone = spawn(
    process.execPath,
    [
      '--import',
      source('node_modules/tsx/dist/esm/index.mjs'),
      '--conditions=twimlx-source',
      source('src/cli.ts'),
      'phone',
      `http://127.0.0.1:${appPort}`,
      '--port=0',
      '--rest-port=0',
      `--watch=${appFile}`,
    ],
    { cwd: folder },
  )
  address = await printed(phone)
  browser = await chromium.launch({
    executablePath: executablePath!,
    args: ['--no-sandbox', '--host-resolver-rules=MAP evil.example 127.0.0.1'],
  })
  context = await browser.newContext({ viewport: { width: 1440, height: 860 } })
  page = await open()
})

after(async () => {
  await browser?.close()
  await stop(phone)
  await stop(app)
  rmSync(folder, { recursive: true })
})

const open = async (): Promise<Page> => {
  const opened = await context.newPage()
  opened.on('console', (message) => complaints.push(message.text()))
  opened.on('pageerror', (error) => complaints.push(String(error)))
  await opened.goto(address)
  await opened.getByText('Run again on save').first().waitFor()
  return opened
}

const text = async (words: string, at = page): Promise<void> => {
  await at.getByRole('tab', { name: 'Texts' }).click()
  await at.getByLabel('Text message').fill(words)
  await at.keyboard.press('Enter')
}

/** A bubble of the app's. */
const bubble = (words: string | RegExp, at = page) =>
  at.locator('.bubble.theirs p', { hasText: words })

/** The column of phones and conditions. */
const side = () => page.getByRole('navigation', { name: 'Phones and conditions' })

const fresh = async (): Promise<void> => {
  await page.getByRole('button', { name: 'New' }).click()
  await page.locator('.bubble').first().waitFor({ state: 'detached' })
}

const limit = { skip, timeout: 60_000 }

test('a text is answered, and delivered', limit, async () => {
  await text('hello there')
  await bubble('You wrote: hello there').waitFor()
  await page.locator('.bubble .good', { hasText: 'delivered' }).waitFor()
  await page.locator('.row.request', { hasText: '/sms' }).first().click()
  await page.locator('.twiml', { hasText: 'You wrote: hello there' }).waitFor()
  await page.getByText('X-Twilio-Signature').first().waitFor()
  await page.keyboard.press('Escape')
})

test('a call by the keyboard alone: Enter, a digit, typed speech, Escape', limit, async () => {
  await page.getByRole('tab', { name: 'Call' }).click()
  await page.locator('h1').click()
  await page.keyboard.press('Enter')
  await bubble('For sales, press 1.').waitFor()
  const document = page.locator('.row.request', { hasText: '/voice' }).first()
  await document.click()
  await page.locator('.code.now', { hasText: 'Gather' }).first().waitFor()
  await page.locator('.code.unreached', { hasText: 'never heard' }).waitFor()
  await page.locator('h1').click()
  await page.keyboard.press('1')
  await bubble('You chose 1.').waitFor()
  await page.getByLabel('What the caller says').fill('billing, please')
  await page.keyboard.press('Enter')
  await bubble('You chose billing, please.').waitFor()
  await page.locator('h1').click()
  await page.keyboard.press('Escape')
  await page.locator('.line-state', { hasText: 'completed' }).waitFor()
})

test('on save the same conversation runs again, and the difference is shown', limit, async () => {
  writeApp('Dear reader, you wrote')
  await page.locator('.diff .new', { hasText: 'Dear reader, you wrote: hello there' }).waitFor()
  await page.locator('.diff .gone', { hasText: ': You wrote: hello there' }).waitFor()
  equal(await page.locator('.diff .new').count(), 1)
  await page.getByRole('tab', { name: 'Texts' }).click()
  await bubble('Dear reader').waitFor()
  // The run of before is kept.
  await page.getByLabel('Which run is shown').selectOption('1')
  await bubble('You wrote: hello there').waitFor()
  await page.getByRole('button', { name: 'Back to now' }).click()
})

test('a request is edited and sent again', limit, async () => {
  await page.getByRole('tab', { name: /^Log/ }).click()
  await page.locator('.row.request', { hasText: '/sms' }).first().click()
  await page.getByRole('button', { name: 'Edit and send again' }).click()
  await page.getByLabel('Value of Body').fill('edited')
  const rows = page.locator('.row.request')
  const count = await rows.count()
  await page.getByRole('button', { name: 'Sign and send' }).click()
  await rows.nth(count).click()
  await page.locator('.twiml', { hasText: 'you wrote: edited' }).waitFor()
})

test('saved as a test, the conversation passes in Vitest', limit, async () => {
  await page.getByRole('button', { name: 'Save as test' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ])
  equal(download.suggestedFilename(), 'conversation.test.ts')
  const file = join(folder, 'conversation.test.ts')
  await download.saveAs(file)
  await page.keyboard.press('Escape')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [resolve('node_modules/vitest/vitest.mjs'), 'run', file, '--reporter=json'],
    { env: { ...process.env, NODE_ENV: 'test' } },
  ).catch((error: { stdout: string }) => error)
  const { numPassedTests, numTotalTests } = JSON.parse(stdout) as Record<string, number>
  ok(numPassedTests === 1 && numTotalTests === 1, stdout)
})

test('hostile texts are texts, and a document of 64 kB is shown', limit, async () => {
  const hostile = `<script>window.stolen=1</script><img src=x onerror="window.stolen=1"><b>bold</b>`
  await text(hostile)
  await bubble(hostile).waitFor()
  await page.locator('.row.request', { hasText: '/sms' }).last().click()
  await page.locator('.twiml', { hasText: hostile }).waitFor()
  equal(await page.locator('.bubble b:not(.by), .twiml script, .bubble img').count(), 0)
  for (const words of ['long', 'wide']) {
    const rows = page.locator('.row.request')
    const count = await rows.count()
    await text(words)
    await rows.nth(count).click()
    await page.locator('.detail .status').waitFor()
  }
  await page.locator('.twiml', { hasText: /lines more/ }).waitFor()
  equal(await page.evaluate('window.stolen'), undefined)
  equal(await page.evaluate('document.scripts.length'), 1)
})

test('a second tab and a reload show the same conversation', limit, async () => {
  const second = await open()
  await text('from the second tab', second)
  await bubble('from the second tab').waitFor()
  await page.reload()
  await bubble('from the second tab').waitFor()
  await second.close()
})

test('the app goes, and comes back: a sentence, and the conversation again', limit, async () => {
  await fresh()
  await text('still there?')
  await bubble('still there?').waitFor()
  await stop(app)
  await text('and now?')
  await page.getByRole('alert').filter({ hasText: 'Nothing listens at' }).waitFor()
  await page.locator('.note.error').first().waitFor()
  startApp()
  await bubble('and now?').waitFor()
  equal(await page.getByRole('alert').filter({ hasText: 'Nothing listens at' }).count(), 0)
})

test('a phone that is too narrow for columns, in the dark', limit, async () => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 780 })
  await text('on a small screen')
  await bubble('on a small screen').waitFor()
  await page.getByRole('button', { name: 'Log', exact: true }).click()
  await page.getByRole('tab', { name: /^Log/ }).click()
  await page.locator('.row.request').first().waitFor()
  equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true)
  const dark = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
  equal(dark, 'rgb(15, 16, 19)')
  await page.getByRole('button', { name: 'Phone', exact: true }).click()
  await page.setViewportSize({ width: 1440, height: 860 })
  await page.emulateMedia({ colorScheme: 'light' })
})

test('every control has a name', limit, async () => {
  for (const tab of ['Texts', 'Call']) {
    await page.getByRole('tab', { name: tab }).click()
    const nameless = await page.evaluate(
      `[...document.querySelectorAll('button, input, textarea, select, summary')].filter((each) => each.offsetParent && !(each.getAttribute('aria-label') || each.textContent.trim() || each.labels?.length)).map((each) => each.outerHTML)`,
    )
    equal(JSON.stringify(nameless), '[]')
  }
})

test('files go both ways', limit, async () => {
  await fresh()
  await page.getByRole('tab', { name: 'Texts' }).click()
  await page.getByLabel('Attach a file').click()
  await page.getByRole('button', { name: /^Picture/ }).click()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await bubble('Files: 1').waitFor()
  await text('picture')
  const picture = page.locator('.bubble img')
  await picture.waitFor()
  equal(await picture.evaluate((image) => (image as { naturalWidth?: number }).naturalWidth), 9)
})

test('STOP unsubscribes a number, and START brings it back', limit, async () => {
  await page.getByRole('button', { name: 'STOP', exact: true }).click()
  await page.locator('.bubble.stock').first().waitFor()
  await text('are you there?')
  await page.locator('.note', { hasText: '21610' }).waitFor()
  await page.getByRole('button', { name: 'START', exact: true }).click()
  await page.locator('.bubble.stock').nth(1).waitFor()
  await text('and now?')
  await bubble('and now?').waitFor()
})

test('another number has a thread of its own', limit, async () => {
  await page.getByLabel('Number of another phone').fill('+1 415 555 0101')
  await page.keyboard.press('Enter')
  await page.locator('button.phone', { hasText: '555 0101' }).click()
  await text('from the second number')
  await bubble('from the second number').waitFor()
  await page.locator('button.phone', { hasText: '555 0100' }).click()
  await bubble('and now?').waitFor()
  equal(await bubble('from the second number').count(), 0)
})

test('what the app does over REST is in the thread, and in the log', limit, async () => {
  const rest = await side().locator('.hint code').textContent()
  const account = `AC${'0'.repeat(32)}`
  const answer = await fetch(`${rest}/2010-04-01/Accounts/${account}/Messages.json`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${account}:12345`).toString('base64')}` },
    body: new URLSearchParams({ From: '+15550100200', To: '+14155550100', Body: 'By REST' }),
  })
  equal(answer.status, 201, await answer.text())
  await bubble('By REST').waitFor()
  await page.getByRole('button', { name: 'REST', exact: true }).click()
  await page.locator('.row', { hasText: 'Messages.json' }).first().waitFor()
  await page.getByRole('button', { name: 'All', exact: true }).click()
})

test('a socket is listed, and can be dropped', limit, async () => {
  await page.getByRole('tab', { name: 'Call' }).click()
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await bubble('For sales, press 1.').waitFor()
  await page.locator('h1').click()
  await page.keyboard.press('9')
  const drop = side().getByRole('button', { name: 'Drop the socket' })
  await page
    .locator('.row', { hasText: /WebSocket .*opens/ })
    .first()
    .waitFor()
  await drop.click()
  await bubble('Back again.').waitFor()
})

test('on hold time passes, and the browser says what is heard', limit, async () => {
  await fresh()
  await page.getByRole('tab', { name: 'Call' }).click()
  await page.evaluate('window.said = []; speechSynthesis.speak = ({ text }) => said.push(text)')
  await page.getByRole('button', { name: 'Let the browser speak' }).click()
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await bubble('For sales, press 1.').waitFor()
  await page.waitForFunction('said.includes("For sales, press 1.")')
  await page.getByRole('button', { name: 'Hold' }).click()
  await page.locator('.line-state', { hasText: 'on hold' }).waitFor()
  equal(await page.getByRole('button', { name: '1', exact: true }).isDisabled(), true)
  // Five seconds of silence end the <Gather>.
  await page.locator('.line-state', { hasText: 'completed' }).waitFor()
  await page.getByRole('button', { name: 'The browser speaks' }).click()
})

test(
  'a flow is drawn, with the place of its conversation and the answers kept',
  limit,
  async () => {
    const file = join(folder, 'order.ts')
    const port = await freePort()
    writeFileSync(
      file,
      `import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { ask, choice, flow, say } from '${resolve('src/flow/index.ts')}'
export const order = flow('order', function* () {
  const size = yield* ask('size', 'Small or large?', choice(['small', 'large']))
  const crust = yield* ask('crust', 'Thin or thick?', choice(['thin', 'thick']))
  yield* say(\`One \${size} \${crust} pizza.\`)
})
if (process.env.SERVE) serve({ port: ${port}, fetch: new Hono().route('/order', order.routes({ authToken: '12345' })).fetch })
`,
    )
    const tsx = [
      '--import',
      resolve('node_modules/tsx/dist/esm/index.mjs'),
      '--conditions=twimlx-source',
    ]
    const served = spawn(process.execPath, [...tsx, file], { env: { ...process.env, SERVE: '1' } })
    const other = spawn(process.execPath, [
      ...tsx,
      resolve('src/cli.ts'),
      'phone',
      `http://127.0.0.1:${port}/order`,
      `--flows=${file}`,
      '--port=0',
      '--rest-port=0',
      '--no-watch',
    ])
    try {
      const flows = await context.newPage()
      await flows.goto(await printed(other))
      await text('hi', flows)
      await bubble('Small or large?', flows).waitFor()
      await text('large', flows)
      await bubble('Thin or thick?', flows).waitFor()
      await flows.getByRole('tab', { name: 'Flows' }).click()
      await flows.locator('svg[role=img]').waitFor()
      console.log(
        await flows.locator('svg[role=img]').getAttribute('aria-label'),
        await flows.locator('.flows').textContent(),
      )
      await flows.getByRole('img', { name: 'The graph of order, at crust' }).waitFor()
      equal(await flows.locator('.node.here text').textContent(), 'crust')
      await flows.locator('.pairs', { hasText: '"large"' }).waitFor()
      await flows.close()
    } finally {
      await stop(other)
      await stop(served)
    }
  },
)

test('a thousand messages, and no input waits for 100 ms', { skip, timeout: 120_000 }, async () => {
  await fresh()
  const { origin, hash } = new URL(address)
  const send = (body: string) =>
    fetch(`${origin}/steps`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${hash.slice(1)}` },
      body: JSON.stringify({ does: 'text', by: '+14155550100', body }),
    })
  for (let number = 1; number <= 1000; number += 20)
    await Promise.all(Array.from({ length: 20 }, (_, at) => send(`number ${number + at}`)))
  await page.getByRole('tab', { name: 'Texts' }).click()
  await bubble(/number 1000$/).waitFor()
  const line = page.getByLabel('Text message')
  await line.focus()
  // In processor time of the page's main thread, with layout and paint: a busy machine makes no input slow.
  const devtools = await context.newCDPSession(page)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const spent = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
  }
  const inputs: [what: string, where: string | Locator][] = [
    ['a letter', 'a'],
    ['a letter more', 'b'],
    ['Enter', 'Enter'],
    ['a request', page.locator('.row.request').last()],
    ['another request', page.locator('.row.request').nth(-3)],
    ['a filter', page.getByRole('button', { name: 'Webhooks' })],
    ['no filter', page.getByRole('button', { name: 'All', exact: true })],
    ['the call', page.getByRole('tab', { name: 'Call' })],
    ['the texts', page.getByRole('tab', { name: 'Texts' })],
  ]
  const slow: string[] = []
  for (const [name, where] of inputs) {
    // Its place is looked up before, since that takes the page's time too.
    const box = typeof where === 'string' ? undefined : await where.boundingBox()
    const before = await spent()
    if (box) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    else await page.keyboard.press(where as string)
    await page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
    )
    const milliseconds = (await spent()) - before
    console.log(`${name}: ${milliseconds.toFixed(0)} ms`)
    if (milliseconds >= 100) slow.push(`${name}: ${milliseconds} ms`)
  }
  equal(slow.join('\n'), '')
  await bubble(/: ab$/).waitFor()
})

test('a foreign name that leads here gets nothing', limit, async () => {
  const foreign = await context.newPage()
  const { port, hash } = new URL(address)
  const answer = await foreign.goto(`http://evil.example:${port}/${hash}`)
  equal(answer!.status(), 403)
  ok((await foreign.textContent('body'))!.includes('only at localhost and 127.0.0.1'))
  await foreign.close()
})

test('without its token the page says what to do', limit, async () => {
  const stranger = await context.newPage()
  await stranger.goto(new URL('/', address).href)
  await stranger.getByText('This address does not open the phone').waitFor()
  await stranger.close()
})

test('npm start: the first sentence of the examples', limit, async () => {
  const began = performance.now()
  const started = spawn('npm', ['start', '--', '--port=0', '--rest-port=0'], {
    cwd: resolve(import.meta.dirname, '../..'),
    env: { ...process.env, PORT: String(await freePort()) },
    // A group of its own, which is ended as a whole, as by Ctrl+C.
    detached: true,
  })
  try {
    const examples = await context.newPage()
    await examples.goto(await printed(started))
    await text('hi', examples)
    await bubble(/Owl Cinema/, examples).waitFor()
    console.log(`shown ${((performance.now() - began) / 1000).toFixed(1)} s after npm start`)
    await examples.close()
  } finally {
    process.kill(-started.pid!)
  }
})

test('the browser had nothing to complain of', limit, () => {
  // Refused on purpose, above.
  const odd = complaints.filter((each) => !/status of (400|401|403)/.test(each))
  equal(odd.join('\n'), '')
})
