/**
 * @module
 * Declared output: the type `Renders<'Body' | 'Media'>`, or `@renders {Body | Media}` in the comment before a
 * declaration.
 */
import type { TSType, VariableDeclarator } from '@oxc-project/types'
import { FunctionComponent } from './component.ts'
import * as elements from './elements.ts'
import { type FunctionLike, keyOf } from '../read/scope.ts'
import type { SourceFile } from '../read/source-file.ts'
import type { Node } from '../read/syntax.ts'
import { alternative, many, NOTHING, ANY_PROPS, type Tree, type Value } from './tree.ts'

/** The value that a declaration states, if it states one. */
export const declared = (
  file: SourceFile,
  node: FunctionLike | VariableDeclarator,
): Value | undefined => {
  const name = 'id' in node && node.id?.type === 'Identifier' ? node.id.name : 'a component'
  const tagged = /@renders\s*\{([^}]*)\}/.exec(file.commentBefore(node))?.[1]
  if (tagged !== undefined) return callable(file, node, name, tagged.split(/[|,]/))
  if (node.type !== 'VariableDeclarator') {
    const names = node.returnType && renders(node.returnType.typeAnnotation)
    return names ? callable(file, node, name, names) : undefined
  }
  const type = node.id.typeAnnotation?.typeAnnotation
  if (!type) return undefined
  const names = renders(type)
  if (names) return treeOf(file, node, names)
  const returned = type.type === 'TSFunctionType' && renders(type.returnType.typeAnnotation)
  return returned ? callable(file, node, name, returned) : undefined
}

const callable = (
  file: SourceFile,
  node: Node,
  name: string,
  names: readonly string[],
): Value | undefined => {
  const tree = treeOf(file, node, names)
  return (
    tree && {
      kind: 'function',
      component: new FunctionComponent(name, file, undefined, () => tree),
    }
  )
}

const treeOf = (file: SourceFile, node: Node, names: readonly string[]): Tree | undefined => {
  const tables = names.map((name) => elements.named(name.trim()))
  // An element with a name that we do not know may fit anywhere.
  if (tables.length === 0 || tables.some((found) => found.length === 0)) return undefined
  const options = tables.flat().map((table): Tree => ({
    kind: 'element',
    table,
    at: { file, node },
    props: ANY_PROPS,
    content: () => NOTHING,
  }))
  return alternative([NOTHING, many(alternative(options))])
}

/** The names in `Renders<…>`, also within `Promise<…>` and in a union with `null` or `undefined`. */
const renders = (type: TSType): string[] | undefined => {
  switch (type.type) {
    case 'TSParenthesizedType':
      return renders(type.typeAnnotation)
    case 'TSUnionType': {
      const some = type.types.filter(
        (part) => part.type !== 'TSNullKeyword' && part.type !== 'TSUndefinedKeyword',
      )
      const names = some.map(renders)
      return names.every((each) => each !== undefined) ? names.flat() : undefined
    }
    case 'TSTypeReference': {
      const name = type.typeName.type === 'TSQualifiedName' ? type.typeName.right : type.typeName
      const argument = type.typeArguments?.params[0]
      if (!argument || name.type !== 'Identifier') return undefined
      if (name.name === 'Promise') return renders(argument)
      return name.name === 'Renders' ? literals(argument) : undefined
    }
    default:
      return undefined
  }
}

const literals = (type: TSType): string[] | undefined => {
  if (type.type === 'TSUnionType') {
    const names = type.types.map(literals)
    return names.every((each) => each !== undefined) ? names.flat() : undefined
  }
  const name = type.type === 'TSLiteralType' ? keyOf(type.literal) : undefined
  return name === undefined ? undefined : [name]
}
