/**
 * @module
 * Times, numbers and names in words.
 */

const two = (number: number): string => String(number).padStart(2, '0')

/** Virtual seconds as a clock shows them. */
export const clock = (seconds: number): string => {
  const whole = Math.floor(seconds)
  const hours = Math.floor(whole / 3600)
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

export const milliseconds = (number: number): string =>
  number < 1000 ? `${Math.max(1, Math.round(number))} ms` : `${(number / 1000).toFixed(1)} s`

/** A number in groups, as people read it aloud. */
export const spaced = (address: string): string =>
  address.replace(/^((?:[a-z]+:)?)\+1(\d{3})(\d{3})(\d{4})$/, '$1+1 $2 $3 $4')

/** A hue of its own for each phone. */
export const hue = (address: string): number => {
  let sum = 0
  for (const character of address) sum = (sum * 31 + character.codePointAt(0)!) % 360
  return sum
}

/** The path of a URL of the app, and all of any other. */
export const short = (url: string, app: string | undefined): string =>
  app !== undefined && url.startsWith(app) ? url.slice(app.length) || '/' : url

export const plural = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? '' : 's'}`

/** A state of an element for a screen reader: an attribute that is there says nothing by itself. */
export const yes = (is: boolean): 'true' | 'false' => (is ? 'true' : 'false')

/** A line of the log without what machines put around it: brackets, and the zeros of SIDs. */
export const plain = (text: string): string =>
  text
    .replace(/^! /, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\b([A-Z]{2})0{10,}([0-9a-f]+)\b/g, '$1…$2')

/** The time of day at some virtual second. */
export const timeOfDay = (began: string, seconds: number): string =>
  new Date(Date.parse(began) + seconds * 1000).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
  })
