/**
 * @module
 * Reads the bindings of a file, and gives each node its parent.
 */
import type {
  AssignmentExpression,
  Class,
  Expression,
  ForInStatement,
  ForOfStatement,
  ImportDeclaration,
  Program,
  VariableDeclaration,
} from '@oxc-project/types'
import {
  type Binding,
  type FunctionLike,
  isIntrinsic,
  keyOf,
  type Origin,
  type Scopes,
  type Step,
} from './scope.ts'
import { type Children, isWrapper, keysOf, type Node } from './syntax.ts'

/** Reads the bindings of a file, and gives each node its parent. */
export const readScopes = (program: Program): Scopes => new ScopeReader().read(program)

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

class ScopeReader {
  readonly #of = new Map<Node, Binding>()
  readonly #jsx: Node[] = []
  readonly #parameters = new Map<Node, Binding[]>()
  readonly #variables = new Map<Node, Binding[]>()
  // Reads wait until everything is declared, since a name may be used before its declaration.
  readonly #reads: { node: Node; name: string; scope: Scope }[] = []
  readonly #writes: { name: string; scope: Scope; value: Expression | undefined }[] = []

  read(program: Program): Scopes {
    const top = new Scope(undefined, true)
    this.#walkAll(program.body, program, top)
    for (const { node, name, scope } of this.#reads) {
      const binding = scope.find(name)
      if (!binding) continue
      binding.uses.push(node)
      this.#of.set(node, binding)
    }
    for (const { name, scope, value } of this.#writes) scope.find(name)?.assigned.push(value)
    return {
      top: top.bindings,
      of: this.#of,
      jsx: this.#jsx,
      parameters: this.#parameters,
      variables: this.#variables,
    }
  }

  #declare(scope: Scope, name: string, node: Node, origin: Origin): void {
    const known = scope.bindings.get(name)
    const binding = known ?? { name, origin, uses: [], assigned: [] }
    if (!known) {
      scope.bindings.set(name, binding)
      if (origin.kind === 'parameter') addTo(this.#parameters, origin.of, binding)
      if (origin.kind === 'variable') addTo(this.#variables, origin.declarator, binding)
    }
    // An overload has no body. After any other second declaration it is open which one holds.
    else if (isBodiless(known.origin)) known.origin = origin
    else if (!isBodiless(origin)) known.origin = OPAQUE
    this.#of.set(node, binding)
  }

  #declarePattern(
    scope: Scope,
    pattern: Node,
    steps: readonly Step[],
    origin: (steps: readonly Step[]) => Origin,
  ): void {
    switch (pattern.type) {
      case 'Identifier':
        return this.#declare(scope, pattern.name, pattern, origin(steps))
      case 'AssignmentPattern': {
        const inner: Step[] = [...steps, { otherwise: pattern.right }]
        return this.#declarePattern(scope, pattern.left, inner, origin)
      }
      case 'RestElement':
        return this.#declarePattern(scope, pattern.argument, [...steps, 'unknown'], origin)
      case 'TSParameterProperty':
        return this.#declarePattern(scope, pattern.parameter, steps, origin)
      case 'ObjectPattern': {
        const names: string[] = []
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') {
            const rest: Step[] = [...steps, { rest: names }]
            this.#declarePattern(scope, property.argument, rest, origin)
            continue
          }
          const name = property.computed ? undefined : keyOf(property.key)
          if (name !== undefined) names.push(name)
          const inner: Step[] = [...steps, name === undefined ? 'unknown' : { get: name }]
          this.#declarePattern(scope, property.value, inner, origin)
        }
        return
      }
      case 'ArrayPattern':
        pattern.elements.forEach((element, index) => {
          if (!element) return
          const step = element.type === 'RestElement' ? 'unknown' : { get: String(index) }
          this.#declarePattern(scope, element, [...steps, step], origin)
        })
    }
  }

  /** Walks the expressions within a pattern: defaults and computed keys. */
  #walkPattern(pattern: Node, parent: Node, scope: Scope): void {
    pattern.parent = parent as never
    switch (pattern.type) {
      case 'AssignmentPattern':
        this.#walkPattern(pattern.left, pattern, scope)
        return this.#walk(pattern.right, pattern, scope)
      case 'RestElement':
        return this.#walkPattern(pattern.argument, pattern, scope)
      case 'TSParameterProperty':
        return this.#walkPattern(pattern.parameter, pattern, scope)
      case 'ObjectPattern':
        for (const property of pattern.properties)
          if (property.type === 'RestElement') this.#walkPattern(property, pattern, scope)
          else {
            property.parent = pattern
            if (property.computed) this.#walk(property.key, property, scope)
            this.#walkPattern(property.value, property, scope)
          }

        return
      case 'ArrayPattern':
        for (const element of pattern.elements)
          if (element) this.#walkPattern(element, pattern, scope)
        return
      case 'MemberExpression':
        return this.#walk(pattern, parent, scope)
    }
  }

  #assign(target: Node, scope: Scope, value: Expression | undefined): void {
    if (isWrapper(target)) return this.#assign(target.expression, scope, value)
    switch (target.type) {
      case 'Identifier':
        this.#writes.push({ name: target.name, scope, value })
        return
      case 'AssignmentPattern':
        return this.#assign(target.left, scope, undefined)
      case 'RestElement':
        return this.#assign(target.argument, scope, undefined)
      case 'ObjectPattern':
        for (const property of target.properties)
          this.#assign(
            property.type === 'RestElement' ? property : property.value,
            scope,
            undefined,
          )
        return
      case 'ArrayPattern':
        for (const element of target.elements) if (element) this.#assign(element, scope, undefined)
    }
  }

  #walkAll(nodes: readonly (Node | null)[], parent: Node, scope: Scope): void {
    for (const node of nodes) if (node) this.#walk(node, parent, scope)
  }

  #walkChildren(node: Node, scope: Scope): void {
    for (const key of keysOf(node)) {
      // The parser lists the keys of this type of node.
      const child = (node as unknown as Children)[key]
      if (Array.isArray(child)) this.#walkAll(child, node, scope)
      else if (child) this.#walk(child as Node, node, scope)
    }
  }

  #walk(node: Node, parent: Node, scope: Scope): void {
    // The parser leaves `parent` for its users to set.
    node.parent = parent as never
    switch (node.type) {
      case 'Identifier':
      case 'JSXIdentifier':
        this.#reads.push({ node, name: node.name, scope })
        return
      case 'FunctionDeclaration':
      case 'TSDeclareFunction':
        if (node.id) this.#declare(scope, node.id.name, node.id, { kind: 'function', node })
        return this.#walkFunction(node, scope)
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#walkFunction(node, scope)
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#walkClass(node, scope)
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'AccessorProperty':
      case 'Property':
        if (node.computed) this.#walk(node.key, node, scope)
        if (node.value) this.#walk(node.value, node, scope)
        return
      case 'VariableDeclaration':
        return this.#walkVariables(node, parent, scope)
      case 'ImportDeclaration':
        return this.#declareImports(node, scope)
      case 'TSImportEqualsDeclaration': {
        const { id, moduleReference } = node
        const origin: Origin =
          moduleReference.type === 'TSExternalModuleReference'
            ? { kind: 'import', from: moduleReference.expression.value, name: '*' }
            : OPAQUE
        return this.#declare(scope, id.name, id, origin)
      }
      case 'TSEnumDeclaration':
        return this.#declare(scope, node.id.name, node.id, OPAQUE)
      case 'TSModuleDeclaration':
        if (node.id.type === 'Identifier') this.#declare(scope, node.id.name, node.id, OPAQUE)
        return
      case 'ExportSpecifier':
        if (parent.type === 'ExportNamedDeclaration' && !parent.source)
          this.#walk(node.local, node, scope)
        return
      case 'AssignmentExpression':
        return this.#walkAssignment(node, scope)
      case 'UpdateExpression':
        this.#assign(node.argument, scope, undefined)
        return this.#walkPattern(node.argument, node, scope)
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#walkLoop(node, new Scope(scope, false))
      case 'CatchClause': {
        const inner = new Scope(scope, false)
        if (node.param) {
          this.#declarePattern(inner, node.param, [], () => OPAQUE)
          this.#walkPattern(node.param, node, inner)
        }
        return this.#walk(node.body, node, inner)
      }
      case 'BlockStatement':
      case 'ForStatement':
      case 'SwitchStatement':
      case 'StaticBlock':
        return this.#walkChildren(node, new Scope(scope, false))
      case 'MemberExpression':
        this.#walk(node.object, node, scope)
        if (node.computed) this.#walk(node.property, node, scope)
        return
      case 'JSXElement':
        this.#jsx.push(node)
        return this.#walkChildren(node, scope)
      case 'JSXFragment':
        this.#jsx.push(node)
        return this.#walkAll(node.children, node, scope)
      case 'JSXOpeningElement':
        if (node.name.type !== 'JSXIdentifier' || !isIntrinsic(node.name.name))
          this.#walk(node.name, node, scope)
        return this.#walkAll(node.attributes, node, scope)
      case 'JSXMemberExpression':
        return this.#walk(node.object, node, scope)
      case 'JSXAttribute':
        if (node.value) this.#walk(node.value, node, scope)
        return
      case 'LabeledStatement':
        return this.#walk(node.body, node, scope)
      case 'TSExportAssignment':
        return this.#walk(node.expression, node, scope)
      // These identifiers name no binding of the file.
      case 'ExportAllDeclaration':
      case 'JSXClosingElement':
      case 'JSXNamespacedName':
      case 'MetaProperty':
      case 'BreakStatement':
      case 'ContinueStatement':
        return
      default:
        if (isWrapper(node)) return this.#walk(node.expression, node, scope)
        // Types do not affect what is rendered.
        if (!node.type.startsWith('TS')) this.#walkChildren(node, scope)
    }
  }

  #walkFunction(node: FunctionLike, scope: Scope): void {
    const inner = new Scope(scope, true)
    if (node.type === 'FunctionExpression' && node.id)
      this.#declare(inner, node.id.name, node.id, { kind: 'function', node })
    node.params.forEach((param, index) => {
      this.#declarePattern(inner, param, [], (steps) => ({
        kind: 'parameter',
        of: node,
        index,
        steps,
      }))
      this.#walkPattern(param, node, inner)
    })
    if (!node.body) return
    node.body.parent = node
    if (node.body.type === 'BlockStatement') this.#walkAll(node.body.body, node.body, inner)
    else this.#walk(node.body, node, inner)
  }

  #walkClass(node: Class, scope: Scope): void {
    const inner = new Scope(scope, false)
    const home = node.type === 'ClassDeclaration' ? scope : inner
    if (node.id) this.#declare(home, node.id.name, node.id, OPAQUE)
    if (node.superClass) this.#walk(node.superClass, node, inner)
    this.#walk(node.body, node, inner)
  }

  #walkVariables(node: VariableDeclaration, parent: Node, scope: Scope): void {
    const home = node.kind === 'var' ? functionScope(scope) : scope
    const isLoop = parent.type === 'ForInStatement' || parent.type === 'ForOfStatement'
    for (const declarator of node.declarations) {
      declarator.parent = node
      this.#declarePattern(home, declarator.id, [], (steps) =>
        isLoop ? OPAQUE : { kind: 'variable', declarator, steps },
      )
      this.#walkPattern(declarator.id, declarator, scope)
      if (declarator.init) this.#walk(declarator.init, declarator, scope)
    }
  }

  #declareImports(node: ImportDeclaration, scope: Scope): void {
    for (const specifier of node.specifiers) {
      const isType =
        node.importKind === 'type' ||
        (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type')
      const name =
        specifier.type === 'ImportSpecifier'
          ? (keyOf(specifier.imported) ?? '')
          : specifier.type === 'ImportDefaultSpecifier'
            ? 'default'
            : '*'
      const origin: Origin = isType ? OPAQUE : { kind: 'import', from: node.source.value, name }
      this.#declare(scope, specifier.local.name, specifier.local, origin)
    }
  }

  #walkAssignment(node: AssignmentExpression, scope: Scope): void {
    const takesOver = node.operator === '=' || node.operator === '||=' || node.operator === '??='
    this.#assign(node.left, scope, takesOver ? node.right : undefined)
    this.#walkPattern(node.left, node, scope)
    this.#walk(node.right, node, scope)
  }

  #walkLoop(node: ForInStatement | ForOfStatement, scope: Scope): void {
    if (node.left.type === 'VariableDeclaration') this.#walk(node.left, node, scope)
    else {
      this.#assign(node.left, scope, undefined)
      this.#walkPattern(node.left, node, scope)
    }
    this.#walk(node.right, node, scope)
    this.#walk(node.body, node, scope)
  }
}

const addTo = (lists: Map<Node, Binding[]>, key: Node, binding: Binding): void => {
  const list = lists.get(key)
  if (list) list.push(binding)
  else lists.set(key, [binding])
}

const isBodiless = (origin: Origin): boolean => origin.kind === 'function' && !origin.node.body

const functionScope = (scope: Scope): Scope =>
  scope.isFunction || !scope.outer ? scope : functionScope(scope.outer)
