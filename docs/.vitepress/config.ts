/**
 * The site: the pages of this folder as they are on disk, a page of source for each example, and a reference made of the
 * docblocks of what the package exports.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type DefaultTheme, defineConfig } from 'vitepress'

/** The title of a page of `reference/`, which is the name that apps import. */
const titleOf = (file: string): string =>
  readFileSync(file, 'utf8')
    .match(/^# (.*)$/m)?.[1]
    ?.replaceAll('\\', '') ?? file

const filesIn = (folder: URL): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.md'),
      )
    : []

const reference: DefaultTheme.SidebarItem[] = filesIn(new URL('../reference/', import.meta.url))
  .filter((name) => name.startsWith('twimlx') && !name.includes('/namespaces/'))
  .map((name) => ({
    text: titleOf(new URL(`../reference/${name}`, import.meta.url).pathname),
    link: `/reference/${name.replace(/\.md$/, '')}`,
  }))
  .toSorted((a, b) => a.text.localeCompare(b.text))

const pages = (text: string, items: Record<string, string>): DefaultTheme.SidebarItem => ({
  text,
  items: Object.entries(items).map(([link, title]) => ({ text: title, link: `/${link}` })),
})

export default defineConfig({
  title: 'twimlx',
  description: 'TwiML written as TSX: typed, verified, and tested without a phone.',
  lang: 'en',
  cleanUrls: true,
  srcExclude: ['reference/README.md'],
  markdown: {
    // On disk pages link to files beside this folder; the site has a page for each example and each decision.
    config: (md) => {
      // Tags in the pages are TwiML, never HTML.
      md.set({ html: false })
      md.core.ruler.push('links-out-of-docs', ({ tokens }) => {
        for (const { children } of tokens)
          for (const token of children ?? []) {
            const href = token.type === 'link_open' ? token.attrGet('href') : null
            if (href === null) continue
            token.attrSet(
              'href',
              href
                .replace(/^(\.\.\/)+examples\/(.*)$/, '/examples/$2')
                .replace(/^(?:\.\.\/)+decisions\/(.*)\.md$/, '/decisions/$1'),
            )
          }
      })
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Flows', link: '/flow' },
      { text: 'Test', link: '/test' },
      { text: 'Reference', link: '/reference/options' },
    ],
    sidebar: [
      pages('twimlx', { why: 'Why', start: 'Start in five minutes' }),
      pages('Conversations', {
        flow: 'Write a flow',
        'flow-kept': 'What is kept',
        'flow-test': 'Test and explore',
        'flow-by-hand': 'The same by hand',
      }),
      pages('Voice agents', { agents: 'Agents on the phone' }),
      pages('Write and serve', {
        write: 'Write',
        components: 'Components',
        serve: 'Serve',
        webhooks: 'What Twilio sends',
      }),
      pages('Test', {
        test: 'Test a conversation',
        rest: 'The REST double',
        'existing-app': 'The app you have',
        phone: 'The phone in the browser',
        terminal: 'In the terminal',
        check: 'Check',
      }),
      pages('Moving in', { 'from-twilio': 'From the builders of twilio' }),
      pages('Reference', {
        'reference/options': 'Options',
        'reference/matchers': 'Matchers',
        'reference/events': 'Events',
      }),
      { text: 'Every name', collapsed: true, items: reference },
      pages('More', {
        numbers: 'Numbers',
        runtimes: 'Runtimes',
        'agent-guide': 'Guide for coding agents',
      }),
      {
        text: 'For maintainers',
        collapsed: true,
        items: filesIn(new URL('../maintainers/', import.meta.url)).map((name) => ({
          text: name[0]!.toUpperCase() + name.slice(1, -3),
          link: `/maintainers/${name.slice(0, -3)}`,
        })),
      },
    ],
  },
})
