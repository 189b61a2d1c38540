/**
 * @module
 * The state of the page, and its exchange with the server.
 */
import type { Step } from '../../conversation/step.ts'
import type { Change, Entry, FlowGraph, RequestDetail, Rerun, Status } from '../view.ts'

/** The screen shown where there is room for one. */
type Screen = 'phone' | 'log' | 'more'

/** Everything that the page shows. */
export interface State {
  /** `refused`: the address is none of this phone. */
  readonly connection: 'connecting' | 'open' | 'lost' | 'refused'
  readonly status?: Status | undefined
  /** In order; an entry stands at its id less one. */
  readonly entries: readonly Entry[]
  readonly rerun?: Rerun | undefined
  readonly graphs: readonly FlowGraph[]
  /** The phone in hand. */
  readonly phone?: string | undefined
  readonly face: 'messages' | 'call'
  readonly screen: Screen
  readonly tab: 'log' | 'changes' | 'flows'
  readonly filter: 'all' | 'webhooks' | 'problems' | 'rest' | 'sockets'
  /** The entry that is looked at. */
  readonly selected?: number | undefined
  readonly detail?: RequestDetail | undefined
  /** An earlier run that is looked at, with its log. */
  readonly past?: { readonly run: number; readonly entries: readonly Entry[] } | undefined
  /** True if the browser speaks. */
  readonly speaks: boolean
  /** The saved test, while it is shown. */
  readonly test?: string | undefined
  readonly notice?: { readonly text: string; readonly isError: boolean } | undefined
}

let state: State = {
  connection: 'connecting',
  entries: [],
  graphs: [],
  face: 'messages',
  screen: 'phone',
  tab: 'log',
  filter: 'all',
  speaks: false,
}
let listener: (state: State) => void = () => {}

/** The current state of the page. */
export const current = (): State => state

/** Tells somebody of each change. */
export const watchState = (tell: (state: State) => void): void => {
  listener = tell
}

/** Changes what the page knows. */
export const set = (change: Partial<State>): void => {
  state = { ...state, ...change }
  clearTimeout(drawing)
  drawing = undefined
  listener(state)
}

/** So long the page may lag behind what happens: a thousand events must not be drawn one by one. */
const LAG_MS = 60
let drawing: ReturnType<typeof setTimeout> | undefined

/** Changes what the page knows, and draws it soon, with all that comes until then. */
const setSoon = (change: Partial<State>): void => {
  state = { ...state, ...change }
  drawing ??= setTimeout(() => set({}), LAG_MS)
}

// In the address behind a hash, it goes to no server and into no history of one.
const token = location.hash.slice(1)

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(path, { ...init, headers: { Authorization: `Bearer ${token}` }, cache: 'no-store' })

const LOST =
  'The phone does not answer: was it stopped? Start it again in the terminal, and open the address that it prints.'

let fading: ReturnType<typeof setTimeout> | undefined

/** Shows a sentence for a while. */
export const notify = (text: string, isError = false): void => {
  clearTimeout(fading)
  set({ notice: { text, isError } })
  fading = setTimeout(() => set({ notice: undefined }), isError ? 9000 : 4000)
}

const tell = async (path: string, body: object = {}): Promise<boolean> => {
  try {
    const answer = await ask(path, { method: 'POST', body: JSON.stringify(body) })
    if (!answer.ok) notify(await answer.text(), true)
    return answer.ok
  } catch {
    notify(LOST, true)
    return false
  }
}

/** Takes a step of the conversation. Whether it could be taken. */
export const act = (step: Step): Promise<boolean> => tell('/steps', step)
export const again = (): Promise<boolean> => tell('/again')
export const begin = (): Promise<boolean> => tell('/new')
export const hold = (by: string, held: boolean): Promise<boolean> => tell('/hold', { by, held })
export const watchSaves = (wanted: boolean): Promise<boolean> => tell('/reruns', { wanted })

/** Takes another phone in hand, one more where it is new. */
export const addPhone = async (address: string): Promise<void> => {
  if (await tell('/phones', { address })) set({ phone: address, screen: 'phone' })
}

