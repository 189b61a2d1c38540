/**
 * @module
 * The `<Say>`, `<Play>` and `<Pause>` of a `<Gather>` or a `<Prompt>`.
 */
import type { BargeIn } from '../engine/playback.ts'
import type { VerbRun } from '../engine/run.ts'
import type { Signal } from '../engine/signal.ts'
import { pause } from './pause.ts'
import { runPlay } from './play.ts'
import { say } from './say.ts'

/** Plays prompts in turn. Returns the signal that cut them short. */
export const playPrompts = async (
  prompts: readonly VerbRun[],
  bargeIn: BargeIn,
): Promise<Signal | undefined> => {
  for (const prompt of prompts) {
    const signal =
      prompt.name === 'Say'
        ? await say(prompt, bargeIn)
        : prompt.name === 'Play'
          ? (await runPlay(prompt, bargeIn)).signal
          : await pause(prompt, bargeIn)
    if (signal) return signal
  }
  return undefined
}
