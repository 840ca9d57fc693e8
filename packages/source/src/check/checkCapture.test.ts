import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkCapture } from './captureChecker.ts'
import { check, IMPORT, inForward, places, placesInOneProgram, write } from './modelCheck.fixture.ts'
import { throwFindings } from './throwFindings.ts'

describe('hazards', () => {
  const hazards: readonly (readonly [string, string, string])[] = [
    ['if', 'if (x) y = x', '1101 4:5'],
    ['while', 'while (x) break', '1101 4:8'],
    ['do', 'do {} while (x)', '1101 4:14'],
    ['for', 'for (; x; ) break', '1101 4:8'],
    ['?:', 'y = x ? y : x', '1101 4:5'],
    ['!', 'const z = !x', '1101 4:12'],
    ['&&', 'const z = x && y', '1101 4:11'],
    ['||', 'const z = x || y', '1101 4:11'],
    ['&&=', 'x &&= y', '1101 4:1'],
    ['right of && in if', 'if (this.rate > 0 && x) y = x', '1101 4:22'],
    ['a call', 'if (x.greater(y)) y = x'.replace('x.greater(y)', 'tf.greater(x, y)'), '1101 4:5'],
    ['Boolean()', 'const z = Boolean(x)', '1101 4:19'],
    ['as', 'if (x as tf.Tensor4D) y = x', '1101 4:5'],
    ['===', 'const z = x === y', '1102 4:11'],
    ['==', 'const z = (x as unknown) == 3', '1102 4:11'],
    ['!==', 'const z = x !== y', '1102 4:11'],
    ['!=', 'const z = x != y', '1102 4:11'],
    ['>', 'const z = x > y', '1108 4:11'],
    ['<=', 'const z = 1 <= x', '1108 4:11'],
    ['Number()', 'const z = Number(x)', '1111 4:18'],
    ['Math', 'const z = Math.max(1, x)', '1111 4:23'],
    ['JSON', 'const z = JSON.stringify(x)', '1111 4:26'],
    ['an element', 'const z = x[0]', '1112 4:11'],
    ['length', 'const z = x.length', '1112 4:13'],
    ['for of', 'for (const row of x) y = row', '1112 4:19'],
    ['spread', 'const z = [...x]', '1112 4:15'],
    ['list pattern', 'const [z] = x', '1112 4:13'],
    ['length taken out', 'const { length } = x', '1112 4:9'],
    ['length taken out under a name', 'const { length: rows } = x', '1112 4:9'],
    ['length set out', 'let length: number; ({ length } = x)', '1112 4:24'],
    ['length by its name', "const z = x['length']", '1112 4:11'],
    ['length of what may be absent', 'const z = x?.length', '1112 4:14'],
    ['length compared', 'if (x.length === 2) return x', '1112 4:7'],
    ['keys of a list', 'for (const i in x) console.log(i)', '1112 4:17'],
    ['a method of lists', 'const z = x.map((row) => row)', '1112 4:13'],
    ['key', 'const z = ({})[x]', '1110 4:16'],
    ['in', 'const z = x in {}', '1110 4:11'],
    ['filter(Boolean)', 'const z = [x, y].filter(Boolean)', '1101 4:25'],
    ['tf.print', 'tf.print(x)', '1104 4:4'],
    ['timer', 'setTimeout(() => x)', '1109 4:1'],
    ['then', 'Promise.resolve(1).then(() => x)', '1109 4:20'],
    ['async function of tfjs', 'tf.whereAsync(x)', '1109 4:4'],
    ['await in a callback', '[x].map(async (t) => { await t })', '1109 4:24'],
    ['minus', 'const z = -x', '1103 4:11'],
    ['+', "const z = x + 'a'", '1103 4:11'],
    ['*=', '(x as any) *= 2', '1103 4:1'],
    ['++', '(x as any)++', '1103 4:1'],
    ['dataSync', 'x.dataSync()', '1104 4:3'],
    ['arraySync', 'tf.relu(x).arraySync()', '1104 4:12'],
    ['data', 'x.data()', '1104 4:3'],
    ['array', 'x.array()', '1104 4:3'],
    ['buffer', 'x.buffer()', '1104 4:3'],
    ['bufferSync', 'x.bufferSync()', '1104 4:3'],
    ['bytes', 'x.bytes()', '1104 4:3'],
    ['print', 'x.print()', '1104 4:3'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the code under test
    ['template', 'throw `${x}`', '1111 4:10'],
    ['switch', 'switch (x) { default: }', '1106 4:9'],
    ['element of a tuple', 'const p: [tf.Tensor] = [x]; if (p[0]) y = x', '1101 4:33'],
    ['variable that hides its type', 'const z: any = tf.relu(x); if (z) y = x', '1101 4:32'],
    ['optional read', 'const m = x as tf.Tensor | null; m?.dataSync()', '1104 4:37'],
    ['nested arrow', '[x].map((t) => t.dataSync())', '1104 4:18'],
  ]
  const placesOf = placesInOneProgram(hazards.map(([, body]) => inForward(body)))
  it.each(hazards)('%s', (_, body, expected) => {
    expect(placesOf(inForward(body))).toEqual([expected])
  })

  it('goes on behind a condition that is always true', () => {
    expect(places(inForward('if (x) return y\nconst z = !x || x > 0'))).toEqual([
      '1101 4:5',
      '1101 5:12',
      '1108 5:17',
    ])
  })

  it('async forward, and its awaited read', () => {
    expect(
      places('export class Net {\n async forward(x: tf.Tensor) { await x.data(); return x }\n}'),
    ).toEqual(['1105 2:8', '1104 2:40'])
    expect(places('export class Net {\n forward(x: tf.Tensor) { return Promise.resolve(x) }\n}')).toEqual([
      '1105 2:2',
    ])
    const factory =
      'class Net {\n forward(x: tf.Tensor) { return x.dataSync() }\n}\nexport const make = async () => new Net()'
    expect(places(factory, { exportName: 'make' })).toEqual(['1104 2:35'])
  })

  const harmless: readonly (readonly [string, string])[] = [
    ['if on a field', 'if (this.rate) y = x'],
    ['rank and shape', 'if (x.rank === 4 && x.shape[1]! > 3) y = x'],
    ['??', 'y = x ?? y'],
    ['null test', 'if (x === null || y !== undefined || x == null) y = x'],
    ['dtype', "if (x.dtype === 'int32') y = x"],
    ['instanceof', 'if (x instanceof tf.Tensor) y = x'],
    ['typeof', "if (typeof x === 'number') y = x"],
    ['numbers', 'const z = x.shape.length * 2 + -x.rank'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the code under test
    ['template of a shape', 'throw `${x.shape}`'],
    ['switch on a rank', 'switch (x.rank) { default: }'],
    ['data of something else', 'const z = { data: () => 1, x }; z.data()'],
    ['whether it is a list', 'if (x.length !== undefined) return x'],
    ['element of a list', 'const parts = tf.split(x, 2); if (parts[1]) x = parts[1]'],
    ['values of a weight', 'const [z] = this.weight.dataSync()'],
    ['filter(Boolean) of what may be absent', 'const z = [x, undefined].filter(Boolean)'],
    ['a key that is no tensor', "const z = { relu: 1 }; if ('relu' in z && z['relu']) y = x"],
    ['then of something else', 'const z = { then: (f: () => void) => f() }; z.then(() => {})'],
    ['slice, which is an op', 'const z = (x as tf.Tensor1D).slice(0, 1)'],
    ['numbers of a shape', 'const z = Math.max(...x.shape) + Number(x.size)'],
    ['array of tensors', 'for (const t of [x, y]) y = tf.add(y, t)'],
  ]
  const placesOfHarmless = placesInOneProgram(harmless.map(([, body]) => inForward(body)))
  it.each(harmless)('passes: %s', (_, body) => {
    expect(placesOfHarmless(inForward(body))).toEqual([])
  })

  const presence: readonly (readonly [string, string])[] = [
    ['?:', 'x = mask ? tf.mul(x, mask) : x'],
    ['if', 'if (mask) x = tf.mul(x, mask)'],
    ['!', 'if (!mask) return x'],
    ['&&', 'const z = mask && tf.neg(mask)'],
    ['twice', 'if (mask) { x = mask ? x : y }'],
    ['=== undefined', 'if (mask === undefined) return x'],
  ]
  const masks = ['mask?: tf.Tensor', 'mask: tf.Tensor | null', 'mask: tf.Tensor | undefined'].map(
    (mask) => `x: tf.Tensor, y: tf.Tensor, ${mask}`,
  )
  const placesOfPresence = placesInOneProgram(
    presence.flatMap(([, body]) => masks.map((parameters) => inForward(body, parameters))),
  )
  it.each(presence)('passes a presence test: %s', (_, body) => {
    for (const parameters of masks) expect(placesOfPresence(inForward(body, parameters))).toEqual([])
  })

  it('lets a union of a tensor and a number be asked which it is', () => {
    const parameters = "x: tf.Tensor, y: tf.Tensor, scale: tf.Tensor | number, mode: tf.Tensor | 'none'"
    expect(places(inForward("if (scale === 1 || mode === 'none') return x", parameters))).toEqual([])
  })

  it('knows generic and derived tensors', () => {
    expect(places('export class Net { forward<T extends tf.Tensor>(x: T) { if (x) return x } }')).toEqual([
      '1101 1:61',
    ])
    expect(
      places('export class Net { w: tf.Variable; forward(x: tf.Tensor) { return this.w ? x : x } }'),
    ).toEqual(['1101 1:67'])
  })

  it('gives message, fix and code frame', () => {
    const [finding] = check(`${IMPORT}${inForward('    if (x) y = x')}`).findings
    expect(finding?.message).toBe('`if` tests the truthiness of the tensor `x`, which is always true')
    expect(finding?.fix).toContain('tf.where')
    expect(finding?.frame).toContain('> 5 |     if (x) y = x\n    |         ^')
  })
})

describe('reach', () => {
  it('does not report code that forward does not reach', () => {
    const text = `
export class Net {
  constructor() { if (tf.scalar(1)) tf.scalar(1).dataSync() }
  forward(x: tf.Tensor) { return helper(x) }
  async fit(x: tf.Tensor) { return (await this.forward(x).data())[0] }
}
function helper(x: tf.Tensor) { return tf.relu(x) }
export function train(x: tf.Tensor) { return new Net().forward(x).dataSync() }
train(tf.scalar(1)).print
`
    expect(places(text.replace('.print\n', '\n'))).toEqual([])
  })

  const reached: readonly (readonly [string, string, string, string])[] = [
    ['function', 'function f(x: tf.Tensor) { x.dataSync(); return x }', 'f(x)', '1104 1:30'],
    ['arrow', 'const f = (x: tf.Tensor) => x.dataSync()', 'f(x)', '1104 1:31'],
    [
      'member of an object',
      'const o = { f: (x: tf.Tensor) => x.dataSync(), g: (x: tf.Tensor) => x.arraySync() }',
      'o.f(x)',
      '1104 1:36',
    ],
    [
      'chosen member',
      'const o = { f: (x: tf.Tensor) => x.dataSync() } as Record<string, Function>',
      "o['f']!(x)",
      '1104 1:36',
    ],
    ['function passed on', 'function f(x: tf.Tensor) { x.dataSync(); return x }', '[x].map(f)', '1104 1:30'],
    ['static method', 'class S { static f(x: tf.Tensor) { x.dataSync() } }', 'S.f(x)', '1104 1:38'],
    [
      'getter',
      'class S { w = tf.scalar(1); get f() { return this.w.dataSync() } }\nconst s = new S()',
      's.f',
      '1104 1:53',
    ],
    [
      'constructor in forward',
      'class S { constructor(x: tf.Tensor) { x.dataSync() } }',
      'new S(x)',
      '1104 1:41',
    ],
    [
      'overriding method',
      'abstract class B { abstract f(x: tf.Tensor): void }\nclass D extends B { f(x: tf.Tensor) { x.dataSync() } }\nconst d: B = new D()',
      'd.f(x)',
      '1104 2:41',
    ],
    [
      'interface',
      'interface B { f(x: tf.Tensor): void }\nclass D implements B { f(x: tf.Tensor) { x.dataSync() } }\nconst all: B[] = [new D()]',
      'for (const b of all) b.f(x)',
      '1104 2:44',
    ],
  ]
  const reaching = (declarations: string, call: string) =>
    `${declarations}\nexport class Net { forward(x: tf.Tensor) { ${call}; return x } }`
  const placesOfReached = placesInOneProgram(
    reached.map(([, declarations, call]) => reaching(declarations, call)),
  )
  it.each(reached)('reaches a %s', (_, declarations, call, expected) => {
    expect(placesOfReached(reaching(declarations, call))).toEqual([expected])
  })

  it('reaches modules that a constructor, field, helper or base class makes', () => {
    const block = (name: string) => `class ${name} { forward(x: tf.Tensor) { x.dataSync(); return x } }`
    const text = `${block('A')}\n${block('B')}\n${block('C')}\n${block('Unused')}\n${block('Base')}
declare class List { constructor(...m: object[]) }
const make = (M: new () => object) => new M()
const shared = new List(make(C))
export class Net extends Base { a = new List(new A()); b; constructor() { super(); this.b = new List(new B(), shared) }
  forward(x: tf.Tensor) { return x } }`
    expect(places(text)).toEqual(['1104 1:37', '1104 2:37', '1104 3:37'])
  })

  it('finds inherited and arrow forwards', () => {
    expect(
      places('class B { forward(x: tf.Tensor) { x.dataSync() } }\nexport class Net extends B {}'),
    ).toEqual(['1104 1:37'])
    expect(places('export class Net { forward = (x: tf.Tensor) => x.dataSync() }')).toEqual(['1104 1:50'])
  })

  it.each([
    ['function', 'export function net(x: tf.Tensor) { return x.dataSync() }', 'net'],
    ['arrow', 'export const net = (x: tf.Tensor) => x.dataSync()', 'net'],
    ['instance', 'class N { forward(x: tf.Tensor) { x.dataSync() } }\nexport const net = new N()', 'net'],
    ['object', 'export const net = { forward(x: tf.Tensor) { x.dataSync() } }', 'net'],
    [
      'factory',
      'class N { forward(x: tf.Tensor) { x.dataSync() } }\nexport function net() { return new N() }',
      'net',
    ],
    ['class expression', 'export const net = class { forward(x: tf.Tensor) { x.dataSync() } }', 'net'],
    ['default class', 'export default class { forward(x: tf.Tensor) { x.dataSync() } }', 'default'],
    [
      'default instance',
      'class N { forward(x: tf.Tensor) { x.dataSync() } }\nexport default new N()',
      'default',
    ],
    ['renamed', 'class N { forward(x: tf.Tensor) { x.dataSync() } }\nexport { N as net }', 'net'],
  ])('takes an exported %s', (_, text, exportName) => {
    expect(places(text, { exportName })).toHaveLength(1)
  })

  it('follows imports into the user`s files, not into packages', () => {
    const folder = write({
      'model.ts': "import { f } from './part.ts'\nexport const net = (x: unknown) => f(x as never)\n",
      'part.ts': `${IMPORT}export const f = (x: tf.Tensor) => x.dataSync()\n`,
    })
    const { findings, checked } = checkCapture({
      file: join(folder, 'model.ts'),
      exportName: 'net',
      inputs: ['x'],
    })
    expect(checked).toBe(true)
    expect(findings.map(({ loc }) => loc)).toEqual([{ file: join(folder, 'part.ts'), line: 2, column: 38 }])
  })

  it('uses the user`s tsconfig, but always tells absent values apart', () => {
    const folder = write({
      'tsconfig.json':
        '{ "compilerOptions": { "strict": false, "module": "esnext", "moduleResolution": "bundler", "paths": { "~/*": ["./*"] } } }',
      'model.ts': `${IMPORT}import { f } from '~/part'\nexport const net = (x: tf.Tensor, mask?: tf.Tensor) => f(mask ? x : x)\n`,
      'part.ts': `${IMPORT}export const f = (x: tf.Tensor) => x.dataSync()\n`,
    })
    const { findings } = checkCapture({ file: join(folder, 'model.ts'), exportName: 'net', inputs: ['x'] })
    expect(findings.map(({ code }) => code)).toEqual(['TSFX1104'])
  })
})

describe('configuration and module forms', () => {
  it('finds the project of a solution', () => {
    const folder = write({
      'tsconfig.json':
        '{ "files": [], "references": [{ "path": "./other.json" }, { "path": "./app.json" }] }',
      'other.json': '{ "files": ["part.ts"], "compilerOptions": { "module": "esnext" } }',
      'app.json':
        '{ "files": ["model.ts"], "compilerOptions": { "moduleResolution": "bundler", "paths": { "~/*": ["./*"] } } }',
      'model.ts': `${IMPORT}import { f } from '~/part'\nexport const net = (x: tf.Tensor) => f(x)\n`,
      'part.ts': `${IMPORT}export const f = (x: tf.Tensor) => x.dataSync()\n`,
    })
    const { findings, reason } = checkCapture({
      file: join(folder, 'model.ts'),
      exportName: 'net',
      inputs: ['x'],
    })
    expect(reason).toBeUndefined()
    expect(findings.map(({ code }) => code)).toEqual(['TSFX1104'])
  })

  it.each(['module.exports = { Net }', 'exports.Net = Net', 'module.exports.Net = Net'])(
    'CommonJS: %s',
    (exporting) => {
      const text = `const tf = require('@tensorflow/tfjs-core')\nclass Net { forward(x) { const y = tf.relu(x); if (y) return y } }\n${exporting}\n`
      for (const name of ['model.js', 'model.cjs']) {
        expect(check(text, { name }).findings.map(({ code, loc }) => `${code} ${loc.column}`)).toEqual([
          'TSFX1101 52',
        ])
      }
    },
  )
})

describe('what is not read is not taken as checked', () => {
  it('missing file', () => {
    const { checked, reason } = checkCapture({ file: '/nowhere/model.ts', exportName: 'Net', inputs: [] })
    expect({ checked, reason }).toEqual({ checked: false, reason: '/nowhere/model.ts cannot be read' })
  })

  it.each([
    ['missing export', 'export const a = 1', /does not export Net/],
    ['no forward', 'export class Net {}', /has no forward/],
    [
      'missing import',
      "import { f } from './gone.js'\nexport class Net { forward(x) { return f(x) } }",
      /\.\/gone\.js, imported by .*model\.js, cannot be read/,
    ],
    [
      'missing package',
      "import { f } from '~/gone'\nexport class Net { forward(x) { return f(x) } }",
      /~\/gone, imported by/,
    ],
    ['syntax error', 'export class Net { forward(x) { return (x } }', /has a syntax error/],
  ])('%s', (_, text, reason) => {
    const result = check(text, { name: 'model.js' })
    expect(result.checked).toBe(false)
    expect(result.reason).toMatch(reason)
  })

  it('a declaration without its source', () => {
    const folder = write({
      'part.d.ts': 'export function f(x: unknown): unknown\n',
      'part.js': 'export function f(x) { return x.dataSync() }\n',
      'model.ts': "import { f } from './part.js'\nexport const net = (x: unknown) => f(x)\n",
    })
    const { checked, reason } = checkCapture({
      file: join(folder, 'model.ts'),
      exportName: 'net',
      inputs: ['x'],
    })
    expect(checked).toBe(false)
    expect(reason).toMatch(/part\.d\.ts has declarations only/)
  })
})

describe('throwFindings', () => {
  it('throws nothing for none, and one error that shows all', () => {
    expect(() => throwFindings([])).not.toThrow()
    const { findings } = check(`${IMPORT}${inForward('if (x) x.dataSync()')}`)
    let error: unknown
    try {
      throwFindings(findings)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'TSFX1101', findings, place: { loc: { line: 5, column: 5 } } })
    const { message, stack } = error as Error
    expect(message).toMatch(
      /TSFX1101 `if` tests[\s\S]*model\.ts:5:5[\s\S]*\^[\s\S]*TSFX1104 `dataSync\(\)`[\s\S]*model\.ts:5:10/,
    )
    expect(stack).toContain('TSFX1104')
  })
})
