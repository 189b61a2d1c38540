/** @jsxImportSource twimlx */
import { Gather, Say } from 'twimlx/voice'

/** What a caller may choose: the key, and what it stands for. */
export type Choices = Readonly<Record<string, string>>

/** Asks a caller to choose, by key or by voice. */
export const PhoneMenu = ({ choices, action }: { choices: Choices; action: string }) => (
  <Gather numDigits={1} action={action} hints={Object.values(choices)}>
    {Object.entries(choices).map(([key, label]) => (
      <Say>
        For {label}, press <say-as interpret-as="digits">{key}</say-as>.
      </Say>
    ))}
  </Gather>
)

/** The same for a text message: a line for each choice. */
export const TextMenu = ({ choices }: { choices: Choices }) => (
  <>{Object.entries(choices).map(([key, label]) => `\n${key} ${label}`)}</>
)
