/**
 * @module
 * The page of the phone.
 */
import { useEffect, useRef, useState } from 'hono/jsx/dom'
import { render } from 'hono/jsx/dom'
import type { Entry, PhoneView, Status } from '../view.ts'
import { CallFace, pressed } from './call.tsx'
import { Icon } from './icons.tsx'
import { copy, Inspector } from './inspector.tsx'
import { Conditions, Side } from './side.tsx'
import { current, listen, select, set, type State, watchState } from './store.ts'
import { Thread } from './thread.tsx'
import { hue, short, spaced, yes } from './words.ts'

const Page = () => {
  const [state, setState] = useState(current())
  useEffect(() => {
    watchState(setState)
    setState(current())
  }, [])
  const { status } = state
  if (state.connection === 'refused') return <Refused />
  if (!status)
    return (
      <div class="blank">
        <p>{state.connection === 'lost' ? STOPPED : 'Connecting …'}</p>
      </div>
    )
  const phone = status.phones.find(({ address }) => address === state.phone) ?? status.phones[0]
  const entries = state.past?.entries ?? state.entries
  return (
    <div class={`page at-${state.screen}`}>
      <Top status={status} entries={entries} />
      {state.connection === 'lost' && (
        <p class="banner" role="alert">
          {STOPPED}
        </p>
      )}
      {!status.app.up && state.connection === 'open' && (
        <p class="banner warn" role="alert">
          Nothing listens at {status.app.url}. Start your app: the phone sees when it is back
          {status.reruns && status.steps > 0 ? ', and runs the conversation again.' : '.'}
        </p>
      )}
      <Side state={state} />
      <main class="handset">
        {phone && <Handset phone={phone} entries={entries} status={status} state={state} />}
      </main>
      <Inspector state={state} />
      <section class="more" aria-label="Conditions">
        <Conditions state={state} />
      </section>
      <Bottom state={state} />
      {state.test !== undefined && <Saved test={state.test} />}
      {state.notice && <Toast notice={state.notice} />}
    </div>
  )
}

/** The bar at the top: the app, the request that it is answering, and the virtual date. */
const Top = ({ status, entries }: { status: Status; entries: readonly Entry[] }) => {
  const pending = entries.findLast(
    ({ event, answer }) => event.type === 'request' && !answer,
  )?.event
  return (
    <header class="top">
      <h1>
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="9" />
          <path d="M8 11.5A3.5 3.5 0 0 1 11.5 8h9a3.5 3.5 0 0 1 3.5 3.5v6a3.5 3.5 0 0 1-3.5 3.5H15l-4.5 4v-4A3 3 0 0 1 8 18z" />
        </svg>
        Phone
      </h1>
      <p class="app">
        <span class={`dot ${status.app.up ? 'on' : 'down'}`} />
        <code>{status.app.url}</code>
      </p>
      <p class="doing" role="status">
        {status.busy > 0 && pending?.type === 'request' ? (
          <>
            <span class="spinner" /> Waits for {pending.method} {short(pending.url, status.app.url)}
          </>
        ) : (
          status.doing
        )}
      </p>
      <time class="now" title="The date in the simulation" datetime={status.now}>
        {status.now.slice(0, 16).replace('T', ' ')}
      </time>
    </header>
  )
}

/** The phone that is chosen: its texts, or its call. */
const Handset = ({
  phone,
  entries,
  status,
  state,
}: {
  phone: PhoneView
  entries: readonly Entry[]
  status: Status
  state: State
}) => (
  <>
    <header class="bar">
      <span class="avatar" style={{ '--hue': String(hue(phone.address)) }} aria-hidden="true">
        {phone.address.slice(-2)}
      </span>
      <div class="who">
        <strong>{spaced(phone.address)}</strong>
        <small>with {spaced(status.number)}</small>
      </div>
      <div class="tabs" role="tablist" aria-label="Phone">
        <button
          type="button"
          role="tab"
          aria-selected={yes(state.face === 'messages')}
          onClick={() => set({ face: 'messages' })}
        >
          <Icon name="message" /> Texts
        </button>
        <button
          type="button"
          role="tab"
          aria-selected={yes(state.face === 'call')}
          onClick={() => set({ face: 'call' })}
        >
          <Icon name="call" /> Call
          {phone.rings && <span class="dot on" />}
        </button>
      </div>
    </header>
    {state.face === 'messages' ? (
      <Thread
        key={`texts ${phone.address}`}
        phone={phone}
        entries={entries}
        status={status}
        live={!state.past}
      />
    ) : (
      <CallFace
        key={`call ${phone.address}`}
        phone={phone}
        entries={entries}
        status={status}
        speaks={state.speaks}
        live={!state.past}
      />
    )}
  </>
)

