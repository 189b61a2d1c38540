/** @jsxImportSource twimlx */
import { Gather, Say } from 'twimlx/voice'

/** The choices of a menu: by key, what it stands for. */
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

/** A menu in a text message: a line for each choice. */
export const TextMenu = ({ choices }: { choices: Choices }) => (
  <>{Object.entries(choices).map(([key, label]) => `\n${key} ${label}`)}</>
)
