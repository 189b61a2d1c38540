/** A model for the agent that books a table, by the AI SDK: any provider's. */
import { type LanguageModel, streamText } from 'ai'
import type { Model } from './table.tsx'

const SYSTEM = `You take bookings on the phone. Ask for the day and for how many, one thing at a time, in short sentences.
Once you have a table, say "I have a table for …."`

export const byAiSdk = (model: LanguageModel): Model =>
  async function* (history, abortSignal) {
    const { fullStream } = streamText({
      model,
      system: SYSTEM,
      messages: history.map(({ role, text }) => ({
        role: role === 'agent' ? 'assistant' : 'user',
        content: text,
      })),
      abortSignal,
      // Thrown below, where the call can be saved.
      onError: () => {},
    })
    // `textStream` would end without a word where the model fails.
    for await (const part of fullStream) {
      if (part.type === 'error') throw part.error
      if (part.type === 'text-delta') yield part.text
    }
  }