/** Shows the conversation as a test. */
export const save = async (): Promise<void> => {
  const answer = await ask('/test').catch(() => undefined)
  if (answer?.ok) set({ test: await answer.text() })
  else notify(LOST, true)
}

/** Looks at an earlier run, or with nothing at the one that goes on. */
export const look = async (run: number | undefined): Promise<void> => {
  if (run === undefined) return set({ past: undefined, selected: undefined, detail: undefined })
  const answer = await ask(`/runs/${run}`).catch(() => undefined)
  if (answer?.ok)
    set({ past: { run, entries: await answer.json() }, selected: undefined, detail: undefined })
}

/** Looks at an entry: of a request, all of it is fetched. */
export const select = async (id: number | undefined): Promise<void> => {
  set({ selected: id, ...(id !== state.selected && { detail: undefined }) })
  if (id === undefined) return
  const run = state.past?.run ?? state.status?.run
  const entry = (state.past?.entries ?? state.entries)[id - 1]
  if (entry?.event.type !== 'request') return
  const answer = await ask(`/runs/${run}/requests/${id}`).catch(() => undefined)
  if (answer?.ok && state.selected === id) set({ detail: await answer.json() })
}

const take = (change: Change): void => {
  const { whole, status, rerun, graphs } = change
  const entries = whole ? [...(change.entries ?? [])] : state.entries.slice()
  if (!whole) for (const entry of change.entries ?? []) entries[entry.id - 1] = entry
  const isNew = rerun !== undefined && rerun.run !== state.rerun?.run && !whole
  const began = whole && state.status !== undefined && state.status.run !== status.run
  setSoon({
    status,
    ...(change.entries !== undefined || whole ? { entries } : {}),
    ...(whole || rerun !== undefined ? { rerun } : {}),
    ...(graphs !== undefined && { graphs }),
    ...(began && { past: undefined, selected: undefined, detail: undefined }),
    phone: state.phone ?? status.phones[0]?.address,
  })
  if (isNew && rerun) {
    set({ tab: 'changes' })
    notify(
      `${rerun.why}: ${rerun.changed === 0 ? 'nothing has changed' : `${rerun.changed} ${rerun.changed === 1 ? 'line differs' : 'lines differ'}`}.`,
    )
  }
  const { selected, detail } = state
  // An entry that was requested before its response came is requested again.
  if (selected !== undefined && !state.past && detail?.answer === undefined)
    if (change.entries?.some(({ id }) => id === selected)) void select(selected)
  const ringing = status.phones.find(({ rings }) => rings)
  if (ringing && change.entries?.some(({ party }) => party === ringing.address))
    announce(ringing.address)
}

const announce = (address: string): void => {
  if (state.notice?.text.startsWith(address)) return
  notify(`${address} rings.`)
}

/** So long may the stream be quiet: the server says every 15 seconds that it is there. */
const QUIET_MS = 40_000

/** Listens to the server, for as long as the page is open. */
export const listen = async (): Promise<void> => {
  for (let wait = 300; ; wait = Math.min(wait * 2, 5000)) {
    const ending = new AbortController()
    let quiet: ReturnType<typeof setTimeout> | undefined
    const heard = () => {
      clearTimeout(quiet)
      quiet = setTimeout(() => ending.abort(), QUIET_MS)
    }
    try {
      heard()
      const answer = await ask('/events', { signal: ending.signal })
      if (answer.status === 401 || answer.status === 403) {
        set({ connection: 'refused' })
        return
      }
      if (!answer.ok || !answer.body) throw new Error(answer.statusText)
      set({ connection: 'open' })
      wait = 300
      let text = ''
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        heard()
        text += value
        const events = text.split('\n\n')
        text = events.pop()!
        for (const event of events)
          if (event.startsWith('data: ')) take(JSON.parse(event.slice(6)) as Change)
      }
    } catch {
      // The next try tells whether it is back.
    }
    clearTimeout(quiet)
    set({ connection: 'lost' })
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}
