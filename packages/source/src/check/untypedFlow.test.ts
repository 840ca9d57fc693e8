import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkCapture } from './captureChecker.ts'
import { check, IMPORT, places, placesInOneProgram, write } from './modelCheck.fixture.ts'

const options = { name: 'model.js', inputs: ['x'] }

/** Line 1 is `statement`, inside forward of a class with the given members. */
const js = (statement: string, members = '') =>
  `export class Net { forward(x) {\n${statement}\nreturn x }\n${members} }\n`

/** Where the hazards are in a statement on line 2, or in a member on line 4. */
const found = (statement: string, members?: string) => places(js(statement, members), options)

describe('tensors in lists', () => {
  const lists: readonly (readonly [string, string, string])[] = [
    ['map', '[x].map((t) => { if (t) x = t })', '1101 2:22'],
    ['forEach', '[x].forEach((t) => { if (t) x = t })', '1101 2:26'],
    ['filter', '[x].filter((t) => { if (t) return true })', '1101 2:25'],
    ['some', '[x].some((t) => { if (t) return true })', '1101 2:23'],
    ['every', '[x].every((t) => { if (t) return true })', '1101 2:24'],
    ['flatMap', '[x].flatMap((t) => { if (t) return [t] })', '1101 2:26'],
    ['reduce', '[1].reduce((sum, t) => { if (sum) return t }, x)', '1101 2:30'],
    ['reduce without a start', '[x, x].reduce((sum, t) => { if (sum) return t })', '1101 2:33'],
    ['sort', '[x, x].sort((a, b) => a - b)', '1103 2:23'],
    ['the whole list', '[x].map((t, i, all) => { for (const u of all) if (u) x = u })', '1101 2:51'],
    ['a function by name', '[x].map(this.act)', '1101 4:17'],
    ['for of', 'for (const t of [x]) if (t) x = t', '1101 2:26'],
    ['for of entries', 'for (const [i, t] of [x].entries()) if (i && t) x = t', '1101 2:46'],
    ['destructuring', 'const [a, b] = [1, x]; if (a && b) x = b', '1101 2:33'],
    ['assigned destructuring', 'let a = this.a, b = this.b; [a, b] = [1, x]; if (a && b) x = b', '1101 2:55'],
    ['rest', 'const [a, ...b] = [1, x]; for (const t of b) if (t) x = t', '1101 2:50'],
    ['spread', 'for (const t of [...[x]]) if (t) x = t', '1101 2:31'],
    ['push', 'const all = []; all.push(x); for (const t of all) if (t) x = t', '1101 2:55'],
    ['a chain', '[x].map((t) => tf.relu(t)).filter(() => true).forEach((t) => t ? 1 : 2)', '1101 2:62'],
    ['what map makes', 'const [y] = [1].map(() => x); if (y) x = y', '1101 2:35'],
    ['Array.from', 'Array.from([x], (t) => t ? 1 : 2)', '1101 2:24'],
    ['Object.values', 'for (const t of Object.values({ x })) if (t) x = t', '1101 2:43'],
    ['Object.entries', 'for (const [k, t] of Object.entries({ x })) if (t) x = k', '1101 2:49'],
    ['Map', "const m = new Map([['a', x]]); m.forEach((t, k) => k ? t ? 1 : 2 : 3)", '1101 2:56'],
    ['Set', 'for (const t of new Set([x])) if (t) x = t', '1101 2:35'],
    ['generator', 'for (const t of (function* () { yield x })()) if (t) x = t', '1101 2:51'],
    ['tested by some', '[x].some((t) => tf.relu(t))', '1101 2:17'],
    ['tested by filter', '[x].filter((t) => { return t })', '1101 2:28'],
  ]
  const textOf = (statement: string) => js(statement, 'act(t) { return t ? 1 : 2 }')
  const placesOf = placesInOneProgram(
    lists.map(([, statement]) => textOf(statement)),
    options,
  )
  it.each(lists)('%s', (_, statement, expected) => {
    expect(placesOf(textOf(statement))).toEqual([expected])
  })

  it('knows a list that a field begins as', () => {
    const members = 'all = []\nconstructor() { this.more = [] }'
    expect(found('this.all.push(x); for (const t of this.all) if (t) x = t', members)).toEqual(['1101 2:49'])
    expect(found('this.more.push(x); for (const t of this.more) if (t) x = t', members)).toEqual([
      '1101 2:51',
    ])
  })
})

