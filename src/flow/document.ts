/**
 * @module
 * Turns the engine's output into a document of the channel.
 */
import { Fragment } from '../../jsx-runtime/factory.ts'
import type { Children, MessagingElement, VoiceElement } from '../vocabulary/children.ts'
import type { ElementTable } from '../vocabulary/define-element.ts'
import { InertElement, isElement } from '../vocabulary/element.ts'
import { Body } from '../vocabulary/messaging/body.ts'
import { Message } from '../vocabulary/messaging/message.ts'
import { Response as MessagingResponse } from '../vocabulary/messaging/response.ts'
import { splitText } from '../vocabulary/messaging/split.ts'
import { Redirect } from '../vocabulary/redirect.ts'
import { Gather } from '../vocabulary/voice/gather.ts'
import { Hangup } from '../vocabulary/voice/hangup.ts'
import { Pause } from '../vocabulary/voice/pause.ts'
import { Response as VoiceResponse } from '../vocabulary/voice/response.ts'
import { Say } from '../vocabulary/voice/say.ts'
import type { Outcome } from './advance.ts'
import type { Answer } from './answer.ts'
import type { Commands } from './commands.ts'
import { assertVerb } from './definition.ts'
import { type Channel, isRetry, type Saved, type Why } from './saved.ts'
import type { Prompt, Turn, Words } from './step.ts'

/**
 * The sentences that the engine itself says. All of them are prompts, so each may depend on the turn.
 *
 * @example
 * ```ts
 * const sentences: Sentences = { retry: 'Please try again.', giveUp: 'We will call you back.' }
 * ```
 */
export interface Sentences {
  /** Said before a question is asked again. Default: "Sorry, I did not get that." */
  retry?: Prompt | undefined
  /** Said on request for help. Default: the options, and the commands. */
  help?: Prompt | undefined
  /** The last words after all tries, if no other conversation takes over. Default: "Sorry, …. Goodbye." */
  giveUp?: Prompt | undefined
  /** Said after an error. Default: "Sorry, something went wrong." */
  sorry?: Prompt | undefined
  /** Said on request to go back, if that is impossible. Default: "There is no way back from here." */
  noBack?: Prompt | undefined
}

/**
 * A component around each document, within its `<Response>`: voice, language, brand.
 *
 * @example
 * ```tsx
 * import { Defaults } from 'twimlx'
 * import type { Layout } from 'twimlx/flow'
 *
 * const layout: Layout = ({ children }) => (
 *   <Defaults Say={{ voice: 'Polly.Joanna-Neural' }}>{children}</Defaults>
 * )
 * ```
 */
export type Layout = (props: { channel: Channel; children?: Children }) => unknown

/** The options of documents. */
export interface Look extends Sentences {
  layout?: Layout | undefined
  /** The words for each command, for help. */
  commands: Commands
}

/** Makes the URL that leads back to a place in a conversation. */
export type Link = (saved: Saved, key: string) => string

/** Separate words for each channel. */
type Both = Extract<Words, { call: unknown; message: unknown }>

/** A node of a document. */
type Node = VoiceElement | MessagingElement

type Verb = Extract<Outcome['show'], { stop: 'verb' }>['step']

/** Makes the document of an outcome. */
export const documentOf = (
  look: Look,
  { saved, show }: Pick<Outcome, 'saved' | 'show'>,
  link: Link,
): Children => {
  const { channel } = saved.who
  const isCall = channel === 'call'
  const { attempt = 1, why } = saved.open ?? {}
  const { answer, options: own } = show.stop === 'ask' ? show.step : {}
  const options = answer?.options ?? []
  const turn: Turn = {
    channel,
    attempt,
    ...(isRetry(why) && { why }),
    options,
  }
  const nodesOf = (...prompts: (Prompt | undefined)[]): Node[] =>
    (isCall ? spoken : written)(
      prompts.map((prompt) => {
        const words: Words | undefined = typeof prompt === 'function' ? prompt(turn) : prompt
        // Elements have no such property, and text has none of its own.
        return 'message' in Object(words) ? (words as Both)[channel] : (words as Children)
      }),
    )
  const {
    retry = 'Sorry, I did not get that.',
    help = () => helpFor(answer!, look.commands),
    giveUp = 'Sorry, we cannot go on like this. Goodbye.',
    sorry = 'Sorry, something went wrong.',
    noBack = 'There is no way back from here.',
    layout,
  } = look
  /** The words of this turn, and before them what was said: once more on request only. */
  const all = (prompt?: Prompt): Node[] => {
    if (!why || why === 'repeat') return nodesOf(...(show.said ?? []), prompt)
    const before: { [why in Why]?: Prompt } = {
      help: own?.help ?? help,
      kept: noBack,
      error: sorry,
      changed: '',
    }
    return nodesOf(before[why] ?? own?.retry ?? retry, prompt)
  }
  const back = (key = ''): VoiceElement => Redirect({ children: link(saved, key) })

  const content = (): Children => {
    switch (show.stop) {
      case 'ask': {
        const nodes = all(show.step.prompt)
        if (!isCall) return nodes
        // <Gather> accepts prompts only: other words go before it.
        const first = nodes.findLastIndex((node) => !isPrompt(node)) + 1
        // By default the names of its options; single letters are typed, not spoken.
        const names = options.flatMap(({ words }) => words).filter((word) => word.length > 1)
        const { keys, spoken = true, hints = names } = show.step.answer
        return [
          nodes.slice(0, first),
          Gather({
            input: spoken ? ['dtmf', 'speech'] : ['dtmf'],
            numDigits: keys,
            hints: hints.length
              ? [...new Set(hints)]
                  .slice(0, 500)
                  .map((hint) => hint.replaceAll(',', ' ').slice(0, 100))
              : undefined,
            ...own?.gather,
            action: link(saved, show.key),
            // Silence is an answer too.
            actionOnEmptyResult: true,
            children: nodes.slice(first) as VoiceElement[],
          }),
        ]
      }
      case 'verb':
        return [all(), acting(show.step, link(saved, show.key))]
      case 'end': {
        const last = all()
        if ('element' in show) return [last, show.element]
        return isCall && !last[0] ? Hangup({}) : last
      }
      case 'give up':
        return [nodesOf(giveUp), isCall && Hangup({})]
      case 'go on':
        return [nodesOf(sorry), isCall && back()]
      case 'next':
        return back()
      case 'busy':
        return isCall && [Pause({ length: 1 }), back()]
      case 'nothing':
        return undefined
    }
  }

  const inside = content()
  const children = (
    layout && inside
      ? // A component of the app, called by the renderer.
        new InertElement(layout, { channel, children: inside })
      : inside
  ) as VoiceElement & MessagingElement
  return isCall ? VoiceResponse({ children }) : MessagingResponse({ children })
}

