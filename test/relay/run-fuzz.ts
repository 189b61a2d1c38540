/** `npm run fuzz:relay [RUNS] [FIRST SEED]`: random sessions, 10,000 of them unless told otherwise. */
import { sessions } from './fuzz.ts'

const [runs = 10_000, from = 1] = process.argv.slice(2).map(Number)
const found = await sessions(runs, from)
for (const line of found.slice(0, 20)) console.error(line)
console.log(`${runs} sessions, ${found.length} faults`)
process.exitCode = found.length > 0 ? 1 : 0
