import { join } from 'node:path'
import { build, createServer, type HotUpdateOptions, type InlineConfig, type Rolldown } from 'vite'
import { describe, expect, test, vi } from 'vitest'
import twimlx, { type TwimlxOptions } from '../../src/check/faces/vite.ts'
import { project, write } from './project.ts'

const PRAGMA = '/** @jsxImportSource twimlx */\n'
const part = (element: string) =>
  `${PRAGMA}import { ${element} } from 'twimlx/messaging'\nexport const Part = () => <${element}>x</${element}>\n`
const main = `${PRAGMA}import { Response } from 'twimlx/messaging'\nimport { Part } from './part'\nexport const d = (\n  <Response>\n    <Part />\n  </Response>\n)\n`

const config = (root: string, options?: TwimlxOptions): InlineConfig => ({
  root,
  configFile: false,
  logLevel: 'silent',
  plugins: [twimlx(options)],
  build: {
    ssr: 'main.tsx',
    write: false,
    rolldownOptions: { external: /^twimlx/ },
  },
  server: { middlewareMode: true, ws: false, watch: null },
  ssr: { external: true },
})

describe('vite build', () => {
  test('fails with the place, a code frame and where it comes from', async () => {
    const wrong = main
      .replace('{ Response }', '{ Message, Response }')
      .replace('<Part />', '<Part />\n    <Message to="me">x</Message>')
    const root = project({ 'main.tsx': wrong, 'part.tsx': part('Body') })
    const error: Rolldown.RolldownError = await build(config(root)).then(
      () => expect.unreachable('the build passed'),
      (error) => error,
    )
    const text = error.message
    expect(text).toContain('TWIML-nesting: <Part> renders <Body>')
    expect(text).toContain('part.tsx:3:28: <Body> comes from here')
    expect(text).toContain('main.tsx:6:5')
    expect(text).toContain('main.tsx:7:17: TWIML-value: to on <Message> is not')
    expect(text).toContain('> 6 |     <Part />')
  })

  test('passes good files, and warns about useless comments', async () => {
    const root = project({
      'main.tsx': main.replace('export', '// twimlx-disable-next-line\nexport'),
      'part.tsx': part('Message'),
    })
    const warnings: string[] = []
    await build({
      ...config(root),
      logLevel: 'warn',
      customLogger: {
        info: () => {},
        error: () => {},
        hasWarned: false,
        clearScreen: () => {},
        hasErrorLogged: () => false,
        warnOnce: (text) => void warnings.push(text),
        warn: (text) => void warnings.push(text),
      },
    })
    expect(warnings.join('\n')).toContain('TWIML-unused-disable')
  })
})

describe('the dev server', () => {
  test('responds with an error for the overlay, and again after a component has changed', async () => {
    const root = project({ 'main.tsx': main, 'part.tsx': part('Message') })
    const server = await createServer(config(root))
    try {
      const { ssr } = server.environments
      const load = () => ssr.transformRequest('/main.tsx')
      await load()
      await ssr.transformRequest('/part.tsx')
      write(root, { 'part.tsx': part('Body') })
      server.watcher.emit('change', join(root, 'part.tsx'))
      await vi.waitFor(
        () =>
          expect(load()).rejects.toMatchObject({
            id: join(root, 'main.tsx'),
            loc: { line: 6, column: 5 },
            frame: expect.stringContaining('> 6 |     <Part />'),
            message: expect.stringContaining('<Part> renders <Body>'),
          }),
        50_000,
      )
      write(root, { 'part.tsx': part('Message') })
      server.watcher.emit('change', join(root, 'part.tsx'))
      await vi.waitFor(() => expect(load()).resolves.toBeTruthy(), 50_000)
    } finally {
      await server.close()
    }
  })

  // On Windows, `C:/x/part.tsx` and `C:\\x\\part.tsx`.
  test('recognises a file by each spelling of its path', async () => {
    const root = project({ 'main.tsx': main, 'part.tsx': part('Message') })
    const usual = config(root)
    const server = await createServer({
      ...usual,
      server: { ...usual.server, perEnvironmentWatchChangeDuringDev: true },
    })
    try {
      const { ssr } = server.environments
      const load = () => ssr.transformRequest('/main.tsx')
      await load()
      write(root, { 'part.tsx': part('Body') })
      const changed = `${root}/./part.tsx`
      await ssr.pluginContainer.watchChange(changed, { event: 'update' })
      const error = { id: join(root, 'main.tsx'), message: expect.stringContaining('<Body>') }
      await expect(load()).rejects.toMatchObject(error)
      await expect(ssr.pluginContainer.transform(main, `${root}//main.tsx`)).rejects.toMatchObject(
        error,
      )
      const hotUpdate = ssr.plugins.find(({ name }) => name === 'twimlx')?.hotUpdate
      const options = { file: changed, modules: [] } as unknown as HotUpdateOptions
      // The hook uses no more of its context.
      const context = { environment: ssr } as ThisParameterType<Extract<typeof hotUpdate, Function>>
      const modules =
        typeof hotUpdate === 'function' ? await hotUpdate.call(context, options) : undefined
      expect(modules?.map(({ file }) => file)).toContain(join(root, 'main.tsx'))
    } finally {
      await server.close()
    }
  })
})
