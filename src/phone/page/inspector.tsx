/**
 * @module
 * Everything that Twilio and the app say to each other: a list, and what is in each request.
 */
import { memo, useState } from 'hono/jsx/dom'
import type { Entry, RequestDetail } from '../view.ts'
import { DocumentView, Malformed } from './document.tsx'
import { Flows } from './flows.tsx'
import { Icon } from './icons.tsx'
import { act, again, begin, look, notify, save, select, set, type State } from './store.ts'
import { Scroll } from './thread.tsx'
import { clock, milliseconds, plain, plural, short, yes } from './words.ts'

/** Lines that are drawn at once: of a longer log the latest. */
const MAX_LINES = 120

const FILTERS = [
  ['all', 'All'],
  ['webhooks', 'Webhooks'],
  ['problems', 'Problems'],
  ['rest', 'REST'],
  ['sockets', 'Sockets'],
] as const

const passes = ({ event: { type } }: Entry, filter: State['filter']): boolean =>
  filter === 'all' ||
  (filter === 'webhooks' && (type === 'request' || type === 'httpRedirect')) ||
  (filter === 'problems' && /^(error|warning|limit|hint|unsupported)$/.test(type)) ||
  (filter === 'rest' && type === 'rest') ||
  (filter === 'sockets' && type.startsWith('ws'))

/** The inspector. */
export const Inspector = ({ state }: { state: State }) => {
  const { status, tab, rerun, past } = state
  if (!status) return null
  const entries = past?.entries ?? state.entries
  const problems = entries.filter((entry) =>
    /^(error|warning|limit)$/.test(entry.event.type),
  ).length
  const tabs = [
    ['log', 'Log', problems],
    ['changes', 'Changes', rerun?.changed ?? 0],
    ['flows', 'Flows', status.flows.length],
  ] as const
  return (
    <section class="inspector" aria-label="Inspector">
      <header class="bar">
        <div class="tabs" role="tablist" aria-label="Inspector">
          {tabs.map(([name, label, count]) => (
            <button
              type="button"
              role="tab"
              aria-selected={yes(tab === name)}
              onClick={() => set({ tab: name })}
            >
              {label}
              {count > 0 && <span class={`count of-${name}`}>{count}</span>}
            </button>
          ))}
        </div>
        <div class="tools">
          {status.runs.length > 1 && (
            <select
              aria-label="Which run is shown"
              value={String(past?.run ?? status.run)}
              onChange={(event: Event) => {
                const run = Number((event.target as HTMLSelectElement).value)
                void look(run === status.run ? undefined : run)
              }}
            >
              {status.runs.toReversed().map((run) => (
                <option value={String(run)} selected={run === (past?.run ?? status.run)}>
                  Run {run}
                </option>
              ))}
            </select>
          )}
          <button
            type="button"
            class="tool"
            disabled={status.steps === 0}
            aria-label="Run again"
            title="The same conversation from its start"
            onClick={() => void again()}
          >
            <Icon name="again" /> <span>Run again</span>
          </button>
          <button
            type="button"
            class="tool"
            disabled={status.steps === 0}
            aria-label="Save as test"
            title="The conversation as a file for Vitest"
            onClick={() => void save()}
          >
            <Icon name="test" /> <span>Save as test</span>
          </button>
          <button
            type="button"
            class="tool"
            aria-label="New"
            title="Another conversation"
            onClick={() => void begin()}
          >
            <Icon name="plus" /> <span>New</span>
          </button>
        </div>
      </header>
      {past && (
        <p class="past">
          Run {past.run}, as it was.{' '}
          <button type="button" onClick={() => void look(undefined)}>
            Back to now
          </button>
        </p>
      )}
      {tab === 'changes' ? (
        <Changes state={state} />
      ) : tab === 'flows' ? (
        <Flows flows={status.flows} graphs={state.graphs} />
      ) : (
        <Log state={state} entries={entries} />
      )}
    </section>
  )
}

