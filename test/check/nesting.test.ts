import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Checker } from '../../src/check/rules/checker.ts'
import { inMessaging, inVoice, project } from './project.ts'

const assigned = (other: string) =>
  `export function d(c: any) { let x = <Body>a</Body>; if (c) x = ${other}; return <Response>{x}</Response> }`

const pushed = (push: string) =>
  `export function d(c: any) { const rows = [<Message>a</Message>]; ${push}; return <Response>{rows}</Response> }`

const chosen = (child: string) =>
  `const W = ({ on, children }: any) => on ? <Response>{children}</Response> : <Response><Message>{children}</Message></Response>
       export const d = <W>${child}</W>`

const pack = (json: object, files: Record<string, string>) => ({
  'node_modules/pkg/package.json': JSON.stringify({ name: 'pkg', ...json }),
  ...Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`node_modules/pkg/${name}`, text]),
  ),
})

describe('elements written in place', () => {
  test('is judged branch by branch', () => {
    expect(
      inMessaging(
        `export const d = (c: boolean) => <Response>{c ? <Body>x</Body> : <Message>y</Message>}</Response>`,
      ),
    ).toEqual(['nesting Body'])
  })

  test('is judged in callbacks, with all their returns', () => {
    expect(
      inMessaging(
        `export const d = (l: string[]) => <Response>{l.map((x) => { if (x) return <Body>{x}</Body>; return <Message>{x}</Message> })}</Response>`,
      ),
    ).toEqual(['nesting Body'])
  })

  test('is judged in a function that is called at once, and in awaited ones', () => {
    expect(
      inMessaging(
        `export const d = async (l: string[]) => <Response>{(() => <Body>a</Body>)()}{await Promise.all(l.map(async (x) => <Media>{x}</Media>))}</Response>`,
      ),
    ).toEqual(['nesting Body', 'nesting Media'])
  })
})

describe('elements reached through a name', () => {
  test('is reported if every outcome is wrong', () => {
    expect(
      inMessaging(
        `function A(p: any) { switch (p.k) { case 1: return <Body>a</Body>; default: return <Media>b</Media> } }
         export const d = <Response><A/></Response>`,
      ),
    ).toEqual(['nesting A'])
  })

  test('is left alone if one outcome is right', () => {
    expect(
      inMessaging(
        `function A(p: any) { if (p.k) return <Body>a</Body>; return <Message>b</Message> }
         export const d = <Response><A/></Response>`,
      ),
    ).toEqual([])
  })

  test('is followed through helpers, named callbacks and tables of components', () => {
    expect(
      inMessaging(
        `const row = (x: string) => <Body>{x}</Body>
         const table = { a: () => <Body>a</Body>, b: () => <Media>b</Media> }
         export const d = (l: string[], k: 'a' | 'b') => { const Part = table[k]; return <Response>{row('x')}{l.map(row)}<Part/></Response> }`,
      ),
    ).toEqual(["nesting row('x')", 'nesting row', 'nesting Part'])
  })

  test('is followed through a circle of components and of imports', () => {
    expect(
      inMessaging(
        `import { B } from './b'
         export const A = (p: any) => p.n ? <B n={p.n - 1}/> : <Body>a</Body>
         export const d = (n: number) => <Response><A n={n}/><B n={n}/></Response>`,
        {
          'b.tsx': `import { A } from './main'
            import { Message } from 'twimlx/messaging'
            export const B = (p: any) => p.n ? <A n={p.n - 1}/> : <Message>b</Message>`,
        },
      ),
    ).toEqual([])
  })

  test('is followed through let and everything assigned to it', () => {
    expect(inMessaging(assigned('<Media>b</Media>'))).toEqual(['nesting x'])
    expect(inMessaging(assigned('<Message>b</Message>'))).toEqual([])
    expect(inMessaging(assigned('c'))).toEqual([])
  })

  test('counts certain and possible pushes to an array', () => {
    expect(inMessaging(pushed('rows.push(<Body>b</Body>)'))).toEqual(['nesting rows'])
    expect(inMessaging(pushed('if (c) rows.push(<Body>b</Body>)'))).toEqual(['nesting Body'])
    expect(inMessaging(pushed('for (;c();) rows.push(<Body>b</Body>)'))).toEqual([])
    expect(inMessaging(pushed('rows.push(<Body>b</Body>); rows.pop()'))).toEqual([])
    expect(inMessaging(pushed('rows.push(<Body>b</Body>); c(rows)'))).toEqual([])
    // The time at which a function is called is unknown.
    expect(
      inMessaging(
        'export function d() { const rows = [<Message>a</Message>]; const early = show(); rows.push(<Body>b</Body>); return early; function show() { return <Response>{rows}</Response> } }',
      ),
    ).toEqual([])
  })
})

