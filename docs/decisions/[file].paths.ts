/** The decisions, which stand beside this folder on disk. */
import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../decisions/', import.meta.url)

export default {
  paths: () =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.md') && file !== 'README.md')
      .map((file) => ({
        params: { file: file.slice(0, -3) },
        content: readFileSync(new URL(file, folder), 'utf8').replaceAll('../docs/', '/'),
      })),
}
