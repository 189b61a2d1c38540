/**
 * @module
 * Speech and sound files for one party. Keys, speech or the end of the call may cut them short.
 */
import { transcribe } from './live-transcription.ts'
import type { Timer } from '../../clock.ts'
import type { Cue, Leg } from './leg.ts'
import { isStimulus, type Signal, type Stimulus } from './signal.ts'

/** Speech for one party. */
export interface Speech {
  readonly text: string
  /** 0 repeats without end. */
  readonly times: number
  readonly voice?: string | undefined
  readonly language?: string | undefined
}

/** Speaks. Returns the signal that cut it short. */
export const speak = async (
  leg: Leg,
  { text, times, voice, language }: Speech,
  bargeIn?: BargeIn,
): Promise<Signal | undefined> => {
  const once = leg.simulation.settings.duration({ say: text })
  const manner = {
    ...(voice !== undefined && { voice }),
    ...(language !== undefined && { language }),
  }
  if (times === 0) {
    leg.write({ type: 'say', text, loop: 0, ...manner })
    transcribe(leg, 'outbound_track', text)
    return loopForEver(leg, { verb: 'Say', heard: text, seconds: once, bargeIn })
  }
  return playTo(
    leg,
    { verb: 'Say', heard: text, seconds: once * times, bargeIn },
    (interrupted) => {
      leg.write({ type: 'say', text, times, ...manner, ...(interrupted && { interrupted }) })
      transcribe(leg, 'outbound_track', text)
    },
  )
}

/** Twilio's own apology, which ends a call whose documents fail. */
export const apologize = (leg: Leg): void =>
  leg.write({
    type: 'say',
    text: 'We are sorry, an application error has occurred. Goodbye.',
    times: 1,
    stock: 'application-error',
  })

/** Plays a sound file. Returns the signal that cut it short. */
export const play = async (
  leg: Leg,
  url: string,
  times: number,
  bargeIn?: BargeIn,
): Promise<Signal | undefined> => {
  const once = leg.simulation.settings.duration({ play: url })
  if (times === 0) {
    leg.write({ type: 'play', url, loop: 0 })
    return loopForEver(leg, { verb: 'Play', heard: url, seconds: once, bargeIn })
  }
  return playTo(leg, { verb: 'Play', heard: url, seconds: once * times, bargeIn }, (interrupted) =>
    leg.write({ type: 'play', url, times, ...(interrupted && { interrupted }) }),
  )
}

/** Returns `true` for input that cuts a prompt short, or the reason that it does not. */
export type BargeIn = (stimulus: Stimulus) => true | string

/** Speech, a sound file or silence for a party. */
interface Prompt {
  /** The verb that plays it; without `bargeIn` it does not listen. */
  readonly verb: string
  /** The text or URL, for stimuli that wait for it. */
  readonly heard: string
  /** Its length; of a loop, the length of one round. */
  readonly seconds: number
  readonly bargeIn?: BargeIn | undefined
}

/**
 * Plays speech, a sound file or silence to a party.
 *
 * @param done - Writes the event; its parameter is true if the prompt was cut short.
 * @returns The signal that cut it short.
 */
export const playTo = async (
  leg: Leg,
  prompt: Prompt,
  done: (interrupted: boolean) => void,
): Promise<Signal | undefined> => {
  const { heard, seconds } = prompt
  const { clock } = leg.simulation
  const armed = arm(leg, heard, seconds)
  if (armed.size === 0 && seconds === 0) {
    done(false)
    return undefined
  }
  const until = clock.seconds + seconds
  try {
    for (;;) {
      const signal = await leg.waitBusy(until - clock.seconds)
      if (signal.type === 'timeout') break
      if (!cutsShort(leg, prompt, signal)) continue
      done(true)
      return signal
    }
  } catch (interruption) {
    done(true)
    throw interruption
  } finally {
    disarm(leg, armed)
  }
  done(false)
  return undefined
}

const cutsShort = (leg: Leg, { verb, bargeIn }: Prompt, signal: Signal): boolean => {
  if (!isStimulus(signal)) return false
  const cut = bargeIn ? bargeIn(signal) : `<${verb}> does not listen`
  if (cut !== true) leg.logIgnoredInput(signal, cut)
  return cut === true
}

/**
 * Starts the timers of cues that wait for this prompt. Returns the cues still to fire.
 * @param seconds - The length that is heard: later cues fire at its end.
 * @param elapsed - Seconds heard already.
 * @param armed - The cues armed for the part heard before.
 */
export const arm = (
  leg: Leg,
  heard: string,
  seconds: number,
  elapsed = 0,
  armed = new Map<Cue, Timer>(),
): Map<Cue, Timer> => {
  for (const cue of leg.cues.filter(({ during }) =>
    typeof during === 'string' ? heard.includes(during) : during.test(heard),
  )) {
    leg.cues.splice(leg.cues.indexOf(cue), 1)
    const fire = () => {
      armed.delete(cue)
      cue.apply()
    }
    armed.set(
      cue,
      leg.simulation.clock.after(Math.max(0, Math.min(cue.after, seconds) - elapsed), fire, {
        busy: true,
      }),
    )
  }
  return armed
}

/** Re-queues cues that had not fired when the prompt was cut short. */
export const disarm = (leg: Leg, armed: ReadonlyMap<Cue, Timer>): void => {
  for (const timer of armed.values()) leg.simulation.clock.cancel(timer)
  leg.cues.unshift(...armed.keys())
}

/** The rounds of a prompt with `loop="0"`, which plays until the call ends. */
export const MAX_LOOPS = 1000

/** Plays an endless loop: waits for the end of the call, or for a signal that cuts it short. */
const loopForEver = async (leg: Leg, prompt: Prompt): Promise<Signal | undefined> => {
  const { verb, heard, seconds } = prompt
  const { clock } = leg.simulation
  // A loop of zero-length audio would end at once: count at least a second per round.
  const until = clock.seconds + MAX_LOOPS * Math.max(1, seconds)
  const armed = arm(leg, heard, Infinity)
  try {
    for (;;) {
      const signal = await leg.wait(verb, until - clock.seconds)
      if (signal.type === 'timeout') return undefined
      if (cutsShort(leg, prompt, signal)) return signal
    }
  } finally {
    disarm(leg, armed)
  }
}
