/**
 * @module
 * The icons, drawn with one stroke.
 */

const paths = {
  message: 'M4 5.5h16v11H10l-4 3.5v-3.5H4z',
  call: 'M6 3h3l1.5 5L8 9.5a12 12 0 0 0 6.5 6.5L16 13.5l5 1.5v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z',
  hangup: 'M3 14c0-5 18-5 18 0v2.5l-5-.8v-2.5c-2.5-1-5.5-1-8 0v2.5l-5 .8z',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4.5 19 12 7 19.5z',
  speaker: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4zM15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  mute: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4zM16 10l4.5 4.5M20.5 10 16 14.5',
  clip: 'M19 11.5 12 18.5a4.5 4.5 0 0 1-6.5-6.5l7.5-7.5a3 3 0 0 1 4.5 4.5L10 16.5a1.5 1.5 0 0 1-2-2l6.5-6.5',
  send: 'M4 12h15M13 6l6 6-6 6',
  again: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5',
  test: 'M9 3.5h6M10 3.5V10l-5 9a1 1 0 0 0 1 1.5h12a1 1 0 0 0 1-1.5l-5-9V3.5M7.5 15h9',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2',
  bolt: 'M13 3 5 13.5h6L10.5 21 19 10.5h-6z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  edit: 'M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z',
  silence: 'M5 12h14',
  back: 'M15 5l-7 7 7 7',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  flow: 'M7 4.5h10v4H7zM4 15.5h7v4H4zM13 15.5h7v4h-7zM12 8.5v3M7.5 15.5v-4h9v4',
  down: 'M12 4v12M7 11.5l5 5 5-5M5 20h14',
  plug: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
} as const

export type IconName = keyof typeof paths

/** An icon beside its name: by itself it says nothing to a screen reader. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
)
