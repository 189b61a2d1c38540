/**
 * @module
 * The call of one phone: what is heard, and the keys.
 */
import { useEffect, useRef } from 'hono/jsx/dom'
import type { Entry, PhoneView, Status } from '../view.ts'
import { Icon } from './icons.tsx'
import { act, hold, select, set } from './store.ts'
import { Scroll } from './thread.tsx'
import { clock, plain, spaced, yes } from './words.ts'

const KEYS = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
] as const

/** The browser's voice, if it has one. */
const voice = 'speechSynthesis' in window ? window.speechSynthesis : undefined

/** Ends what the browser says. */
const hush = (): void => voice?.cancel()

/** Acts on a key of the keyboard: digits, Enter and Escape. True if it was one of these. */
export const pressed = (key: string, phone: PhoneView): boolean => {
  const by = phone.address
  const live = phone.call && !phone.call.over
  if (live && /^[\d*#A-D]$/.test(key)) {
    hush()
    void act({ does: 'press', by, keys: key })
  } else if (key === 'Enter' && phone.rings) void act({ does: 'answer', by })
  else if (key === 'Enter' && !live) void act({ does: 'call', by })
  else if (key === 'Escape' && phone.rings) void act({ does: 'decline', by, how: 'busy' })
  else if (key === 'Escape' && live) {
    hush()
    void act({ does: 'hangup', by })
  } else return false
  return true
}

/** A call, or the phone that waits for one. */
export const CallFace = ({
  phone,
  entries,
  status,
  speaks,
  live,
}: {
  phone: PhoneView
  entries: readonly Entry[]
  status: Status
  speaks: boolean
  live: boolean
}) => {
  const { call, address: by } = phone
  const isOn = live && call !== undefined && !call.over
  const heard = entries.filter(
    ({ event }) => event.callSid !== undefined && event.callSid === call?.sid,
  )
  useVoice(heard, isOn && speaks)
  return (
    <div class="call">
      <div class="screen">
        {phone.rings && live ? (
          <Ringing by={by} />
        ) : call ? (
          <OngoingCall call={call} heard={heard} busy={status.busy > 0} />
        ) : (
          <Idle voiceUrl={status.app.voice} />
        )}
      </div>
      {live && !phone.rings && (
        <>
          {isOn && <Speech by={by} recording={call.waitingFor === 'Record'} />}
          <Keypad by={by} disabled={!isOn || call.held} />
          <div class="controls">
            {isOn ? (
              <CallControls by={by} held={call.held} />
            ) : (
              <button
                type="button"
                class="go big"
                aria-label={call ? 'Call again' : 'Call'}
                onClick={() => void act({ does: 'call', by })}
              >
                <Icon name="call" />
              </button>
            )}
          </div>
          {voice && <VoiceSwitch speaks={speaks} />}
        </>
      )}
    </div>
  )
}

/** The ways to react to a call of the app. */
const Ringing = ({ by }: { by: string }) => (
  <div class="ringing" role="alert">
    <span class="ring">
      <Icon name="call" />
    </span>
    <strong>{spaced(by)} rings</strong>
    <div class="choices">
      <button type="button" class="go" onClick={() => void act({ does: 'answer', by })}>
        <Icon name="call" /> Answer
      </button>
      <button
        type="button"
        class="stop"
        onClick={() => void act({ does: 'decline', by, how: 'busy' })}
      >
        <Icon name="hangup" /> Busy
      </button>
    </div>
    <div class="choices">
      <button
        type="button"
        class="quiet"
        onClick={() => void act({ does: 'decline', by, how: 'no-answer' })}
      >
        Do not answer
      </button>
      <button
        type="button"
        class="quiet"
        onClick={() => void act({ does: 'decline', by, how: 'fail' })}
      >
        Cannot be reached
      </button>
    </div>
  </div>
)

/** The state of a call, and everything that was heard in it. */
const OngoingCall = ({
  call,
  heard,
  busy,
}: {
  call: NonNullable<PhoneView['call']>
  heard: readonly Entry[]
  busy: boolean
}) => (
  <>
    <header class="line-state">
      <span class={`dot ${call.over ? '' : call.held ? 'held' : 'on'}`} />
      <strong>{call.held ? 'on hold' : call.status}</strong>
      <span>{clock(call.duration)}</span>
      <Waiting for={call.waitingFor} over={call.over} busy={busy} />
    </header>
    <Scroll length={heard.length} label="What is heard in the call">
      {heard.map((entry) => (
        <Heard key={entry.id} entry={entry} />
      ))}
    </Scroll>
  </>
)

const Idle = ({ voiceUrl }: { voiceUrl: string }) => (
  <div class="empty">
    <Icon name="call" />
    <p>
      A call goes to <code>{voiceUrl}</code> of your app.
    </p>
    <p class="hint">
      <kbd>Enter</kbd> calls, digits are keys, <kbd>Esc</kbd> hangs up.
    </p>
  </div>
)

const Keypad = ({ by, disabled }: { by: string; disabled: boolean }) => (
  <div class="keypad" role="group" aria-label="Keypad">
    {KEYS.map(([key, letters]) => (
      <button
        type="button"
        disabled={disabled}
        onClick={() => {
          hush()
          void act({ does: 'press', by, keys: key })
        }}
        aria-label={KEY_NAMES[key] ?? key}
      >
        <b>{key}</b>
        <i>{letters}</i>
      </button>
    ))}
  </div>
)

const KEY_NAMES: Readonly<Record<string, string>> = { '*': 'star', '#': 'pound' }

const CallControls = ({ by, held }: { by: string; held: boolean }) => (
  <>
    <button
      type="button"
      class="control"
      aria-pressed={yes(held)}
      title="The caller is away, and time passes"
      onClick={() => {
        hush()
        void hold(by, !held)
      }}
    >
      <Icon name={held ? 'play' : 'pause'} />
      <span>{held ? 'Resume' : 'Hold'}</span>
    </button>
    <button
      type="button"
      class="stop big"
      aria-label="Hang up"
      onClick={() => {
        hush()
        void act({ does: 'hangup', by })
      }}
    >
      <Icon name="hangup" />
    </button>
    <button
      type="button"
      class="control"
      title="Nothing is said or pressed until the app gives up waiting"
      onClick={() => void act({ does: 'silence', by })}
    >
      <Icon name="silence" />
      <span>Say nothing</span>
    </button>
  </>
)

/** Turns the browser's voice on and off. */
const VoiceSwitch = ({ speaks }: { speaks: boolean }) => (
  <button
    type="button"
    class="quiet voice"
    aria-pressed={yes(speaks)}
    onClick={() => {
      if (speaks) hush()
      set({ speaks: !speaks })
    }}
  >
    <Icon name={speaks ? 'speaker' : 'mute'} />
    {speaks ? 'The browser speaks' : 'Let the browser speak'}
  </button>
)

const LISTENS: Readonly<Record<string, string>> = {
  Gather: 'listens',
  Record: 'records',
  Pay: 'waits for keys',
  Enqueue: 'in the queue',
  Conference: 'in the conference',
  Dial: 'connects',
  ConversationRelay: 'the agent listens',
}

const Waiting = ({
  for: verb,
  over,
  busy,
}: {
  for: string | undefined
  over: boolean
  busy: boolean
}) =>
  over ? null : verb === undefined ? (
    <span class="waiting">{busy ? 'Twilio is at work' : ''}</span>
  ) : (
    <span class="waiting">
      <code>&lt;{verb}&gt;</code> {LISTENS[verb] ?? 'waits'}
    </span>
  )

const Heard = ({ entry }: { entry: Entry }) => {
  const { event, text } = entry
  switch (event.type) {
    case 'say':
      return (
        <div class="bubble theirs spoken">
          <p lang={event.language}>{event.heard ?? event.text}</p>
          {(event.interrupted || event.stock) && (
            <small>{event.stock ? "Twilio's own apology" : 'cut short'}</small>
          )}
        </div>
      )
    case 'play':
      return (
        <div class="bubble theirs spoken">
          <a
            href={/^https?:/.test(event.url) ? event.url : undefined}
            target="_blank"
            rel="noreferrer noopener"
          >
            <Icon name="play" /> {event.url}
          </a>
        </div>
      )
    case 'stimulus':
      return event.does === 'press' ? (
        <div class="bubble mine keys">
          <p>{event.what}</p>
        </div>
      ) : event.does === 'say' ? (
        <div class="bubble mine spoken">
          <p>{event.what}</p>
        </div>
      ) : (
        <p class="event">{text}</p>
      )
    case 'request':
    case 'rest':
    case 'httpRedirect':
    case 'wsMessage':
      return null
    case 'error':
    case 'warning':
    case 'limit':
      return (
        <button type="button" class={`note ${event.type}`} onClick={() => void select(entry.id)}>
          <span>{text && plain(text)}</span>
        </button>
      )
    default:
      return text ? <p class="event">{plain(text)}</p> : null
  }
}

const Speech = ({ by, recording }: { by: string; recording: boolean }) => {
  const line = useRef<HTMLInputElement>(null)
  return (
    <form
      class="line speech"
      onSubmit={(event: Event) => {
        event.preventDefault()
        const words = line.current?.value.trim() ?? ''
        if (words === '') return
        hush()
        if (line.current) line.current.value = ''
        void act({ does: 'say', by, words }).then((isTaken) => {
          if (!isTaken && line.current) line.current.value = words
        })
      }}
    >
      <input
        ref={line}
        aria-label="What the caller says"
        placeholder={recording ? 'Talk into the recording' : 'Say something'}
        autocomplete="off"
      />
      <button type="submit" class="round" aria-label="Say it">
        <Icon name="send" />
      </button>
    </form>
  )
}

/** Lets the browser say what is new. */
const useVoice = (heard: readonly Entry[], speaks: boolean): void => {
  const last = heard.at(-1)?.id ?? 0
  const spoken = useRef<number>(last)
  useEffect(() => {
    const begin = spoken.current
    spoken.current = last
    if (!speaks || !voice) return
    for (const { id, event } of heard)
      if (id > begin && event.type === 'say') {
        const words = new SpeechSynthesisUtterance(event.heard ?? event.text)
        if (event.language) words.lang = event.language
        voice.speak(words)
      }
  }, [last, speaks])
}
