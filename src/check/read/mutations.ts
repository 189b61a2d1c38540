/**
 * @module
 * Changes to an array or object after it was made: the values pushed to it, and whether other code may change it.
 */
import type { Argument, Expression } from '@oxc-project/types'
import type { Binding } from './scope.ts'
import { keyOf } from './scope.ts'
import { functionAround, isWrapper, type Node } from './syntax.ts'

/** One `push` to an array. */
export interface Push {
  readonly args: readonly Argument[]
  /** The conditions under which it happens once; missing: it may happen any number of times. */
  readonly conditions?: readonly (readonly [test: Expression, truth: boolean])[]
  /** True if the push has certainly happened when that node reads the array, if its conditions hold. */
  before(reader: Node): boolean
}

// Methods that leave an array as it is, or change its order only.
const LEAVE_ALONE =
  /^(map|flatMap|filter|slice|concat|flat|forEach|some|every|includes|join|at|find|findLast|findIndex|indexOf|entries|keys|values|reduce|reverse|sort|toReversed|toSorted|toSpliced|toString)$/

const memory = new WeakMap<Binding, { pushes: readonly Push[]; changed: boolean }>()

/** The pushes to the array of that name. */
export const pushes = (binding: Binding): readonly Push[] => look(binding).pushes

/** True if anything but a push may change the value of that name. */
export const isChanged = (binding: Binding): boolean => look(binding).changed

const look = (binding: Binding): { pushes: readonly Push[]; changed: boolean } => {
  let known = memory.get(binding)
  if (!known) {
    const pushes: Push[] = []
    const changed = !binding.uses.every((use) => leavesAlone(use, binding, pushes))
    memory.set(binding, (known = { pushes, changed }))
  }
  return known
}

/** True if a use only reads the value. A push counts too, and is recorded. */
const leavesAlone = (use: Node, binding: Binding, pushes: Push[]): boolean => {
  const outer = use.parent
  if (!outer) return false
  if (isWrapper(outer)) return leavesAlone(outer, binding, pushes)
  switch (outer.type) {
    case 'MemberExpression': {
      if (outer.object !== use) return true
      const parent = outer.parent
      if (parent?.type === 'CallExpression' && parent.callee === outer) {
        const method = outer.computed ? undefined : keyOf(outer.property)
        if (method === 'push' || method === 'unshift') {
          pushes.push(pushOf(parent, binding))
          return true
        }
        // Any other method of an object may change it; the listed ones are an array's.
        return (
          method !== undefined &&
          (LEAVE_ALONE.test(method) || /^[A-Z]/.test(method) || isOwn(binding))
        )
      }
      return !isTarget(outer)
    }
    case 'JSXMemberExpression':
      return true
    case 'AwaitExpression':
      return leavesAlone(outer, binding, pushes)
    case 'CallExpression':
      return outer.callee === use || isReadOnlyCall(outer)
    case 'AssignmentExpression':
    case 'Property':
    case 'NewExpression':
      return false
    case 'VariableDeclarator':
      // Destructuring reads the value; any other declarator gives it a second name.
      return outer.id.type === 'ObjectPattern' || outer.id.type === 'ArrayPattern'
    default:
      return true
  }
}

// Methods of an object literal are written by its author: a call of one does not make the other properties unknown.
const isOwn = ({ origin }: Binding): boolean =>
  origin.kind === 'import' ||
  (origin.kind === 'variable' && origin.declarator.init?.type === 'ObjectExpression')

const isTarget = (member: Node): boolean => {
  const outer = member.parent
  switch (outer?.type) {
    case 'AssignmentExpression':
      return outer.left === member
    case 'UpdateExpression':
      return true
    case 'UnaryExpression':
      return outer.operator === 'delete'
    case 'MemberExpression':
      // `ui.parts.push(…)` and `ui.parts.title = …` change the object as well.
      return (
        outer.object === member &&
        (isTarget(outer) ||
          (outer.parent?.type === 'CallExpression' &&
            outer.parent.callee === outer &&
            /^(push|unshift|splice|pop|shift|fill)$/.test(keyOf(outer.property) ?? '')))
      )
    case 'ObjectPattern':
    case 'ArrayPattern':
    case 'AssignmentPattern':
    case 'RestElement':
      return true
    case 'Property':
      return outer.parent?.type === 'ObjectPattern'
    case 'ForInStatement':
    case 'ForOfStatement':
      return outer.left === member
    default:
      return outer !== undefined && outer !== null && isWrapper(outer) && isTarget(outer)
  }
}

/** Recognises `Object.keys(ui)`, `Promise.all(rows)` and other calls that only read. */
const isReadOnlyCall = (call: Node & { type: 'CallExpression' }): boolean => {
  const { callee } = call
  if (callee.type === 'MemberExpression' && callee.object.type === 'Identifier') {
    const method = keyOf(callee.property) ?? ''
    return (
      (callee.object.name === 'Promise' && method === 'all') ||
      (callee.object.name === 'Object' && /^(keys|values|entries|freeze)$/.test(method)) ||
      (callee.object.name === 'Array' && /^(isArray|from)$/.test(method)) ||
      callee.object.name === 'console'
    )
  }
  return false
}

const pushOf = (call: Node & { type: 'CallExpression' }, binding: Binding): Push => {
  const declaration =
    binding.origin.kind === 'variable' ? binding.origin.declarator.parent : undefined
  const conditions = conditionsOf(call, declaration?.parent)
  return {
    args: call.arguments,
    ...(conditions && { conditions }),
    before: (reader) =>
      !!conditions && reader.start > call.end && functionAround(reader) === functionAround(call),
  }
}

/** The conditions under which a call happens in a block; `undefined` where it is in anything but an `if`. */
const conditionsOf = (call: Node, block: Node | null | undefined): Push['conditions'] => {
  const conditions: [Expression, boolean][] = []
  let at = call.parent
  if (at?.type !== 'ExpressionStatement' || !block) return undefined
  for (let outer = at.parent; outer && at !== block; at = outer, outer = outer.parent ?? undefined)
    if (outer.type === 'IfStatement') conditions.push([outer.test, outer.consequent === at])
    else if (outer.type !== 'BlockStatement' && outer !== block) return undefined
  return at === block ? conditions : undefined
}
