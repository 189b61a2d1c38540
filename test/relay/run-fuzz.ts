/** `npm run fuzz:relay [RUNS]`: random sessions, 10,000 of them unless told otherwise. */
import { sessions } from './fuzz.ts'

const runs = Number(process.argv[2] ?? 10_000)
const found = await sessions(runs)
for (const line of found.slice(0, 20)) console.error(line)
console.log(`${runs} sessions, ${found.length} faults`)
process.exitCode = found.length > 0 ? 1 : 0
