/**
 * @module
 * The exports of a file, and the origin of each.
 */
import { type Binding, keyOf } from './scope.ts'
import type { SourceFile } from './source-file.ts'
import type { Node } from './syntax.ts'

/** The origin of an export: a binding or an expression of the file, or another file. */
type Export =
  | { readonly binding: Binding }
  | { readonly expression: Node }
  | { readonly from: string; readonly name: string }

/** The exports of a file. */
export interface Exports {
  readonly named: ReadonlyMap<string, Export>
  /** The files of `export * from`. */
  readonly stars: readonly string[]
}

/** Reads what a file exports. */
export const readExports = ({ syntax, scopes }: SourceFile): Exports => {
  const named = new Map<string, Export>()
  const stars: string[] = []
  const local = (name: string, as: string) => {
    const binding = scopes.top.get(name)
    if (binding) named.set(as, { binding })
  }
  for (const node of syntax.program.body)
    switch (node.type) {
      case 'ExportNamedDeclaration':
        if (node.declaration) for (const name of declaredNames(node.declaration)) local(name, name)
        for (const { local: from, exported } of node.specifiers) {
          const name = keyOf(from) ?? ''
          const as = keyOf(exported) ?? ''
          if (node.source) named.set(as, { from: node.source.value, name })
          else local(name, as)
        }
        break
      case 'ExportDefaultDeclaration': {
        const { declaration } = node
        if (
          'id' in declaration &&
          declaration.id?.type === 'Identifier' &&
          declaration.type.endsWith('Declaration')
        )
          local(declaration.id.name, 'default')
        else named.set('default', { expression: declaration })
        break
      }
      case 'ExportAllDeclaration':
        if (node.exported)
          named.set(keyOf(node.exported) ?? '', { from: node.source.value, name: '*' })
        else stars.push(node.source.value)
        break
      case 'ExpressionStatement':
        readCommonJs(node.expression, named)
    }
  return { named, stars }
}

/** Reads `exports.Card = Card`, as compilers write it, also in a chain. */
const readCommonJs = (node: Node, named: Map<string, Export>): void => {
  if (node.type !== 'AssignmentExpression') return
  const { left, right } = node
  if (
    left.type === 'MemberExpression' &&
    left.object.type === 'Identifier' &&
    left.object.name === 'exports' &&
    !left.computed
  ) {
    const name = keyOf(left.property)
    // Compilers write `exports.Card = void 0` first.
    if (name && right.type !== 'UnaryExpression' && right.type !== 'AssignmentExpression')
      named.set(name, { expression: right })
  }
  readCommonJs(right, named)
}

const declaredNames = (node: Node): string[] => {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap(({ id }) => namesIn(id))
  return 'id' in node && node.id && node.id.type === 'Identifier' ? [node.id.name] : []
}

const namesIn = (pattern: Node): string[] => {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'RestElement' ? property.argument : property.value),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []))
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'RestElement':
      return namesIn(pattern.argument)
    default:
      return []
  }
}
