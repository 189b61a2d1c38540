/** Runs the whole comparison: `npm run fuzz:check [programs] [first seed]`. */
import { compare } from './compare.ts'

const [count = 10_000, from = 0] = process.argv.slice(2).map(Number)
const { programs, findings, falseAlarms, problems, reported, missed } = await compare(from, count)
for (const alarm of falseAlarms.slice(0, 20)) console.log(`false alarm: ${alarm}`)
if (process.env['SHOW_MISSED'])
  for (const each of missed.slice(0, 40)) console.log(`missed: ${each}`)
console.log(
  `${programs} programs, ${findings} findings, ${falseAlarms.length} false alarms; ` +
    `${reported} of ${problems} nesting problems that happened were reported (${((100 * reported) / problems).toFixed(1)} %)`,
)
process.exitCode = falseAlarms.length > 0 || reported < 0.95 * problems ? 1 : 0
