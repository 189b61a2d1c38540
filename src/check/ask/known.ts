/**
 * @module
 * Facts that hold at a place, and the conditions that they decide.
 */
import {
  type Fact,
  parameterKey,
  type ParameterRead,
  type Test,
  type Text,
  type Value,
} from '../infer/tree.ts'

/** The facts that hold at a place: a list, whose last one comes first. */
export interface Known {
  readonly fact: Fact
  readonly holds: boolean
  readonly outer: Known | undefined
  readonly length: number
}

/** More facts are not remembered: only generated code depends on so many. */
export const MOST_FACTS = 100

/** One more fact. */
export const knowing = (fact: Fact, isHeld: boolean, known: Known | undefined): Known => ({
  fact,
  holds: isHeld,
  outer: known,
  length: (known?.length ?? 0) + 1,
})

/** One string for a fact. */
export const keyOf = ({ about, compares = '', read }: Fact): string =>
  `${about} ${compares}${read?.otherwise ? '?' : ''}`

/** One string for facts. */
export const keyOfKnown = (known: Known | undefined): string => {
  let key = ''
  for (let at = known; at; at = at.outer) key += `${keyOf(at.fact)}${at.holds ? '+' : '-'},`
  return key
}

/** True or false where the facts decide a condition. */
export const truthOf = (test: Test, known: Known | undefined): boolean | undefined => {
  switch (test.kind) {
    case 'fact':
      return holds(test.fact, known)
    case 'not': {
      const truth = truthOf(test.test, known)
      return truth === undefined ? undefined : !truth
    }
    case 'and':
    case 'or': {
      const decisive = test.kind === 'or'
      const [a, b] = test.tests.map((each) => truthOf(each, known))
      return a === decisive || b === decisive ? decisive : a === b ? a : undefined
    }
    case 'known':
      return test.truth
    case 'unknown':
      return undefined
  }
}

/** True or false for a fact that is decided by the known facts; `undefined` for others. */
export const holds = (fact: Fact, known: Known | undefined): boolean | undefined => {
  const { compares } = fact
  for (let at = known; at; at = at.outer) {
    if (!isAboutSame(at.fact, fact)) continue
    if (at.fact.compares === compares) return at.holds
    // It is equal to another literal.
    if (at.holds && at.fact.compares?.startsWith('='))
      return isTrueOf(JSON.parse(at.fact.compares.slice(1)) as string | number, compares)
  }
  return undefined
}

/** The facts that hold where a condition is true, or where it is false. */
export const assume = (test: Test, truth: boolean, known: Known | undefined): Known | undefined => {
  switch (test.kind) {
    case 'fact':
      return (known && known.length >= MOST_FACTS) || holds(test.fact, known) === truth
        ? known
        : knowing(test.fact, truth, known)
    case 'not':
      return assume(test.test, !truth, known)
    case 'and':
    case 'or':
      // Of an `and` that is false, either side may be.
      return truth === (test.kind === 'and')
        ? test.tests.reduce((at, each) => assume(each, truth, at), known)
        : known
    case 'known':
    case 'unknown':
      return known
  }
}

/** The same for a fact about a given value; `undefined` stands for an argument that is left out. */
export const holdsFor = (
  fact: Fact,
  value: Value | undefined,
  known: Known | undefined,
): boolean | undefined => {
  switch (value?.kind) {
    case undefined: {
      const otherwise = fact.read?.otherwise
      return otherwise ? holdsFor({ ...fact, read: undefined }, otherwise, known) : false
    }
    case 'nothing': {
      const { literal } = value
      // A default is taken for `undefined`, and not for `null`.
      if (literal === undefined || (literal === null && fact.read?.otherwise)) return undefined
      if (literal === null || literal === 'true' || literal === 'false')
        return fact.compares === undefined
          ? literal === 'true'
          : fact.compares.startsWith('=')
            ? false
            : undefined
      return isTrueOf(literal, fact.compares)
    }
    case 'text': {
      const literal = literalOf(value)
      return literal === undefined ? undefined : isTrueOf(literal, fact.compares)
    }
    case 'element':
    case 'object':
    case 'function':
    case 'tag':
    case 'built-in':
      return fact.compares === undefined ? true : undefined
    case 'sequence':
      // Children that are several are an array.
      return fact.compares === undefined ? true : undefined
    case 'use':
      return value.tag && fact.compares === undefined ? true : undefined
    case 'named':
      return holdsFor(fact, value.tree, known)
    case 'parameter':
      return holds(aboutParameter(fact, value), known)
    case 'alternative': {
      const truth = value.test && truthOf(value.test, known)
      if (truth !== undefined) return holdsFor(fact, value.options[truth ? 0 : 1], known)
      const [first, ...others] = value.options.map((option) => holdsFor(fact, option, known))
      return others.every((each) => each === first) ? first : undefined
    }
    default:
      return undefined
  }
}

const aboutParameter = ({ compares }: Fact, read: ParameterRead): Fact => ({
  about: parameterKey(read.owner, read.path),
  compares,
  read,
  isLocal: true,
})

/** The facts about parameters and constants that decide whether a fact holds for a value. */
export const factsFor = (fact: Fact, value: Value | undefined): readonly Fact[] => {
  switch (value?.kind) {
    case 'parameter':
      return [aboutParameter(fact, value)]
    case 'named':
      return factsFor(fact, value.tree)
    case 'alternative':
      return [
        ...(value.test ? factsIn(value.test) : []),
        ...value.options.flatMap((option) => factsFor(fact, option)),
      ]
    default:
      return []
  }
}

/** The facts in a condition. */
export const factsIn = (test: Test): readonly Fact[] => {
  switch (test.kind) {
    case 'fact':
      return [test.fact]
    case 'not':
      return factsIn(test.test)
    case 'and':
    case 'or':
      return test.tests.flatMap(factsIn)
    case 'known':
    case 'unknown':
      return []
  }
}

const isAboutSame = (a: Fact, b: Fact): boolean =>
  a.about === b.about && a.read?.otherwise === b.read?.otherwise

const literalOf = ({ at: { node }, value }: Text): string | number | undefined => {
  switch (node.type) {
    case 'Literal':
      // Compilers resolve the entities of an attribute.
      return node.parent?.type === 'JSXAttribute' && value.includes('&')
        ? undefined
        : typeof node.value === 'number'
          ? node.value
          : value
    case 'UnaryExpression':
      return Number(value)
    default:
      return undefined
  }
}

/** True for a value that counts as true or, with `compares`, compares so with a literal. */
const isTrueOf = (value: string | number, compares: string | undefined): boolean | undefined => {
  if (compares === undefined) return Boolean(value)
  if (compares.startsWith('=')) return JSON.stringify(value) === compares.slice(1)
  const [, operator, limit] = /^([<>]=?)(.*)$/.exec(compares)!
  if (typeof value !== 'number') return undefined
  const difference = value - Number(limit)
  return operator!.endsWith('=') && difference === 0
    ? true
    : operator!.startsWith('<')
      ? difference < 0
      : difference > 0
}