describe('conditions', () => {
  test.each([
    ['an argument that is given', '<A on/>'],
    ['an argument that is left out', '<B/>'],
    ['its default', '<C/>'],
    ['a word', '<D as="noun"/>'],
    ['a number', '<E n={0}/>'],
    ['children', '<Box><Media>a</Media></Box>'],
    ['an argument that is passed on', '<Outer/>'],
    ['an early return', '<F on/>'],
  ])('are decided by %s', (_, use) => {
    const parts = `export const A = (p: any) => p.on ? <Body>a</Body> : <Message>b</Message>
      export const B = ({ on }: any) => !on && true ? <Body>a</Body> : <Message>b</Message>
      export const C = ({ on = true }: any) => (on || false) && <Body>a</Body> || <Message>b</Message>
      export const D = ({ as }: any) => { switch (as) { case 'verb': return <Message>a</Message>; default: return <Body>b</Body> } }
      export const E = ({ n = 1 }: any) => n > 0 ? <Message>a</Message> : <Body>b</Body>
      export const F = (p: any) => { if (!p.on) return <Message>a</Message>; return <Body>b</Body> }
      export const Box = ({ children }: any) => children && <>{children}</>
      export const Outer = (p: any) => <A on={!p.off && 'yes' || <i/>}/>`
    const found = inMessaging(`${parts}\nexport const d = <Response>${use}</Response>`)
    expect(found).toEqual([`nesting ${/\w+/.exec(use)![0]}`.replace('Box', 'Media')])
    expect(
      inMessaging(`${parts}
        declare const x: any
        export const d = <Response><A on={x}/><A/><B on/><C on={x}/><D as="verb"/><D as={x}/><E/><E n={x}/><F/><F on={x}/><Outer off={x}/></Response>`),
    ).toEqual([])
  })

  test('that are constants hold in a component, too', () => {
    const files = { 'flags.ts': `export const open = process.env.OPEN === '1'` }
    const parts = `import { open } from './flags'
      export const A = () => open ? <Body>a</Body> : <Message>b</Message>
      export const W = ({ children }: any) => open ? <Message>{children}</Message> : <>{children}</>`
    const at = (text: string) => inMessaging(`${parts}\n${text}`, files)
    expect(at('export const d = <Response>{open && <A/>}</Response>')).toEqual(['nesting A'])
    expect(at('export const d = <Response>{open || <A/>}</Response>')).toEqual([])
    expect(
      at('export const d = <Response><W>{open && <Redirect>/</Redirect>}</W></Response>'),
    ).toEqual(['nesting Redirect'])
    expect(
      at('export const d = <Response><W>{open || <Redirect>/</Redirect>}</W></Response>'),
    ).toEqual([])
    expect(
      at('export const d = () => { if (!open) return null; return <Response><A/></Response> }'),
    ).toEqual(['nesting A'])
    // It is called when nothing is open.
    expect(
      at(
        'export const d = () => { if (!open) return early(); return null; function early() { return <Response><A/></Response> } }',
      ),
    ).toEqual([])
    expect(
      at(
        'let shut = false; export const shutUp = () => { shut = true }; export const B = () => shut ? <Body>a</Body> : <Message>b</Message>; export const d = <Response>{shut && <B/>}</Response>',
      ),
    ).toEqual([])
  })

  test('hold for one call of a function only', () => {
    expect(
      inMessaging(
        `declare const ask: any
         export const A = (): any => { const on = ask(); return on ? <A/> : <Message>{!on && <Body>a</Body>}</Message> }
         export const d = <Response><A/></Response>`,
      ),
    ).toEqual([])
  })

  test('are met by arrays that are certainly filled', () => {
    const at = (text: string) =>
      inMessaging(`const keys = ['a', 'b'], none: string[] = []; export const A = (p: any) => <>{p.list.map(row)}</>
        const row = (x: any) => <Body>{x}</Body>
        ${text}`)
    const all = (list: string) => at(`export const B = () => <>{${list}}<Message>a</Message></>`)
    expect(all('keys.map((x) => <Media>{x}</Media>)')).toEqual(['nesting Message'])
    expect(all('keys.filter(Boolean).map((x) => <Media>{x}</Media>)')).toEqual(['nesting Message'])
    expect(all('Object.keys({ a: 1 }).map((x) => <Media>{x}</Media>)')).toEqual(['nesting Message'])
    expect(all('none.map((x) => <Media>{x}</Media>)')).toEqual(['nesting Media'])
    expect(all("['', 0].filter(Boolean).map((x) => <Media>{x}</Media>)")).toEqual(['nesting Media'])
    expect(all('keys.slice(1).map((x) => <Media>{x}</Media>)')).toEqual(['nesting Media'])
  })
})

