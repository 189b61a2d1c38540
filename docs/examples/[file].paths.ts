/** Each example as a page, so that the pages can link to it. */
import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../examples/', import.meta.url)

export default {
  paths: () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(tsx?|py)$/.test(file))
      .map((file) => ({
        params: { file },
        content: `# ${file}\n\n\`\`\`\`${file.split('.').at(-1)}\n${readFileSync(new URL(file, folder), 'utf8')}\`\`\`\`\n`,
      })),
}
