/**
 * Random programs: components over several files, wrappers, slots, flags, maps, early returns, helpers. Every place
 * that may be reported has a number, to compare the checker's findings with the renderer's.
 */
import type { ElementTable } from '../../../src/vocabulary/define-element.ts'
import { type Dialect, dialects } from '../../../src/vocabulary/dialects.ts'
import { Random } from './random.ts'

/** A program, in which `⟦7:` … `⟧` marks the expression and `⟪7⟫` the tag that is place 7. */
export interface Program {
  readonly files: Readonly<Record<string, string>>
  /** The number of flags that it reads. */
  readonly flags: number
}

/** A declared component, helper, variable or callback. */
interface Declared {
  readonly name: string
  readonly file: string
  readonly kind: 'component' | 'helper' | 'value' | 'callback'
  /** The parent that its root is meant for; `undefined` if it passes its arguments through. */
  readonly meant: ElementTable | undefined
  /** The slots, with the parents that they are meant for; 'root' is that of the component. */
  readonly slots: readonly (readonly [name: string, meant: ElementTable | 'root'])[]
  /** Takes a prop `flag`. */
  readonly flagged: boolean
  readonly isAsync: boolean
}

interface Context {
  /** The parent element. */
  readonly parent: ElementTable
  readonly depth: number
  /** Expressions for given slots. */
  readonly given: readonly (readonly [expression: string, meant: ElementTable | 'root'])[]
  /** Conditions beside the flags. */
  readonly conditions: readonly string[]
  /**
   * True at the root of a component. Its author writes it for one parent and mostly keeps to that in every branch;
   * mistakes are in its uses, or in its elements.
   */
  readonly root?: boolean
}

const FLAGS = 4
const FLAG_NAMES = Array.from({ length: FLAGS }, (_, i) => `F${i}`)

/** Values of attributes: each is right for some kind. */
const LITERALS =
  ` 0 1 5 -1 120 601 99999 1.5 true false auto POST get en-US en Polly.Joanna Joanna speech dtmf,speech # 12w# 3s +1,415
  /next https://app.test/x ftp://app.test/ https:// wss://app.test/s undefined +14155550100 sip:jo@example.com jo WW0123 x`
    .split(/[ \n]+/)
    .map((value) => value.replace(',', ' '))

/** Writes one program. */
export const writeProgram = (seed: number): Program =>
  new Writer(new Random(seed), new Random(seed + 1_000_000)).write()

class Writer {
  readonly #random: Random
  /** Decides about values, apart from what decides about the shape of the program. */
  readonly #values: Random
  readonly #dialect: Dialect
  readonly #mistakes: number
  readonly #declared: Declared[] = []
  readonly #files = new Map<string, { body: string[]; uses: Set<string>; elements: Set<string> }>()
  #file = 'main.tsx'
  #places = 0
  #names = 0
  #constants = 0

  constructor(random: Random, values: Random) {
    this.#random = random
    this.#values = values
    this.#dialect = random.chance(0.5) ? 'voice' : 'messaging'
    this.#mistakes = random.pick([0, 0.05, 0.15, 0.3])
  }