describe('tensors in records and fields', () => {
  const records: readonly (readonly [string, string, string, string])[] = [
    ['destructured argument', 'this.use({ gate: x })', 'use({ gate }) { return gate ? 1 : 2 }', '1101 4:24'],
    ['renamed', 'this.use({ gate: x })', 'use({ gate: g }) { return g ? 1 : 2 }', '1101 4:27'],
    ['shorthand', 'this.use({ x })', 'use({ x }) { return x ? 1 : 2 }', '1101 4:21'],
    ['nested', 'this.use({ a: { b: [x] } })', 'use({ a: { b: [c] } }) { return c ? 1 : 2 }', '1101 4:33'],
    ['member', 'this.use({ gate: x })', 'use(o) { return o.gate ? 1 : 2 }', '1101 4:17'],
    [
      'member in brackets',
      'this.use({ gate: x })',
      "use(o) { const g = o['gate']; return g ? 1 : 2 }",
      '1101 4:38',
    ],
    [
      'computed name',
      'const k = this.k; this.use({ [k]: x })',
      'use({ gate }) { return gate ? 1 : 2 }',
      '1101 4:24',
    ],
    ['spread record', 'this.use({ ...{ gate: x } })', 'use({ gate }) { return gate ? 1 : 2 }', '1101 4:24'],
    [
      'record that grows',
      'const o = {}; o.gate = x; this.use(o)',
      'use({ gate }) { return gate ? 1 : 2 }',
      '1101 4:24',
    ],
    ['returned record', 'const { y } = this.use(x); if (y) x = y', 'use(t) { return { y: t } }', '1101 2:32'],
    ['default', 'this.use(x)', 'use(t, { u } = { u: t }) { return u ? 1 : 2 }', '1101 4:35'],
    [
      'rest parameter',
      'this.use(1, x)',
      'use(n, ...all) { for (const t of all) if (t) return n }',
      '1101 4:43',
    ],
    ['spread arguments', 'this.use(...[1, x])', 'use(n, t) { return n ? t ? 1 : 2 : 3 }', '1101 4:24'],
    ['bind', 'const f = this.use.bind(this); f(x)', 'use(t) { return t ? 1 : 2 }', '1101 4:17'],
    ['call', 'this.use.call(this, x)', 'use(t) { return t ? 1 : 2 }', '1101 4:17'],
    ['apply', 'this.use.apply(this, [x])', 'use(t) { return t ? 1 : 2 }', '1101 4:17'],
    [
      'function in a record',
      'const o = { f: (t) => t ? 1 : 2 }; for (const k in o) o[k](x)',
      '',
      '1101 2:23',
    ],
    ['field set in forward', 'if (this.cache) x = 1; this.cache = x', 'cache = tf.ones([1])', '1101 2:5'],
    ['field of self', 'const self = this; self.last = x; if (self.last) x = 1', '', '1101 2:39'],
    ['field set elsewhere', 'this.keep(x); if (this.cache) x = 1', 'keep(t) { this.cache = t }', '1101 2:19'],
  ]
  const placesOf = placesInOneProgram(
    records.map(([, statement, members]) => js(statement, members)),
    options,
  )
  it.each(records)('%s', (_, statement, members, expected) => {
    expect(placesOf(js(statement, members))).toEqual([expected])
  })

  it('an overriding method receives what the base class passes', () => {
    const text = `class Base { forward(x) { return this.act(x) } act(t) { return t } }
export class Net extends Base { act(t) { return t ? 1 : 2 } }`
    expect(places(text, options)).toEqual(['1101 2:49'])
  })
})

describe('other ways to ask a tensor', () => {
  const others: readonly (readonly [string, string, string])[] = [
    ['case', 'switch (true) { case x: }', '1106 2:22'],
    ['read in brackets', "x['dataSync']()", '1104 2:3'],
    ['read taken out', 'const { dataSync } = x', '1104 2:9'],
    ['read taken out and renamed', 'const { dataSync: read } = x', '1104 2:9'],
    ['read handed on', 'const read = x.dataSync', '1104 2:16'],
    ['Object.is', 'Object.is(1, x)', '1102 2:1'],
    ['includes', '[1].includes(x)', '1102 2:1'],
    ['indexOf', '[1].indexOf(x)', '1102 2:1'],
  ]
  const typedOf = (statement: string) =>
    `export class Net { forward(x: tf.Tensor) {\n${statement.replaceAll('[1]', '[1 as unknown]')}\nreturn x } }`
  const placesOf = placesInOneProgram(
    others.map(([, statement]) => js(statement)),
    options,
  )
  const placesOfTyped = placesInOneProgram(others.map(([, statement]) => typedOf(statement)))
  it.each(others)('%s', (_, statement, expected) => {
    expect(placesOf(js(statement))).toEqual([expected])
    expect(placesOfTyped(typedOf(statement)).map((place) => place.slice(0, 4))).toEqual([
      expected.slice(0, 4),
    ])
  })
})

