/**
 * @module
 * The phones at hand, and what can go wrong.
 */
import { useRef } from 'hono/jsx/dom'
import type { Entry, PhoneView, Status } from '../view.ts'
import { Icon } from './icons.tsx'
import { act, addPhone, set, type State, watchSaves } from './store.ts'
import { hue, spaced, yes } from './words.ts'

/** The list of phones. */
export const Side = ({ state }: { state: State }) => {
  const { status } = state
  if (!status) return null
  return (
    <nav class="side" aria-label="Phones and conditions">
      <div class="phones">
        {status.phones.map((phone) => (
          <PhoneRow
            phone={phone}
            entries={state.entries}
            isSelected={phone.address === state.phone}
          />
        ))}
        <AddPhone />
      </div>
      <Conditions state={state} />
    </nav>
  )
}

const PhoneRow = ({
  phone,
  entries,
  isSelected,
}: {
  phone: PhoneView
  entries: readonly Entry[]
  isSelected: boolean
}) => {
  const { address, rings, call } = phone
  const last = entries.findLast(
    ({ party, event }) =>
      party === address &&
      (event.type === 'message' || (event.type === 'stimulus' && event.does === 'text')),
  )?.event
  const said = last && ('body' in last ? last.body : 'what' in last ? last.what : '')
  const isLive = call && !call.over
  return (
    <button
      type="button"
      class="phone"
      aria-pressed={yes(isSelected)}
      onClick={() =>
        set({ phone: address, screen: 'phone', face: rings || isLive ? 'call' : 'messages' })
      }
    >
      <span class="avatar" style={{ '--hue': String(hue(address)) }} aria-hidden="true">
        {address.slice(-2)}
      </span>
      <span class="who">
        <strong>{spaced(address)}</strong>
        <small>
          {rings
            ? 'rings: answer it'
            : isLive
              ? call.held
                ? 'on hold'
                : 'in a call'
              : said || 'no texts yet'}
        </small>
      </span>
      {rings && (
        <span class="badge">
          <Icon name="call" />
        </span>
      )}
      {isLive && !rings && <span class="dot on" />}
    </button>
  )
}

const AddPhone = () => {
  const line = useRef<HTMLInputElement>(null)
  return (
    <form
      class="line add"
      onSubmit={(event: Event) => {
        event.preventDefault()
        const address = line.current?.value.replace(/[\s()-]/g, '') ?? ''
        if (address === '') return
        if (line.current) line.current.value = ''
        void addPhone(address)
      }}
    >
      <input
        ref={line}
        placeholder="Another phone: +1415…"
        aria-label="Number of another phone"
        autocomplete="off"
      />
      <button type="submit" class="round small" aria-label="Add the phone">
        <Icon name="plus" />
      </button>
    </form>
  )
}

const TIMES = [
  [10, '10 s'],
  [60, '1 min'],
  [4 * 3600, '4 hours'],
] as const

/** The faults to set, and the passing of time. */
export const Conditions = ({ state }: { state: State }) => {
  const { status } = state
  if (!status) return null
  return (
    <div class="conditions">
      <WebhookFaults armed={status.armed.fault} />
      <MessageFaults armed={status.armed.undelivered} />
      <CallFaults phone={status.phones.find(({ address }) => address === state.phone)} />
      <fieldset>
        <legend>
          <Icon name="clock" /> Let time pass
        </legend>
        {TIMES.map(([seconds, label]) => (
          <button type="button" class="switch" onClick={() => void act({ does: 'wait', seconds })}>
            {label}
          </button>
        ))}
      </fieldset>
      <label class="watch">
        <input
          type="checkbox"
          checked={status.reruns}
          onChange={(event: Event) => void watchSaves((event.target as HTMLInputElement).checked)}
        />
        Run again on save
      </label>
      {status.rest && (
        <p class="hint">
          REST API: <code>{status.rest}</code>
        </p>
      )}
    </div>
  )
}

const WEBHOOK_FAULTS = [
  ['timeout', 'Times out', 'The app is requested, and its answer comes too late'],
  [500, 'Fails with 500', 'The app is requested, and a 500 replaces its answer'],
  ['repeat', 'Comes twice', 'The answer is lost, and Twilio requests again with the same token'],
] as const

const WebhookFaults = ({ armed }: { armed: Status['armed']['fault'] }) => (
  <fieldset>
    <legend>
      <Icon name="bolt" /> The next webhook
    </legend>
    {WEBHOOK_FAULTS.map(([fault, label, title]) => (
      <button
        type="button"
        class="switch"
        title={title}
        aria-pressed={yes(armed === String(fault))}
        onClick={() => void act({ does: 'fault', fault })}
      >
        {label}
      </button>
    ))}
  </fieldset>
)

const MESSAGE_FAULTS = [
  [30_003, 'Unreachable'],
  [30_007, 'Filtered'],
] as const

const MessageFaults = ({ armed }: { armed: Status['armed']['undelivered'] }) => (
  <fieldset>
    <legend>
      <Icon name="message" /> The next message
    </legend>
    {MESSAGE_FAULTS.map(([errorCode, label]) => (
      <button
        type="button"
        class="switch"
        aria-pressed={yes(armed === errorCode)}
        onClick={() => void act({ does: 'undeliver', errorCode })}
      >
        {label}
      </button>
    ))}
  </fieldset>
)

const CallFaults = ({ phone }: { phone: PhoneView | undefined }) => {
  const by = phone?.address ?? ''
  return (
    <fieldset>
      <legend>
        <Icon name="plug" /> The call
      </legend>
      <button
        type="button"
        class="switch"
        disabled={!phone?.call || phone.call.over}
        onClick={() => void act({ does: 'hangup', by })}
      >
        Hang up now
      </button>
      <button
        type="button"
        class="switch"
        disabled={!phone?.rings}
        title="A phone that rings is busy"
        onClick={() => void act({ does: 'decline', by, how: 'busy' })}
      >
        Busy
      </button>
      <button
        type="button"
        class="switch"
        disabled={!phone?.call?.socket}
        title="The connection of its WebSocket is lost"
        onClick={() => void act({ does: 'drop', by })}
      >
        Drop the socket
      </button>
    </fieldset>
  )
}
