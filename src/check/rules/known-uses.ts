/**
 * @module
 * Names of a file of which every use is known: what they stand for is judged where it is used. A component that is used
 * in a document only is wrong wherever it renders what does not fit there, also under a condition.
 */
import type { Analysis } from '../ask/analysis.ts'
import { keyOfKnown } from '../ask/known.ts'
import { ANYWHERE, type Surroundings, walk } from '../ask/walk.ts'
import type { Module } from '../infer/module.ts'
import { type ComponentUse, isTree, type Named, type Tree } from '../infer/tree.ts'
import type { Binding } from '../read/scope.ts'
import { type Node, unwrap } from '../read/syntax.ts'
import { type Finding, locationOf } from './finding.ts'

/** Judges a part of a tree. */
export type Judge = (
  tree: Tree,
  context: Surroundings,
  first: boolean,
  add: (finding: Finding | undefined) => void,
) => void

type Used = ComponentUse | Named

interface Use {
  readonly tree: Used
  readonly context: Surroundings
}

/** The uses of the names of one file, and what they reveal. */
export class KnownUses {
  readonly #module: Module
  readonly #analysis: Analysis
  readonly #judge: Judge
  /** The uses that were walked through, by the identifier. */
  readonly #uses = new Map<Node, Use[]>()
  /** Identifiers that were not looked at yet. */
  readonly #added: Node[] = []
  readonly #done = new Set<Binding>()

  constructor(module: Module, analysis: Analysis, judge: Judge) {
    this.#module = module
    this.#analysis = analysis
    this.#judge = judge
  }

  /** Takes note of a use of a name. */
  add(tree: Tree, context: Surroundings): void {
    if ((tree.kind !== 'use' && tree.kind !== 'named') || tree.at.file !== this.#module) return
    const name = nameOf(tree.at.node)
    const uses = this.#uses.get(name)
    if (uses) uses.push({ tree, context })
    else {
      this.#uses.set(name, [{ tree, context }])
      this.#added.push(name)
    }
  }

  /** What is wrong wherever the names are used, apart from uses that are wrong in any case. */
  findings(isWrong: (use: Used) => boolean): Finding[] {
    const findings: Finding[] = []
    const open = new Set<Binding>()
    for (let more = true; more;) {
      more = false
      for (const name of this.#added.splice(0)) {
        const binding = this.#module.scopes.of.get(name)
        if (binding && !this.#done.has(binding) && !isExported(binding)) open.add(binding)
      }
      for (const binding of open) {
        const uses = this.#usesOf(binding)
        if (!uses) continue
        open.delete(binding)
        this.#done.add(binding)
        more = true
        findings.push(
          ...this.#judgeAt(
            binding,
            uses.filter(({ tree }) => !isWrong(tree)),
          ),
        )
      }
    }
    return findings
  }

  /** All uses of a name, if each is known and stands somewhere: where what it stands for is put. */
  #usesOf(binding: Binding): readonly Use[] | undefined {
    const uses: Use[] = []
    for (const name of binding.uses) {
      if (isPush(name)) continue
      const found = this.#uses.get(name)
      if (!found?.every(({ context }) => isPlaced(context))) return undefined
      uses.push(...found)
    }
    return uses
  }

