/**
 * The checker as a lint plugin. The same file runs in ESLint and in oxlint, on the command line and in editors. It does
 * not use the host's syntax tree, so the host's parser and the version of TypeScript do not matter.
 *
 * @module twimlx/eslint
 */
import { relative, resolve } from 'node:path'
import { Checker } from '../rules/checker.ts'
import * as parser from './eslint-parser.ts'
import type { Finding, RuleName } from '../rules/finding.ts'
import { mentionsFlow } from '../read/syntax.ts'

interface Position {
  readonly line: number
  readonly column: number
}

/** The part of a file's text that the rules use. */
interface SourceText {
  readonly text: string
  getLocFromIndex(index: number): Position
}

/** The part of the host that the rules use. */
interface RuleContext {
  readonly filename: string
  readonly options: readonly unknown[]
  // ESLint's type also covers sources that are no text.
  readonly sourceCode: object
  report(problem: {
    readonly message: string
    readonly loc: { readonly start: Position; readonly end: Position }
  }): void
}

interface Rule {
  readonly meta: {
    readonly type: 'problem' | 'suggestion'
    readonly docs: { readonly description: string }
    readonly schema: object[]
  }
  create(context: RuleContext): { Program(): void }
}

const rule = (names: readonly RuleName[], description: string, schema: object[] = []): Rule => ({
  meta: { type: 'problem', docs: { description }, schema },
  create: (context) => ({
    Program: () => {
      for (const finding of findingsIn(context))
        if (names.includes(finding.rule)) report(context, finding)
    },
  }),
})

const rules = {
  nesting: rule(['nesting', 'text'], 'Elements and text stand only where TwiML allows them'),
  unreachable: rule(['unreachable'], 'No verb follows one that always ends the document', [
    {
      type: 'object',
      properties: { messageAction: { type: 'boolean' } },
      additionalProperties: false,
    },
  ]),
  value: rule(['value'], 'Literal attributes and texts are such as Twilio takes'),
  'yield-star': rule(['yield-star'], 'Every step of a flow is taken by yield*'),
  'unused-disable': rule(['unused-disable'], 'Every twimlx-disable comment disables something'),
}

const checkers = new Map<boolean, Checker>()

/** The findings of the file being linted, shared by all rules. */
const remembered = new WeakMap<object, Map<boolean, readonly Finding[]>>()

const findingsIn = ({ filename, options, sourceCode }: RuleContext): readonly Finding[] => {
  const [first] = options as [{ messageAction?: boolean }?]
  const messageAction = first?.messageAction ?? true
  const known = remembered.get(sourceCode) ?? new Map<boolean, readonly Finding[]>()
  remembered.set(sourceCode, known)
  const found =
    known.get(messageAction) ??
    check(resolve(filename), (sourceCode as SourceText).text, messageAction)
  known.set(messageAction, found)
  return found
}

const check = (path: string, text: string, messageAction: boolean): readonly Finding[] => {
  // Most files have neither JSX nor a flow.
  if (/\.[cm]?ts$/i.test(path) && !mentionsFlow(text)) return []
  let checker = checkers.get(messageAction)
  if (!checker) checkers.set(messageAction, (checker = new Checker({ messageAction })))
  refresh(checker, path)
  const found = checker.check(path, text)
  return typeof found === 'string' ? [] : found
}

const refreshed = new WeakMap<Checker, number>()

/**
 * An editor keeps the plugin for hours while other files change, but a run over a project must not look at all files
 * for each one.
 */
const refresh = (checker: Checker, path: string): void => {
  const now = performance.now()
  if (now - (refreshed.get(checker) ?? -Infinity) < 100) return
  checker.refresh(path)
  refreshed.set(checker, performance.now())
}

const report = (context: RuleContext, { message, related, start, end }: Finding): void => {
  const places = related.map(
    (each) =>
      `${each.message}: ${relative(resolve(context.filename, '..'), each.file)}:${each.line}:${each.column}`,
  )
  const source = context.sourceCode as SourceText
  context.report({
    message: places.length > 0 ? `${message} (${places.join('; ')})` : message,
    loc: {
      start: source.getLocFromIndex(start),
      end: source.getLocFromIndex(end),
    },
  })
}

const meta = { name: 'twimlx' }

const plugin = { meta, rules }

const recommended = {
  name: 'twimlx/recommended',
  files: ['**/*.{tsx,jsx,ts,js,mts,mjs,cts,cjs}'],
  plugins: { twimlx: plugin },
  rules: {
    'twimlx/nesting': 'error',
    'twimlx/unreachable': 'error',
    'twimlx/value': 'error',
    'twimlx/yield-star': 'error',
    'twimlx/unused-disable': 'warn',
  } as Record<string, 'error' | 'warn'>,
}

/**
 * The plugin. `configs.recommended` turns its rules on. `configs.standalone` also brings a parser, for projects whose
 * TypeScript no other parser can read yet, such as version 7: no other rule works with it.
 *
 * @example
 * ```js
 * // eslint.config.js
 * import tseslint from 'typescript-eslint'
 * import twimlx from 'twimlx/eslint'
 *
 * export default [...tseslint.configs.recommended, twimlx.configs.recommended]
 * ```
 * @example
 * ```jsonc
 * // .oxlintrc.json
 * {
 *   "jsPlugins": ["twimlx/eslint"],
 *   "rules": {
 *     "twimlx/nesting": "error",
 *     "twimlx/unreachable": "error",
 *     "twimlx/value": "error",
 *     "twimlx/yield-star": "error"
 *   }
 * }
 * ```
 */
export default {
  ...plugin,
  configs: {
    recommended,
    standalone: {
      ...recommended,
      name: 'twimlx/standalone',
      languageOptions: { parser },
    },
  },
}