  write(): Program {
    const r = this.#random
    const fileNames = ['a.tsx', 'b.tsx', 'main.tsx'].slice(r.below(3))
    const count = 3 + r.below(9)
    for (let i = 0; i < count; i++) {
      const at = Math.min(fileNames.length - 1, Math.floor((i / count) * fileNames.length))
      this.#file = fileNames[at]!
      this.#declare()
    }
    this.#file = 'main.tsx'
    const root = this.#table('Response')
    const documents = 1 + r.below(3)
    for (let i = 0; i < documents; i++) {
      const name = `document${i}`
      const content = this.#children({ parent: root, depth: 0, given: [], conditions: [] })
      this.#body().push(`export const ${name} = () => ${this.#tag('Response', content)}`)
    }
    return { files: this.#assembled(documents), flags: FLAGS }
  }

  #assembled(documents: number): Record<string, string> {
    const files: Record<string, string> = {
      'flags.ts': `${FLAG_NAMES.map((name) => `export const ${name} = process.env.${name} === 'on'\n`).join('')}export const list = [1, 2]\n`,
    }
    const barrel: string[] = []
    const imported = new Set(
      [...this.#files].flatMap(([file, { uses }]) =>
        [...uses].filter((name) => this.#declaredIn(name) !== file),
      ),
    )
    for (const [file, { body, uses, elements }] of this.#files) {
      const lines = [
        '/** @jsxImportSource twimlx */',
        `import { ${FLAG_NAMES.join(', ')}, list } from './flags'`,
      ]
      const capital = [...elements].filter((name) => name[0] === name[0]!.toUpperCase())
      const namespaced = this.#names % 5 === 0
      if (capital.length > 0)
        lines.push(
          namespaced
            ? `import * as T from 'twimlx/${this.#dialect}'\nconst { ${capital.join(', ')} } = T`
            : `import { ${capital.join(', ')} } from 'twimlx/${this.#dialect}'`,
        )
      for (const name of uses) {
        const from = this.#declaredIn(name)
        if (from === file) continue
        const way = name.charCodeAt(name.length - 1) % 3
        if (way === 0) lines.push(`import { ${name} } from './${from.replace('.tsx', '')}'`)
        else if (way === 1) lines.push(`import { ${name} } from './${from.replace('.tsx', '.js')}'`)
        else {
          const line = `export { ${name} as ${name}_ } from './${from.replace('.tsx', '')}'`
          if (!barrel.includes(line)) barrel.push(line)
          lines.push(`import { ${name}_ as ${name} } from './barrel'`)
        }
      }
      // Few export what no other file uses.
      const own = body.map((text) => {
        const name = /^export (?:const|(?:async )?function) (\w+)/.exec(text)?.[1]
        const isPrivate =
          name !== undefined &&
          !name.startsWith('document') &&
          !imported.has(name) &&
          this.#values.chance(0.8)
        return isPrivate ? text.replace('export ', '') : text
      })
      files[file] = `${[...lines, ...own].join('\n')}\n`
    }
    if (barrel.length > 0) files['barrel.ts'] = `${barrel.join('\n')}\n`
    files['main.tsx'] +=
      `export const documents = [${Array.from({ length: documents }, (_, i) => `document${i}`).join(', ')}]\n`
    return files
  }

  #declaredIn(name: string): string {
    return this.#declared.find((each) => each.name === name)!.file
  }

