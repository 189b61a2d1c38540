/**
 * @module
 * Conversations of flows: where each stands, what it keeps, and the ways through it.
 */
import type { FlowGraph, FlowView } from '../view.ts'
import { Icon } from './icons.tsx'
import { plural, spaced } from './words.ts'

/** The state of flows. */
export const Flows = ({
  flows,
  graphs,
}: {
  flows: readonly FlowView[]
  graphs: readonly FlowGraph[]
}) =>
  flows.length === 0 && graphs.length === 0 ? (
    <div class="empty">
      <Icon name="flow" />
      <p>
        A conversation of <code>twimlx/flow</code> shows its place and its answers here, as its
        cookie keeps them. With <code>--flows FILE</code> its graph is drawn.
      </p>
    </div>
  ) : (
    <div class="flows">
      {flows.map((flow) => (
        <Conversation flow={flow} />
      ))}
      {graphs.map((graph) => (
        <Graph graph={graph} places={flows.filter(({ name }) => name === graph.name)} />
      ))}
    </div>
  )

const Conversation = ({ flow }: { flow: FlowView }) => {
  const { name, party, bytes, hidden, place, attempt, ended, kept } = flow
  return (
    <article class="card">
      <h3>
        {name} <small>{spaced(party)}</small>
      </h3>
      <p class="summary">
        {hidden ? (
          'Its cookie is encrypted: nobody can look into it.'
        ) : ended !== undefined ? (
          <>
            Over: <b>{ended}</b>
          </>
        ) : place === undefined ? (
          'No question is open.'
        ) : (
          <>
            Waits at <b class="place">{place}</b>
            {attempt !== undefined && attempt > 1 && `, attempt ${attempt}`}
          </>
        )}
        {' · '}
        {plural(bytes, 'byte')} of 3072 in its cookie
      </p>
      <dl class="pairs">
        {kept.map(([key, kind, value]) => (
          <div>
            <dt>{key}</dt>
            <dd>
              {value} {kind !== 'answer' && <i>{kind}</i>}
            </dd>
          </div>
        ))}
      </dl>
    </article>
  )
}

const WIDTH = 150
const HEIGHT = 34
const GAP_X = 26
const GAP_Y = 62

/** A flow from top to bottom: each place on the row of the shortest way to it. */
const Graph = ({ graph, places }: { graph: FlowGraph; places: readonly FlowView[] }) => {
  const rows = rowsOf(graph)
  const widest = Math.max(...rows.map((row) => row.length))
  const width = widest * (WIDTH + GAP_X) + 120
  const height = rows.length * (HEIGHT + GAP_Y)
  const at = new Map<string, { x: number; y: number }>()
  rows.forEach((row, y) => {
    row.forEach((name, x) => {
      at.set(name, {
        x: (width - 100) / 2 + (x - (row.length - 1) / 2) * (WIDTH + GAP_X),
        y: y * (HEIGHT + GAP_Y) + HEIGHT / 2 + 6,
      })
    })
  })
  const here = new Set(places.flatMap(({ place, ended }) => placeName(place) ?? ended ?? []))
  const been = new Set(places.flatMap(({ kept }) => kept.map(([key]) => placeName(key)!)))
  return (
    <article class="card graph">
      <h3>{graph.name}</h3>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`The graph of ${graph.name}${here.size > 0 ? `, at ${[...here].join(', ')}` : ''}`}
      >
        {graph.ways.map(({ from, to, said }) => {
          const a = at.get(from)!
          const b = at.get(to)!
          const isDown = b.y > a.y
          const side = Math.max(a.x, b.x) + WIDTH / 2 + 34
          const path = isDown
            ? `M${a.x} ${a.y + HEIGHT / 2}C${a.x} ${a.y + HEIGHT / 2 + 30} ${b.x} ${b.y - HEIGHT / 2 - 30} ${b.x} ${b.y - HEIGHT / 2 - 4}`
            : `M${a.x + WIDTH / 2} ${a.y}C${side} ${a.y} ${side} ${b.y + 8} ${b.x + WIDTH / 2 + 4} ${b.y + 8}`
          return (
            <g class="way">
              <path d={path}>
                <title>
                  {from} to {to}: {said}
                </title>
              </path>
              {isDown && (
                <text x={(a.x + b.x) / 2} y={(a.y + b.y) / 2 + 4}>
                  {said.length > 22 ? `${said.slice(0, 21)}…` : said}
                </text>
              )}
            </g>
          )
        })}
        {[...at].map(([name, { x, y }]) => (
          <g
            class={`node${here.has(name) ? ' here' : been.has(name) ? ' been' : ''}${graph.places.includes(name) ? '' : ' end'}`}
          >
            <rect
              x={x - WIDTH / 2}
              y={y - HEIGHT / 2}
              width={WIDTH}
              height={HEIGHT}
              rx={graph.places.includes(name) ? 9 : HEIGHT / 2}
            />
            <text x={x} y={y + 4}>
              {name.length > 20 ? `${name.slice(0, 19)}…` : name}
            </text>
          </g>
        ))}
      </svg>
    </article>
  )
}

/** A key without the lap of its loop. */
const placeName = (key: string | undefined): string | undefined => key?.replace(/#\d+/g, '')

const rowsOf = ({ ways }: FlowGraph): string[][] => {
  const rows: string[][] = [['begin']]
  const seen = new Set(['begin'])
  for (const row of rows) {
    const next: string[] = []
    for (const name of row)
      for (const { from, to } of ways)
        if (from === name && !seen.has(to)) {
          seen.add(to)
          next.push(to)
        }
    if (next.length > 0) rows.push(next)
  }
  return rows
}
