/**
 * @module
 * TwiML with what became of it: the verb that runs, those that never do, and problems at their line.
 */
import type { DocumentLine, Entry, Verbs } from '../view.ts'

/** Deeper lines stand no further to the right. */
const MAX_DEPTH = 12
/** Lines that are drawn: a document of 64 kB may have thousands. */
const MAX_LINES = 1500

/** A document. All of it is text of the page: nothing of it is markup here. */
export const DocumentView = ({
  lines,
  verbs,
  problems,
}: {
  lines: readonly DocumentLine[]
  verbs: Verbs | undefined
  problems: readonly Entry[]
}) => (
  <div class="twiml" role="group" aria-label="TwiML">
    {lines.slice(0, MAX_LINES).map((line) => {
      const state = stateOf(line, verbs)
      const here = isBegin(line)
        ? problems.filter(
            ({ event }) => 'line' in event && `${event.line}:${event.column}` === line.at,
          )
        : []
      return (
        <>
          <div
            class={`code ${state}`}
            data-at={line.at}
            title={TITLES[state]}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <span class="gutter" aria-hidden="true">
              {state === 'now' && isBegin(line) ? '▸' : ''}
            </span>
            <code style={{ paddingLeft: `${Math.min(line.depth, MAX_DEPTH) * 15}px` }}>
              <Line line={line} />
            </code>
          </div>
          {here.map((entry) => (
            <Problem entry={entry} />
          ))}
        </>
      )
    })}
    {lines.length > MAX_LINES && <p class="event">and {lines.length - MAX_LINES} lines more</p>}
    {problems
      .filter(
        ({ event }) =>
          !lines.some(
            (line) =>
              'line' in event && isBegin(line) && `${event.line}:${event.column}` === line.at,
          ),
      )
      .map((entry) => (
        <Problem entry={entry} />
      ))}
  </div>
)

/** Markup that is not well-formed, with the problem at its line. */
export const Malformed = ({ text, problems }: { text: string; problems: readonly Entry[] }) => (
  <div class="twiml" role="group" aria-label="The document, which is not well-formed">
    {text
      .split('\n')
      .slice(0, MAX_LINES)
      .map((line, index) => (
        <>
          <div class="code">
            <span class="gutter">{index + 1}</span>
            <code>{line}</code>
          </div>
          {problems
            .filter(({ event }) => 'line' in event && event.line === index + 1)
            .map((entry) => (
              <Problem entry={entry} />
            ))}
        </>
      ))}
  </div>
)

const Problem = ({ entry: { event } }: { entry: Entry }) => (
  <p class={`problem ${event.type}`}>
    {'code' in event && event.code !== undefined && <b>{event.code} </b>}
    {'message' in event && String(event.message)}
  </p>
)

const isBegin = ({ tag }: DocumentLine): boolean => tag !== undefined && tag !== 'close'

const TITLES: Readonly<Record<string, string | undefined>> = {
  now: 'This verb runs',
  ran: undefined,
  unreached: 'Never reached',
  later: undefined,
}

const stateOf = (line: DocumentLine, verbs: Verbs | undefined): string => {
  if (line.unreached) return 'unreached'
  if (line.verb === undefined || !verbs) return ''
  if (verbs.now === line.verb) return 'now'
  if (verbs.ran.includes(line.verb)) return 'ran'
  return verbs.left ? 'unreached' : 'later'
}

const Line = ({ line: { tag, name, attributes = [], text } }: { line: DocumentLine }) => {
  if (tag === undefined) return <span class="content">{text}</span>
  if (tag === 'close')
    return (
      <>
        <span class="mark">{'</'}</span>
        <span class="tag">{name}</span>
        <span class="mark">{'>'}</span>
      </>
    )
  return (
    <>
      <span class="mark">{'<'}</span>
      <span class="tag">{name}</span>
      {attributes.map(([key, value]) => (
        <>
          {' '}
          <span class="key">{key}</span>
          <span class="mark">="</span>
          <span class="value">{value}</span>
          <span class="mark">"</span>
        </>
      ))}
      <span class="mark">{tag === 'empty' ? '/>' : '>'}</span>
      {tag === 'whole' && (
        <>
          <span class="content">{text}</span>
          <span class="mark">{'</'}</span>
          <span class="tag">{name}</span>
          <span class="mark">{'>'}</span>
        </>
      )}
    </>
  )
}
