/** @jsxImportSource twimlx/voice */
/**
 * @module
 * Code that strict linters must accept: elements called as functions, defaults and props as plain objects.
 */
import { Defaults } from 'twimlx'
import { defineElement, type Fields, integer } from 'twimlx/define'
import {
  type DialProps,
  Gather,
  Play,
  type PlayProps,
  Record,
  type RecordProps,
  Response,
  Say,
} from 'twimlx/voice'

declare const voice: string
declare const maxLength: number

class ChimeAttributes {
  times? = integer({ min: 1 })
}
interface ChimeProps extends Fields<ChimeAttributes> {
  children?: undefined
}
const Chime = defineElement<ChimeProps>('Chime', ChimeAttributes, { content: 'empty' })

const dial: DialProps = { timeout: 20, children: '+14155550100' }
const play: PlayProps = { digits: '1w2' }

export const calls = [
  Record({ maxLength }),
  Say({ voice, children: 'Hello' }),
  Play(play),
  Gather({ input: ['dtmf'], children: Say({ children: 'Press a key.' }) }),
  Chime({ times: 2 }),
]

export const props = (record: Partial<RecordProps> = { maxLength }): RecordProps[] => [
  { ...record, playBeep: false },
]

export const document = (
  <Response>
    <Defaults Say={{ voice }} Dial={{ timeout: dial.timeout }} break={{ time: '1s' }}>
      <Say {...{ voice }} key={1}>
        {voice && <break />}Hello
      </Say>
      <Record {...{ maxLength }} />
      <Chime times={2} />
    </Defaults>
  </Response>
)
