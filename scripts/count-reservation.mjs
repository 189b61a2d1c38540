/**
 * @module
 * Prints how many lines the reservation line takes as a flow, and by hand: those with code on them.
 */
import { readFileSync } from 'node:fs'

const linesOf = (code) => code.split('\n').filter((line) => !/^\s*($|\/\/|\/?\*)/.test(line)).length

const flow = readFileSync('examples/reservation.tsx', 'utf8')
const [, byHand] = /```tsx\n(.*?)```/s.exec(readFileSync('docs/flow-by-hand.md', 'utf8'))

console.log(`as a flow: ${linesOf(flow)} lines (examples/reservation.tsx)`)
console.log(`by hand:   ${linesOf(byHand)} lines (docs/flow-by-hand.md)`)
