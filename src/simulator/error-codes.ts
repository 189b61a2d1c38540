/**
 * @module
 * The codes that are errors in Twilio's dictionary. All others that the simulator raises are warnings.
 * @see https://www.twilio.com/docs/api/errors
 */

/** The first and last code of each run of errors. */
const errors: readonly (readonly [first: number, last: number])[] = [
  [10001, 11320],
  [11750, 11751],
  [11770, 12102],
  [12300, 12400],
  [13201, 13201],
  [13224, 13225],
  [13227, 13227],
  [13231, 13231],
  [13238, 13240],
  [13247, 13247],
  [13257, 13257],
  [13299, 13299],
  [13325, 13325],
  [13337, 13343],
  [13420, 13420],
  [13621, 13621],
  [13750, 13750],
  [13801, 13804],
  [14107, 14107],
  [14201, 14206],
  [14210, 14300],
  [15000, 15002],
  [15004, 16099],
  [16104, 21910],
  [30001, 30122],
  [31900, 31942],
  [31952, 31952],
  [32016, 32019],
  [63001, 64112],
]

/** The level of a code in Twilio's debugger. */
export const levelOf = (code: number): 'warning' | 'error' =>
  errors.some(([first, last]) => code >= first && code <= last) ? 'error' : 'warning'