  #fileOf() {
    let file = this.#files.get(this.#file)
    if (!file)
      this.#files.set(this.#file, (file = { body: [], uses: new Set(), elements: new Set() }))
    return file
  }

  #body(): string[] {
    return this.#fileOf().body
  }

  #table(name: string): ElementTable {
    return dialects[this.#dialect].get(name)!
  }

  /** A new component, helper, variable or callback. */
  #declare(): void {
    const r = this.#random
    const meant = this.#someParent()
    const base: Context = { parent: meant, depth: 0, given: [], conditions: [], root: true }
    const kind = r.below(20)
    const name = `${kind >= 12 && kind < 16 ? 'part' : 'C'}${this.#names++}`
    const add = (text: string, more: Partial<Declared> = {}) => {
      this.#body().push(`export ${text}`)
      this.#declared.push({
        name,
        file: this.#file,
        kind: 'component',
        meant,
        slots: [],
        flagged: false,
        isAsync: false,
        ...more,
      })
    }
    const flagged = { ...base, conditions: ['p.flag'] }
    switch (kind) {
      case 0:
        return add(`const ${name} = () => ${this.#expression(base)}`)
      case 1:
        return add(
          `function ${name}() {\n  if (${this.#condition(base)}) return ${this.#expression(base)}\n  return ${this.#expression(base)}\n}`,
        )
      case 2:
        return add(`const ${name} = (p: { flag?: boolean }) => ${this.#expression(flagged)}`, {
          flagged: true,
        })
      case 3:
        return add(
          `function ${name}() {\n  switch (${this.#flag()} ? 'a' : 'b') {\n    case 'a':\n      return ${this.#expression(base)}\n    default:\n      return ${this.#expression(base)}\n  }\n}`,
        )
      case 4:
        return add(`async function ${name}() {\n  await 0\n  return ${this.#expression(base)}\n}`, {
          isAsync: true,
        })
      case 5:
        return add(
          `const ${name} = ({ n = 1 }: { n?: number }) => n > 0 ? <>${this.#children(base)}{${this.#flag()} && <${name} n={n - 1} />}</> : ${this.#expression(base)}`,
        )
      case 6:
      case 7:
      case 8:
      case 9:
      case 10:
      case 11:
        return this.#wrapper(name, kind, meant, add)
      case 12:
        return add(`const ${name} = () => ${this.#expression(base)}`, { kind: 'helper' })
      case 13:
        return add(`const ${name} = (x: unknown) => ${this.#expression(base)}`, {
          kind: 'callback',
        })
      case 14:
        return add(`const ${name} = ${this.#expression(base)}`, { kind: 'value' })
      case 15: {
        const inner = { ...base, depth: 1 }
        this.#body().push(
          `export const make${name} = () => {\n  const rows = [${r.chance(0.5) ? this.#expression(inner) : ''}]\n  ${r.chance(0.5) ? `if (${this.#condition(base)}) ` : ''}rows.push(${this.#expression(inner)})\n  return rows\n}`,
        )
        return add(`const ${name} = () => make${name}()`, { kind: 'helper' })
      }
      case 16:
        return add(
          `const ${name} = () => {\n  let x = ${this.#expression(base)}\n  if (${this.#condition(base)}) x = ${this.#expression(base)}\n  return <>{${this.#place('x')}}</>\n}`,
        )
      case 17: {
        const inner = this.#component(meant, true)
        if (!inner) return add(`const ${name} = () => ${this.#expression(base)}`)
        this.#use(inner.name)
        return add(`const ${name} = ${inner.name}`, { ...inner, name, file: this.#file })
      }
      case 18:
        return add(
          `const ${name} = () => {\n  try {\n    return ${this.#expression(base)}\n  } catch {\n    return null\n  }\n}`,
        )
      default:
        return add(
          `const ${name} = () => {\n  for (const x of list) if (${this.#condition(base)} && x) return ${this.#expression(base)}\n  return ${this.#expression(base)}\n}`,
        )
    }
  }

  /** A component that puts its arguments somewhere. */
  #wrapper(
    name: string,
    kind: number,
    meant: ElementTable,
    add: (text: string, more?: Partial<Declared>) => void,
  ): void {
    const r = this.#random
    const base = { parent: meant, depth: 0, conditions: [], root: true }
    switch (kind) {
      case 6: {
        // Puts them at its own root.
        const given = [['children', 'root']] as const
        const inner = this.#children({ ...base, given: [], depth: 2 })
        return add(
          `const ${name} = ({ children }: any) => <>${r.chance(0.5) ? inner : ''}{children}${r.chance(0.3) ? inner.replaceAll(/[⟦⟪]\d+/g, (mark) => mark[0]! + this.#places++) : ''}</>`,
          { meant: r.chance(0.5) ? undefined : meant, slots: given },
        )
      }
      case 7: {
        // Puts them in an element.
        const table = this.#childOf(meant)
        return add(
          `const ${name} = (props: any) => ${this.#tag(table.name, `${r.chance(0.4) && table.content !== 'text' ? this.#children({ ...base, parent: table, given: [], depth: 2, root: false }) : ''}{props.children}`)}`,
          { slots: [['children', table]] },
        )
      }
      case 8: {
        // Puts them in one of two places.
        const table = this.#childOf(meant)
        if (r.chance(0.9))
          return add(
            `const ${name} = ({ noun, children }: any) => noun || ${this.#flag()} ? ${this.#tag(table.name, '{children}')} : ${this.#tag(table.name, `${table.content === 'text' ? '' : this.#children({ ...base, parent: table, given: [], depth: 2, root: false })}{children}`)}`,
            { slots: [['children', table]] },
          )
        const like = this.#childLike(meant)
        if (!like) return this.#wrapper(name, 7, meant, add)
        return add(
          `const ${name} = ({ noun, children }: any) => noun || ${this.#flag()} ? ${this.#tag(like.name, '{children}')} : <>{children}</>`,
          { slots: [['children', like]] },
        )
      }
      case 9: {
        // Has several slots, also with a default.
        const table = this.#childOf(meant)
        return add(
          `const ${name} = ({ head, foot${r.chance(0.4) ? ` = ${this.#expression({ ...base, parent: meant, given: [], depth: 2 })}` : ''}, children }: any) => <>{head}${this.#tag(table.name, '{children}')}{${r.chance(0.5) ? `${this.#flag()} && ` : ''}foot}</>`,
          {
            slots: [
              ['head', 'root'],
              ['children', table],
              ['foot', 'root'],
            ],
          },
        )
      }
      case 10: {
        // Passes them on.
        const inner = this.#random.pick([
          ...this.#declared.filter(({ kind, slots }) => kind === 'component' && slots.length > 0),
          undefined,
        ])
        if (!inner)
          return add(`const ${name} = ({ children = null }: any) => children && <>{children}</>`, {
            meant: undefined,
            slots: [['children', 'root']],
          })
        this.#use(inner.name)
        const way = r.below(3)
        return add(
          way === 0
            ? `const ${name} = (props: any) => <${inner.name} {...props} />`
            : way === 1
              ? `const ${name} = ({ children, ...rest }: any) => <${inner.name} {...rest}>{children}</${inner.name}>`
              : `const ${name} = (props: any) => {\n  const { children } = props\n  const kept = <>{children}</>\n  return <${inner.name}>{kept}</${inner.name}>\n}`,
          { meant: inner.meant, slots: inner.slots },
        )
      }
      default: {
        // Also lets them escape.
        const table = this.#childLike(meant)
        if (r.chance(0.85) || !table) return this.#wrapper(name, 6 + r.below(5), meant, add)
        this.#body().push(
          `const keep${name}: { of(x: any): any } = { of: (x) => ${this.#tag(table.name, '{x}')} }`,
        )
        return add(
          `const ${name} = ({ children }: any) => ${this.#flag()} ? keep${name}.of(children) : <>{children}</>`,
          { slots: [['children', table]] },
        )
      }
    }
  }

  #use(name: string): void {
    this.#fileOf().uses.add(name)
  }

  /** An element that may have children. */
  #someParent(): ElementTable {
    const parents = [...dialects[this.#dialect].values()].filter(
      ({ content, options }) =>
        (content === 'elements' || content === 'mixed') && !options.permissive,
    )
    return this.#random.chance(0.6) ? this.#table('Response') : this.#random.pick(parents)
  }

  /** An element, mostly one that the parent takes. */
  #childOf(parent: ElementTable, root = false): ElementTable {
    const all = [...dialects[this.#dialect].values()].filter(
      ({ name, options }) => name !== 'Response' && !options.permissive,
    )
    const right = all.filter((table) => parent.takes(table))
    return right.length === 0 || this.#random.chance(root ? this.#mistakes / 10 : this.#mistakes)
      ? this.#random.pick(all)
      : this.#random.pick(right)
  }

  /**
   * An element that takes some of what its parent takes, and nothing else, as <Gather> in a <Response>: only such a one
   * is left out by a condition around the same children.
   */
  #childLike(parent: ElementTable): ElementTable | undefined {
    const all = [...dialects[this.#dialect].values()]
    const some = all.filter((table) => {
      const own = all.filter((child) => table.takes(child))
      return parent.takes(table) && own.length > 0 && own.every((child) => parent.takes(child))
    })
    return some.length > 0 ? this.#random.pick(some) : undefined
  }

  #component(parent: ElementTable, root = false): Declared | undefined {
    return this.#some('component', parent, root)
  }

  /** A declared name, mostly one that is meant for the parent. */
  #some(kind: Declared['kind'], parent: ElementTable, root = false): Declared | undefined {
    const all = this.#declared.filter((each) => each.kind === kind)
    const right = all.filter(({ meant }) => meant === parent || meant === undefined)
    const mistakes = root ? this.#mistakes / 10 : this.#mistakes
    const from = right.length === 0 || this.#random.chance(mistakes) ? all : right
    // If all names are meant for other parents, a use is a mistake again.
    if (from === all && !this.#random.chance(0.2 * mistakes)) return undefined
    return from.length > 0 ? this.#random.pick(from) : undefined
  }

  #place(expression: string): string {
    return `⟦${this.#places++}:${expression}⟧`
  }

  #text(): string {
    return `{${this.#place(JSON.stringify(this.#values.chance(0.5) ? 'text' : this.#values.pick(LITERALS)))}}`
  }

  #flag(): string {
    return `F${this.#random.below(FLAGS)}`
  }

  #condition({ conditions }: Context): string {
    return conditions.length > 0 && this.#random.chance(0.6)
      ? this.#random.pick(conditions)
      : this.#flag()
  }

  #tag(name: string, content: string, attributes = ''): string {
    if (this.#isElement(name)) this.#fileOf().elements.add(name)
    const open = `<${name}⟪${this.#places++}⟫${attributes}`
    return content === '' ? `${open} />` : `${open}>${content}</${name}>`
  }

  #isElement(name: string): boolean {
    return dialects[this.#dialect].has(name)
  }

  /** The children of an element. */
  #children(context: Context): string {
    const count =
      context.depth > 3 ? 1 : this.#random.pick([0, 1, 1, 2, 2, 3].slice(context.depth > 0 ? 1 : 0))
    return Array.from({ length: count }, () => this.#child(context)).join('')
  }

  #child(context: Context): string {
    const r = this.#random
    const { parent } = context
    if (parent.content === 'text')
      return r.chance(0.9) ? this.#text() : `{${this.#expression(context)}}`
    if (parent.content === 'empty') return r.chance(0.8) ? '' : `{${this.#expression(context)}}`
    if (parent.content === 'mixed' && r.chance(0.3)) return this.#text()
    const text = this.#expression(context)
    return text.startsWith('<') ? text : `{${text}}`
  }

  /** An expression that renders children. */
  #expression(context: Context): string {
    const r = this.#random
    const deeper = { ...context, depth: context.depth + 1 }
    const kind = context.depth > 3 ? r.below(6) : r.below(24)
    switch (kind) {
      case 6:
        return `(${this.#condition(context)} && ${this.#expression(deeper)})`
      case 7:
        return `(${this.#condition(context)} ? ${this.#expression(deeper)} : ${this.#expression(deeper)})`
      case 8:
        return `<>${this.#children(deeper)}${this.#children(deeper)}</>`
      case 9:
        return `[${this.#expression(deeper)}, ${this.#expression(deeper)}]`
      case 10:
        return `list.map((x) => ${this.#expression(deeper)})`
      case 11:
        return `list.filter(Boolean).flatMap((x) => [${this.#expression(deeper)}])`
      case 12:
        return `(() => {\n  if (${this.#condition(context)}) return ${this.#expression(deeper)}\n  return ${r.chance(0.5) ? 'null' : this.#expression(deeper)}\n})()`
      case 13: {
        const helper = this.#some('helper', context.parent, context.root)
        if (!helper) break
        this.#use(helper.name)
        return this.#place(`${helper.name}()`)
      }
      case 14: {
        const value = this.#some('value', context.parent, context.root)
        if (!value) break
        this.#use(value.name)
        return this.#place(value.name)
      }
      case 15: {
        const callback = this.#some('callback', context.parent, context.root)
        if (!callback) break
        this.#use(callback.name)
        return `list.map(${this.#place(callback.name)})`
      }
      case 16:
        return `(null ?? ${this.#expression(deeper)})`
      case 17:
        return `<>{${this.#place("'words'")}}${this.#children({ ...deeper, depth: 4 })}</>`
      case 18:
      case 19:
      case 20:
      case 21:
      case 22:
      case 23: {
        const component = this.#component(context.parent, context.root)
        if (component) return this.#useOf(component, deeper)
      }
    }
    return this.#elementIn(deeper)
  }

  #elementIn(context: Context): string {
    const table = this.#childOf(context.parent, context.root)
    const { flow, transfersWith } = table.options
    const literals = this.#attributes(table)
    const attributes =
      flow === 'transfers-if-action' && this.#random.chance(0.3)
        ? ' action="/next"'
        : transfersWith && this.#random.chance(0.3)
          ? ` ${transfersWith}`
          : ''
    return this.#tag(
      table.name,
      this.#children({ ...context, parent: table, root: false }),
      attributes + literals,
    )
  }

  /** Attributes of an element, right and wrong, in the ways that people write literals. */
  #attributes(table: ElementTable): string {
    const r = this.#values
    let written = ''
    for (const [name, kind] of Object.entries(table.attributes)) {
      if (!(kind.required ? r.chance(0.8) : r.chance(0.1))) continue
      if (name === 'action' || name === table.options.transfersWith) continue
      const value = r.pick(kind.values && r.chance(0.6) ? kind.values : LITERALS)
      written += ` ${this.#attribute(name, value)}`
    }
    return r.chance(0.02) ? `${written} zorg="1"` : written
  }

  #attribute(name: string, value: string): string {
    const text = JSON.stringify(value)
    switch (this.#values.below(9)) {
      case 0:
        return `${name}={${text}}`
      case 1:
        return `${name}={\`${value}\`}`
      case 2:
        return `${name}={[${text}]}`
      case 3: {
        const constant = `K${this.#constants++}`
        this.#body().push(`const ${constant} = ${text}`)
        return `${name}={${constant}}`
      }
      case 4:
        return `{...{ ${JSON.stringify(name)}: ${text} }}`
      case 5:
        return `${name}={F${this.#values.below(FLAGS)} ? ${text} : 'x'}`
      case 6:
        return /^-?\d+$/.test(value) ? `${name}={${value}}` : `${name}={${text} as never}`
      case 7:
        return `${name}="zorg" ${name}={${text}}`
      default:
        return `${name}=${text}`
    }
  }

  /** A component as a tag, with its slots filled. */
  #useOf({ name, slots, flagged }: Declared, context: Context): string {
    const r = this.#random
    this.#use(name)
    let attributes = ''
    let content = ''
    if (flagged) attributes += r.pick(['', ' flag', ` flag={${this.#flag()}}`])
    for (const [slot, meant] of slots) {
      const parent = meant === 'root' ? context.parent : meant
      const root = context.root === true && meant === 'root'
      if (slot === 'children') content = this.#children({ ...context, parent, root })
      else if (r.chance(0.7))
        attributes += ` ${slot}={${this.#expression({ ...context, parent, root })}}`
    }
    return this.#tag(name, content, attributes)
  }
}
