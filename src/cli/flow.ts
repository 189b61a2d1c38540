/**
 * @module
 * `twimlx flow`: draws a flow as a graph, and compares two versions of it for users who are in the middle of a
 * conversation.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { type Explorable, explore } from '../simulator/explore.ts'
import type { Command } from './command.ts'

const USAGE = `Usage: twimlx flow graph FILE [--json]
       twimlx flow diff OLD.json FILE

  graph  prints the flows of FILE as Mermaid flowcharts; with --json, their questions for a later diff
  diff   prints the questions that were added, removed or narrowed since OLD.json was written; exits with 1 if somebody in
         the middle of a conversation would be asked again

The flows of FILE are those that it and its imports make when it is loaded, exported or not. A flow that needs an input, or
results of load() and once(), gets empty ones.
TypeScript and TSX are read with Vite: npm i -D vite.`

type Questions = Record<string, Awaited<ReturnType<typeof explore>>['questions']>

/** Runs `twimlx flow` with the arguments after `flow`. */
export const flow: Command = async (args, { out, error, cwd = process.cwd() }) => {
  let parsed
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    })
  } catch (cause) {
    error(`${(cause as Error).message}\n\n${USAGE}`)
    return 2
  }
  const [what, ...files] = parsed.positionals
  if (parsed.values.help) {
    out(USAGE)
    return 0
  }
  const wanted = what === 'graph' ? 1 : what === 'diff' ? 2 : 0
  if (wanted === 0 || files.length !== wanted) {
    error(USAGE)
    return 2
  }
  try {
    const flows = await flowsIn(resolve(cwd, files.at(-1)!))
    const found = await Promise.all(flows.map((flow) => explore(flow)))
    const questions: Questions = Object.fromEntries(
      found.map(({ name, questions }) => [name, questions]),
    )
    if (what === 'diff') {
      const old = readQuestions(resolve(cwd, files[0]!))
      const changes = differences(old, questions)
      out(changes.map(({ text }) => text).join('\n') || 'No question has changed.')
      return changes.some(({ breaks }) => breaks) ? 1 : 0
    }
    out(
      parsed.values.json
        ? JSON.stringify(questions, undefined, 2)
        : found.map((each) => `%% ${each.name}\n${each.mermaid()}`).join('\n\n'),
    )
    return 0
  } catch (cause) {
    error((cause as Error).message)
    return 2
  }
}

/** Reads the questions of the older version, as `flow graph --json` wrote them. */
const readQuestions = (file: string): Questions => {
  if (!existsSync(file)) throw new Error(`There is no file ${file}. ${WRITE_IT}`)
  try {
    // Only the command itself writes such files.
    return JSON.parse(readFileSync(file, 'utf8')) as Questions
  } catch {
    throw new Error(`${file} is not JSON. ${WRITE_IT}`)
  }
}

const WRITE_IT = 'Write it with the older version: npx twimlx flow graph FILE --json > old.json'

/** The flows that are made while a file is loaded: exported ones, and those of an app that is its default export. */
export const flowsIn = async (file: string): Promise<Explorable[]> => {
  if (!existsSync(file)) throw new Error(`There is no file ${file}: name the one with your flow.`)
  const flows: Explorable[] = []
  // Every copy of the package tells of its flows there.
  const made = globalThis as { [MADE]?: ((flow: Explorable) => void) | undefined }
  made[MADE] = (flow) => void flows.push(flow)
  try {
    await load(file)
  } catch (cause) {
    if (cause instanceof MissingViteError) throw cause
    throw new Error(
      `${file} was not read, since it fails when it is loaded: ${messageOf(cause)}\nIt is run as your app would be: give it the environment that it needs, or move the flow to a file of its own.`,
      { cause },
    )
  } finally {
    made[MADE] = undefined
  }
  if (flows.length > 0) return flows
  throw new Error(
    `${file} makes no flow when it is loaded: write const order = flow('order', …) at its top level. A flow that a function makes is there once the function is called.`,
  )
}

/** The global function, if set, that receives each flow as it is made. */
const MADE = Symbol.for('twimlx.flow.made')

class MissingViteError extends Error {}

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause)

const load = async (file: string): Promise<Record<string, unknown>> => {
  if (/\.m?js$/.test(file))
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>
  const vite = await import('vite').catch(() => {
    throw new MissingViteError(`${file} is TypeScript, which is read with Vite: npm i -D vite`)
  })
  const { module } = await vite.runnerImport<Record<string, unknown>>(file, {
    configFile: false,
    logLevel: 'error',
    root: process.cwd(),
  })
  return module
}

interface Change {
  readonly text: string
  /** True if users in the middle of a conversation are asked again. */
  readonly breaks: boolean
}

const differences = (old: Questions, now: Questions): Change[] =>
  [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((flow) => {
    const before = new Map(Object.entries(old[flow] ?? {}))
    const after = new Map(Object.entries(now[flow] ?? {}))
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): Change[] => {
      const name = `${flow}: ${key}`
      const [a, b] = [before.get(key), after.get(key)]
      if (!a) return [{ text: `+ ${name} is asked now`, breaks: false }]
      if (!b) return [{ text: `- ${name} is not asked any more`, breaks: true }]
      if (a.kind !== b.kind)
        return [{ text: `! ${name} was ${a.kind} and is ${b.kind}`, breaks: true }]
      const values = (options: typeof a.options) =>
        (options ?? []).map(([, value]) => String(value))
      const gone = values(a.options).filter((value) => !values(b.options).includes(value))
      const { min: low = 0, max: high = Infinity } = b.limits ?? {}
      const isNarrow = low > (a.limits?.min ?? 0) || high < (a.limits?.max ?? Infinity)
      if (gone.length > 0)
        return [{ text: `! ${name} is narrowed: ${gone.join(', ')} no longer`, breaks: true }]
      if (isNarrow) return [{ text: `! ${name} is narrowed: from ${low} to ${high}`, breaks: true }]
      return JSON.stringify(a) === JSON.stringify(b)
        ? []
        : [{ text: `~ ${name} is offered in another way`, breaks: false }]
    })
  })
