/**
 * @module
 * The time while a party hears something, in which keys, speech or the end of the call may come.
 */
import { transcribe } from './live-transcription.ts'
import type { Timer } from '../../clock.ts'
import type { Cue, Leg } from './leg.ts'
import { isStimulus, type Signal, type Stimulus } from './signal.ts'

/** Speech for one party. */
export interface Speech {
  readonly text: string
  /** 0: without end. */
  readonly times: number
  readonly voice?: string | undefined
  readonly language?: string | undefined
}

/** Speaks. Returns the signal that cut it short. */
export const speak = async (
  leg: Leg,
  { text, times, voice, language }: Speech,
  cuts?: BargeIn,
): Promise<Signal | undefined> => {
  const once = leg.simulation.settings.duration({ say: text })
  const manner = {
    ...(voice !== undefined && { voice }),
    ...(language !== undefined && { language }),
  }
  if (times === 0) {
    leg.write({ type: 'say', text, loop: 0, ...manner })
    transcribe(leg, 'outbound_track', text)
    return loopForEver(leg, 'Say', text, once, cuts)
  }
  return playTo(leg, 'Say', text, once * times, cuts, (interrupted) => {
    leg.write({ type: 'say', text, times, ...manner, ...(interrupted && { interrupted }) })
    transcribe(leg, 'outbound_track', text)
  })
}

/** Twilio's own apology, which ends a call whose documents fail. */
export const apologize = (leg: Leg): void =>
  leg.write({
    type: 'say',
    text: 'We are sorry, an application error has occurred. Goodbye.',
    times: 1,
    stock: 'application-error',
  })

/** Plays a sound file that is there. Returns the signal that cut it short. */
export const play = async (
  leg: Leg,
  url: string,
  times: number,
  cuts?: BargeIn,
): Promise<Signal | undefined> => {
  const once = leg.simulation.settings.duration({ play: url })
  if (times === 0) {
    leg.write({ type: 'play', url, loop: 0 })
    return loopForEver(leg, 'Play', url, once, cuts)
  }
  return playTo(leg, 'Play', url, once * times, cuts, (interrupted) =>
    leg.write({ type: 'play', url, times, ...(interrupted && { interrupted }) }),
  )
}

/** Whether a stimulus cuts a prompt short, or else why it does not. */
export type BargeIn = (stimulus: Stimulus) => true | string

/**
 * Lets a party hear something for that long.
 *
 * @param verb - What it is heard by; without `cuts` it does not listen.
 * @param heard - The text or URL, for stimuli that wait for it.
 * @param done - Writes the event, once it is known whether it was cut short.
 * @returns The signal that cut it short.
 */
export const playTo = async (
  leg: Leg,
  verb: string,
  heard: string,
  seconds: number,
  cuts: BargeIn | undefined,
  done: (interrupted: boolean) => void,
): Promise<Signal | undefined> => {
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
      if (!cutsShort(leg, verb, signal, cuts)) continue
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

const cutsShort = (leg: Leg, verb: string, signal: Signal, cuts: BargeIn | undefined): boolean => {
  if (!isStimulus(signal)) return false
  const cut = cuts ? cuts(signal) : `<${verb}> does not listen`
  if (cut !== true) leg.logIgnoredInput(signal, cut)
  return cut === true
}

/**
 * Sets off the stimuli that wait for what is heard. Returns those still to come.
 * @param seconds - How long it is heard: what was to come later comes at its end.
 * @param elapsed - How long it has been heard already.
 * @param armed - Those of what was heard of it before.
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

/** What was to come later in a prompt that was cut short waits until that is heard again. */
export const disarm = (leg: Leg, armed: ReadonlyMap<Cue, Timer>): void => {
  for (const timer of armed.values()) leg.simulation.clock.cancel(timer)
  leg.cues.unshift(...armed.keys())
}

/** How many times something with that `loop` is heard: 0 means until the call ends, at most a thousand times. */
export const MAX_LOOPS = 1000

/** Waits while something loops without end: for the end of the call, or for a signal that cuts it short. */
export const loopForEver = async (
  leg: Leg,
  verb: string,
  heard: string,
  seconds: number,
  cuts: BargeIn | undefined,
): Promise<Signal | undefined> => {
  const { clock } = leg.simulation
  // What takes no time would be over at once.
  const until = clock.seconds + MAX_LOOPS * Math.max(1, seconds)
  const armed = arm(leg, heard, Infinity)
  try {
    for (;;) {
      const signal = await leg.wait(verb, until - clock.seconds)
      if (signal.type === 'timeout') return undefined
      if (cutsShort(leg, verb, signal, cuts)) return signal
    }
  } finally {
    disarm(leg, armed)
  }
}
