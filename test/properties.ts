/**
 * Properties draw the same examples in every run, so that a change is judged by what it changes. `npm run fuzz` draws new
 * ones; `SEED=n` repeats a run that failed.
 */
import fc from 'fast-check'

const { SEED = '1' } = process.env

fc.configureGlobal({ seed: SEED === 'random' ? Math.trunc(Math.random() * 2 ** 31) : Number(SEED) })
