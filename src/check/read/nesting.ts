/**
 * @module
 * Sources nested so deep that the parser's stack ends, which ends the process: such text is tried in another one first.
 */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { optionsOf } from './syntax.ts'

// The parser bears about 4,000 levels on the stack of a main thread, and half of it on that of a worker.
const SAFE = 1000

/** True if the parser would not survive a text. */
export const overflowsParser = (path: string, text: string): boolean =>
  mayBeDeep(text) && !isParsedElsewhere(path, text)

// Words that nest without a bracket around what follows.
const WORDS =
  /\b(?:async|await|delete|do|for|keyof|new|readonly|typeof|unique|void|while|with|yield)\b/g

/** True for a text that has brackets in brackets, or operators after operators, that often. Quotes are not understood. */
export const mayBeDeep = (text: string): boolean => {
  if (text.length < SAFE) return false
  let depth = 0
  let chain = 0
  for (let i = 0; i < text.length; i++)
    switch (text.charCodeAt(i)) {
      case 0x28: // (
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > SAFE) return true
        break
      case 0x29: // )
      case 0x5d: // ]
      case 0x7d: // }
        if (depth > 0) depth--
        break
      case 0x3b: // ;
      case 0x2c: // ,
        chain = 0
        break
      case 0x3c: // <
      case 0x3d: // =
      case 0x3f: // ?
        if (++chain > SAFE) return true
    }
  return (text.match(WORDS)?.length ?? 0) > SAFE
}

/** Whether another process that parses a text lives to tell. */
const isParsedElsewhere = (path: string, text: string): boolean => {
  const parser = createRequire(import.meta.url).resolve('oxc-parser')
  const parse = `require(${JSON.stringify(parser)}).parseSync(${JSON.stringify(path)}, require('node:worker_threads').workerData, ${JSON.stringify(optionsOf(path, text))}).program`
  // In a worker, whose stack is the smallest that a linter or a test runner may have.
  const script = `new (require('node:worker_threads').Worker)(${JSON.stringify(parse)}, { eval: true, workerData: require('node:fs').readFileSync(0, 'utf8') })`
  const { status } = spawnSync(process.execPath, ['-e', script], {
    input: text,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  return status === 0
}
