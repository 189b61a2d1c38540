/**
 * @module
 * The texts of one phone.
 */
import { memo, useEffect, useRef, useState } from 'hono/jsx/dom'
import type { Entry, PhoneView, Status } from '../view.ts'
import { Icon } from './icons.tsx'
import { act, select } from './store.ts'
import { plural, spaced, timeOfDay } from './words.ts'

/** Bubbles that are drawn at once: of a longer thread the latest. */
const MAX_BUBBLES = 120

type Message = Extract<Entry['event'], { type: 'message' }>

/** The texts of a phone, and the line to write one. */
export const Thread = ({
  phone,
  entries,
  status,
  live,
}: {
  phone: PhoneView
  entries: readonly Entry[]
  status: Status
  live: boolean
}) => {
  const [all, setAll] = useState(false)
  const mine = entries.filter(
    ({ party, event }) =>
      party === phone.address &&
      (event.type === 'message' ||
        (event.type === 'stimulus' && event.does === 'text') ||
        isProblem(event)),
  )
  const shown = all ? mine : mine.slice(-MAX_BUBBLES)
  const states = new Map<string, { status: string; errorCode?: number | undefined }>()
  for (const { event } of entries) if (event.type === 'delivery') states.set(event.sid, event)
  const arrived = new Map(
    mine
      .flatMap(({ event }) => (event.type === 'message' ? [event.sid] : []))
      .map((sid, index) => [sid, index]),
  )
  return (
    <div class="thread">
      <Scroll length={mine.length} label={`Texts of ${phone.address}`}>
        {mine.length > shown.length && (
          <button type="button" class="quiet" onClick={() => setAll(true)}>
            Show {plural(mine.length - shown.length, 'earlier text')}
          </button>
        )}
        {mine.length === 0 && (
          <div class="empty">
            <Icon name="message" />
            <p>
              Write the first text. It goes to <code>{status.app.messages}</code> of your app,
              signed as Twilio signs it.
            </p>
          </div>
        )}
        {shown.map((entry) => (
          <Bubble
            key={entry.id}
            entry={entry}
            appUrl={status.app.url}
            began={status.began}
            delivery={entry.event.type === 'message' ? states.get(entry.event.sid) : undefined}
            index={entry.event.type === 'message' ? arrived.get(entry.event.sid)! : -1}
            live={live}
          />
        ))}
      </Scroll>
      {live && <Composer phone={phone} />}
    </div>
  )
}

const isProblem = ({ type, ...event }: Entry['event']): boolean =>
  (type === 'error' || type === 'warning') && event.callSid === undefined

/** Drawn anew only where it has changed: a thread may have a thousand. */
const Bubble = memo(
  ({
    entry,
    appUrl,
    began,
    delivery,
    index,
    live,
  }: {
    entry: Entry
    appUrl: string
    began: string
    delivery: { status: string; errorCode?: number | undefined } | undefined
    index: number
    live: boolean
  }) => {
    const { event } = entry
    if (event.type === 'stimulus')
      return (
        <div class="bubble mine">
          <p>{event.what === '' || event.what === undefined ? 'A file' : event.what}</p>
          <small>{timeOfDay(began, event.at)}</small>
        </div>
      )
    if (event.type !== 'message')
      return (
        <button type="button" class={`note ${event.type}`} onClick={() => void select(entry.id)}>
          {'code' in event && event.code !== undefined && <b>{event.code} </b>}
          {'message' in event && String(event.message)}
        </button>
      )
    const failed = delivery && /^(undelivered|failed)$/.test(delivery.status)
    return (
      <div
        class={`bubble theirs${event.by === 'twilio' ? ' stock' : ''}${failed ? ' failed' : ''}`}
      >
        {event.by === 'twilio' && <b class="by">Twilio</b>}
        {event.body !== '' && <p>{event.body}</p>}
        {event.media.map((url) => (
          <Media url={url} appUrl={appUrl} />
        ))}
        <small>
          {timeOfDay(began, event.at)}
          {event.segments > 1 && ` · ${event.segments} segments`}
          {event.encoding === 'UCS-2' && ' · UCS-2'}
          {delivery && (
            <span class={failed ? 'bad' : 'good'}>
              {' · '}
              {delivery.status}
              {delivery.errorCode !== undefined && ` ${delivery.errorCode}`}
            </span>
          )}
          {live && event.by === 'app' && <Deliver event={event} index={index} />}
        </small>
      </div>
    )
  },
)

