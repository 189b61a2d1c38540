/**
 * @module
 * Mistakes in the code of a flow, each with a sentence that says what to write instead.
 */

/**
 * Thrown for a flow that cannot continue as it is written.
 *
 * @example
 * ```ts
 * const isMistake = (error: unknown): error is FlowError => error instanceof FlowError
 * ```
 */
export class FlowError extends Error {
  override readonly name = 'FlowError'
}

const SENTENCES = {
  'flow: bad name': (name: unknown) =>
    `flow(${JSON.stringify(name)}, …): a flow's name is a letter, then letters, digits, "_" and "-", such as "order".`,
  'flow: no generator function': (flow: string) =>
    `flow("${flow}", …) takes a generator function: function* () { … }.`,
  'flow: giveUp and otherwise': (flow: string) =>
    `flow("${flow}", …) has a giveUp and an otherwise: where the other conversation takes over, nobody gives up. Leave one out.`,
  'flow: no channel': (flow: string) =>
    `flow("${flow}", …) is for no channel: name "call" or "message", or leave channels out.`,
  'flow: no such command': (command: string, all: string) =>
    `There is no command "${command}": the commands are ${all}.`,
  'flow: taken command word': (command: string, word: string) =>
    `commands.${command} has "${word}", which Twilio or the carrier takes before the flow gets it: choose another word.`,
  'host: ttl': (ttl: unknown) =>
    `host({ ttl }) is a number of seconds above 0, not ${String(ttl)}.`,
  'host: onEnd without a store': (flow: string, how: string) =>
    `flow("${flow}", …) has onEnd["${how}"], of which only a store can tell: give host({ store }), or leave it out.`,
  'short secret': () =>
    'The secret of a flow is missing or short: give host({ secret }) at least 16 random characters, or leave it out and it is derived from the auth token.',
  'no secret': (flow: string) =>
    `flow("${flow}", …) has nothing to seal its cookies with: give host({ secret }) at least 16 random characters, or an authToken to derive it from.`,
  'no store': (flow: string) =>
    `text and wake of flow("${flow}", …) need host({ store }): a message of your own can set no cookie.`,
  'host: no url': (flow: string) =>
    `call of flow("${flow}", …) needs host({ url }): the public URL of its routes, such as "https://example.com/order", without a query.`,
  'plain http': (flow: string) =>
    `flow("${flow}", …) keeps its conversations in a cookie, and came over plain http, where anybody on the way can change that: let Twilio ask https, and behind a proxy give host({ publicUrl: "https://…" }) or trustProxy. A store needs no cookie.`,
  'stale answer': (flow: string, key: string) =>
    `flow("${flow}", …): an answer to "${key}" was dropped, since that question is not the one that is open any more.`,
  'store refuses': () =>
    `The store has refused what was put 20 times, one after the other: its put gives true where ifVersion is what its get gave last.`,
  'long input': (flow: string, length: number) =>
    `The input of a call of flow("${flow}", …) takes ${length} characters of its URL, which has room for 2000: hand over an id, and load() the rest.`,
  'no call': (flow: string) =>
    `A call came to flow("${flow}", …), which is for messages: set its URL for messages only, or add "call" to channels.`,
  'no message': (flow: string) =>
    `A message came to flow("${flow}", …), which is for calls: set its URL for calls only, or add "message" to channels.`,
  'step: bad key': (step: string, key: unknown) =>
    `${step}(${JSON.stringify(key)}, …): a key is a name of 1 to 64 letters, digits, "_", "-", "." or ":", such as "size".`,
  'choice: no options': () => 'choice(…) has no options: give it at least one answer.',
  'keep: JSON loses it': (step: string, what: string) =>
    `${step} gave ${what}, which JSON cannot keep until the next webhook: give text, numbers, booleans, null, and lists or objects of these.`,
  'too large': (bytes: number, largest: string) =>
    `The conversation takes ${bytes} bytes, and a cookie has room for 3072. The largest facts are ${largest}: keep an id in their place, or give host({ store }).`,
  'body: no generator': (flow: string) =>
    `The body of flow("${flow}", …) is no generator: write function* (), without async.`,
  'body: yields no step': (flow: string, what: string) =>
    `The body of flow("${flow}", …) yields ${what}: it can only take steps, such as yield* ask(…).`,
  'endless body': (flow: string) =>
    `The body of flow("${flow}", …) goes on without a question: a loop must ask or end, and again() must follow a question.`,
  'kept answer refused': (key: string) =>
    `The answer kept as "${key}" is none of today's, and something final was done after it: the code that takes it has changed in the middle of a conversation.`,
  'ask: not in a call': (key: string, kind: string) =>
    `ask("${key}", …, ${kind}()) cannot be answered in a call: ask for it by message alone.`,
  'verb by text': (key: string, verb: string) =>
    `act("${key}", "${verb}", …) is a verb of a call, and this conversation is by text: ask who() for the channel before it.`,
  'act: another element': (key: string, verb: string, given: string) =>
    `act("${key}", "${verb}", …) is given ${given}: give the <${verb}> itself, not a component around it, and nothing beside it.`,
}

/**
 * Makes the error of a mistake, with its sentence. Where a bundler inserts `production` for `NODE_ENV`, only its name
 * remains: the sentences are a third of the library's size.
 */
export const mistake = <What extends keyof typeof SENTENCES>(
  what: What,
  ...details: Parameters<(typeof SENTENCES)[What]>
): FlowError => {
  try {
    if (process.env.NODE_ENV !== 'production')
      // The compiler does not see that these are the parameters of that sentence.
      return new FlowError((SENTENCES[what] as (...all: unknown[]) => string)(...details))
  } catch {
    // The runtime has no `process`, and no bundler has replaced it.
  }
  return new FlowError(`${what} (${details.join(', ')})`)
}
