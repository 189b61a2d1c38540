/**
 * @module
 * Which name means what in a file: every binding with where its value comes from, and every place that uses it.
 */
import type {
  ArrowFunctionExpression,
  Expression,
  Function as FunctionNode,
  Program,
  VariableDeclarator,
} from '@oxc-project/types'
import { childKeys, type Node } from './syntax.ts'

/** A function of any form. */
export type FunctionLike = FunctionNode | ArrowFunctionExpression

/** One step from a value into it, as a destructuring pattern takes it. */
export type Step =
  | { readonly get: string }
  | { readonly rest: readonly string[] }
  | { readonly otherwise: Expression }
  | 'unknown'

/** Where a binding's value comes from. */
export type Origin =
  | { readonly kind: 'import'; readonly from: string; readonly name: string }
  | { readonly kind: 'function'; readonly node: FunctionLike }
  | {
      readonly kind: 'variable'
      readonly declarator: VariableDeclarator
      readonly steps: readonly Step[]
    }
  | {
      readonly kind: 'parameter'
      readonly of: FunctionLike
      readonly index: number
      readonly steps: readonly Step[]
    }
  | { readonly kind: 'opaque' }

/** A name and what is known of it. */
export interface Binding {
  readonly name: string
  origin: Origin
  /** The identifiers that read it. */
  readonly uses: Node[]
  /** What is assigned to it after its declaration: nothing where that cannot be told. */
  readonly assigned: (Expression | undefined)[]
}

/** The bindings of a file. */
export interface Scopes {
  /** Of the top level, by name. */
  readonly top: ReadonlyMap<string, Binding>
  /** Of every identifier that reads or names one. */
  readonly of: ReadonlyMap<Node, Binding>
  /** The outermost JSX elements and all others, in the order of the text. */
  readonly jsx: readonly Node[]
  /** The bindings that a function's parameters make. */
  readonly parameters: ReadonlyMap<Node, readonly Binding[]>
  /** Those that a variable declaration makes. */
  readonly variables: ReadonlyMap<Node, readonly Binding[]>
}

const OPAQUE: Origin = { kind: 'opaque' }

class Scope {
  readonly bindings = new Map<string, Binding>()
  readonly outer: Scope | undefined
  readonly isFunction: boolean

  constructor(outer: Scope | undefined, isFunction: boolean) {
    this.outer = outer
    this.isFunction = isFunction
  }

  find(name: string): Binding | undefined {
    return this.bindings.get(name) ?? this.outer?.find(name)
  }
}