/** The later verdicts of the carrier on a message. */
const Deliver = ({ event, index }: { event: Message; index: number }) => {
  const box = useRef<HTMLDetailsElement>(null)
  const report =
    (status: 'delivered' | 'undelivered' | 'failed' | 'read', errorCode?: number) => () => {
      if (box.current) box.current.open = false
      void act({
        does: 'report',
        by: event.to,
        index,
        status,
        ...(errorCode !== undefined && { errorCode }),
      })
    }
  return (
    <details class="menu" ref={box}>
      <summary aria-label="Let the carrier report">
        <Icon name="more" />
      </summary>
      <div>
        <button type="button" onClick={report('delivered')}>
          Delivered
        </button>
        <button type="button" onClick={report('read')}>
          Read
        </button>
        <button type="button" onClick={report('undelivered', 30_003)}>
          Unreachable <i>30003</i>
        </button>
        <button type="button" onClick={report('undelivered', 30_007)}>
          Filtered <i>30007</i>
        </button>
        <button type="button" onClick={report('failed', 30_008)}>
          Failed <i>30008</i>
        </button>
      </div>
    </details>
  )
}

/** A file: a picture of the app's own is shown, anything else opens by a click. */
const Media = ({ url, appUrl }: { url: string; appUrl: string }) =>
  url.startsWith(`${appUrl}/`) && /\.(png|jpe?g|gif|webp|svg)$/i.test(new URL(url).pathname) ? (
    <img src={url} alt="A picture of the app" loading="lazy" />
  ) : (
    <a href={/^https?:/.test(url) ? url : undefined} target="_blank" rel="noreferrer noopener">
      <Icon name="clip" /> {url}
    </a>
  )

const FILES = [
  ['image/jpeg', 'Picture'],
  ['audio/mpeg', 'Sound'],
  ['video/mp4', 'Video'],
  ['application/pdf', 'PDF'],
] as const

const Composer = ({ phone }: { phone: PhoneView }) => {
  const line = useRef<HTMLTextAreaElement>(null)
  const [files, setFiles] = useState<readonly string[]>([])
  const send = async (body: string) => {
    if (body === '' && files.length === 0) return
    const media = files
    if (line.current) line.current.value = ''
    setFiles([])
    const isTaken = await act({
      does: 'text',
      by: phone.address,
      body,
      ...(media.length > 0 && { media }),
    })
    // Nothing that was written is lost.
    if (!isTaken && line.current && line.current.value === '') line.current.value = body
  }
  return (
    <form
      class="composer"
      onSubmit={(event: Event) => {
        event.preventDefault()
        void send(line.current?.value ?? '')
      }}
    >
      {files.length > 0 && (
        <div class="chips">
          {files.map((file, at) => (
            <button
              type="button"
              class="chip"
              aria-label={`Take ${file} away`}
              onClick={() => setFiles(files.toSpliced(at, 1))}
            >
              <Icon name="clip" /> {file} ✕
            </button>
          ))}
        </div>
      )}
      <div class="line">
        <details class="menu up">
          <summary aria-label="Attach a file">
            <Icon name="clip" />
          </summary>
          <div>
            {FILES.map(([type, name]) => (
              <button
                type="button"
                onClick={(event: Event) => {
                  ;(event.target as Element).closest('details')?.removeAttribute('open')
                  setFiles([...files, type])
                }}
              >
                {name} <i>{type}</i>
              </button>
            ))}
          </div>
        </details>
        <textarea
          ref={line}
          rows={1}
          placeholder={`Text as ${spaced(phone.address)}`}
          aria-label="Text message"
          maxlength={1600}
          onKeyDown={(event: KeyboardEvent) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
            event.preventDefault()
            void send((event.target as HTMLTextAreaElement).value)
          }}
        />
        <button type="submit" class="round" aria-label="Send">
          <Icon name="send" />
        </button>
      </div>
      <div class="words" role="group" aria-label="Words that Twilio answers itself">
        {['STOP', 'START', 'HELP'].map((word) => (
          <button type="button" class="chip" onClick={() => void send(word)}>
            {word}
          </button>
        ))}
      </div>
    </form>
  )
}

/** A list whose end stays in sight, unless somebody has scrolled up. */
export const Scroll = ({
  length,
  label,
  children,
}: {
  length: number
  label: string
  children?: unknown
}) => {
  const box = useRef<HTMLDivElement>(null)
  const stays = useRef(true)
  useEffect(() => {
    if (stays.current && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [length])
  return (
    <div
      ref={box}
      class="scroll"
      role="log"
      aria-label={label}
      aria-live="polite"
      tabindex={0}
      onScroll={(event: Event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.target as HTMLElement
        stays.current = scrollTop + clientHeight > scrollHeight - 60
      }}
    >
      {children as never}
    </div>
  )
}
