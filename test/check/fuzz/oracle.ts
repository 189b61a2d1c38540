/** The truth about a program: the real renderer runs it under all settings of its flags, and every place is watched. */
import { transform } from 'esbuild'
import { SaxesParser } from 'saxes'
import { jsx } from '../../../jsx-runtime/ssml.ts'
import { Fragment } from '../../../jsx-runtime/factory.ts'
import { type Frame, pathOf } from '../../../src/render/frame.ts'
import { renderNode } from '../../../src/render/node.ts'
import { type Problem, TwimlError } from '../../../src/render/problem.ts'
import { renderAsync } from '../../../src/render/render.ts'
import type { ProblemTree } from '../../../src/render/scope.ts'
import { defineBuiltIn } from '../../../src/render/built-in.ts'
import type { Source } from '../../../src/vocabulary/element.ts'
import { dialects } from '../../../src/vocabulary/dialects.ts'
import * as messaging from '../../../src/vocabulary/messaging/index.ts'
import * as voice from '../../../src/vocabulary/voice/index.ts'
import type { Marked } from './marks.ts'
import type { Program } from './program.ts'

/** The observations of a program under all settings. */
export interface Seen {
  /** Places that rendered something without a nesting problem of their own. */
  readonly fine: ReadonlySet<number>
  /** Of those, the places without a problem beside them either. */
  readonly peaceful: ReadonlySet<number>
  /** Places that rendered a verb which was reached. */
  readonly reached: ReadonlySet<number>
  /** Each nesting problem, as the places in which it showed, from the innermost. */
  readonly problems: readonly (readonly number[])[]
  /** The problems of the values of each tag, at every rendering. */
  readonly values: ReadonlyMap<number, ReadonlySet<string>>
  /** The places that ever rendered something. */
  readonly rendered: ReadonlySet<number>
}

interface Watching {
  fine: Set<number>
  peaceful: Set<number>
  reached: Set<number>
  rendered: Set<number>
  values: Map<number, Set<string>>
  chains: Map<Problem, number[]>
  /** Problems with values that a tag further in has had. */
  owned: Set<Problem>
  /** By element of this run, the places in it without a problem, and whether others in it had one. */
  frames: Map<Frame, { fine: Set<number>; broken: boolean }>
}

let watching: Watching

const Watch = defineBuiltIn<{ id: number; children: unknown }>(
  'Watch',
  ({ props: { id, children } }, frame, scope, depth) => {
    // However many there are, all are told.
    scope.counts.problems = 0
    const found: ProblemTree = []
    scope.problems.push(found)
    const done = (xml: string): string => {
      const own = flat(found).filter((problem) => isOf(problem, frame))
      for (const problem of own) {
        const chain = watching.chains.get(problem)
        if (chain) chain.push(id)
        else watching.chains.set(problem, [id])
      }
      const values = flat(found).filter((problem) => isAbout(problem, frame))
      const wrong = new Set(
        values
          .filter((problem) => !watching.owned.has(problem))
          .map(({ message }) => gist(message)),
      )
      for (const problem of values) watching.owned.add(problem)
      const always = watching.values.get(id)
      watching.values.set(
        id,
        always ? new Set([...always].filter((message) => wrong.has(message))) : wrong,
      )
      if (xml.replaceAll(/<!--.*?-->/g, '').trim() !== '') {
        watching.rendered.add(id)
        if (own.length === 0) watching.fine.add(id)
        const here = watching.frames.get(frame) ?? { fine: new Set(), broken: false }
        watching.frames.set(frame, here)
        if (own.length === 0) here.fine.add(id)
        else here.broken = true
      }
      return `<!--+${id}-->${xml}<!--/-->`
    }
    const xml = renderNode(children, frame, { ...scope, problems: found }, depth)
    return typeof xml === 'string' ? done(xml) : xml.then(done)
  },
)

const flat = (found: ProblemTree): Problem[] =>
  found.flatMap((problem) => (Array.isArray(problem) ? flat(problem) : [problem]))

/** True for a problem directly in that frame. */
const isOf = ({ rule, path, message }: Problem, frame: Frame): boolean => {
  if (rule !== 'nesting') return false
  const depth = segments(pathOf(frame))
  return segments(path) === (message.startsWith('Text is') ? depth : depth + 1)
}

/** True for a problem of the attributes, the text or the content of an element directly in that frame. */
const isAbout = ({ rule, path }: Problem, frame: Frame): boolean =>
  rule !== 'nesting' && segments(path) === segments(pathOf(frame)) + 1

/** A message without what it says of the value, of which there may be two. */
export const gist = (message: string): string =>
  message.replace(/=""(?= on <)|(?<=\.) Is an environment variable missing\?/g, '')

const segments = (path: string): number => (path === '' ? 0 : path.split(' > ').length)

