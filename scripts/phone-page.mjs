/**
 * Bundles the page of the phone into one file of HTML. Run by itself it writes that beside the built server.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** The page, its script and its style in it. */
export const bundlePage = async () => {
  const { outputFiles } = await build({
    entryPoints: [at('src/phone/page/main.tsx'), at('src/phone/page/style.css')],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'page',
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx/dom',
    tsconfigRaw: '{}',
  })
  const text = (name) => outputFiles.find(({ path }) => path.endsWith(name)).text.trim()
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>Phone</title>
<link rel="icon" href="/icon.svg">
<style>${text('.css')}</style>
<body>
<div id="root"></div>
<script type="module">${text('.js')}</script>
</body>
</html>
`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(at('dist/src/phone/page.html'), await bundlePage())
