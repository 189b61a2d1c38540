import { writeProgram } from '/work/wt/checker/test/check/fuzz/program.ts'
const p = writeProgram(Number(process.argv[2]))
for (const [f, t] of Object.entries(p.files))
  if (f !== 'flags.ts') {
    console.log('--- ' + f)
    console.log(
      t
        .replaceAll(/⟪(\d+)⟫/g, '_$1')
        .replaceAll(/⟦(\d+):/g, '[$1:')
        .replaceAll('⟧', ']'),
    )
  }