const watched = (id: number | undefined, value: unknown): unknown =>
  // A callback is a place, wherever it is called.
  typeof value === 'function' && id !== undefined
    ? (...args: unknown[]) => watched(id, value(...args))
    : id === undefined || value === null || value === undefined || value === false || value === ''
      ? value
      : jsx(Watch, { id, children: value })

const runtime = (positions: ReadonlyMap<string, number>) => ({
  Fragment,
  jsxDEV: (type: unknown, props: object, _key: unknown, _static: boolean, source: Source) =>
    type === Fragment
      ? jsx(type, props)
      : watched(positions.get(`${source.lineNumber}:${source.columnNumber}`), jsx(type, props)),
})

type Load = (request: string) => unknown

/** Compiles a program once and runs it under every setting. */
export const observe = async (
  { flags }: Program,
  marked: Readonly<Record<string, Marked>>,
): Promise<Seen> => {
  const code = new Map<string, { body: string; positions: ReadonlyMap<string, number> }>()
  await Promise.all(
    Object.entries(marked).map(async ([file, { run, runAt }]) => {
      const { code: body } = await transform(run, {
        loader: 'tsx',
        format: 'cjs',
        jsx: 'automatic',
        jsxDev: true,
        jsxImportSource: 'twimlx',
        // The same as the pragma in the file.
        sourcefile: file,
      })
      code.set(file.replace(/\.tsx?$/, ''), { body, positions: runAt })
    }),
  )
  watching = {
    fine: new Set(),
    peaceful: new Set(),
    frames: new Map(),
    reached: new Set(),
    rendered: new Set(),
    values: new Map(),
    chains: new Map(),
    owned: new Set(),
  }
  const problems = new Map<string, number[]>()
  for (let setting = 0; setting < 1 << flags; setting++) {
    watching.chains = new Map()
    for (const document of load(code, flags, setting))
      try {
        const xml = await renderAsync(document(), { problems: 'report', onProblem: () => {} })
        readReach(xml)
      } catch (error) {
        // The document is too large; observations until then count.
        if (!(error instanceof TwimlError)) throw error
      }

    for (const { fine, broken } of watching.frames.values())
      if (!broken) for (const id of fine) watching.peaceful.add(id)
    watching.frames = new Map()
    for (const chain of watching.chains.values()) problems.set(chain.join(), chain)
  }
  return { ...watching, problems: [...problems.values()] }
}

/** Evaluates all modules with one setting of the flags, since some elements are made while modules load. */
const load = (
  code: ReadonlyMap<string, { body: string; positions: ReadonlyMap<string, number> }>,
  flags: number,
  setting: number,
): (() => never)[] => {
  const modules = new Map<string, { exports: Record<string, unknown> }>()
  const env = Object.fromEntries(
    Array.from({ length: flags }, (_, i) => [`F${i}`, setting & (1 << i) ? 'on' : 'off']),
  )
  const require =
    (positions: ReadonlyMap<string, number>): Load =>
    (request) => {
      if (request === 'twimlx/jsx-dev-runtime') return runtime(positions)
      if (request === 'twimlx/voice') return voice
      if (request === 'twimlx/messaging') return messaging
      return instantiate(request.replace(/^\.\//, '').replace(/\.js$/, ''))
    }
  const instantiate = (name: string): object => {
    const known = modules.get(name)
    // Files may import each other in circles.
    if (known) return known.exports
    const module = { exports: {} as Record<string, unknown> }
    modules.set(name, module)
    const { body, positions } = code.get(name)!
    // The generator wrote this program to be run here.
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
    new Function('require', 'module', 'exports', '$watch', 'process', body)(
      require(positions),
      module,
      module.exports,
      watched,
      { env },
    )
    return module.exports
  }
  return (instantiate('main') as { documents: (() => never)[] }).documents
}

const VERBS = new Set(
  Object.values(dialects).flatMap((tables) => [...tables.get('Response')!.children]),
)

/** Finds the verbs that are reached, from the finished document alone. */
const readReach = (xml: string): void => {
  const parser = new SaxesParser()
  // The open places, by the element in which they stand.
  const open: number[][] = [[]]
  const ended: boolean[] = [false]
  parser.on('comment', (text) => {
    if (text === '/') open.at(-1)!.pop()
    else open.at(-1)!.push(Number(text.slice(1)))
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length === 2 && VERBS.has(name)) {
      if (!ended[1]) for (const id of open[1]!) watching.reached.add(id)
      if (
        /^(Hangup|Reject|Leave|Redirect)$/.test(name) ||
        (/^(Dial|Enqueue|Connect|Refer|Sms|Message)$/.test(name) && 'action' in attributes) ||
        (name === 'Gather' && String(attributes['actionOnEmptyResult']) === 'true')
      )
        ended[1] = true
    }
    open.push([])
    ended.push(false)
  })
  parser.on('closetag', () => {
    open.pop()
    ended.pop()
  })
  parser.write(xml).close()
}
