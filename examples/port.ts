/**
 * @module
 * The port of the examples: `PORT` of the environment, or 3000.
 */
const written = process.env['PORT'] ?? '3000'

export const port = Number(written)

if (!(Number.isInteger(port) && port > 0 && port < 65_536)) {
  console.error(`PORT is a number from 1 to 65535, not "${written}": PORT=3001 npm start`)
  process.exit(2)
}