/** Reads the bindings of a file, and gives each node its parent. */
export const readScopes = (program: Program): Scopes => {
  const of = new Map<Node, Binding>()
  const jsx: Node[] = []
  const parameters = new Map<Node, Binding[]>()
  const variables = new Map<Node, Binding[]>()
  const reads: { node: Node; name: string; scope: Scope }[] = []
  const writes: { name: string; scope: Scope; value: Expression | undefined }[] = []

  const declare = (scope: Scope, name: string, node: Node, origin: Origin): void => {
    const known = scope.bindings.get(name)
    const binding = known ?? { name, origin, uses: [], assigned: [] }
    if (!known) {
      scope.bindings.set(name, binding)
      if (origin.kind === 'parameter') listed(parameters, origin.of, binding)
      if (origin.kind === 'variable') listed(variables, origin.declarator, binding)
    }
    // An overload has no body; any other second declaration leaves it open which one holds.
    else if (isBodiless(known.origin)) known.origin = origin
    else if (!isBodiless(origin)) known.origin = OPAQUE
    of.set(node, binding)
  }

  const declarePattern = (
    scope: Scope,
    pattern: Node,
    steps: readonly Step[],
    origin: (steps: readonly Step[]) => Origin,
  ): void => {
    switch (pattern.type) {
      case 'Identifier':
        return declare(scope, pattern.name, pattern, origin(steps))
      case 'AssignmentPattern':
        return declarePattern(scope, pattern.left, [...steps, { otherwise: pattern.right }], origin)
      case 'RestElement':
        return declarePattern(scope, pattern.argument, [...steps, 'unknown'], origin)
      case 'TSParameterProperty':
        return declarePattern(scope, pattern.parameter, steps, origin)
      case 'ObjectPattern': {
        const names: string[] = []
        for (const property of pattern.properties)
          if (property.type === 'RestElement')
            declarePattern(scope, property.argument, [...steps, { rest: names }], origin)
          else {
            const name = property.computed ? undefined : keyOf(property.key)
            if (name !== undefined) names.push(name)
            declarePattern(
              scope,
              property.value,
              [...steps, name === undefined ? 'unknown' : { get: name }],
              origin,
            )
          }
        return
      }
      case 'ArrayPattern':
        pattern.elements.forEach((element, index) => {
          if (element)
            declarePattern(
              scope,
              element,
              [...steps, element.type === 'RestElement' ? 'unknown' : { get: String(index) }],
              origin,
            )
        })
    }
  }

  /** The expressions within a pattern: defaults and computed keys. */
  const walkPattern = (pattern: Node, parent: Node, scope: Scope): void => {
    pattern.parent = parent as never
    switch (pattern.type) {
      case 'AssignmentPattern':
        walkPattern(pattern.left, pattern, scope)
        return walk(pattern.right, pattern, scope)
      case 'RestElement':
        return walkPattern(pattern.argument, pattern, scope)
      case 'TSParameterProperty':
        return walkPattern(pattern.parameter, pattern, scope)
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') walkPattern(property, pattern, scope)
          else {
            property.parent = pattern
            if (property.computed) walk(property.key, property, scope)
            walkPattern(property.value, property, scope)
          }
        }
        return
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element) walkPattern(element, pattern, scope)
        return
      case 'MemberExpression':
        return walk(pattern, parent, scope)
    }
  }

  const assign = (target: Node, scope: Scope, value: Expression | undefined): void => {
    switch (target.type) {
      case 'Identifier':
        writes.push({ name: target.name, scope, value })
        return
      case 'AssignmentPattern':
        return assign(target.left, scope, undefined)
      case 'RestElement':
        return assign(target.argument, scope, undefined)
      case 'ObjectPattern':
        for (const property of target.properties)
          assign(property.type === 'RestElement' ? property : property.value, scope, undefined)
        return
      case 'ArrayPattern':
        for (const element of target.elements) if (element) assign(element, scope, undefined)
        return
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
        return assign(target.expression, scope, value)
    }
  }

  const enterFunction = (node: FunctionLike, scope: Scope): void => {
    const inner = new Scope(scope, true)
    if (node.type === 'FunctionExpression' && node.id)
      declare(inner, node.id.name, node.id, { kind: 'function', node })
    node.params.forEach((param, index) => {
      declarePattern(inner, param, [], (steps) => ({ kind: 'parameter', of: node, index, steps }))
      walkPattern(param, node, inner)
    })
    if (!node.body) return
    node.body.parent = node
    if (node.body.type === 'BlockStatement') walkAll(node.body.body, node.body, inner)
    else walk(node.body, node, inner)
  }

  const walkAll = (nodes: readonly (Node | null)[], parent: Node, scope: Scope): void => {
    for (const node of nodes) if (node) walk(node, parent, scope)
  }

  const walkChildren = (node: Node, scope: Scope): void => {
    for (const key of childKeys(node)) {
      // The keys are those of the parser for this type of node.
      const child = (node as unknown as Record<string, Node | (Node | null)[] | null>)[key]
      if (Array.isArray(child)) walkAll(child, node, scope)
      else if (child) walk(child, node, scope)
    }
  }

  const walk = (node: Node, parent: Node, scope: Scope): void => {
    // The parser leaves the property to its users.
    node.parent = parent as never
    switch (node.type) {
      case 'Identifier':
      case 'JSXIdentifier':
        reads.push({ node, name: node.name, scope })
        return
      case 'FunctionDeclaration':
      case 'TSDeclareFunction':
        if (node.id) declare(scope, node.id.name, node.id, { kind: 'function', node })
        return enterFunction(node, scope)
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return enterFunction(node, scope)
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const inner = new Scope(scope, false)
        if (node.id)
          declare(node.type === 'ClassDeclaration' ? scope : inner, node.id.name, node.id, OPAQUE)
        if (node.superClass) walk(node.superClass, node, inner)
        return walk(node.body, node, inner)
      }
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'AccessorProperty':
      case 'Property':
        if (node.computed) walk(node.key, node, scope)
        if (node.value) walk(node.value, node, scope)
        return
      case 'VariableDeclaration': {
        const home = node.kind === 'var' ? functionScope(scope) : scope
        const loop = parent.type === 'ForInStatement' || parent.type === 'ForOfStatement'
        for (const declarator of node.declarations) {
          declarator.parent = node
          declarePattern(home, declarator.id, [], (steps) =>
            loop ? OPAQUE : { kind: 'variable', declarator, steps },
          )
          walkPattern(declarator.id, declarator, scope)
          if (declarator.init) walk(declarator.init, declarator, scope)
        }
        return
      }
      case 'ImportDeclaration':
        for (const specifier of node.specifiers) {
          const typeOnly =
            node.importKind === 'type' ||
            (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type')
          declare(
            scope,
            specifier.local.name,
            specifier.local,
            typeOnly
              ? OPAQUE
              : {
                  kind: 'import',
                  from: node.source.value,
                  name:
                    specifier.type === 'ImportSpecifier'
                      ? (keyOf(specifier.imported) ?? '')
                      : specifier.type === 'ImportDefaultSpecifier'
                        ? 'default'
                        : '*',
                },
          )
        }
        return
      case 'TSImportEqualsDeclaration':
        declare(
          scope,
          node.id.name,
          node.id,
          node.moduleReference.type === 'TSExternalModuleReference'
            ? { kind: 'import', from: node.moduleReference.expression.value, name: '*' }
            : OPAQUE,
        )
        return
      case 'TSEnumDeclaration':
        return declare(scope, node.id.name, node.id, OPAQUE)
      case 'TSModuleDeclaration':
        if (node.id.type === 'Identifier') declare(scope, node.id.name, node.id, OPAQUE)
        return
      case 'ExportSpecifier':
        if (parent.type === 'ExportNamedDeclaration' && !parent.source)
          walk(node.local, node, scope)
        return
      case 'ExportAllDeclaration':
        return
      case 'AssignmentExpression':
        assign(
          node.left,
          scope,
          node.operator === '=' || node.operator === '||=' || node.operator === '??='
            ? node.right
            : undefined,
        )
        walkPattern(node.left, node, scope)
        return walk(node.right, node, scope)
      case 'UpdateExpression':
        assign(node.argument, scope, undefined)
        return walkPattern(node.argument, node, scope)
      case 'ForInStatement':
      case 'ForOfStatement': {
        const inner = new Scope(scope, false)
        if (node.left.type === 'VariableDeclaration') walk(node.left, node, inner)
        else {
          assign(node.left, inner, undefined)
          walkPattern(node.left, node, inner)
        }
        walk(node.right, node, inner)
        return walk(node.body, node, inner)
      }
      case 'CatchClause': {
        const inner = new Scope(scope, false)
        if (node.param) {
          declarePattern(inner, node.param, [], () => OPAQUE)
          walkPattern(node.param, node, inner)
        }
        return walk(node.body, node, inner)
      }
      case 'BlockStatement':
      case 'ForStatement':
      case 'SwitchStatement':
      case 'StaticBlock':
        return walkChildren(node, new Scope(scope, false))
      case 'MemberExpression':
        walk(node.object, node, scope)
        if (node.computed) walk(node.property, node, scope)
        return
      case 'JSXElement':
        jsx.push(node)
        return walkChildren(node, scope)
      case 'JSXFragment':
        jsx.push(node)
        return walkAll(node.children, node, scope)
      case 'JSXOpeningElement':
        if (node.name.type !== 'JSXIdentifier' || !isIntrinsic(node.name.name))
          walk(node.name, node, scope)
        return walkAll(node.attributes, node, scope)
      case 'JSXMemberExpression':
        return walk(node.object, node, scope)
      case 'JSXAttribute':
        if (node.value) walk(node.value, node, scope)
        return
      case 'JSXClosingElement':
      case 'JSXNamespacedName':
      case 'MetaProperty':
      case 'BreakStatement':
      case 'ContinueStatement':
        return
      case 'LabeledStatement':
        return walk(node.body, node, scope)
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
        return walk(node.expression, node, scope)
      case 'TSExportAssignment':
        return walk(node.expression, node, scope)
      default:
        // Types mean nothing to what is rendered.
        if (!node.type.startsWith('TS')) walkChildren(node, scope)
    }
  }

  const top = new Scope(undefined, true)
  walkAll(program.body, program, top)

  for (const { node, name, scope } of reads) {
    const binding = scope.find(name)
    if (!binding) continue
    binding.uses.push(node)
    of.set(node, binding)
  }
  for (const { name, scope, value } of writes) scope.find(name)?.assigned.push(value)
  return { top: top.bindings, of, jsx, parameters, variables }
}

/** Whether a tag's name is that of an intrinsic element: no binding is looked up. */
export const isIntrinsic = (name: string): boolean => /^[a-z]|-/.test(name)

/** The name of a property that is written out. */
export const keyOf = (key: Node): string | undefined =>
  key.type === 'Identifier'
    ? key.name
    : key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')
      ? String(key.value)
      : undefined

const listed = (lists: Map<Node, Binding[]>, key: Node, binding: Binding): void => {
  const list = lists.get(key)
  if (list) list.push(binding)
  else lists.set(key, [binding])
}

const isBodiless = (origin: Origin): boolean => origin.kind === 'function' && !origin.node.body

const functionScope = (scope: Scope): Scope =>
  scope.isFunction || !scope.outer ? scope : functionScope(scope.outer)
