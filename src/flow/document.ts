/**
 * @module
 * From what the engine shows to a document of the channel.
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
import { Response as VoiceResponse } from '../vocabulary/voice/response.ts'
import { Say } from '../vocabulary/voice/say.ts'
import type { Outcome } from './advance.ts'
import type { Answer } from './answer.ts'
import { mistake } from './error.ts'
import type { Channel, Saved, Why } from './saved.ts'
import type { Prompt, Turn, Words } from './step.ts'

/** The sentences that the engine says by itself. All of them are prompts, so each may depend on the turn. */
export interface Sentences {
  /** Before a question is asked again. Default: "Sorry, I did not get that." */
  retry?: Prompt | undefined
  /** Where they ask for help. Default: the options, and the commands. */
  help?: Prompt | undefined
  /** The last words, where all tries were in vain and nobody takes over. Default: "Sorry, …. Goodbye." */
  giveUp?: Prompt | undefined
  /** After an error. Default: "Sorry, something went wrong." */
  sorry?: Prompt | undefined
  /** Where they want back and cannot. Default: "There is no way back from here." */
  noBack?: Prompt | undefined
}

/** A component around each document, within its `<Response>`: voice, language, brand. */
export type Layout = (props: { channel: Channel; children?: Children }) => unknown

/** How documents look. */
export interface Look extends Sentences {
  layout?: Layout | undefined
  /** The words for each command, for help. */
  commandWords: readonly string[]
}

/** What leads back to a place in a conversation. */
export type Link = (saved: Saved, key: string) => string

/** A node of a document, and what it is made of. */
type Node = VoiceElement | MessagingElement

/** The document that an outcome is. */
export const documentOf = (look: Look, { saved, said, show }: Outcome, link: Link): Children => {
  const { channel } = saved.who
  const isCall = channel === 'call'
  const question = show.stop === 'ask' ? show.step : undefined
  const { attempt = 1, why } = saved.open ?? {}
  const turn: Turn = {
    channel,
    attempt,
    ...(isRetry(why) && { why }),
    options: (question?.answer.options ?? []).map(({ key, label }) => ({ key, label })),
  }
  const words = (prompts: readonly (Prompt | undefined)[]) =>
    prompts.map((prompt) => wordsOf(prompt, turn))
  const nodes = isCall ? spoken : written

  const content = (): Children => {
    switch (show.stop) {
      case 'ask': {
        const { prompt, answer, options } = show.step
        const before =
          why === undefined || why === 'repeat' || why === 'changed'
            ? undefined
            : why === 'help'
              ? (options.help ?? look.help ?? (() => help(answer, look.commandWords)))
              : why === 'kept'
                ? (look.noBack ?? 'There is no way back from here.')
                : why === 'error'
                  ? (look.sorry ?? SORRY)
                  : (options.retry ?? look.retry ?? 'Sorry, I did not get that.')
        const asked = words([...said, before, prompt])
        if (!isCall) return written(asked)
        // <Gather> takes prompts alone: what else is said stands before it.
        const all = spoken(asked)
        const inside = all.length - 1 - all.findLastIndex((node) => !isPrompt(node))
        return [
          ...all.slice(0, all.length - inside),
          gather(answer, options.gather, link(saved, show.key), all.slice(all.length - inside)),
        ]
      }
      case 'act': {
        const { step, key } = show
        const action = link(saved, key)
        return [
          ...spoken(words([...said, why === 'error' ? (look.sorry ?? SORRY) : undefined])),
          acting(step.verb, step.key, step.element, action),
        ]
      }
      case 'leave':
        return [...nodes(words(said)), show.element]
      case 'end': {
        const last = nodes(words(said))
        return isCall && last.length === 0 ? Hangup({}) : last
      }
      case 'give up': {
        const last = nodes(words([look.giveUp ?? 'Sorry, we cannot go on like this. Goodbye.']))
        return isCall ? [...last, Hangup({})] : last
      }
      case 'go on': {
        const sorry = nodes(words([look.sorry ?? SORRY]))
        return isCall ? [...sorry, Redirect({ children: link(saved, '') })] : sorry
      }
      case 'next':
        return Redirect({ children: link(saved, '') })
      case 'nothing':
        return undefined
    }
  }

  const children = content()
  const inside =
    look.layout && show.stop !== 'nothing'
      ? // A component of the app's, which the renderer calls.
        (new InertElement(look.layout, { channel, children }) as Children)
      : children
  return isCall
    ? VoiceResponse({ children: inside as VoiceElement })
    : MessagingResponse({ children: inside as MessagingElement })
}

/** A document of one sentence, outside of any conversation. */
export const sentence = (look: Look, channel: Channel, text: string): Children => {
  const isCall = channel === 'call'
  const children = isCall ? [Say({ children: text }), Hangup({})] : Message({ children: text })
  const inside = look.layout
    ? (new InertElement(look.layout, { channel, children }) as Children)
    : children
  return isCall
    ? VoiceResponse({ children: inside as VoiceElement })
    : MessagingResponse({ children: inside as MessagingElement })
}