describe('a name of which every use is known', () => {
  const part = (before = '') =>
    `${before}const Part = ({ on }: any) => on ? <Body>a</Body> : <Message>b</Message>\n`

  test('is judged branch by branch where it is used', () => {
    const used = '; export const d = (x: any) => <Response><Part on={x}/></Response>'
    expect(inMessaging(part() + used)).toEqual(['nesting Body'])
    expect(inMessaging(part('export ') + used)).toEqual([])
    expect(inMessaging(`${part() + used}; export { Part }`)).toEqual([])
    expect(inMessaging(`${part() + used}; export const Other = memo(Part)`)).toEqual([])
    expect(inMessaging(`${part() + used}; export const e = <Message><Part/></Message>`)).toEqual([
      'nesting Body',
      'nesting Part',
    ])
    expect(
      inMessaging(
        `${part() + used}; export const e = (x: any) => <Message><Part on={x}/></Message>`,
      ),
    ).toEqual([])
  })

  test('is followed through others, and variables', () => {
    expect(
      inMessaging(
        `${part()}const Outer = (p: any) => { const part = <Part on={p.on}/>; return <>{part}</> }
         const helper = (x: any) => <Outer on={x}/>
         export const d = (x: any) => <Response>{helper(x)}</Response>`,
      ),
    ).toEqual(['nesting Body'])
  })

  test('is left alone where a condition is not understood', () => {
    expect(
      inMessaging(
        `const Part = ({ on }: any) => on.length > 1 ? <Body>a</Body> : <Message>b</Message>
         export const d = (x: any) => <Response><Part on={x}/></Response>`,
      ),
    ).toEqual([])
  })

  test('is reported with the places where it stands', () => {
    const directory = project({
      'a.tsx': `/** @jsxImportSource twimlx/messaging */
import { Body, Message, Response } from 'twimlx/messaging'
const Part = (p: any) => p.on ? <Body>a</Body> : <Message>b</Message>
export const d = (x: any) => <Response><Part on={x} /></Response>`,
    })
    expect(new Checker().check(join(directory, 'a.tsx'))).toMatchObject([
      { line: 3, related: [{ line: 4, column: 41, message: '<Part> stands in it here' }] },
    ])
  })
})

describe('arguments of a component', () => {
  test('is judged where the component puts it, by slot', () => {
    expect(
      inMessaging(
        `const Card = ({ head, children }: any) => <Response>{head}<Message>{children}</Message></Response>
         export const d = <Card head={<Body>a</Body>}><Body>b</Body><Redirect>/x</Redirect></Card>`,
      ),
    ).toEqual(['nesting Body', 'nesting Redirect'])
  })

  test('is followed through spread and rest', () => {
    expect(
      inMessaging(
        `const In = ({ head, children }: any) => <Response>{head}{children}</Response>
         const Out = ({ title, ...rest }: any) => <In {...rest}/>
         const All = (props: any) => <Out {...props}/>
         export const d = <All head={<Body>a</Body>}><Media>b</Media></All>`,
      ),
    ).toEqual(['nesting Body', 'nesting Media'])
  })

  test('is reported once if it is wrong in all places that a flag chooses from', () => {
    expect(inMessaging(chosen('<Response/>'))).toEqual(['nesting Response'])
    expect(inMessaging(chosen('<Body>x</Body>'))).toEqual([])
  })

  test('is left alone if it may also go out of sight', () => {
    for (const leak of [
      'keep(children)',
      'const k = children; keep(k)',
      'keep({ children })',
      'box.x = children',
    ])
      expect(
        inMessaging(
          `declare const keep: any, box: any
           const W = ({ c, children }: any) => { ${leak}; return c ? <Response>{children}</Response> : null }
           export const d = <W><Body>x</Body></W>`,
        ),
        leak,
      ).toEqual([])
  })

  test('is judged even if it is also inspected', () => {
    expect(
      inMessaging(
        `const W = ({ children }: any) => { if (!children) return null; return children.length > 1 && <Response>{children}</Response> }
         export const d = <W><Body>x</Body></W>`,
      ),
    ).toEqual(['nesting Body'])
  })

  test('falls back to a default if nothing is passed', () => {
    const code = `const W = ({ children = <Body>none</Body> }: any) => <>{children}</>\n`
    expect(inMessaging(`${code}export const d = <Response><W/></Response>`)).toEqual(['nesting W'])
    expect(
      inMessaging(`${code}export const d = <Response><W><Message>x</Message></W></Response>`),
    ).toEqual([])
  })
})

