/**
 * @module
 * The parts of the four documents that differ between requests, and so are parameters of each library's functions.
 */

export interface Reply {
  name: string
}

export interface Media {
  body: string
  media: string[]
  next: string
}

export interface Menu {
  action: string
  company: string
  options: { key: string; label: string }[]
}

export interface Long {
  lines: { text: string; seconds: number; url: string }[]
}

/** The four documents in one library's way. */
export interface Writer {
  hello(data: Reply): string
  media(data: Media): string
  menu(data: Menu): string
  long(data: Long): string
}

export const data = {
  hello: { name: 'Alice' } satisfies Reply,
  media: {
    body: 'Fish & chips <2 for 1> — "today" only 🐟',
    media: [1, 2, 3].map((n) => `https://example.com/menu.png?page=${n}&size=large`),
    next: 'https://example.com/next?step=2&lang=en',
  } satisfies Media,
  menu: {
    action: 'https://example.com/menu?attempt=1&lang=en',
    company: 'Acme & Sons',
    options: ['sales', 'support', 'billing', 'opening hours', 'the operator'].map((label, i) => ({
      key: String(i + 1),
      label,
    })),
  } satisfies Menu,
  long: {
    lines: Array.from({ length: 100 }, (_, i) => ({
      text: `Line ${i}: the quick brown fox jumps over the lazy dog, again and again${i % 10 ? '' : ' & again'}. This is what a caller hears of it, word for word, whatever the weather may be like outside.`,
      seconds: (i % 3) + 1,
      url: `https://example.com/recordings/episode-${i}.mp3?token=0123456789abcdef`,
    })),
  } satisfies Long,
}