const Toast = ({ notice }: { notice: NonNullable<State['notice']> }) => (
  <p class={`toast${notice.isError ? ' error' : ''}`} role={notice.isError ? 'alert' : 'status'}>
    {notice.text}
    <button type="button" aria-label="Close" onClick={() => set({ notice: undefined })}>
      <Icon name="close" />
    </button>
  </p>
)

const STOPPED =
  'The command in the terminal has stopped: start it again, and open the address that it prints. This page keeps what it shows.'

const Refused = () => (
  <div class="blank">
    <h1>This address does not open the phone</h1>
    <p>
      Its part after the <code>#</code> is missing, or is of an earlier start of the phone. Open the
      whole address that the terminal prints.
    </p>
  </div>
)

/** Chooses the screen on a small display. */
const Bottom = ({ state }: { state: State }) => (
  <nav class="bottom" aria-label="Screens">
    {(
      [
        ['phone', 'Phone', 'message'],
        ['log', 'Log', 'list'],
        ['more', 'More', 'bolt'],
      ] as const
    ).map(([screen, label, icon]) => (
      <button
        type="button"
        aria-pressed={yes(state.screen === screen)}
        onClick={() => set({ screen })}
      >
        <Icon name={icon} />
        {label}
      </button>
    ))}
  </nav>
)

/** The conversation as a test. */
const Saved = ({ test }: { test: string }) => {
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    box.current?.showModal()
  }, [])
  const download = () => {
    const url = URL.createObjectURL(new Blob([test], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = url
    link.download = 'conversation.test.ts'
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <dialog
      ref={box}
      aria-label="The conversation as a test"
      onClose={() => set({ test: undefined })}
    >
      <header>
        <h2>conversation.test.ts</h2>
        <button type="button" class="tool" onClick={() => void copy(test, 'The test')}>
          <Icon name="copy" /> Copy
        </button>
        <button type="button" class="tool strong" onClick={download}>
          <Icon name="down" /> Download
        </button>
        <button type="button" class="tool" aria-label="Close" onClick={() => box.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <pre tabindex={0}>{test}</pre>
      <p class="hint">
        Vitest runs it against the running app. It holds no auth token: give that as
        TWILIO_AUTH_TOKEN.
      </p>
    </dialog>
  )
}

document.addEventListener('keydown', (event) => {
  const { status, phone: address, face, past, selected, test } = current()
  const target = event.target as Element
  const isTyping = target.closest('input, textarea, select, dialog, [contenteditable]') !== null
  if (event.ctrlKey || event.metaKey || event.altKey || test !== undefined) return
  for (const menu of document.querySelectorAll('details.menu[open]'))
    if (event.key === 'Escape') menu.removeAttribute('open')
  const phone = status?.phones.find((each) => each.address === address)
  if (!phone || past) return
  if (event.key === 'Escape' && isTyping) return (target as HTMLElement).blur()
  // Enter on a button is that button's.
  if (isTyping || (event.key === 'Enter' && target.closest('button, a, summary'))) return
  if ((face === 'call' || phone.rings) && pressed(event.key, phone)) {
    event.preventDefault()
    if (face !== 'call') set({ face: 'call' })
  } else if (event.key === 'Escape' && selected !== undefined) void select(undefined)
})

document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details.menu[open]'))
    if (!menu.contains(event.target as Node)) menu.removeAttribute('open')
})

render(<Page />, document.getElementById('root')!)
void listen()
