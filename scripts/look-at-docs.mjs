/**
 * Pictures of the built site, as Debian's Chromium shows it: wide, on a phone, and dark.
 * `npm run docs:build && node scripts/look-at-docs.mjs FOLDER`
 */
import { createServer } from 'node:http'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { chromium } from 'playwright-core'

const folder = process.argv[2] ?? 'docs-pictures'
const site = 'docs/.vitepress/dist'
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
  const file = [path, `${path}.html`, join(path, 'index.html')]
    .map((name) => join(site, name))
    .find(isFile)
  if (!file) return response.writeHead(404).end()
  response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
  response.end(readFileSync(file))
}).listen(0, '127.0.0.1')

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const looks = {
  wide: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
}
for (const [look, options] of Object.entries(looks)) {
  const page = await browser.newPage(options)
  const missing = []
  page.on('response', (answer) => answer.status() >= 400 && missing.push(answer.url()))
  for (const path of [
    '',
    'why',
    'start',
    'flow',
    'test',
    'reference/twimlx/flow',
    'reference/options',
    'reference/matchers',
    'reference/events',
    'examples/order.ts',
  ]) {
    await page.goto(`http://127.0.0.1:${server.address().port}/${path}`, {
      waitUntil: 'networkidle',
    })
    await page.screenshot({
      path: join(folder, `${path.replaceAll('/', '-') || 'home'}-${look}.png`),
    })
  }
  await page.close()
  if (missing.length > 0) throw new Error(`Not there: ${missing.join(', ')}`)
}
await browser.close()
server.close()
console.log(`Pictures are in ${folder}.`)
