/** The marks of a random program: removed for the checker, turned into calls for the run. */

/** A file in two forms: for the checker, and to run. */
export interface Marked {
  readonly checked: string
  readonly run: string
  /** The number of the place at a `line:column` of the checked text. */
  readonly checkedAt: ReadonlyMap<string, number>
  /** The number of the tag whose bracket is at a `line:column` of the text that runs. */
  readonly runAt: ReadonlyMap<string, number>
}

/** Reads the marks. */
export const readMarks = (text: string): Marked => {
  let checked = ''
  let run = ''
  const checkedOffsets: [number, number][] = []
  const runOffsets: [number, number][] = []
  for (const part of text.split(/(⟦\d+:|⟧|⟪\d+⟫)/)) {
    const id = Number(/\d+/.exec(part)?.[0])
    if (part.startsWith('⟦')) {
      checkedOffsets.push([checked.length, id])
      run += `$watch(${id}, `
    } else if (part === '⟧') run += ')'
    else if (part.startsWith('⟪')) {
      checkedOffsets.push([checked.lastIndexOf('<') + 1, id])
      runOffsets.push([run.lastIndexOf('<'), id])
    } else {
      checked += part
      run += part
    }
  }
  return {
    checked,
    run,
    checkedAt: new Map(checkedOffsets.map(([offset, id]) => [position(checked, offset), id])),
    runAt: new Map(runOffsets.map(([offset, id]) => [position(run, offset), id])),
  }
}

const position = (text: string, offset: number): string => {
  const before = text.slice(0, offset).split('\n')
  return `${before.length}:${before.at(-1)!.length + 1}`
}
