/**
 * @module
 * An app in workerd, the runtime of Cloudflare Workers, without Node's compatibility flags.
 */
import { build, type BuildOptions } from 'esbuild'
import { Miniflare } from 'miniflare'

/** Bundles an entry and starts it. The caller disposes of it. */
export const startWorker = async (
  entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
  options: { durableObjects?: Record<string, string>; bindings?: Record<string, string> } = {},
): Promise<Miniflare> => {
  const { outputFiles } = await build({
    ...entry,
    bundle: true,
    write: false,
    format: 'esm',
    // Neutral, so that an import of `node:…` fails the build.
    platform: 'neutral',
    conditions: ['twimlx-source'],
    mainFields: ['module', 'main'],
  })
  const worker = new Miniflare({
    modules: true,
    script: outputFiles![0]!.text,
    compatibilityDate: '2026-01-01',
    ...options,
  })
  await worker.ready
  return worker
}