const SORRY = 'Sorry, something went wrong.'

const isRetry = (why: Why | undefined): why is 'silence' | 'invalid' | 'media' =>
  why === 'silence' || why === 'invalid' || why === 'media'

const help = ({ options, examples }: Answer<unknown>, commands: readonly string[]): string =>
  [
    options
      ? `You can answer: ${options.map(({ label }) => label).join(', ')}.`
      : examples[0] && `An answer could be: ${examples[0]}.`,
    commands.length > 0 && `You can also say: ${commands.join(', ')}.`,
  ]
    .filter(Boolean)
    .join(' ')

/** The words of a prompt for this turn. */
const wordsOf = (prompt: Prompt | undefined, turn: Turn): Children => {
  const words: Words | undefined = typeof prompt === 'function' ? prompt(turn) : prompt
  return isBoth(words) ? words[turn.channel] : words
}

const isBoth = (
  words: Words | undefined,
): words is Extract<Words, { call: unknown; message: unknown }> =>
  typeof words === 'object' && words !== null && !isElement(words) && !Array.isArray(words)

const tableOf = (node: unknown): ElementTable | undefined =>
  isElement(node) ? (node.type as { table?: ElementTable } | undefined)?.table : undefined

/** What stands in running text: strings, SSML, the nouns of a message. */
const isInline = (node: unknown): boolean =>
  !isElement(node) || /^([a-z]|Body$|Media$)/.test(tableOf(node)?.name ?? 'Component')

const isPrompt = (node: unknown): boolean =>
  // What a component renders is not known before; most often it is a prompt.
  /^(Say|Play|Pause)$/.test(tableOf(node)?.name ?? 'Say')

/** The nodes of words, without the fragments and lists around them. */
const flat = (words: Children): unknown[] =>
  Array.isArray(words)
    ? words.flatMap(flat)
    : isElement(words) && words.type === Fragment
      ? flat(words.props['children'] as Children)
      : words === undefined || words === null || words === false || words === ''
        ? []
        : [words]

/** The words in runs: text and what stands in it together, each verb by itself. */
const runs = (words: Children): unknown[][] => {
  const all: unknown[][] = []
  let inline = false
  for (const node of flat(words)) {
    if (inline && isInline(node)) all.at(-1)!.push(node)
    else all.push([node])
    inline = isInline(node)
  }
  return all
}

const spoken = (prompts: readonly Children[]): Node[] =>
  prompts.flatMap((words) =>
    runs(words).map((run) =>
      isInline(run[0]) ? Say({ children: run as string[] }) : (run[0] as Node),
    ),
  )

/** Texts that follow one another are one message, as far as there is room: each costs. */
const written = (prompts: readonly Children[]): Node[] => {
  const nodes: Node[] = []
  let text = ''
  const flush = () => {
    if (text) for (const part of splitText(text)) nodes.push(Message({ children: part }))
    text = ''
  }
  for (const words of prompts) {
    let fresh = true
    for (const run of runs(words)) {
      const isText = run.every((node) => !isElement(node))
      if (isText) {
        // Pieces of one prompt are one line, and the next prompt begins another.
        text += (text && fresh ? '\n' : '') + run.join('')
        fresh = false
        continue
      }
      flush()
      nodes.push(
        isInline(run[0])
          ? Message({
              children: run.map((node) =>
                isElement(node) ? (node as MessagingElement) : Body({ children: String(node) }),
              ),
            })
          : (run[0] as Node),
      )
    }
  }
  flush()
  return nodes
}

const gather = (
  { keys, hints, spoken = true }: Answer<unknown>,
  given: object | undefined,
  action: string,
  children: readonly Node[],
): Node =>
  Gather({
    input: spoken ? ['dtmf', 'speech'] : ['dtmf'],
    ...(keys !== undefined && { numDigits: keys }),
    ...(hints?.length && {
      hints: hints.slice(0, 500).map((hint) => hint.replaceAll(',', ' ').slice(0, 100)),
    }),
    ...given,
    action,
    // Silence is an answer too.
    actionOnEmptyResult: true,
    children: children as VoiceElement[],
  })

/** A verb that comes back to its place; behind it, where it may fall through, a way there too. */
const acting = (verb: string, key: string, element: Children, action: string): Children => {
  const [node, ...more] = flat(element)
  const table = tableOf(node)
  if (!isElement(node) || more.length > 0 || table?.name !== verb)
    throw mistake('act: another element', key, verb, table ? `a <${table.name}>` : 'something else')
  const { type, props, source } = node
  const whole = new InertElement(
    type,
    { ...props, action, ...(verb === 'Gather' && { actionOnEmptyResult: true }) },
    source,
  ) as Node
  const { flow } = table.options
  return flow === 'transfers-if-action' || flow === 'transfers'
    ? whole
    : [whole, Redirect({ children: action })]
}