const list = (start: string, words: readonly string[]): string =>
  words[0] ? `${start}: ${words.join(', ')}. ` : ''

const helpFor = ({ options, examples = [] }: Answer<unknown>, commands: Commands): string => {
  const answers = options
    ? list(
        'You can answer',
        options.map(({ label }) => label),
      )
    : list('An answer could be', examples.slice(0, 1))
  // Each by its first word.
  const others = Object.values({ ...commands, help: [] as string[] })
  const words = others.flatMap((words) => (words || []).slice(0, 1))
  return (answers + list('You can also say', words)).trim()
}

const tableOf = (node: unknown): ElementTable | undefined =>
  (node as { type?: { table?: ElementTable } }).type?.table

/** The name of a node: empty for text. */
const nameOf = (node: unknown): string =>
  isElement(node) ? (tableOf(node)?.name ?? 'Component') : ''

/** True for nodes of running text: strings, SSML, the nouns of a message. */
const isInline = (node: unknown): boolean => /^([a-z]|Body$|Media$|$)/.test(nameOf(node))

const isPrompt = (node: unknown): boolean =>
  // The output of a component is unknown before it is rendered; most often it is a prompt.
  /^(Say|Play|Pause|Component)$/.test(nameOf(node))

/** The nodes of a prompt, without fragments and lists. */
const flat = (words: Children): unknown[] =>
  Array.isArray(words)
    ? words.flatMap(flat)
    : isElement(words) && words.type === Fragment
      ? flat(words.props['children'] as Children)
      : words || words === 0
        ? [words]
        : []

/** The words in runs: text with its inline nodes together, each verb by itself. */
const runsOf = (words: Children): unknown[][] => {
  const runs: unknown[][] = []
  let inline = false
  for (const node of flat(words)) {
    const wasInline = inline
    inline = isInline(node)
    if (inline && wasInline) runs.at(-1)!.push(node)
    else runs.push([node])
  }
  return runs
}

const spoken = (prompts: readonly Children[]): Node[] =>
  prompts
    .flatMap(runsOf)
    .map((run) => (isInline(run[0]) ? Say({ children: run as string[] }) : (run[0] as Node)))

/** Joins consecutive texts into one message as long as there is room, since each message costs. */
const written = (prompts: readonly Children[]): Node[] => {
  const nodes: Node[] = []
  let text = ''
  const flush = () => {
    if (text) for (const children of splitText(text)) nodes.push(Message({ children }))
    text = ''
  }
  for (const words of prompts) {
    // Pieces of one prompt are one line, and the next prompt begins another.
    let line = text && '\n'
    for (const run of runsOf(words)) {
      if (!run.some(isElement)) {
        text += (text && line) + run.join('')
        line = ''
        continue
      }
      flush()
      nodes.push(
        isInline(run[0])
          ? Message({
              children: run.map((node) =>
                isElement(node) ? (node as MessagingElement) : Body({ children: `${node}` }),
              ),
            })
          : (run[0] as Node),
      )
    }
  }
  flush()
  return nodes
}

/** A verb that returns to its place. A <Redirect> after it leads there too, in case it falls through. */
const acting = ({ verb, key, element }: Verb, action: string): Children => {
  const [node] = flat(element) as [InertElement]
  const table = tableOf(node)
  if (typeof process === 'object' && process.env.NODE_ENV !== 'production')
    assertVerb(verb, key, flat(element), table?.name)
  const whole = new InertElement(
    node.type,
    { ...node.props, action, ...(verb === 'Gather' && { actionOnEmptyResult: true }) },
    node.source,
  ) as Node
  const flow = table?.options.flow
  return flow === 'transfers' || flow === 'transfers-if-action'
    ? whole
    : [whole, Redirect({ children: action })]
}