const Log = ({ state, entries }: { state: State; entries: readonly Entry[] }) => {
  const [all, setAll] = useState(false)
  const { filter, selected, detail } = state
  const wanted = entries.filter(
    (entry) =>
      passes(entry, filter) && (entry.text !== undefined || entry.event.type === 'request'),
  )
  const shown = all ? wanted : wanted.slice(-MAX_LINES)
  const entry = selected === undefined ? undefined : entries[selected - 1]
  const app = state.status?.app.url
  return (
    <div class={`log${entry ? ' split' : ''}`}>
      <div class="list">
        <div class="filters" role="group" aria-label="What is listed">
          {FILTERS.map(([name, label]) => (
            <button
              type="button"
              class="chip"
              aria-pressed={yes(filter === name)}
              onClick={() => set({ filter: name })}
            >
              {label}
            </button>
          ))}
        </div>
        <Scroll key={filter} length={wanted.length} label="Log">
          {wanted.length > shown.length && (
            <button type="button" class="quiet" onClick={() => setAll(true)}>
              Show {plural(wanted.length - shown.length, 'earlier line')}
            </button>
          )}
          {wanted.length === 0 && (
            <div class="empty">
              <Icon name="list" />
              <p>
                {entries.length === 0
                  ? 'Each webhook shows up here, with its parameters, its signature and the TwiML that came back.'
                  : 'Nothing of that kind so far.'}
              </p>
            </div>
          )}
          {shown.map((each, at) => (
            <Row
              key={each.id}
              entry={each}
              app={app}
              isLater={shown[at - 1]?.event.at !== each.event.at}
              isSelected={each.id === selected}
            />
          ))}
        </Scroll>
      </div>
      {entry && (
        <Detail entry={entry} entries={entries} detail={detail} app={app} live={!state.past} />
      )}
    </div>
  )
}

/** Drawn anew only where it has changed. */
const Row = memo(
  ({
    entry,
    app,
    isLater,
    isSelected,
  }: {
    entry: Entry
    app: string | undefined
    isLater: boolean
    isSelected: boolean
  }) => {
    const { id, event, text, answer } = entry
    const isRequest = event.type === 'request'
    const { status } = isRequest ? event : { status: undefined }
    return (
      <button
        type="button"
        class={`row ${event.type}`}
        aria-pressed={yes(isSelected)}
        onClick={() => void select(isSelected ? undefined : id)}
      >
        <time>{isLater ? clock(event.at) : ''}</time>
        {isRequest ? (
          <>
            <b class="method">{event.method}</b>
            <span class="what">
              {short(event.url, app)}
              {event.attempt > 1 && <i> try {event.attempt}</i>}
            </span>
            <span class="took">{answer && milliseconds(answer.milliseconds)}</span>
            {answer ? (
              <span class={`status s${String(status ?? 'x')[0]}`}>{status ?? 'none'}</span>
            ) : (
              <span class="status wait" aria-label="waits for the answer" />
            )}
          </>
        ) : (
          <span class="what">{text && plain(text.replace(/^App: /, 'REST '))}</span>
        )}
      </button>
    )
  },
)

const Detail = ({
  entry,
  entries,
  detail,
  app,
  live,
}: {
  entry: Entry
  entries: readonly Entry[]
  detail: RequestDetail | undefined
  app: string | undefined
  live: boolean
}) => {
  const { event } = entry
  return (
    <aside class="detail" aria-label="What was selected">
      <header>
        <button
          type="button"
          class="tool"
          aria-label="Close"
          onClick={() => void select(undefined)}
        >
          <Icon name="close" />
        </button>
        <h2>
          {event.type === 'request'
            ? `${event.method} ${short(event.url, app)}`
            : (TITLES[event.type] ?? event.type)}
        </h2>
      </header>
      {event.type !== 'request' ? (
        <Other entry={entry} />
      ) : detail?.id === entry.id ? (
        <Request
          key={entry.id}
          detail={detail}
          entry={entry}
          problems={entries.filter(({ document }) => document === entry.id)}
          live={live}
        />
      ) : (
        <p class="event">Loading …</p>
      )}
    </aside>
  )
}