describe('siblings', () => {
  test('tell which elements may be around them', () => {
    expect(inVoice(`export const A = () => <><Say>x</Say><Number>1</Number></>`)).toEqual([
      'nesting Number',
    ])
    expect(inVoice(`export const A = () => [<Say>x</Say>, <Number>1</Number>]`)).toEqual([
      'nesting Number',
    ])
  })

  test('tell nothing if unknown code may separate them', () => {
    expect(
      inVoice(
        `import { Tabs } from './nowhere'
         import { Custom } from 'twimlx'
         export const A = () => <Tabs><><Say>x</Say><Number>1</Number></></Tabs>
         export const B = () => <Custom name="X"><Say>x</Say><Number>1</Number></Custom>
         export const parts = [<Say>x</Say>, <Number>1</Number>]`,
      ),
    ).toEqual([])
  })
})

describe('dialects', () => {
  test('are not mixed in a file with the default import source', () => {
    const mixed = `export const d = <M.Response><V.Say>x</V.Say></M.Response>`
    expect(
      inMessaging(
        `import * as M from 'twimlx/messaging'\nimport * as V from 'twimlx/voice'\n${mixed}`,
      ),
    ).toEqual(['nesting V.Say'])
  })
})

describe('text', () => {
  test('is reported if a fragment or component hides it from TypeScript', () => {
    expect(inVoice(`export const d = <Response><>hello</></Response>`)).toEqual(['text hello'])
    expect(
      inVoice(
        `const W = ({ children }: any) => <Response>{children}</Response>
         export const d = <W>hello</W>`,
      ),
    ).toEqual(['text hello'])
  })

  test('is left to TypeScript where it sees the text', () => {
    expect(inVoice(`export const d = <Response>hello</Response>`)).toEqual([])
  })
})

describe('components of twimlx itself', () => {
  test('render their children', () => {
    expect(
      inMessaging(
        `import { Defaults, ErrorBoundary, Comment, Raw, createContext } from 'twimlx'
         import { Fragment } from 'twimlx/jsx-runtime'
         const Theme = createContext(1)
         export const d = <Response>
           <Defaults><Body>1</Body></Defaults>
           <ErrorBoundary fallback={<Media>2</Media>}><Message>x</Message></ErrorBoundary>
           <Theme.Provider value={2}><Body>3</Body></Theme.Provider>
           <Fragment><Media>4</Media></Fragment>
           <Comment>not text</Comment><Raw>{'<Message/>'}</Raw>
         </Response>`,
      ),
    ).toEqual(['nesting Body', 'nesting Media', 'nesting Body', 'nesting Media'])
  })
})

describe('packages', () => {
  const main = `import { Card } from 'pkg'\nexport const d = <Response><Card/></Response>`
  test.each([
    [
      'declared by a comment',
      pack(
        { types: './i.d.ts' },
        {
          'i.d.ts': `/** @renders {Body | Media} */\nexport declare const Card: (props: {}) => unknown`,
        },
      ),
    ],
    [
      'declared as async',
      pack(
        { types: './i.d.ts' },
        {
          'i.d.ts': `import type { Renders } from 'twimlx'\nexport declare const Card: () => Promise<Renders<'Body'> | null>`,
        },
      ),
    ],
    [
      'compiled to CommonJS',
      pack(
        { main: './i.js' },
        {
          'i.js': `"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.Card = void 0;\nconst jsx_runtime_1 = require("twimlx/jsx-runtime");\nconst messaging_1 = require("twimlx/messaging");\nconst Card = () => (0, jsx_runtime_1.jsx)(messaging_1.Body, { children: "x" });\nexports.Card = Card;`,
        },
      ),
    ],
    [
      'compiled with a fragment of several',
      pack(
        { exports: './i.mjs' },
        {
          'i.mjs': `import { jsx as _jsx, jsxs as _jsxs, Fragment as _Fragment } from 'twimlx/jsx-runtime'\nimport { Body, Media } from 'twimlx/messaging'\nexport const Card = () => _jsxs(_Fragment, { children: [_jsx(Body, { children: 'a' }), _jsx(Media, { children: 'b' })] })`,
        },
      ),
    ],
  ])('are followed if they are %s', (_, files) => {
    expect(inMessaging(main, files)).toEqual(['nesting Card'])
  })

  test('are left alone without source or declarations', () => {
    expect(
      inMessaging(
        main,
        pack({ types: './i.d.ts' }, { 'i.d.ts': `export declare function Card(): JSX.Element` }),
      ),
    ).toEqual([])
  })
})
