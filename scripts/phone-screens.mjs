/**
 * Takes the screenshots of docs/phone.md: an app, the phone and Chromium, all of them real.
 * node scripts/phone-screens.mjs
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'screens-'))
const file = join(folder, 'restaurant.mjs')

const restaurant = (open) => `import { createServer } from 'node:http'
const xml = (body) => '<?xml version="1.0" encoding="UTF-8"?><Response>' + body + '</Response>'
const guests = new Map()
createServer(async (request, response) => {
  let text = ''
  for await (const chunk of request) text += chunk
  const form = new URLSearchParams(text)
  const said = (form.get('Body') ?? '').toLowerCase()
  const step = (guests.get(form.get('From')) ?? 0) + 1
  guests.set(form.get('From'), step)
  const answers = {
    '/sms': () => '<Message statusCallback="/status">' + (/table/.test(said) ? 'Gladly. For how many, and at what time?' : /four|eight/.test(said) ? 'A table for four at eight, on the terrace. See you tonight!' : 'Welcome to Rosa. Text TABLE to book, or HOURS.') + '</Message>',
    '/voice': () => '<Gather action="/choice" input="dtmf speech" numDigits="1" timout="4"><Say voice="Polly.Joanna">Welcome to Rosa. To book a table, press 1. For our hours, press 2.</Say></Gather><Say>Sorry, I did not hear you.</Say><Redirect>/voice</Redirect><Say>Goodbye.</Say>',
    '/choice': () => form.get('Digits') === '2' ? '<Say>We are open ${open}.</Say><Hangup/>' : '<Say>One moment, please.</Say><Dial action="/done">+14155550111</Dial>',
    '/done': () => '<Say>Goodbye.</Say>',
  }
  const answer = answers[request.url]
  if (!answer) return response.writeHead(request.url === '/status' ? 204 : 404).end()
  response.writeHead(200, { 'content-type': 'text/xml' }).end(xml(answer()))
}).listen(3300, '127.0.0.1')
`
writeFileSync(file, restaurant('from noon to ten'))

const app = spawn(process.execPath, ['--watch', file], { stdio: 'ignore' })
const phone = spawn(
  process.execPath,
  [
    '--import',
    'tsx',
    '--conditions=twimlx-source',
    'src/cli.ts',
    'phone',
    'http://localhost:3300',
    '--rest-port=0',
    '--port=0',
    `--watch=${file}`,
  ],
  { cwd: root },
)
const address = await new Promise((resolve) => {
  let said = ''
  phone.stdout.on('data', (chunk) => {
    said += chunk
    const found = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(said)
    if (found) resolve(found[0])
  })
})
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const page = await browser.newPage({ viewport: { width: 1360, height: 800 } })
await page.goto(address)
const shot = (name) => page.screenshot({ path: join(root, 'docs/phone', `${name}.png`) })
const text = async (words, answer) => {
  await page.getByLabel('Text message').fill(words)
  await page.keyboard.press('Enter')
  await page.locator('.bubble.theirs p', { hasText: answer }).last().waitFor()
  await page.locator('.spinner').waitFor({ state: 'detached' })
}

await text('Hello!', 'Welcome to Rosa')
await text('A table, please', 'Gladly')
await text('We are four, at eight', 'See you tonight')
await page.getByRole('tab', { name: 'Call' }).click()
await page.getByRole('button', { name: 'Call', exact: true }).click()
await page.locator('.bubble.theirs', { hasText: 'Welcome to Rosa' }).waitFor()
await page.locator('.row.request', { hasText: '/voice' }).click()
await page.locator('.code.now').first().waitFor()
await page.waitForTimeout(500)
await shot('call')

await page.locator('h1').click()
await page.keyboard.press('2')
await page.locator('.bubble.theirs', { hasText: 'We are open' }).waitFor()
writeFileSync(file, restaurant('from eleven to midnight'))
await page.locator('.diff .new').waitFor()
await page.emulateMedia({ colorScheme: 'dark' })
await page.waitForTimeout(1500)
await shot('changes')

await page.emulateMedia({ colorScheme: 'light' })
await page.setViewportSize({ width: 390, height: 760 })
await page.getByRole('tab', { name: 'Texts' }).click()
await page
  .locator('.toast button')
  .click()
  .catch(() => {})
await page.waitForTimeout(500)
await shot('texts')

await browser.close()
phone.kill()
app.kill()
rmSync(folder, { recursive: true })
