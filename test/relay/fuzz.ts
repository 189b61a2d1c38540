/**
 * Random sessions: a slow model that sometimes fails, a caller who cuts in, presses keys and drops. Checks the rules of
 * every session.
 */
import type { RelayCall, Spoken } from '../../src/relay/call.ts'
import { converse } from '../../src/relay/session.ts'

interface Source extends AsyncIterableIterator<string> {
  readonly turn: number
  open: boolean
  /** All that it has given. */
  written: string
}

/** Numbers from 0 to 1, the same for the same seed. */
const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let value = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
  return ((value ^ (value >>> 14)) >>> 0) / 4294967296
}

const settled = () => new Promise((resolve) => setImmediate(resolve))
const squash = (text: string) => text.replace(/\s+/g, '')

/** Runs one session. Returns the broken rules as sentences. */
const session = async (seed: number): Promise<string[]> => {
  const wrong: string[] = []
  const next = random(seed)
  const chance = (share: number) => next() < share
  const timers = new Map<object, () => void>()
  const sources: Source[] = []
  /** The model's calls that wait for a token. */
  const waiting: {
    source: Source
    give: (result: IteratorResult<string>) => void
    fail: (error: Error) => void
  }[] = []
  /** Turns of which Twilio has reported the end. */
  const over = new Set<number>()
  /** Text that was sent and not heard yet. */
  let unheard = ''
  let ended = false
  /** The socket cannot send any more, and has not told of its end. */
  let dead = false
  let turns = 0
  let live = 0

  const source = (turn: number): Source => {
    const self: Source = {
      turn,
      open: true,
      written: '',
      next: () =>
        new Promise((give, fail) => {
          waiting.push({ source: self, give, fail })
        }),
      return: () => {
        self.open = false
        if (chance(0.1)) throw new Error('it does not close')
        if (chance(0.1)) return Promise.reject(new Error('it does not close either'))
        if (chance(0.1)) return new Promise(() => {})
        return Promise.resolve({ done: true, value: undefined })
      },
      [Symbol.asyncIterator]: () => self,
    }
    sources.push(self)
    return self
  }
  const events = converse({
    log() {
      if (chance(0.1)) throw new Error('no log')
    },
    async onMessage() {
      if (chance(0.05)) throw new Error('no observer')
    },
    silence: 5,
    onError: () => {
      if (chance(0.2)) throw new Error('no apology')
      return 'Sorry.'
    },
    async talk(call: RelayCall<never>) {
      for await (const turn of call) {
        if (turn.type === 'digit' && chance(0.1)) return { reason: 'key' }
        // An interruption spares the answer to the key that caused it; other tests cover that.
        if (turn.type === 'digit' || (turn.type !== 'prompt' && chance(0.5))) continue
        const number = turns++
        live = number
        const spoken: Promise<[() => string, Spoken]>[] = []
        for (let says = chance(0.2) ? 2 : 1; says > 0; says--) {
          const words = chance(0.3) ? `t${number} says ${says} words` : source(number)
          const sent = () => (typeof words === 'string' ? words : words.written)
          const given = chance(0.2) ? settled().then(() => words) : words
          spoken.push(turn.say(given).then((heard) => [sent, heard]))
        }
        if (chance(0.1)) {
          void Promise.allSettled(spoken)
          continue
        }
        for (const [sent, { heard }] of await Promise.all(spoken))
          if (!squash(sent()).startsWith(squash(heard)))
            wrong.push(`"${heard}" was heard of "${sent()}"`)
      }
    },
  })
  const line = {
    send(text: string) {
      if (dead) throw new Error('the socket is closed')
      const message = JSON.parse(text) as { type: string; token?: string }
      if (ended) wrong.push(`${text} was sent after the end`)
      if (message.type === 'end') ended = true
      if (message.type !== 'text' || !message.token) return
      unheard += message.token
      if (message.token.startsWith('Sorry')) return
      const turn = Number(/t(\d+)/.exec(message.token)?.[1] ?? live)
      if (over.has(turn)) wrong.push(`${text} was sent by a turn that is over`)
    },
    close() {},
    clock: {
      setTimeout(call: () => void) {
        const key = {}
        timers.set(key, call)
        return key
      },
      clearTimeout: (key: object) => void timers.delete(key),
    },
  }
  const receiveText = (data: string) => void events.onMessage({ data }, line)
  const receive = (message: object) => receiveText(JSON.stringify(message))
  const hear = () => {
    const value = unheard.slice(0, Math.ceil(next() * unheard.length))
    unheard = unheard.slice(value.length)
    if (value) receive({ type: 'info', name: 'tokensPlayed', value })
    return value
  }
  const acts = [
    () => {
      const call = waiting.shift()
      if (!call) return
      if (chance(0.05)) {
        call.source.open = false
        call.fail(new Error('no quota'))
      } else if (chance(0.2)) {
        call.source.open = false
        call.give({ done: true, value: undefined })
      } else {
        const value = `t${call.source.turn} word `
        call.source.written += value
        call.give({ done: false, value })
      }
    },
    hear,
    () => {
      const utteranceUntilInterrupt = hear()
      unheard = ''
      for (let turn = 0; turn < turns; turn++) over.add(turn)
      receive({ type: 'interrupt', utteranceUntilInterrupt, durationUntilInterruptMs: 9 })
    },
    () => {
      for (let turn = 0; turn < turns; turn++) over.add(turn)
      receive({ type: 'prompt', voicePrompt: 'hi', last: true })
    },
    () => receive({ type: 'dtmf', digit: '1' }),
    () => receive({ type: 'info', name: 'agentSpeaking', value: chance(0.5) ? 'on' : 'off' }),
    () => receiveText(chance(0.5) ? '{' : 'null'),
    () => {
      dead ||= chance(0.05)
    },
    () => receive({ type: chance(0.5) ? 'interrupt' : 'info', name: 'tokensPlayed' }),
    () => {
      for (const [key, call] of Array.from(timers)) if (chance(0.2) && timers.delete(key)) call()
    },
  ]
  receive({ type: 'setup', sessionId: `VX${seed}`, customParameters: {} })
  await settled()
  for (let step = 5 + next() * 25; step > 0; step--) {
    if (ended) break
    // Several events may come before the app runs again.
    for (let burst = chance(0.3) ? 3 : 1; burst > 0; burst--)
      acts[Math.floor(next() * acts.length)]!()
    await settled()
  }
  events.onClose()
  await settled()
  await settled()
  for (const { open, turn } of sources) if (open) wrong.push(`a source of turn ${turn} is open`)
  if (events.isWorking()) wrong.push('the session still works')
  if (timers.size > 0) wrong.push('a timer is left')
  return wrong
}

/** Runs that many sessions. Returns those with a broken rule. */
export const sessions = async (runs: number, from = 1): Promise<string[]> => {
  const found: string[] = []
  // A log that fails is told here.
  const { error } = console
  console.error = () => {}
  const rejected = (error: unknown) => void found.push(`unhandled: ${String(error)}`)
  process.on('unhandledRejection', rejected)
  for (let seed = from; seed < from + runs; seed++)
    for (const wrong of await session(seed)) found.push(`seed ${seed}: ${wrong}`)
  process.off('unhandledRejection', rejected)
  console.error = error
  return found
}