describe('what is no hazard', () => {
  const harmless: readonly (readonly [string, string])[] = [
    ['a shape', 'if (x.shape[0] > 2) x = 1'],
    ['an option', 'x = this.options.training ? x : tf.relu(x)'],
    ['a weight that may be missing', 'if (this.bias) x = tf.add(x, this.bias)'],
    ['a weight that is made or null', 'if (this.scale) x = tf.mul(x, this.scale)'],
    ['an index', '[x, x].forEach((t, i) => { if (i > 0) x = t })'],
    ['an index of entries', 'for (const [i, t] of [x].entries()) if (i > 0) x = t'],
    ['numbers beside a tensor', 'const [t, n] = [x, 3]; const o = { t, n }; if (n > 2 && o.n) x = o.t'],
    ['numbers that a list of tensors gives', 'const n = [x].map((t) => t.shape[0]); if (n[0] > 1) x = 1'],
    ['the length of a list', 'const all = [x]; if (all.length > 1 && all) x = 1'],
    ['an optional argument', 'this.mask(x); this.mask(x, x); this.mask(x, null)'],
    ['an optional part of a record', 'this.gate({}); this.gate({ gate: x })'],
    ['a part that may be null', 'this.gate({ gate: null }); this.gate({ gate: x })'],
    ['a default of null', 'this.defaults({ gate: x })'],
    ['a test for the method', "if (x.dataSync && typeof x.data === 'function') x = 1"],
    ['a library that is given a tensor', 'console.log(x.shape, x); Math.max(1, x.size)'],
    ['a method of an unknown module', 'x = this.layer.forward(x)'],
    ['a field that begins as nothing', 'if (this.cache) x = 1; this.cache = x'],
    ['a variable that begins as nothing', 'let sum; for (const t of [x, x]) sum = sum ? tf.add(sum, t) : t'],
    ['an element of what a filter leaves', 'const [y] = [x].filter((t) => t.rank > 1); if (y) x = y'],
    [
      'parts of what a module gives',
      'const y = this.layer.forward(x); x = y[0]; for (const t of y.features) x = t',
    ],
    ['results of an op', 'const [a] = x.split(2); const { mean } = x.moments(); x = a'],
    ['other includes', "if (this.names.includes('x')) x = 1"],
  ]
  const members = `cache = null
constructor(options, bias = null) {
  this.options = options; this.bias = bias; this.names = []
  this.scale = options.scale ? tf.variable(tf.ones([1])) : null
}
mask(t, mask) { return mask ? tf.mul(t, mask) : t }
gate({ gate }) { if (gate) return gate }
defaults({ gate = null }) { if (gate) return gate }`
  const placesOf = placesInOneProgram(
    harmless.map(([, statement]) => js(statement, members)),
    options,
  )
  it.each(harmless)('%s', (_, statement) => {
    expect(placesOf(js(statement, members))).toEqual([])
  })
})

function installPackage(folder: string, name: string): void {
  const home = join(folder, 'node_modules', name)
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, 'index.js'), `export const ${name} = null\n`)
}

describe('a tensor that cannot be followed is said', () => {
  it.each([
    ['unknown function', 'this.act(x)', '`this.act` is called with a tensor', '3:1'],
    [
      'function of a table',
      'this.acts.get(1).call(null, x)',
      '`this.acts.get(1).call` is called with',
      '3:1',
    ],
    ['in a list', 'this.act([x])', '`this.act` is called with a tensor', '3:1'],
    ['computed method', 'x[this.name]()', '`x[this.name]` is a method of a tensor', '3:1'],
    ['computed place', 'this.box[this.name] = x', 'a tensor is put into `this.box[this.name]`', '3:1'],
    ['eval', "eval('x')", '`eval` runs code', '3:1'],
    ['Function', "new Function('x')", '`Function` runs code', '3:1'],
    [
      'callback of a library',
      'each([x], (t) => t ? 1 : 2)',
      '`each` is given a tensor and a callback',
      '3:1',
    ],
    ['read taken out of a parameter', 'this.use(x)', '`dataSync` is taken out of a tensor', '5:7'],
  ])('%s', (_, statement, expected, place) => {
    const members = 'constructor(act, box) { this.act = act; this.box = box }'
    const text = `${IMPORT}${js(statement, `use({ dataSync }) {} ${members}`)}import { each } from 'each'\n`
    const folder = write({ 'model.js': text })
    installPackage(folder, 'each')
    const file = join(folder, 'model.js')
    const { checked, reason } = checkCapture({ file, exportName: 'Net', inputs: ['x'] })
    expect({ checked, reason }).toEqual({ checked: false, reason: expect.stringContaining(expected) })
    expect(reason).toContain(`model.js:${place})`)
  })
})

describe('export =', () => {
  const source = (exporting: string) =>
    `class Net { forward(x: any) { if (x) return 1 } }\nexport = ${exporting}\n`

  it('finds the members of what is exported, and the whole as the default', () => {
    const options = { name: 'model.cts', inputs: ['x'] }
    const codes = (text: string, exportName: string) =>
      check(text, { ...options, exportName }).findings.map(
        ({ code, loc }) => `${code} ${loc.line}:${loc.column}`,
      )
    expect(codes(source('{ Net }'), 'Net')).toEqual(['TSFX1101 1:35'])
    expect(codes(source('{ Model: Net }'), 'Model')).toEqual(['TSFX1101 1:35'])
    expect(codes(source('Net'), 'default')).toEqual(['TSFX1101 1:35'])
  })

  it('says when there is no such member', () => {
    expect(check(source('{ Net }'), { name: 'model.cts', exportName: 'Other' }).reason).toMatch(
      /does not export Other/,
    )
  })
})