const TITLES: Readonly<Record<string, string>> = {
  error: 'Error',
  warning: 'Warning',
  hint: 'Hint',
  unsupported: 'Not simulated',
  rest: 'A request of the app to the REST API',
  message: 'A message',
  stimulus: 'A step',
  wsMessage: 'A message on a WebSocket',
}

const Other = ({ entry }: { entry: Entry }) => {
  const { event, document } = entry
  const { code, message } = event as { code?: number; message?: unknown }
  return (
    <div class="body">
      {typeof message === 'string' && <p class={`problem ${event.type}`}>{message}</p>}
      {typeof code === 'number' && code > 9999 && (
        <p>
          <a
            href={`https://www.twilio.com/docs/api/errors/${code}`}
            target="_blank"
            rel="noreferrer noopener"
          >
            Error {code} in Twilio's documentation
          </a>
        </p>
      )}
      {document !== undefined && (
        <p>
          <button type="button" class="tool" onClick={() => void select(document)}>
            <Icon name="list" /> Show the document
          </button>
        </p>
      )}
      <Pairs
        pairs={Object.entries(event)
          .filter(([name]) => !['type', 'message', 'code'].includes(name))
          .map(([name, value]) => [
            name,
            typeof value === 'object' ? JSON.stringify(value, undefined, 1) : String(value),
          ])}
      />
    </div>
  )
}