  /** The surroundings of what a name stands for. */
  #within({ tree, context }: Use): Surroundings {
    return {
      ...ANYWHERE,
      groups: context.groups.map((group) =>
        group.map((parent) => ({ ...parent, through: parent.through ?? tree })),
      ),
      together: context.together,
      known: tree.kind === 'use' ? this.#analysis.reads.known(tree, context.known) : context.known,
    }
  }

  #judgeAt(binding: Binding, uses: readonly Use[]): readonly Finding[] {
    const everywhere = new Map<string, Finding>()
    const fine = new Set<number>()
    const inner: Use[] = []
    for (const { tree, context } of distinct(
      uses.map((use) => ({ ...use, context: this.#within(use) })),
    )) {
      const output = outputOf(binding, tree)
      if (!output) return []
      const found = new Map<string, Finding>()
      const visited = new Set<number>()
      walk(
        output,
        context,
        this.#analysis,
        (part, around, first) => {
          if (part.kind === 'use' || part.kind === 'named')
            inner.push({ tree: part, context: around })
          if ('at' in part && part.at.file === this.#module) visited.add(locationOf(part.at).start)
          this.#judge(part, around, first, (finding) => {
            if (finding) found.set(keyOf(finding), finding)
          })
        },
        true,
      )
      for (const [key, finding] of found) everywhere.set(key, everywhere.get(key) ?? finding)
      for (const start of visited)
        if (![...found.values()].some((each) => each.start === start)) fine.add(start)
    }
    this.#addInner(inner)
    return [...everywhere.values()].filter(({ start }) => !fine.has(start))
  }

  /** Uses at the root of what was judged now stand somewhere. */
  #addInner(inner: readonly Use[]): void {
    const names = new Set(inner.map(({ tree }) => nameOf(tree.at.node)))
    for (const name of names)
      if (!this.#uses.get(name)?.every(({ context }) => isPlaced(context))) this.#uses.delete(name)
      else names.delete(name)
    for (const { tree, context } of inner)
      if (names.has(nameOf(tree.at.node))) this.add(tree, context)
  }
}

/** One use of each kind: those that stand in the same elements under the same facts are judged alike. */
const distinct = (uses: readonly Use[]): readonly Use[] => {
  const some: Use[] = []
  for (const use of uses) if (!some.some((each) => isAlike(each, use))) some.push(use)
  return some
}

const isAlike = (
  { tree, context: { groups, together, known } }: Use,
  { tree: other, context }: Use,
): boolean =>
  // What has been pushed to an array differs from place to place.
  (tree.kind === 'use' || (other.kind === 'named' && tree.tree === other.tree)) &&
  groups.length === context.groups.length &&
  together === context.together &&
  keyOfKnown(known) === keyOfKnown(context.known) &&
  groups.every((group, i) => {
    const others = context.groups[i]!
    return (
      group.length === others.length && group.every(({ table }, j) => table === others[j]!.table)
    )
  })

const keyOf = ({ rule, start }: Finding): string => `${rule}|${start}`

const isPlaced = ({ groups }: Surroundings): boolean =>
  groups.length > 0 && !groups.some((group) => group.some(({ beside }) => beside))

/** What a name stands for, if that is written where the name is declared. */
const outputOf = ({ origin }: Binding, tree: Used): Tree | undefined => {
  const node =
    origin.kind === 'function'
      ? origin.node
      : origin.kind === 'variable' && origin.steps.length === 0 && origin.declarator.init
        ? unwrap(origin.declarator.init)
        : undefined
  if (!node) return undefined
  if (tree.kind === 'use') return tree.of.code?.node === node ? tree.of.tree() : undefined
  return isTree(tree.tree) ? tree.tree : undefined
}

/** The identifier of a tag, a call or a variable. */
const nameOf = (node: Node): Node =>
  node.type === 'JSXElement'
    ? node.openingElement.name
    : node.type === 'CallExpression'
      ? unwrap(node.callee)
      : node

const isExported = ({ origin }: Binding): boolean => {
  const declaration =
    origin.kind === 'variable'
      ? origin.declarator.parent
      : origin.kind === 'function'
        ? origin.node
        : undefined
  return !declaration || (declaration.parent?.type ?? 'Export').startsWith('Export')
}

/** True for `rows.push(…)`, which adds to what a name stands for. */
const isPush = (name: Node): boolean => {
  const member = name.parent
  return (
    member?.type === 'MemberExpression' &&
    member.object === name &&
    member.parent?.type === 'CallExpression' &&
    member.parent.callee === member &&
    !member.computed &&
    member.property.type === 'Identifier' &&
    (member.property.name === 'push' || member.property.name === 'unshift')
  )
}
