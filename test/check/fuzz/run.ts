/** Runs the whole comparison: `npm run fuzz:check [programs] [first seed]`. */
import { compare } from './compare.ts'

const [count = 10_000, from = 0] = process.argv.slice(2).map(Number)
const {
  programs,
  findings,
  falseAlarms,
  problems,
  reported,
  undecided,
  missed,
  values,
  valuesReported,
} = await compare(from, count)
const share = (part: number, of: number) => `${part} of ${of} (${((100 * part) / of).toFixed(1)} %)`
for (const alarm of falseAlarms.slice(0, 20)) console.log(`false alarm: ${alarm}`)
if (process.env['SHOW_MISSED'])
  for (const each of missed.slice(0, 400)) console.log(`missed: ${each}`)
console.log(
  `${programs} programs, ${findings} findings, ${falseAlarms.length} false alarms
nesting problems that happened and were reported: ${share(reported, problems)}; of the others, ${undecided} in places that are right under other flags
faults in literals that were reported: ${share(valuesReported, values)}`,
)
process.exitCode =
  falseAlarms.length > 0 || reported < 0.97 * problems || valuesReported < 0.98 * values ? 1 : 0