const Pairs = ({ pairs }: { pairs: readonly (readonly [string, string])[] }) => (
  <dl class="pairs">
    {pairs.map(([name, value]) => (
      <div>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

const Request = ({
  detail,
  entry,
  problems,
  live,
}: {
  detail: RequestDetail
  entry: Entry
  problems: readonly Entry[]
  live: boolean
}) => {
  const [editing, setEditing] = useState(false)
  const { answer, params, headers } = detail
  const signature = headers['x-twilio-signature']
  return (
    <div class="body">
      <p class="summary">
        {answer === undefined ? (
          'The app has not answered yet.'
        ) : answer.failure !== undefined ? (
          <span class="problem error">{answer.failure}</span>
        ) : (
          <>
            <span class={`status s${String(answer.status)[0]}`}>{answer.status}</span>{' '}
            {milliseconds(answer.milliseconds)} · {answer.bytes} bytes
            {detail.attempt > 1 &&
              ` · try ${detail.attempt}${detail.sameToken ? ', with the same token' : ''}`}
          </>
        )}
      </p>
      <div class="actions">
        {live && (
          <button
            type="button"
            class="tool"
            aria-expanded={yes(editing)}
            onClick={() => setEditing(!editing)}
          >
            <Icon name="edit" /> Edit and send again
          </button>
        )}
        <button
          type="button"
          class="tool"
          onClick={() => void copy(detail.curl, 'The curl command')}
        >
          <Icon name="copy" /> Copy as curl
        </button>
      </div>
      {editing && <Edit detail={detail} close={() => setEditing(false)} />}
      {answer?.lines ? (
        <DocumentView lines={answer.lines} verbs={entry.verbs} problems={problems} />
      ) : answer?.body ? (
        <Malformed text={answer.body} problems={problems} />
      ) : null}
      <h3>Parameters</h3>
      <Pairs pairs={Object.entries(params)} />
      <h3>Signature</h3>
      <Pairs
        pairs={[
          ['X-Twilio-Signature', signature ?? 'none'],
          ['made for', detail.signedUrl],
        ]}
      />
      <details>
        <summary>Headers of the request</summary>
        <Pairs pairs={Object.entries(headers)} />
      </details>
      {answer && answer.failure === undefined && (
        <details>
          <summary>The answer as it came</summary>
          <Pairs pairs={answer.headers} />
          <pre tabindex={0}>{answer.body}</pre>
        </details>
      )}
    </div>
  )
}

/** A request as a form. */
const Edit = ({ detail, close }: { detail: RequestDetail; close: () => void }) => {
  const [more, setMore] = useState(0)
  const { headers } = detail
  const send = async (form: FormData) => {
    const names = form.getAll('name').map(String)
    const values = form.getAll('value').map(String)
    const params = Object.fromEntries(
      names.map((name, index) => [name, values[index]!] as const).filter(([name]) => name !== ''),
    )
    const cookie = String(form.get('cookie') ?? '')
    const isTaken = await act({
      does: 'request',
      url: String(form.get('url')),
      method: form.get('method') === 'GET' ? 'GET' : 'POST',
      params,
      ...(cookie !== '' && { cookie }),
    })
    if (!isTaken) return
    close()
    notify('Sent again, signed anew: the answer is at the end of the log.')
  }
  return (
    <form
      class="edit"
      onSubmit={(event: Event) => {
        event.preventDefault()
        void send(new FormData(event.target as HTMLFormElement))
      }}
    >
      <div class="pair">
        <select name="method" aria-label="Method" value={detail.method}>
          {['POST', 'GET'].map((method) => (
            <option value={method} selected={method === detail.method}>
              {method}
            </option>
          ))}
        </select>
        <input name="url" aria-label="URL" value={detail.url} />
      </div>
      {[...Object.entries(detail.params), ...Array.from({ length: more }, () => ['', ''])].map(
        ([name, value]) => (
          <div class="pair">
            <input name="name" aria-label="Name of a parameter" value={name} />
            <input name="value" aria-label={name ? `Value of ${name}` : 'Value'} value={value} />
          </div>
        ),
      )}
      {headers['cookie'] !== undefined && (
        <div class="pair">
          <span>Cookie</span>
          <input name="cookie" aria-label="Cookie" value={headers['cookie']} />
        </div>
      )}
      <div class="actions">
        <button type="submit" class="tool strong">
          <Icon name="send" /> Sign and send
        </button>
        <button type="button" class="tool" onClick={() => setMore(more + 1)}>
          <Icon name="plus" /> Parameter
        </button>
      </div>
    </form>
  )
}

/** Puts a text on the clipboard, and says so. */
export const copy = async (text: string, what: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text)
    notify(`${what} is copied.`)
  } catch {
    notify('The browser does not let the page copy: select the text by hand.', true)
  }
}

/** Lines around a change that are shown too. */
const AROUND = 3

const Changes = ({ state: { rerun, status } }: { state: State }) => {
  if (!rerun)
    return (
      <div class="empty">
        <Icon name="again" />
        <p>
          {status?.watching.length
            ? `Save your app (${status.watching.join(', ')} is watched): the same conversation runs again, and what has changed in it stands here.`
            : 'Run the conversation again: what has changed in it stands here.'}
        </p>
      </div>
    )
  const { lines, changed, why, run, untaken } = rerun
  const near = new Set<number>()
  lines.forEach(({ is }, at) => {
    if (is !== 'same') for (let by = -AROUND; by <= AROUND; by++) near.add(at + by)
  })
  return (
    <div class="changes" role="group" aria-label="What has changed">
      <p class="summary">
        <b>{why}</b> · run {run}:{' '}
        {changed === 0
          ? 'nothing has changed.'
          : `${plural(changed, 'line')} of the transcript ${changed === 1 ? 'differs' : 'differ'}.`}
      </p>
      {untaken.map((sentence) => (
        <p class="problem warning">Not done this time: {sentence}</p>
      ))}
      <div class="diff">
        {lines.map(({ is, line }, at) =>
          changed > 0 && !near.has(at) ? (
            near.has(at + 1) ? (
              <div class="skip">…</div>
            ) : null
          ) : (
            <div class={is}>
              <span class="gutter" aria-label={is === 'same' ? undefined : is}>
                {{ same: '', gone: '−', new: '+' }[is]}
              </span>
              <code>{line}</code>
            </div>
          ),
        )}
      </div>
      <p class="hint">SIDs are left out of the comparison.</p>
    </div>
  )
}
