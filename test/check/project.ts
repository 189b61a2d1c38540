/** Small projects on disk, for the tests of the checker. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Checker } from '../../src/check/rules/checker.ts'
import type { AnalysisOptions } from '../../src/check/ask/analysis.ts'

/** Writes files into a directory that is removed after the test. */
export const project = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'twimlx-check-')))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  write(directory, files)
  return directory
}

/** Writes files. */
export const write = (
  directory: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
}

const VOICE = `/** @jsxImportSource twimlx/voice */
import { Response, Say, Play, Pause, Gather, Dial, Number, Client, Enqueue, Connect, Stream, Record, Refer, Sip, Pay, Hangup, Redirect, Reject, Leave, Sms } from 'twimlx/voice'
`
const MESSAGING = `/** @jsxImportSource twimlx/messaging */
import { Response, Message, Body, Media, Redirect, Sms } from 'twimlx/messaging'
`

interface Options extends AnalysisOptions {
  /** The rule `value` alone. Default: all others, so that tests of where things stand need no real numbers. */
  only?: 'value'
}

/** The findings in one file, each as its rule and the marked text. */
const found = (
  text: string,
  files: Readonly<Record<string, string>> = {},
  options: Options = {},
): string[] => {
  const directory = project({ 'main.tsx': text, ...files })
  const findings = new Checker(options).check(join(directory, 'main.tsx'))
  if (typeof findings === 'string') return [findings]
  return findings
    .filter(({ rule }) => (rule === 'value') === (options.only === 'value'))
    .map(({ rule, start, end }) => `${rule} ${text.slice(start, end)}`)
}

/** The findings in a file of call documents; all usual elements are imported. */
export const inVoice = (
  code: string,
  files?: Readonly<Record<string, string>>,
  options?: Options,
) => found(VOICE + code, files, options)

/** The findings in a file of message documents; all usual elements are imported. */
export const inMessaging = (
  code: string,
  files?: Readonly<Record<string, string>>,
  options?: Options,
) => found(MESSAGING + code, files, options)
